"""The bot in a call: what is lost, what a packet costs, how many people fit, how soon a line, or a draft.

Everything happens in processes of their own, against the local Discord; but for drafts, which are timed on a
simulated clock. BENCH_SECONDS is how long people talk in each call (60); each number of speakers is tried for
a twelfth of that, 3 s at least.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from figure import Figure

TESTS = Path(__file__).parents[1]


def measure() -> Iterator[Figure]:
    """The budgets of the live side."""
    sys.path.insert(0, str(TESTS))
    import live_call
    import live_drafts
    import live_flood
    import live_lines

    seconds = float(os.environ.get("BENCH_SECONDS", "60"))
    yield from live_call.measure(seconds)
    yield from live_flood.measure(max(3.0, seconds / 12))
    yield from live_lines.measure(seconds)
    yield from live_drafts.measure(seconds)
