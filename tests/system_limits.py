"""The system's refusals, for real: a disk that is full, files that are somebody else's."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

_NOBODY = 65534


@contextmanager
def full_disk(at: int) -> Iterator[None]:
    """Inside, no file of this process can grow beyond `at` bytes: a write there stops in the middle,
    as on a full disk, and says EFBIG."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Inside, root is nobody, whom permissions hold for; everybody else stays who they are."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)
