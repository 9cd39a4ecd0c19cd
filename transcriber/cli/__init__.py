"""The command line: parsing and printing, nothing else."""

from transcriber.cli.main import main

__all__ = ["main"]
