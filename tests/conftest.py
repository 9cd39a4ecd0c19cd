"""What all tests share: hypothesis without deadlines (machines are noisy), no network, and Ctrl-C."""

from __future__ import annotations

import signal

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")

# A shell lets what it starts in the background ignore SIGINT, and so would the programs under test.
signal.signal(signal.SIGINT, signal.default_int_handler)
