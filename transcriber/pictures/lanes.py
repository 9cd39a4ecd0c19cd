"""When who spoke: a lane a speaker as an SVG path, where they overlap, and what is missing.

In: a transcript. Out: paths in a picture that is `WIDTH` wide and 1 high, stretched by whoever shows
it. A stretch too short to be seen is drawn as wide as can be; pauses too short to be seen are filled,
so that a lane has at most as many pieces as a screen has columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from transcriber.transcript.plain import is_visible
from transcriber.transcript.transcript import Transcript
from transcriber.types import Samples

WIDTH: Final = 2000
"""Units of width: as many as a wide screen has columns."""

Span: TypeAlias = tuple[Samples, Samples]


@dataclass(frozen=True, slots=True)
class Lane:
    """One speaker's: what was said and what is missing, as path data."""

    speaker: str
    spoken: str
    missing: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """All of them; `overlaps` is where two or more speak, `missing` where everybody's sound is."""

    lanes: tuple[Lane, ...]
    overlaps: str
    missing: str


def length(transcript: Transcript) -> Samples:
    """The session's duration, or where its last line ends when that is later; at least a sample."""
    ends = (*(line.end for line in transcript.lines), *(gap.end for gap in transcript.gaps))
    return max(transcript.duration, 1, *ends) if ends else max(transcript.duration, 1)


def draw_lanes(transcript: Transcript, speakers: Iterable[str]) -> Lanes:
    """The lanes of these speakers, in this order."""
    total = length(transcript)
    missing: dict[str | None, list[Span]] = {}
    for gap in transcript.gaps:
        missing.setdefault(gap.speaker, []).append((gap.start, gap.end))
    united = spoken(transcript)
    return Lanes(
        tuple(
            Lane(
                speaker,
                _path(united.get(speaker, ()), total),
                _path(_united(missing.get(speaker, ()), 0), total),
            )
            for speaker in speakers
        ),
        _path(_overlaps(united.values()), total),
        _path(_united(missing.get(None, ()), 0), total),
    )


def spoken(transcript: Transcript) -> dict[str, list[Span]]:
    """When each speaker has lines, in order and without overlaps of their own."""
    found: dict[str, list[Span]] = {}
    for line in transcript.lines:
        if is_visible(line.text):
            found.setdefault(line.speaker, []).append((line.start, line.end))
    return {speaker: list(_united(spans, 0)) for speaker, spans in found.items()}


def together(transcript: Transcript, speakers: Iterable[str]) -> str:
    """When any of these speakers spoke, as one path."""
    found, wanted = spoken(transcript), set(speakers)
    spans = (span for speaker in wanted for span in found.get(speaker, ()))
    return _path(_united(spans, 0), length(transcript))


def _united(spans: Iterable[Span], pause: Samples) -> Iterator[Span]:
    """The spans in order, those at most `pause` apart as one."""
    begin = end = None
    for start, stop in sorted(spans):
        if begin is None or end is None:
            begin, end = start, max(start, stop)
        elif start <= end + pause:
            end = max(end, stop)
        else:
            yield begin, end
            begin, end = start, max(start, stop)
    if begin is not None and end is not None:
        yield begin, end


def _overlaps(lanes: Iterable[Iterable[Span]]) -> Iterator[Span]:
    """Where two lanes or more have a span."""
    edges = sorted(
        (at, step) for lane in lanes for start, end in lane for at, step in ((start, 1), (end, -1))
    )
    speaking, since = 0, 0
    for at, step in edges:
        if step == 1 and speaking == 1:
            since = at
        elif step == -1 and speaking == 2:
            yield since, at
        speaking += step


def _path(spans: Iterable[Span], total: Samples) -> str:
    """Path data of rectangles: whole units, none narrower than two, which is a column of most screens."""
    pieces: list[str] = []
    for start, end in _united(spans, total // WIDTH):
        left = min(max(start, 0) * WIDTH // total, WIDTH - 2)
        width = max(min(-(-end * WIDTH // total), WIDTH) - left, 2)
        pieces.append(f"M{left} 0h{width}v1h-{width}z")
    return "".join(pieces)
