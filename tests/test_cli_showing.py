"""Rows on a console: lines, and drafts below them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from transcriber.cli.showing import Showing
from transcriber.errors import InputError
from transcriber.follow import Done, Drafted, Failed, Happening, Said
from transcriber.speech.draft import Draft
from transcriber.transcript.transcript import Transcript
from transcriber.types import SAMPLE_RATE, Line

SESSION = Path("session")


def said(text: str, start: float = 1.0, draft: str | None = None) -> Said:
    at = round(start * SAMPLE_RATE)
    return Said(SESSION, Line(f"{at}-7", "7", at, at + 1, text), "Anna", 0, draft)


def draft(
    committed: str, tentative: str = "", *, ended: bool = False, differs: int = 0, id: str = "a"
) -> Drafted:
    return Drafted(
        SESSION, Draft(id, "7", SAMPLE_RATE, committed, tentative, ended=ended, differs=differs), "Anna"
    )


def printed(*happenings: Happening, terminal: bool = False) -> str:
    out = Console(file=io.StringIO(), force_terminal=terminal, width=80, markup=False, highlight=False)
    with Showing(out) as showing:
        for happening in happenings:
            showing.show(happening)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def screen(*happenings: Happening) -> tuple[list[str], list[str]]:
    """What a terminal shows after the last happening, and once it is over: escape sequences obeyed."""
    out = Console(file=io.StringIO(), force_terminal=True, width=80, markup=False, highlight=False)
    assert isinstance(out.file, io.StringIO)
    with Showing(out) as showing:
        for happening in happenings:
            showing.show(happening)
        during = out.file.getvalue()
    return rows(during), rows(out.file.getvalue())


def rows(written: str) -> list[str]:
    """The rows on a terminal: cursor up, erase a row, line feeds and carriage returns."""
    found, at = [""], 0
    for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|[^\x1b]", written):
        if part == "\n":
            at += 1
            found += [""] * (at + 1 - len(found))
        elif part == "\x1b[2K":
            found[at] = ""
        elif part == "\x1b[1A":
            at -= 1
        elif not part.startswith("\x1b") and part != "\r":
            found[at] += part
    return [row for row in found if row]


def test_a_line_is_a_row() -> None:
    assert printed(said("good morning\x1b[2J")) == "[00:00:01] Anna: good morning [2J\n"


def test_where_nothing_can_be_rewritten_a_draft_is_a_row_of_its_own() -> None:
    assert printed(
        draft("", "good"), draft("good", "mourning"), said("good morning", draft="a"),
        draft("good morning", ended=True),
    ).splitlines() == [
        "~ [00:00:01] Anna: (good)",
        "~ [00:00:01] Anna: good (mourning)",
        "[00:00:01] Anna: good morning",
    ]  # fmt: skip


def test_in_a_terminal_drafts_are_rewritten_below_the_rows() -> None:
    before = (said("hello"), draft("", "good"), draft("one", "two", id="b"), draft("good", "mourning"))
    during, after = screen(*before)
    assert during == [
        "[00:00:01] Anna: hello",
        "[00:00:01] Anna: good mourning",
        "[00:00:01] Anna: one two",
    ]
    assert after == ["[00:00:01] Anna: hello"]
    during, after = screen(
        *before, said("later", 3.0), said("good morning", draft="a"), draft("good morning", ended=True)
    )
    assert during == [
        "[00:00:01] Anna: hello",
        "[00:00:03] Anna: later",
        "[00:00:01] Anna: good morning",
        "[00:00:01] Anna: one two",
    ]
    assert after == during[:3]


def test_an_utterance_of_several_lines_stays_the_row_that_its_draft_was() -> None:
    shown = printed(
        draft("good"), said("good morning.", 1.5, "a"), said("how are you?", 2.5, "a"),
        draft("good morning. how are you?", ended=True),
    ).splitlines()  # fmt: skip
    assert shown[1:] == ["[00:00:01] Anna: good morning. how are you?"]


def test_where_the_transcript_reads_differently_it_says_so() -> None:
    shown = printed(
        draft("good mourning"), said("good morning", draft="a"), draft("good mourning", ended=True, differs=1)
    ).splitlines()
    assert shown[1:] == ["[00:00:01] Anna: good mourning", "  (the transcript has: good morning)"]
    assert printed(draft("hm", ended=True, differs=1)).splitlines() == [
        "[00:00:01] Anna: hm",
        "  (the transcript leaves this out)",
    ]


def test_a_draft_that_came_to_nothing_leaves_nothing() -> None:
    assert screen(draft("", "hm"), draft("", ended=True)) == ([], [])


def test_results_and_troubles() -> None:
    transcript = Transcript("t", None, 0, "r", (), (), (), (), ())
    assert printed(draft("a"), Done(SESSION, transcript, (Path("x.md"),), "", {}), terminal=True).endswith(
        "x.md\n"
    )
    with pytest.raises(InputError, match="no more"):
        printed(Failed(SESSION, "It can be followed no more."))
