"""What is told of a session besides its lines, in the words and figures of every format for people.

In: parts of a transcript. Out: plain text and sums; nothing here escapes for a format.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from transcriber.transcript.transcript import Absence
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
