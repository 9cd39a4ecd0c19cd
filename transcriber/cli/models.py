"""`transcriber models`: what can be recognized with, what is on disk, and fetching it."""

from __future__ import annotations

import click
from rich.table import Table

from transcriber.cli.common import errors, results


@click.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List the recognizers and their weights; `models fetch NAME` gets weights."""
    if context.invoked_subcommand is not None:
        return
    from models.catalog import RECOGNIZERS
    from models.fetch import available

    console = results()
    for name, entry in RECOGNIZERS.items():
        console.print(f"{name}: {entry.description}; {entry.size}; --model {entry.model}")
    table = Table(box=None, pad_edge=False)
    for name in ("Whisper", "Size", "Languages", "On this machine"):
        table.add_column(name, justify="right" if name == "Size" else "left")
    for weights in available():
        table.add_row(
            weights.name,
            f"{weights.size // 1_000_000} MB",
            "English" if weights.english else "99",
            str(weights.path or "no"),
        )
    console.print(table)


@models.command()
@click.argument("name")
def fetch(name: str) -> None:
    """Fetch the weights of a Whisper size, going on where an earlier fetch stopped."""
    from models.fetch import fetch as fetch_weights
    from models.fetch import locate, progress_bar

    path = locate(name)
    if path is None:
        with progress_bar(name) as progress:
            path = fetch_weights(name, progress)
    else:
        errors().print(f"Whisper {name} is on this machine already.")
    results().print(str(path))
