"""Text is cut into pieces that may stand in a row, and pieces are set in rows.

In: one row of plain text. Out: pieces, which are words where a script has blanks, characters where
it has none (Chinese, Japanese), never parts of what a reader sees as one character. It knows
neither times nor speakers. Where to break follows UAX 14 in its simplest reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

_WORD = re.compile(r"\S+")
_EXTENDING = frozenset("\u200c\u200d") | {
    chr(c) for c in (*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080))
}
"""Joiners, skin tones and flag tags: they belong to the character before them (UAX 29)."""
_NEVER_FIRST = frozenset("ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々〜…‥％%℃")
"""No Japanese row begins with one of these (JIS X 4051), nor with closing punctuation."""
_HANGUL = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7FF))


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that is never parted; `blank` when a blank stands before it in `text[start:end]`'s text."""

    text: str
    start: int
    end: int
    width: int
    blank: bool


def width(text: str) -> int:
    """Columns that the text takes: one a character, two for East Asian wide ones (UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pieces(text: str, columns: int) -> list[Piece]:
    """All of the text but its blanks, in pieces of at most `columns` (two or more) columns."""
    found: list[Piece] = []
    for word in _WORD.finditer(text):
        start, blank = word.start(), bool(found)
        for part in _parts(word.group(), columns):
            found.append(Piece(part, start, start + len(part), width(part), blank))
            start, blank = start + len(part), False
    return found


def shortened(text: str, columns: int) -> str:
    """The text, or as many of its characters as leave room for an ellipsis."""
    if width(text) <= columns:
        return text
    kept, room = "", columns - 1
    for cluster in clusters(text):
        room -= width(cluster)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip() + "…"


def reach(units: Sequence[Piece], first: int, columns: int, rows: int, head: int = 0) -> int:
    """The index behind the last piece, from `first` on, that fits when each row is filled up.

    `head` is the width of what stands before the first piece in the first row, 0 for nothing.
    At least one piece fits, unless there is a head and only one row.
    """
    filled, blank = head, True
    for index in range(first, len(units)):
        unit = units[index]
        taken = unit.width + (blank or unit.blank)
        if filled and filled + taken > columns:
            rows -= 1
            if not rows:
                return index
            filled = 0
        filled, blank = filled + (taken if filled else unit.width), False
    return len(units)


def set_in_rows(units: Sequence[Piece], columns: int, head: str = "") -> tuple[str, ...]:
    """The pieces in one row, or in two of even length, or in as many full ones as it takes.

    `head` comes first in the first row, with a blank behind it.
    """
    ends = list(accumulate((unit.width + unit.blank for unit in units), initial=0))
    upper = [end - (units[0].blank if cut else 0) for cut, end in enumerate(ends)]
    if head:
        upper = [width(head) + end + (cut > 0) for cut, end in enumerate(upper)]
    if upper[-1] <= columns:
        return (_row(units, head),)
    lower = [ends[-1] - ends[cut] - unit.blank for cut, unit in enumerate(units)]
    cuts = [
        cut for cut in range(0 if head else 1, len(units)) if upper[cut] <= columns and lower[cut] <= columns
    ]
    if cuts:
        cut = min(cuts, key=lambda cut: abs(upper[cut] - lower[cut]))
        return (_row(units[:cut], head), _row(units[cut:]))
    cut = reach(units, 0, columns, 1, width(head))
    rest = set_in_rows(units[cut:], columns) if cut < len(units) else ()
    return (_row(units[:cut], head), *rest)


def clusters(text: str) -> Iterator[str]:
    """What a reader sees as one character each (UAX 29, without conjoining Hangul)."""
    cluster = ""
    for character in text:
        if cluster and _continues(cluster, character):
            cluster += character
        else:
            if cluster:
                yield cluster
            cluster = character
    if cluster:
        yield cluster


def _row(units: Sequence[Piece], head: str = "") -> str:
    text = "".join((" " if unit.blank and index else "") + unit.text for index, unit in enumerate(units))
    return f"{head} {text}".rstrip() if head else text


def _continues(cluster: str, character: str) -> bool:
    if character.isascii():
        return cluster[-1] == "\u200d"
    regional = "\U0001f1e6" <= character <= "\U0001f1ff" and "\U0001f1e6" <= cluster <= "\U0001f1ff"
    return (
        cluster[-1] == "\u200d"
        or character in _EXTENDING
        or unicodedata.category(character)[0] == "M"
        or (regional and len(cluster) == 1)
    )


def _parts(word: str, columns: int) -> list[str]:
    """A word without blanks, parted where its script allows, and by force where it is too wide."""
    if word.isascii() and len(word) <= columns:
        return [word]
    parts: list[str] = []
    for cluster in clusters(word):
        for bit in [cluster] if width(cluster) <= columns else cluster:
            if parts and width(parts[-1]) + width(bit) <= columns and not _may_part(parts[-1][-1], bit[0]):
                parts[-1] += bit
            else:
                parts.append(bit)
    return parts


def _may_part(before: str, after: str) -> bool:
    """Whether a row may end between these two characters, no blank being there."""
    if not (_is_ideographic(before) or _is_ideographic(after)):
        return False
    closing = unicodedata.category(after) in ("Pe", "Pf", "Po") or after in _NEVER_FIRST
    return not closing and unicodedata.category(before) not in ("Ps", "Pi")


def _is_ideographic(character: str) -> bool:
    """Wide, and of a script without blanks: Korean has them."""
    if character.isascii() or unicodedata.east_asian_width(character) not in "WF":
        return False
    return not any(first <= ord(character) <= last for first, last in _HANGUL)
