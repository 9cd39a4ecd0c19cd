"""Session time as people and subtitle formats write it.

In: `Samples` or milliseconds from the session's start. Out: digits. Hours have two digits or as
many as they need and never turn into days; a time before the session's start reads as its start.
"""

from __future__ import annotations

from transcriber.types import SAMPLE_RATE, Samples

_SAMPLES_PER_MILLISECOND = SAMPLE_RATE // 1000


def clock(time: Samples) -> str:
    """`HH:MM:SS`, cut to the second that is running, as a player shows it."""
    minutes, second = divmod(max(time, 0) // SAMPLE_RATE, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}"


def milliseconds(time: Samples) -> int:
    """The nearest millisecond, halves up (exact integer arithmetic)."""
    return (max(time, 0) + _SAMPLES_PER_MILLISECOND // 2) // _SAMPLES_PER_MILLISECOND


def thousandths(time: int) -> str:
    """Milliseconds as seconds with three decimals."""
    return f"{time // 1000}.{time % 1000:03}"


def decimal(time: Samples) -> str:
    """Seconds with three decimals, the nearest millisecond."""
    return thousandths(milliseconds(time))


def cue_time(time: int, point: str) -> str:
    """Milliseconds as `HH:MM:SS` + `point` + `mmm`: a comma in SRT, a full stop in WebVTT."""
    second, thousandth = divmod(time, 1000)
    return f"{clock(second * SAMPLE_RATE)}{point}{thousandth:03}"
