"""Text is parted only where its script allows, and rows are never too wide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcript_cases import TEXT

from transcriber.transcript.plain import plain
from transcriber.transcript.wrap import clusters, pieces, reach, set_in_rows, shortened, width


def parts(text: str, columns: int = 42) -> list[str]:
    return [piece.text for piece in pieces(text, columns)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Good morning, all.", ["Good", "morning,", "all."]),
        ("日本語。はい", ["日", "本", "語。", "は", "い"]),
        ("「はい」と", ["「は", "い」", "と"]),
        ("データー", ["デー", "ター"]),
        ("Pythonで3回", ["Python", "で", "3", "回"]),
        ("안녕하세요 여러분", ["안녕하세요", "여러분"]),
        ("👩🏽‍💻👍🏽", ["👩🏽‍💻", "👍🏽"]),
        ("สวัสดีครับ", ["สวัสดีครับ"]),
        ("", []),
    ],
)
def test_pieces_are_words_or_where_there_are_no_blanks_characters(text: str, found: list[str]) -> None:
    assert parts(text) == found


def test_words_wider_than_a_row_are_parted_by_force_but_not_inside_a_character() -> None:
    assert parts("abcdefgh", 3) == ["abc", "def", "gh"]
    assert parts("บีบี", 3) == ["บี", "บี"]
    assert parts("🇩🇪🇫🇷", 3) == ["🇩🇪", "🇫🇷"]
    assert parts("x\u0301\u0302\u0303\u0304", 3) == ["x\u0301\u0302", "\u0303\u0304"]


def test_pieces_know_where_they_stand_and_whether_a_blank_does_before_them() -> None:
    found = pieces("ab 漢字", 42)
    assert [(p.start, p.end, p.width, p.blank) for p in found] == [
        (0, 2, 2, False),
        (3, 4, 2, True),
        (4, 5, 2, False),
    ]


def test_wide_characters_take_two_columns() -> None:
    assert [width(text) for text in ("abc", "é", "漢字", "한", "ｱ", "👍")] == [3, 1, 4, 2, 1, 2]


def test_shortened_text_ends_with_an_ellipsis_and_fits() -> None:
    assert shortened("short", 5) == "short"
    assert shortened("longer", 5) == "long…"
    assert shortened("lon er", 5) == "lon…"
    assert shortened("漢字漢字", 5) == "漢字…"


def test_clusters_are_what_is_read_as_one_character() -> None:
    assert list(clusters("ae\u0301👩🏽\u200d💻🇩🇪🇫🇷x")) == ["a", "e\u0301", "👩🏽\u200d💻", "🇩🇪", "🇫🇷", "x"]
    assert list(clusters("\u0301a")) == ["\u0301", "a"]


def test_rows_are_even_and_the_head_belongs_to_the_first() -> None:
    units = pieces("one two three four", 12)
    assert set_in_rows(units, 42) == ("one two three four",)
    assert set_in_rows(units, 12) == ("one two", "three four")
    assert set_in_rows(units, 42, "Ann:") == ("Ann: one two three four",)
    assert set_in_rows(units, 13, "Ann:") == ("Ann: one two", "three four")
    assert set_in_rows(pieces("abcdef", 8), 8, "Dr. Ann:") == ("Dr. Ann:", "abcdef")


def test_more_than_two_rows_are_filled_up() -> None:
    units = pieces("a b c d e f", 3)
    assert set_in_rows(units, 3) == ("a b", "c d", "e f")
    assert set_in_rows(units, 3, "x:") == ("x:", "a b", "c d", "e f")


def test_reach_fills_rows_behind_the_head() -> None:
    units = pieces("aa bb cc dd ee", 5)
    assert reach(units, 0, 5, 1) == 2
    assert reach(units, 0, 5, 2) == 4
    assert reach(units, 1, 5, 2) == 5
    assert reach(units, 0, 5, 2, head=2) == 3
    assert reach(units, 0, 5, 2, head=5) == 2
    assert reach(units, 0, 5, 1, head=5) == 0


@given(TEXT.map(plain), st.integers(2, 50))
def test_pieces_hold_all_of_the_text_and_none_is_too_wide(text: str, columns: int) -> None:
    found = pieces(text, columns)
    assert "".join(" " * (p.blank) + p.text for p in found) == text
    assert all(text[p.start : p.end] == p.text and p.width == width(p.text) <= columns for p in found)


@given(TEXT.map(plain), st.integers(2, 50), st.integers(1, 3), st.integers(0, 50))
def test_what_reaches_into_rows_can_be_set_in_as_many(text: str, columns: int, rows: int, head: int) -> None:
    units = pieces(text, columns)
    if not units:
        return
    name = "n" * min(head, columns)
    fitting = units[: reach(units, 0, columns, rows, len(name))]
    found = set_in_rows(fitting, columns, name)
    assert max(map(width, found)) <= columns
    assert len(found) <= rows
    assert "".join(found).replace(" ", "") == name + "".join(p.text for p in fitting)
