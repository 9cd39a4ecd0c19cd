"""The bench's own arithmetic: what it counts, on cases small enough to count by hand."""

from __future__ import annotations

import pytest
from score import (
    Count,
    Saying,
    errors_by_speaker,
    errors_of_anybody,
    quantile,
    right_speakers,
    start_errors,
    words_of,
)


def said(speaker: str, start: float, text: str, step: float | None = None) -> Saying:
    """A second a word; with `step` it is known when each begins."""
    words = tuple(text.split())
    starts = tuple(start + step * i for i in range(len(words))) if step is not None else ()
    return Saying(speaker, start, start + len(words), words, starts)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Good morning, Ann!", None, ("good", "morning", "ann")),
        ("it’s the 'last' one", "en", ("it's", "the", "last", "one")),
        ("für Übung", "de", ("für", "übung")),
        ("「人間にちがいない」。", "ja", tuple("人間にちがいない")),
        ("…", None, ()),
        ("' '", None, ()),
    ],
)
def test_words_are_what_every_recognizer_can_give(
    text: str, language: str | None, words: tuple[str, ...]
) -> None:
    assert words_of(text, language) == words


def test_counts_add_up_and_nothing_of_nothing_is_no_rate() -> None:
    assert Count(1, 4) + Count(2, 6) == Count(3, 10)
    assert Count(3, 10).percent == 30
    assert Count(2, 0).percent is None


def test_speakers_are_right_by_the_time_they_spoke() -> None:
    reference = [said("ann", 0, "a b c d"), said("bob", 5, "e f")]
    assert right_speakers(reference, reference) == Count(6, 6)
    swapped = [said("bob", 0, "a b c d"), said("bob", 5, "e f")]
    assert right_speakers(reference, swapped) == Count(2, 6)
    assert right_speakers(reference, [said("ann", 60, "nobody spoke then")]) == Count(0, 0)


def test_two_who_speak_at_once_are_both_right() -> None:
    reference = [said("ann", 0, "a b"), said("bob", 0, "c d")]
    assert right_speakers(reference, reference) == Count(4, 4)


def test_starts_are_compared_of_words_that_were_heard_right() -> None:
    reference = [said("ann", 10, "we meet on monday", 1.0)]
    heard = [Saying("ann", 10, 14, ("we", "eat", "on", "monday"), (10.1, 11.9, 11.8, 13.0))]
    assert start_errors(reference, heard) == pytest.approx([0, 0.1, 0.2], abs=1e-9)


def test_starts_that_are_not_known_are_not_compared() -> None:
    first_only = [Saying("ann", 10, 12, ("we", "meet"), (10.0, None))]
    assert start_errors(first_only, [said("ann", 10.3, "we meet", 1.0)]) == pytest.approx([0.3])
    assert start_errors(first_only, [said("ann", 10.3, "we meet")]) == []
    assert start_errors(first_only, [said("bob", 10.3, "we meet", 1.0)]) == []
    far = [said("ann", 40, "we meet", 1.0)]
    assert start_errors(first_only, far) == []


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([], 0.5) is None
    assert [quantile([1, 2, 3, 4], share) for share in (0, 0.5, 0.95, 1)] == [1, 3, 4, 4]


# --- with meeteval, which does the counting --------------------------------------------------------


def test_fixed_speakers_are_never_exchanged() -> None:
    """A permutation of names would make this perfect; names are known, so it is all wrong."""
    pytest.importorskip("meeteval")
    reference = [said("ann", 0, "a b c"), said("bob", 5, "d e f")]
    swapped = [said("bob", 0, "a b c"), said("ann", 5, "d e f")]
    assert errors_by_speaker(reference, reference) == Count(0, 6)
    wrong = errors_by_speaker(reference, swapped)
    assert (wrong.part, wrong.whole) == (6, 6)
    assert errors_of_anybody(reference, swapped) == Count(0, 6)


def test_words_of_nobody_who_spoke_are_errors() -> None:
    pytest.importorskip("meeteval")
    reference = [said("ann", 0, "a b c")]
    assert errors_by_speaker(reference, [*reference, said("eve", 1, "x y")]) == Count(2, 3)
    assert errors_by_speaker(reference, []) == Count(3, 3)
    assert errors_of_anybody(reference, []) == Count(3, 3)


def test_what_comes_too_late_was_not_heard() -> None:
    pytest.importorskip("meeteval")
    reference = [said("ann", 0, "a b c")]
    assert errors_by_speaker(reference, [said("ann", 4, "a b c")]) == Count(0, 3)
    assert errors_by_speaker(reference, [said("ann", 60, "a b c")]).part == 6
    assert errors_by_speaker(reference, [said("ann", 60, "a b c")], collar=100) == Count(0, 3)
