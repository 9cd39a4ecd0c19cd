"""Echoes are in the JSON alone; formats for people say that something was left out, and of whom."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from transcript_cases import HAND_MADE, line

from transcriber.minuted import minuted
from transcriber.transcript.assemble import assemble
from transcriber.transcript.formats import FORMATS
from transcriber.transcript.from_json import read_json

SECRET = "zebra"
ECHOED = replace(
    HAND_MADE,
    echoes=(
        line("2", 62.0, 63.0, f"{SECRET} one", echo_of="1"),
        line("2", 70.0, 72.0, f"{SECRET} two", echo_of="1"),
        line("3", 70.0, 72.0, f"{SECRET} three", echo_of="9"),
    ),
)
TOLD = "microphone heard Ann, too: 2 lines (00:00:03 in all) left out as an echo."


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("json", "docx")])
def test_no_format_but_the_json_has_echoes(name: str) -> None:
    assert SECRET not in FORMATS[name].content(ECHOED).decode()


def test_the_json_has_them_among_the_lines_and_is_read_back() -> None:
    content = FORMATS["json"].content(ECHOED).decode()
    rows = json.loads(content)["lines"]
    assert [row["echo_of"] for row in rows if SECRET in row["text"]] == ["1", "1", "9"]
    assert [row["start"] for row in rows] == sorted(row["start"] for row in rows)
    assert read_json(content) == ECHOED


def test_markdown_and_word_say_what_was_left_out() -> None:
    assert TOLD in FORMATS["md"].content(ECHOED).decode()
    paragraphs = [each.text for each in Document(io.BytesIO(FORMATS["docx"].content(ECHOED))).paragraphs]
    assert not any(SECRET in text for text in paragraphs)
    assert any(text.endswith(TOLD) for text in paragraphs)
    assert "microphone" not in FORMATS["md"].content(HAND_MADE).decode()


def test_minutes_do_not_read_them(tmp_path: Path) -> None:

    assert SECRET not in minuted(tmp_path, ECHOED).whole


def test_echoes_of_two_people_are_not_joined() -> None:
    one, other = line("2", 1, 2, "a", echo_of="1"), line("2", 2.5, 3, "b", echo_of="3")
    assert assemble([one, other]) == (one, other)
    assert len(assemble([one, replace(other, echo_of="1")])) == 1
