"""What all tests share: hypothesis without deadlines (machines are noisy), and no network."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")
