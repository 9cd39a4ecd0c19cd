"""`transcriber export`: another format from a transcript that is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from transcriber.cli.common import results
from transcriber.errors import InputError
from transcriber.output import prepare_folder, write_transcript
from transcriber.transcript.formats import ALL, DEFAULT_FORMATS, FORMATS, format_named
from transcriber.transcript.from_json import read_json

_Command = TypeVar("_Command", bound=Callable[..., Any])

TRANSCRIPT_NAME = "transcript.json"


def formats_option(what: str) -> Callable[[_Command], _Command]:
    """--format, of a transcript; `what` says what it is there."""
    return click.option(
        "--format",
        "formats",
        multiple=True,
        metavar="NAME",
        help=f"{what}: {', '.join(FORMATS)}, or {ALL}; may be given several times, or with commas. "
        f"Without it: {', '.join(DEFAULT_FORMATS)}.",
    )


@click.command()
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@formats_option("What to write")
@click.option(
    "-o", "--output", metavar="DIR", type=click.Path(path_type=Path), help="Where to; without it, beside it."
)
def export(path: Path, formats: tuple[str, ...], output: Path | None) -> None:
    """Write a transcript in other formats.

    PATH is a transcript.json, or the folder that holds one.
    """
    chosen = chosen_formats(formats)
    file = path / TRANSCRIPT_NAME if path.is_dir() else path
    if path.is_dir() and not file.exists():
        raise InputError(f"{path} holds no {TRANSCRIPT_NAME}: run `transcriber transcribe {path}` first.")
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise InputError(f"{file} is no text: name a transcript.json.") from None
    transcript = read_json(text)
    folder = file.parent if output is None else output
    prepare_folder(folder)
    for written in write_transcript(folder, transcript, chosen):
        results().print(str(written))


def chosen_formats(named: tuple[str, ...]) -> list[str]:
    """The formats asked for, each once; the default ones when none is named. Raises SettingError."""
    names = [name.strip() for one in named for name in one.split(",") if name.strip()]
    wanted = [each for name in names for each in (FORMATS if name == ALL else (name,))]
    for name in wanted:
        format_named(name)
    return list(dict.fromkeys(wanted or DEFAULT_FORMATS))
