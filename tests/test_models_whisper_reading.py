"""Tokens between timestamps become pieces; what the model did not finish is read on from the right place."""

from __future__ import annotations

import pytest

from models.whisper_reading import Piece, Reading, Segment, pieces_of

FIRST = 1000
A, B, C = 1, 2, 3


def at(seconds: float) -> int:
    """The timestamp of a time."""
    return FIRST + round(seconds / 0.02)


def pieces(*tokens: int, duration: float = 30.0) -> tuple[list[Piece], float | None]:
    return pieces_of(tokens, FIRST, duration)


def test_one_timestamp_at_the_end_says_that_nothing_follows() -> None:
    found, rest = pieces(at(0.2), A, B, at(1.4))
    assert found == [Piece(0.2, 1.4, (at(0.2), A, B, at(1.4)))]
    assert rest is None


def test_a_pair_ends_a_piece_and_begins_the_next() -> None:
    found, rest = pieces(at(0), A, at(1), at(2), B, C, at(4))
    assert [(piece.start, piece.end) for piece in found] == [(0, 1), (2, 4)]
    assert [piece.tokens[1:-1] for piece in found] == [(A,), (B, C)]
    assert rest is None


def test_a_pair_at_the_end_says_to_read_on_from_there() -> None:
    found, rest = pieces(at(0), A, at(1), at(1.5), B, at(2), at(2))
    assert [(piece.start, piece.end) for piece in found] == [(0, 1), (1.5, 2)]
    assert rest == 2


def test_what_stands_unfinished_behind_a_pair_is_left_for_the_next_window() -> None:
    found, rest = pieces(at(0), A, at(1), at(1), B, C)
    assert [piece.tokens for piece in found] == [(at(0), A, at(1))]
    assert rest == 1


def test_a_pair_without_text_says_to_read_on_from_there_too() -> None:
    found, rest = pieces(at(0), at(2.8), at(2.8), duration=3.0)
    assert [(piece.start, piece.end) for piece in found] == [(0, 0), (2.8, 2.8)]
    assert rest == 2.8


def test_a_text_without_an_end_lasts_until_the_window_does_and_is_read_on_behind_it() -> None:
    assert pieces(at(0.4), A, B, duration=3.0) == ([Piece(0.4, 3.0, (at(0.4), A, B))], 3.0)


def test_a_text_without_timestamps_lasts_as_long_as_the_window() -> None:
    assert pieces(A, B, duration=3.0) == ([Piece(0.0, 3.0, (A, B))], 3.0)


@pytest.mark.parametrize("tokens", [(), (FIRST,)])
def test_nothing_written_is_a_piece_without_text(tokens: tuple[int, ...]) -> None:
    [piece], rest = pieces(*tokens, duration=3.0)
    assert piece.tokens == tokens
    assert rest is None


def test_no_piece_ends_before_it_begins() -> None:
    [piece], _ = pieces(at(2), A, at(1))
    assert (piece.start, piece.end) == (2, 2)


def test_a_reading_tells_what_was_not_invented() -> None:
    said = Segment(0, 1, " Yes. ", (), -0.5, 0.9)
    invented = Segment(1, 2, " Thanks.", (), -1.5, 0.9)
    reading = Reading((said, invented), "en", None, -1.0, 0.9)
    assert reading.believed == (said,)
    assert reading.text == "Yes."
