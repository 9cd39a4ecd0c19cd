"""Word errors are counted as everybody counts them, and equal words are paired."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from whisper_training.words import Score, aligned, plain

WORDS = st.lists(st.sampled_from("abc"), max_size=8)


def test_capitals_and_punctuation_are_no_errors() -> None:
    assert plain("Hello, twenty-five Dragons!") == ["hello", "twenty", "five", "dragons"]


def test_errors_are_substitutions_insertions_and_deletions() -> None:
    said = ["we", "will", "open", "on", "the", "twentieth"]
    assert aligned(said, said) == (0, [(i, i) for i in range(6)])
    assert aligned(said, ["we", "open", "on", "a", "twentieth", "of"])[0] == 3
    assert aligned(said, [])[0] == 6
    assert aligned([], ["noise"]) == (1, [])


@given(WORDS, WORDS)
def test_pairs_are_equal_words_in_order(said: list[str], heard: list[str]) -> None:
    errors, pairs = aligned(said, heard)
    assert all(said[i] == heard[j] for i, j in pairs)
    assert pairs == sorted(set(pairs)) and len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(
        pairs
    )
    assert max(len(said), len(heard)) - len(pairs) <= errors <= len(said) + len(heard) - 2 * len(pairs)


def test_a_rate_is_of_what_was_said() -> None:
    assert Score(words=20, errors=3).rate == 0.15
    assert Score().rate == 0
