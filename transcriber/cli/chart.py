"""`transcriber chart`: who spoke how much and when, as pictures."""

from __future__ import annotations

from pathlib import Path

import click

from transcriber.cli.common import results
from transcriber.cli.minutes import transcript_at
from transcriber.output import prepare_folder, write_bytes


@click.command()
@click.argument("path", metavar="SESSION", type=click.Path(path_type=Path))
@click.option(
    "--chart",
    "charts",
    multiple=True,
    metavar="NAME",
    help="talk-time, timeline, or overview (both in one); may be given several times, or with commas. "
    "Without it: talk-time and timeline.",
)
@click.option(
    "--format",
    "forms",
    multiple=True,
    metavar="NAME",
    help="svg or png; may be given several times, or with commas. Without it: svg.",
)
@click.option(
    "--scheme",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="auto (light, and dark where the reader's system is; in a PNG light), light, or dark.",
)
@click.option(
    "--language", metavar="CODE", default="en", show_default=True, help="Of headings: en, de, fr, es, ja."
)
@click.option(
    "-o", "--output", metavar="DIR", type=click.Path(path_type=Path), help="Where to; without it, beside it."
)
def chart(
    path: Path,
    charts: tuple[str, ...],
    forms: tuple[str, ...],
    scheme: str,
    language: str,
    output: Path | None,
) -> None:
    """Draw who spoke how much (talk-time) and when (timeline).

    SESSION is a folder that holds a transcript.json, or that file. Pictures are called as their chart:
    talk-time.svg, timeline.svg.
    """
    from transcriber.pictures.charts import picture

    file, transcript = transcript_at(path)
    drawn = {
        f"{name}.{form}": picture(transcript, name, form, language=language.lower(), scheme=scheme)
        for name in _named(charts) or ["talk-time", "timeline"]
        for form in _named(forms) or ["svg"]
    }
    folder = file.parent if output is None else output
    prepare_folder(folder)
    for name, data in drawn.items():
        write_bytes(folder / name, data)
        results().print(str(folder / name))


def _named(given: tuple[str, ...]) -> list[str]:
    """Names from options that may hold several, each once."""
    names = (name.strip() for one in given for name in one.split(","))
    return list(dict.fromkeys(name for name in names if name))
