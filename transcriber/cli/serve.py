"""`transcriber serve`: a folder of sessions in a browser on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from transcriber.cli.common import errors, results
from transcriber.config import SERVE_PORT
from transcriber.errors import InputError


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=SERVE_PORT,
    show_default=True,
    help="Where to listen; 0 takes a free one.",
)
def serve(folder: Path, port: int) -> None:
    """Show a folder's sessions in a browser on this machine, until Ctrl-C.

    Only programs on this machine that know the printed address can read them. Sound is not copied into
    the pages, however large it is.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}: name one that holds sessions.")
    from transcriber.serve.server import LibraryServer

    with LibraryServer(folder, port) as server:
        results().print(server.url)
        errors().print("Open this address in a browser. Ctrl-C ends it.")
        server.serve_forever()
