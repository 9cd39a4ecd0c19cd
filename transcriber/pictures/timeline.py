"""The timeline: a lane a speaker, where they overlap, what is missing, notes, and a clock below.

In: a transcript, the fixed words of a language, a width in pixels. Out: a drawing. Nobody there is a
sentence instead of lanes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from transcriber.pictures.drawing import HEAD, ROW, Drawing, column, heading, in_column, text, xml
from transcriber.pictures.lanes import WIDTH, draw_lanes, length, together
from transcriber.pictures.people import rows
from transcriber.transcript.clock import clock
from transcriber.transcript.transcript import Transcript
from transcriber.types import SAMPLE_RATE, Samples

_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
"""Seconds between marks of the clock: such as people count in."""
_MARK: Final = 105
"""Pixels that a mark with its time needs."""
_AXIS: Final = 22
"""Pixels of the clock's height."""


def timeline(transcript: Transcript, words: Mapping[str, str], width: int) -> Drawing:
    """The drawing, as wide as asked for."""
    title, drawn = words["timeline"], rows(transcript, words)
    if not drawn:
        body = heading(title) + text(0, HEAD + ROW - 7, words["no_lines"], "soft")
        return Drawing(title, width, HEAD + ROW, body, words["no_lines"])
    names = column([words["overlaps"], *(row.label for row in drawn)], width)
    area = _Area(names + 8, width - names - 8, length(transcript))
    lanes = draw_lanes(transcript, [row.speakers[0] for row in drawn])
    pieces, top = [], HEAD
    if lanes.overlaps:
        pieces += [in_column(top, names, words["overlaps"]), area.lane(lanes.overlaps, "soft", top + 7, 8)]
        top += ROW
    for row, lane in zip(drawn, lanes.lanes, strict=True):
        if row.number is None:
            spoken, missing, color = together(transcript, row.speakers), "", "soft"
        else:
            spoken, missing, color = lane.spoken, lane.missing, f"said s{row.number}"
        shown = area.lane(missing, "gap veil", top + 2, ROW - 4) + area.lane(spoken, color, top + 4, 14)
        base = f'<rect class="rule" x="{area.left}" y="{top + 10}" width="{area.width}" height="1"/>'
        name = in_column(top, names, row.label)
        pieces.append(f"<g><title>{xml(row.label)}</title>{name}{base}{shown}</g>")
        top += ROW
    pieces.append(area.lane(lanes.missing, "gap veil", HEAD, top - HEAD))
    legend = "".join(_legend(transcript, words, area.left, top + _AXIS + ROW - 7))
    body = "".join([heading(title), *area.marks(top), *pieces, *area.notes(transcript, top), legend])
    numbers = tuple(row.number for row in drawn if row.number is not None)
    said = f"{clock(area.total)}; {'; '.join(row.label for row in drawn)}"
    return Drawing(title, width, top + _AXIS + (ROW if legend else 0), body, said, numbers)


@dataclass(frozen=True, slots=True)
class _Area:
    """Where time runs from left to right: pixels, and the samples that they stand for."""

    left: int
    width: int
    total: Samples

    def at(self, time: Samples) -> int:
        return self.left + self.width * min(max(time, 0), self.total) // self.total

    def lane(self, path: str, name: str, top: int, height: int) -> str:
        """A path of `lanes`, stretched to this height; nothing for an empty one."""
        if not path:
            return ""
        return (
            f'<svg class="stretch" x="{self.left}" y="{top}" width="{self.width}" height="{height}" '
            f'viewBox="0 0 {WIDTH} 1" preserveAspectRatio="none"><path class="{name}" d="{path}"/></svg>'
        )

    def marks(self, foot: int) -> Iterator[str]:
        """Lines through all lanes, with their times below."""
        for time in marks(self.total, self.width // _MARK):
            at = self.at(time)
            anchor, place = ("start", at) if time == 0 else ("middle", at)
            if at > self.left + self.width - _MARK // 3:
                anchor, place = "end", self.left + self.width
            yield f'<rect class="rule" x="{at}" y="{HEAD}" width="1" height="{foot - HEAD + 4}"/>'
            yield text(place, foot + 17, clock(time), "soft", anchor)

    def notes(self, transcript: Transcript, foot: int) -> Iterator[str]:
        """A line and a flag where somebody made a note."""
        for note in transcript.notes:
            at = self.at(note.at)
            shown = f"<title>{xml(f'{clock(note.at)} {note.name}: {note.text}')}</title>"
            yield f'<path class="ink" d="M{at} {HEAD - 9}h7l-2 3 2 3h-6V{foot}h-1z">{shown}</path>'


def marks(total: Samples, most: int) -> list[Samples]:
    """Times in round steps from 0 on, at most `most` steps in all (at least one)."""
    fits = (step * SAMPLE_RATE for step in _STEPS if total <= step * SAMPLE_RATE * max(most, 1))
    step = next(fits, -(-total // max(most, 1)))
    return list(range(0, total + 1, step))


def _legend(transcript: Transcript, words: Mapping[str, str], left: int, base: int) -> Iterator[str]:
    """What the marks mean that explain themselves least, of those that are there."""
    if transcript.gaps:
        yield f'<rect class="gap veil" x="{left}" y="{base - 11}" width="14" height="14"/>'
        yield text(left + 20, base, words["gap"], "soft")
        left += 110
    if transcript.notes:
        yield f'<path class="ink" d="M{left} {base - 11}h7l-2 3 2 3h-6v8h-1z"/>'
        yield text(left + 14, base, words["notes"], "soft")
