"""A session's minutes with their picture, and without it where it cannot be drawn."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from picture_reader import read_png
from transcript_cases import EMPTY, HAND_MADE

from transcriber.minuted import PICTURE_NAME, minuted


def test_the_picture_lies_beside_as_the_minutes_say(tmp_path: Path) -> None:
    made = minuted(tmp_path, HAND_MADE)
    assert "](overview.png)\n" in made.whole
    assert PICTURE_NAME == "overview.png"
    assert made.picture is not None
    assert read_png(made.picture)[0, 0].tolist() == [0x22, 0x26, 0x2E]  # dark, as Discord is


def test_where_it_cannot_be_drawn_there_are_minutes_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    made = minuted(tmp_path, HAND_MADE)
    assert made.picture is None
    assert "![" not in made.whole
    assert made.whole.startswith("# Stand-up")


def test_nobody_spoke_and_nothing_is_drawn(tmp_path: Path) -> None:
    made = minuted(tmp_path, EMPTY)
    assert made.picture is None
    assert "![" not in made.whole
