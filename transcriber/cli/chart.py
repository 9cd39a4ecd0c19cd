"""`transcriber chart`: who spoke how much and when, as pictures."""

from __future__ import annotations

from pathlib import Path

import click

from transcriber.cli.common import results
from transcriber.cli.minutes import transcript_at
from transcriber.output import prepare_folder, write_bytes
from transcriber.pictures.charts import CHARTS, DEFAULT_CHARTS, PICTURE_FORMATS, picture
from transcriber.pictures.style import SCHEMES


@click.command()
@click.argument("path", metavar="SESSION", type=click.Path(path_type=Path))
@click.option(
    "--chart",
    "charts",
    multiple=True,
    metavar="NAME",
    help=f"{', '.join(CHARTS)} (both in one); may be given several times, or with commas. "
    f"Without it: {', '.join(DEFAULT_CHARTS)}.",
)
@click.option(
    "--format",
    "forms",
    multiple=True,
    metavar="NAME",
    help=f"{', '.join(PICTURE_FORMATS)}; may be given several times, or with commas. Without it: svg.",
)
@click.option(
    "--scheme",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="; ".join(f"{name}: {what}" for name, what in SCHEMES.items()) + ".",
)
@click.option(
    "--language", metavar="CODE", help="Of headings: en, de, fr, es, ja. Without it: what is spoken."
)
@click.option(
    "-o", "--output", metavar="DIR", type=click.Path(path_type=Path), help="Where to; without it, beside it."
)
def chart(
    path: Path,
    charts: tuple[str, ...],
    forms: tuple[str, ...],
    scheme: str,
    language: str | None,
    output: Path | None,
) -> None:
    """Draw who spoke how much (talk-time) and when (timeline).

    SESSION is a folder that holds a transcript.json, or that file. Pictures are called as their chart:
    talk-time.svg, timeline.svg.
    """
    from transcriber.minutes.language import language_of
    from transcriber.minutes.words import WORDS

    file, transcript = transcript_at(path)
    spoken = language_of(transcript.lines)
    headings = (language or (spoken if spoken in WORDS else "en")).lower()
    drawn = {
        f"{name}.{form}": picture(transcript, name, form, language=headings, scheme=scheme)
        for name in _named(charts) or DEFAULT_CHARTS
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
