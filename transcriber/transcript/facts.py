"""What is told of a session besides its lines, in the words and figures of every format for people.

In: parts of a transcript. Out: plain text and sums; nothing here escapes for a format.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from transcriber.transcript.clock import clock
from transcriber.transcript.transcript import Absence, Transcript
from transcriber.types import Samples

_REASONS = {
    "disconnected": "the recorder was disconnected",
    "undecryptable": "it could not be decrypted",
    "deafened": "the recorder was deafened",
    "paused": "the recording was paused",
    "overrun": "the recorder could not keep up",
}
"""The capture format's reasons for a gap; others are shown as they are."""


def gap_reason(reason: str) -> str:
    """Why audio is missing, as part of a sentence."""
    return _REASONS.get(reason, reason)


def left_out(transcript: Transcript) -> list[tuple[str, str, int, Samples]]:
    """Echoes: (whose microphone, whose voice, how many lines, how long), ids, in order of appearance."""
    found: dict[tuple[str, str], tuple[int, Samples]] = {}
    for line in transcript.echoes:
        if line.echo_of is not None:
            pair = line.speaker, line.echo_of
            count, length = found.get(pair, (0, 0))
            found[pair] = count + 1, length + max(0, line.end - line.start)
    return [(ear, source, count, length) for (ear, source), (count, length) in found.items()]


def echo_note(ear: str, source: str, count: int, length: Samples) -> str:
    """The sentence about it; `ear` and `source` are names as the format writes them."""
    lines = "1 line" if count == 1 else f"{count} lines"
    return f"{ear}'s microphone heard {source}, too: {lines} ({clock(length)} in all) left out as an echo."


def started_text(started: str) -> str:
    """`2026-11-22 17:03:05 UTC`; what is no time with a zone as it is."""
    try:
        moment = datetime.fromisoformat(started)
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment.tzinfo else started
    except (ValueError, OverflowError):
        return started


def percent(part: int, whole: int, decimals: int) -> str:
    """`52 %`; a dash where there is no whole."""
    return f"{100 * part / whole:.{decimals}f} %" if whole > 0 else "–"


def covered(gaps: Iterable[Absence]) -> Samples:
    """The time in which somebody's audio is missing, counted once where gaps overlap."""
    total = until = 0
    for gap in sorted(gaps, key=lambda gap: gap.start):
        total += max(gap.end - max(gap.start, until), 0)
        until = max(until, gap.end)
    return total
