"""Names and texts become one row of visible characters; every speaker gets a label."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcript_cases import TRANSCRIPTS, line

from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Absence, Note, Participant, Transcript


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("  two\r\n\twords ", "two words"),
        ("bell\x07 null\0 escape\x1b[31m", "bell null escape [31m"),
        ("next\x85line para\u2029graph", "next line para graph"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("half \ud83d pair", "half pair"),
        ("cafe\u0301", "café"),
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"),
        ("שלום עולם", "שלום עולם"),
    ],
)
def test_plain_keeps_what_is_read_and_drops_what_breaks_a_row(text: str, row: str) -> None:
    assert plain(text) == row


@given(st.text(st.characters()))
def test_plain_is_one_row_that_can_be_encoded_and_stays(text: str) -> None:
    row = plain(text)
    row.encode()
    assert len(row.splitlines()) <= 1
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in row)
    assert plain(row) == row


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u2800\u3164", "\u0301", "\u202e"])
def test_names_that_look_empty_are_not_visible(text: str) -> None:
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["a", "1", ".", "漢", "👍", "\u202ea"])
def test_names_with_a_letter_digit_mark_or_symbol_are(text: str) -> None:
    assert is_visible(text)


def people(*named: tuple[str, str]) -> tuple[Participant, ...]:
    return tuple(Participant(identity, name) for identity, name in named)


def test_label_is_the_name_and_people_of_one_name_are_numbered() -> None:
    transcript = Transcript(
        "",
        None,
        0,
        "",
        people(("1", "Ann"), ("2", " Ann\n"), ("3", "Ann (2)"), ("4", "Ann (3)"), ("5", "Ann")),
    )
    assert labels(transcript) == {
        "1": "Ann",
        "2": "Ann (2)",
        "3": "Ann (2) (2)",
        "4": "Ann (3)",
        "5": "Ann (4)",
    }


def test_label_of_a_name_that_cannot_be_seen_is_the_id_or_unknown() -> None:
    transcript = Transcript("", None, 0, "", people(("7", "\u3164"), ("", "\u200b")))
    assert labels(transcript) == {"7": "7", "": "unknown"}


def test_speakers_that_are_no_participants_have_labels_too() -> None:
    transcript = Transcript(
        "",
        None,
        0,
        "",
        people(("1", "Ann")),
        lines=(line("2", 0, 1, "hi"),),
        gaps=(Absence(0, 1, "paused", "3"), Absence(0, 1, "paused")),
        notes=(Note(0, "4", "Dan", "look"),),
    )
    assert labels(transcript) == {"1": "Ann", "4": "Dan", "2": "2", "3": "3"}


@given(TRANSCRIPTS)
def test_no_two_labels_are_alike_and_every_one_is_visible(transcript: Transcript) -> None:
    found = labels(transcript)
    assert len(set(found.values())) == len(found)
    assert all(is_visible(label) and plain(label) == label for label in found.values())
