"""Lines in any order become the lines of a transcript.

In: lines as recognizers finish them, of all speakers, in any order. Out: the same words in order,
short-paused lines of one speaker joined. Reading the texts in order gives the same text before and
after joining, and doing it twice changes nothing: a transcript of a transcript's lines is itself.
It never moves a time, invents an id or drops a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from transcriber.config import JOIN_CHARACTERS, JOIN_GAP, JOIN_LENGTH
from transcriber.transcript.plain import is_visible, plain
from transcriber.transcript.transcript import Line
from transcriber.types import Samples


def assemble(lines: Iterable[Line]) -> tuple[Line, ...]:
    """A transcript's lines: texts in one row, empty ones dropped, in order, joined at short gaps."""
    rows = (
        replace(line, text=plain(line.text), heard=None if line.heard is None else plain(line.heard))
        for line in lines
    )
    return joined(in_order(row for row in rows if is_visible(row.text)))


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines by start, then speaker, then id: overlapping lines stay whole, whoever began is first."""
    return tuple(sorted(lines, key=lambda line: (line.start, line.speaker, line.id)))


def joined(
    lines: Iterable[Line],
    *,
    gap: Samples = JOIN_GAP,
    length: Samples = JOIN_LENGTH,
    characters: int = JOIN_CHARACTERS,
) -> tuple[Line, ...]:
    """Lines in order, neighbors of one speaker and language joined when they are `gap` apart or less.

    Neighbors means that nobody else's line starts after the first and before the second: joining
    across an interjection would put the answer before what it answers. A joined line lasts at most
    `length`, has at most `characters`, and keeps the first one's id.
    """
    result: list[Line] = []
    for line in lines:
        last = result[-1] if result else None
        if last is not None and _belongs(last, line, gap):
            longer = _join(last, line)
            if longer.end - longer.start <= length and len(longer.text) <= characters:
                result[-1] = longer
                continue
        result.append(line)
    return tuple(result)


def talk_time(lines: Iterable[Line]) -> dict[str, Samples]:
    """How long each speaker spoke by these lines, by speaker id; what overlaps itself counts once."""
    talk: dict[str, Samples] = {}
    until: dict[str, Samples] = {}
    for line in in_order(lines):
        start = max(line.start, until.get(line.speaker, line.start))
        talk[line.speaker] = talk.get(line.speaker, 0) + max(line.end - start, 0)
        until[line.speaker] = max(start, line.end)
    return talk


def _belongs(first: Line, second: Line, gap: Samples) -> bool:
    """Whether the second goes on where the first ended. Padded ends may overlap a little, too."""
    return (
        first.speaker == second.speaker
        and first.language == second.language
        and first.echo_of == second.echo_of
        and abs(second.start - first.end) <= gap
    )


def _join(first: Line, second: Line) -> Line:
    corrected = first.heard is not None or second.heard is not None
    was = [line.text if line.heard is None else line.heard for line in (first, second)]
    return replace(
        first,
        end=max(first.end, second.end),
        text=first.text + _between(first.text) + second.text,
        heard=was[0] + _between(was[0]) + was[1] if corrected else None,
        words=first.words + second.words,
        confidence=_confidence(first, second),
    )


def _between(text: str) -> str:
    """A blank, but not behind a full-width mark, which carries its own (the Japanese full stop)."""
    if text and unicodedata.category(text[-1])[0] == "P" and unicodedata.east_asian_width(text[-1]) in "WF":
        return ""
    return " "


def _confidence(first: Line, second: Line) -> float | None:
    """The mean over the texts' characters, of those parts that have a confidence."""
    known = [(line.confidence, len(line.text)) for line in (first, second) if line.confidence is not None]
    weight = sum(length for _, length in known)
    if not weight:
        return None
    return sum(confidence * length for confidence, length in known) / weight
