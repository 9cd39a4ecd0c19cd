"""The charts, and the formats that they are written in: two tables, `CHARTS` and `PICTURE_FORMATS`.

In: a transcript, names out of the tables. Out: the bytes of a picture. Command-line choices, error texts and
the README's table are made from the tables. Pure: no clock, no file; the same SVG for the same transcript.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from transcriber.config import PICTURE_PAGE_WIDTH, PICTURE_WIDTH
from transcriber.errors import SettingError
from transcriber.minutes.words import words_in
from transcriber.pictures.drawing import Drawing, on_paper, stacked, svg
from transcriber.pictures.raster import png
from transcriber.pictures.style import style
from transcriber.pictures.talk_time import talk_time
from transcriber.pictures.timeline import timeline
from transcriber.transcript.transcript import Transcript

_MARGIN: Final = 16
"""Pixels around a picture with a ground of its own."""


def overview(transcript: Transcript, words: Mapping[str, str], width: int) -> Drawing:
    """Talk time, and the timeline below."""
    both = (talk_time(transcript, words, width), timeline(transcript, words, width))
    return stacked(f"{words['talk']} · {words['timeline']}", both)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. Its file is `<name>.<format>`."""

    description: str
    """In one row without a full stop."""
    draw: Callable[[Transcript, Mapping[str, str], int], Drawing]


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """A way to write a picture."""

    description: str
    writer: Callable[[str], bytes]
    """From SVG."""


CHARTS: dict[str, Chart] = {
    "talk-time": Chart("who spoke how long, a bar a speaker", talk_time),
    "timeline": Chart("who spoke when: a lane a speaker, overlaps, gaps, notes", timeline),
    "overview": Chart("both, one below the other", overview),
}

PICTURE_FORMATS: dict[str, PictureFormat] = {
    "svg": PictureFormat(
        "sharp in every size, light or dark as its reader's system", lambda text: text.encode()
    ),
    "png": PictureFormat("for what shows no SVG: Discord, most mails", png),
}

DEFAULT_CHARTS: Final = ("talk-time", "timeline")
"""What is drawn when nobody says what."""

OVERVIEW: Final = "overview"
"""The chart of minutes and of the bot's summary."""


def picture(
    transcript: Transcript, chart: str, form: str, *, language: str = "en", scheme: str = "auto"
) -> bytes:
    """A picture as a file holds it.

    Raises SettingError for a name that is in no table, MissingPart where PNG cannot be drawn."""
    if form not in PICTURE_FORMATS:
        known = ", ".join(PICTURE_FORMATS)
        raise SettingError(f"There is no picture format {form!r}. Choose from: {known}.")
    width = PICTURE_WIDTH - 2 * _MARGIN
    drawing = on_paper(chart_named(chart).draw(transcript, words_in(language), width), _MARGIN)
    return PICTURE_FORMATS[form].writer(svg(drawing, style(scheme, drawing.numbers)))


def in_page(transcript: Transcript, chart: str, language: str) -> str:
    """A picture as a page holds it: SVG without a style, in the width of the page's minutes."""
    return svg(chart_named(chart).draw(transcript, words_in(language), PICTURE_PAGE_WIDTH))


def chart_named(name: str) -> Chart:
    """The chart of this name. Raises SettingError for one that is not in `CHARTS`."""
    if name not in CHARTS:
        raise SettingError(f"There is no chart {name!r}. Choose from: {', '.join(CHARTS)}.")
    return CHARTS[name]
