"""The recorder's clock: UTC that never steps.

In: nothing but the machine's clocks. Out: UTC nanoseconds, as captures stamp them: the wall clock at
the start plus the monotonic time since (the capture format, version 1). It is the only place of the
voice client that asks what time it is; tests bring a clock of their own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

from transcriber.types import Nanoseconds

Clock: TypeAlias = Callable[[], Nanoseconds]


def session_clock() -> Clock:
    """A clock that begins at the wall clock's time of now."""
    offset = time.time_ns() - time.monotonic_ns()
    return lambda: offset + time.monotonic_ns()
