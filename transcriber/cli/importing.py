"""`transcriber import`: recordings of others become a session."""

from __future__ import annotations

from pathlib import Path

import click

from transcriber.cli.common import errors, paths_argument, results
from transcriber.imported import import_session, offset_text
from transcriber.transcript.plain import plain


@click.command("import")
@paths_argument
@click.option(
    "-o",
    "--output",
    metavar="SESSION",
    required=True,
    type=click.Path(path_type=Path),
    help="The session folder to make.",
)
@click.option(
    "--offset",
    "offsets",
    multiple=True,
    metavar="NAME=SECONDS",
    help="When the track of NAME (or of a file of that name) begins; below zero: so much of its "
    "beginning is cut off. May be given several times.",
)
def import_command(paths: tuple[Path, ...], output: Path, offsets: tuple[str, ...]) -> None:
    """Make a session of a recording with one audio file a speaker.

    PATH is a zip that Craig gave (FLAC, WAV, Ogg, AAC …), or any zip or folder of such files, or the
    files. They are kept as they are; all commands take the session.
    """
    imported = import_session(paths, output, offsets)
    for warning in imported.warnings:
        errors().print(f"Note: {warning}")
    out = results()
    for track in imported.tracks:
        moved = f", begins at {offset_text(track.offset)}" if track.offset else ""
        out.print(f"{plain(track.name)}: {track.file}{moved}")
    out.print(str(imported.folder))
