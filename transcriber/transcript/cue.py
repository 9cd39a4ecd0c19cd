"""Lines become cues: what a subtitle shows at once, and for how long.

In: a transcript. Out: cues in order of start, times in whole milliseconds, each ending after it
begins; the cues of one line follow one another without overlap, those of different lines may
overlap as the speakers did. Every word of every line is in exactly one cue. Rows, their length and
how long a cue stays are bounded by `config`; a cue is parted at the end of a sentence, a comma or a
pause where one is near the even share. What was spoken faster than people read stays on in the
silence behind it, never into a further cue of anybody. It escapes nothing: the formats do.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from transcriber.config import (
    CUE_COLUMNS,
    CUE_COLUMNS_A_SECOND,
    CUE_MILLISECONDS,
    CUE_PAUSE_MILLISECONDS,
    CUE_ROWS,
    CUE_SHORTEST_MILLISECONDS,
)
from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import milliseconds
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Line, Transcript
from transcriber.transcript.wrap import Piece, pieces, reach, set_in_rows, shortened, width
from transcriber.types import Samples

_ROOM = CUE_COLUMNS * CUE_ROWS
_SENTENCE_ENDS = tuple(".!?…。！？؟।")
_CLAUSE_ENDS = tuple(",;:、，；：،؛—–")
_CLOSING = "\"'”’»)]」』）"
_LOOKAHEAD = _ROOM
"""A word that is not within the next so many characters of the text is not there (it was mended)."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One or two rows on the screen, from `start` to `end` in milliseconds; `name` is the speaker's."""

    start: int
    end: int
    name: str
    rows: tuple[str, ...]


def cues(transcript: Transcript, *, named: bool) -> list[Cue]:
    """The transcript's cues by start. With `named`, each begins with its speaker: `Ann: Good morning.`

    A name that would fill more than a row is shortened there (not in `Cue.name`).
    """
    names = labels(transcript)
    found: list[Cue] = []
    for line in in_order(transcript.lines):
        name = names[line.speaker]
        found += _cues_of(line, name, f"{shortened(name, CUE_COLUMNS - 1)}:" if named else "")
    return list(_readable(sorted(found, key=lambda cue: cue.start), milliseconds(transcript.duration)))


def _readable(found: Sequence[Cue], last: int) -> Iterator[Cue]:
    """The cues, each long enough to be read where silence follows it; `last` is the session's end."""
    starts = [cue.start for cue in found]
    for cue in found:
        columns = sum(map(width, cue.rows)) + len(cue.rows) - 1
        needed = max(CUE_SHORTEST_MILLISECONDS, -(-columns * 1000 // CUE_COLUMNS_A_SECOND))
        following = bisect_left(starts, cue.end)
        bound = starts[following] if following < len(starts) else max(last, cue.end)
        end = min(cue.start + min(needed, CUE_MILLISECONDS), bound)
        yield replace(cue, end=end) if end > cue.end else cue


def _cues_of(line: Line, name: str, head: str) -> Iterator[Cue]:
    text = plain(line.text)
    if not is_visible(text):
        return
    units = pieces(text, CUE_COLUMNS)
    starts, ends = _times(line, text, units)
    free = starts[0]
    for first, after in _cuts(units, starts, ends, width(head)):
        start = max(starts[first], free)
        free = max(min(ends[after - 1], start + CUE_MILLISECONDS), start + 1)
        yield Cue(start, free, name, set_in_rows(units[first:after], CUE_COLUMNS, head))


def _cuts(
    units: Sequence[Piece], starts: Sequence[int], ends: Sequence[int], head: int
) -> Iterator[tuple[int, int]]:
    """Index ranges of pieces, one a cue: few, of about even size, parted at good places."""
    sums = list(accumulate((unit.width + unit.blank for unit in units), initial=0))
    room = _ROOM - head
    first = 0
    while first < len(units):
        latest = min(
            reach(units, first, CUE_COLUMNS, CUE_ROWS, head),
            max(bisect_right(ends, starts[first] + CUE_MILLISECONDS, first), first + 1),
        )
        after = latest
        if latest < len(units):
            columns = sums[-1] - sums[first]
            shares = max(2, -(-columns // room), -(-(ends[-1] - starts[first]) // CUE_MILLISECONDS))
            goal = sums[first] + columns / shares
            after = min(
                range(first + 1, latest + 1),
                key=lambda cut: abs(sums[cut] - goal) - _merit(units, starts, ends, cut),
            )
        yield first, after
        first = after


def _merit(units: Sequence[Piece], starts: Sequence[int], ends: Sequence[int], cut: int) -> float:
    """How many columns away from the even share it is worth to cut here."""
    said = units[cut - 1].text.rstrip(_CLOSING)
    if said.endswith(_SENTENCE_ENDS):
        return _ROOM / 3
    if said.endswith(_CLAUSE_ENDS) or starts[cut] - ends[cut - 1] >= CUE_PAUSE_MILLISECONDS:
        return _ROOM / 6
    return 0.0


def _times(line: Line, text: str, units: Sequence[Piece]) -> tuple[list[int], list[int]]:
    """Start and end of each piece in milliseconds, neither list ever falling.

    A piece has the time of the words that it is made of; where there are none, the time between
    two known ones is shared out by characters. The first begins and the last ends with the line.
    """
    points = _points(line, text)
    offsets = [offset for offset, _ in points]

    def between(before: int, offset: int) -> int:
        (left, start), (right, end) = points[before], points[before + 1]
        return milliseconds(start + (end - start) * (offset - left) // (right - left))

    starts: list[int] = []
    ends: list[int] = []
    for unit in units:
        starts.append(between(bisect_right(offsets, unit.start) - 1, unit.start))
        ends.append(between(bisect_left(offsets, unit.end) - 1, unit.end))
    starts[0], ends[-1] = milliseconds(points[0][1]), milliseconds(points[-1][1])
    return starts, ends


def _points(line: Line, text: str) -> list[tuple[int, Samples]]:
    """Characters of the text whose time is known, in order; times never fall nor leave the line."""
    last = max(line.start, line.end)
    points = [(0, line.start)]
    cursor = 0
    for word in line.words:
        spoken = plain(word.text)
        at = text.find(spoken, cursor, cursor + _LOOKAHEAD + len(spoken)) if spoken else -1
        if at < 0:
            continue
        cursor = at + len(spoken)
        for offset, time in ((at, word.start), (cursor, word.end)):
            points.append((offset, min(max(time, points[-1][1]), last)))
    points.append((len(text), last))
    return points
