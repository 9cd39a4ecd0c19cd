"""One Chromium for all tests, and a page with sound. A test ends with a page that neither complained
nor asked for anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import NEEDED, Chromium, program
from meeting_page import MEETING, made


def pytest_sessionstart() -> None:
    """Without a browser there is one sentence, and not a failure a test."""
    if program() is None:
        pytest.exit(NEEDED, returncode=2)


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    with Chromium() as started:
        yield started


@pytest.fixture
def ours() -> str:
    """How addresses begin that a page may ask for, besides its own parts."""
    return "blob:"


@pytest.fixture(autouse=True)
def plain_window(browser: Chromium, ours: str) -> Iterator[None]:
    browser.size(1280, 900)
    browser.scheme("light")
    yield
    assert browser.complaints() == []
    assert [url for url in browser.requests() if not url.startswith(("blob:", "file:", ours))] == []
    assert [url for url in browser.requests() if url.startswith("file:") and "mix" not in url] == []


@pytest.fixture(scope="session")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("page") / "meeting", MEETING, sound=True)
