"""Captured Discord voice becomes a transcript that says who said what. README.md here is the map."""

__version__ = "0.1.0"
