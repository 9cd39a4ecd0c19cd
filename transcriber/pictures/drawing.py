"""Pieces of SVG: texts that stay texts, columns that names cannot leave, drawings below each other.

In: texts as people made them, whole numbers of pixels. Out: SVG 1.1 by hand: the same bytes for the same
input, no script, no reference to anything outside. Colors are classes; `style.py` gives them a meaning in a
file, the page's own style does in a page.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from transcriber.transcript.plain import plain

FONT_SIZE: Final = 13
"""Pixels."""
HEAD: Final = 30
"""Pixels from a drawing's top to what is below its heading."""
ROW: Final = 22
"""Pixels from a row to the next: the text and as much air as lines of text have."""
_SPACE: Final = 18
"""Pixels between drawings."""

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (2.2) knows no way to write."""

_ISOLATE, _END = "\u2068", "\u2069"
"""First strong isolate (UAX 9): what is between runs in the direction of its own first letter, so that a
Hebrew name ends where it should and turns nothing else around."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A part of a picture. `body` is SVG; `numbers` are the speakers whose colors it uses."""

    title: str
    width: int
    height: int
    body: str
    said: str = ""
    """The same in words, for those who do not see it."""
    numbers: tuple[int, ...] = ()


def svg(drawing: Drawing, style: str = "") -> str:
    """A whole SVG, to stand in HTML or, with a `style`, in a file of its own."""
    about = f"<title>{xml(drawing.title)}</title><desc>{xml(drawing.said)}</desc>"
    size = f'width="{drawing.width}" height="{drawing.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" {size} '
        f'viewBox="0 0 {drawing.width} {drawing.height}" font-size="{FONT_SIZE}">'
        f"{about}{f'<style>{style}</style>' if style else ''}{drawing.body}</svg>"
    )


def stacked(title: str, drawings: Sequence[Drawing]) -> Drawing:
    """One below the other."""
    pieces, top = [], 0
    for drawing in drawings:
        pieces.append(f'<g transform="translate(0 {top})">{drawing.body}</g>')
        top += drawing.height + _SPACE
    return Drawing(
        title,
        max(drawing.width for drawing in drawings),
        top - _SPACE,
        "".join(pieces),
        " ".join(f"{drawing.title}: {drawing.said}" for drawing in drawings),
        tuple(sorted({number for drawing in drawings for number in drawing.numbers})),
    )


def on_paper(drawing: Drawing, margin: int) -> Drawing:
    """With a ground of its own and a margin on all sides, in pixels."""
    width, height = drawing.width + 2 * margin, drawing.height + 2 * margin
    body = (
        f'<rect class="paper" width="{width}" height="{height}"/>'
        f'<g transform="translate({margin} {margin})">{drawing.body}</g>'
    )
    return Drawing(drawing.title, width, height, body, drawing.said, drawing.numbers)


def xml(text: str) -> str:
    """Any text as one row of characters in XML, in an element or in a quoted attribute."""
    return escape(_NO_XML.sub("", plain(text)))


def heading(text: str) -> str:
    """A drawing's title, at its top."""
    return f'<text class="head" x="0" y="15">{_ISOLATE}{xml(text)}{_END}</text>'


def text(at: int, base: int, shown: str, name: str, anchor: str = "start") -> str:
    """A text of ours; `name`: its class; `anchor`: start, middle or end of it is at `at`."""
    return f'<text class="{name}" x="{at}" y="{base}" text-anchor="{anchor}">{xml(shown)}</text>'


def column(labels: Iterable[str], width: int) -> int:
    """Pixels of a column of names: as many as they need, at most three tenths of the drawing's width."""
    widest = max((sum(map(_breadth, plain(label))) for label in labels), default=0)
    return min(math.ceil(widest * FONT_SIZE), width * 3 // 10)


def in_column(top: int, width: int, shown: str) -> str:
    """A name in the left column, at its right: shortened, and cut off if that was too little."""
    short = xml(shortened(plain(shown), width))
    return (
        f'<svg class="column" y="{top}" width="{width}" height="{ROW}"><text class="ink" x="{width}" '
        f'y="{ROW - 7}" text-anchor="end">{_ISOLATE}{short}{_END}</text></svg>'
    )


def shortened(label: str, width: int) -> str:
    """As much of a text as a column of this width (pixels) is likely to hold."""
    if sum(map(_breadth, label)) * FONT_SIZE <= width:
        return label
    room, kept = width / FONT_SIZE - 1, 0
    for at, character in enumerate(label):
        room -= _breadth(character)
        if room < 0:
            break
        kept = at + 1
    return label[:kept].rstrip("\u200d ") + "…"


def _breadth(character: str) -> float:
    """How wide a character is, in font sizes: on the safe side for the widest of the usual fonts."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return 0.78 if character.isupper() else 0.62
