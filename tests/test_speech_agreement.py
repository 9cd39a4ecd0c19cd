"""LocalAgreement-2: what two hypotheses agree on is committed, and stays."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from transcriber.config import DRAFT_SAME_WORD, DRAFT_SOUND
from transcriber.speech.agreement import Agreement, bare, covered
from transcriber.types import SAMPLE_RATE, Samples, Word

HALF = SAMPLE_RATE // 2


def said(text: str, start: Samples = 0) -> list[Word]:
    """Words of half a second each, one behind the other."""
    return [Word(start + at * HALF, start + (at + 1) * HALF, word) for at, word in enumerate(text.split())]


def texts(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def heard(*hypotheses: str) -> tuple[str, str]:
    """What is committed and tentative after hypotheses that all begin at the same moment."""
    agreement = Agreement()
    for hypothesis in hypotheses:
        agreement.hear(said(hypothesis))
    return texts(agreement.committed), texts(agreement.tentative)


def test_one_hypothesis_commits_nothing() -> None:
    assert heard("good morning") == ("", "good morning")


def test_the_common_beginning_of_two_is_committed() -> None:
    assert heard("good morning sue", "good morning susan I") == ("good morning", "susan I")


def test_only_successive_hypotheses_count() -> None:
    assert heard("good morning", "could morning", "good morning") == ("", "good morning")


def test_capitals_and_punctuation_are_no_difference_and_the_later_spelling_counts() -> None:
    assert heard("hello. every", "Hello, everyone") == ("Hello,", "everyone")


def test_what_is_committed_stays_whatever_is_heard_later() -> None:
    assert heard("a b", "a b c", "x y c d", "x y c d") == ("a b c d", "")


def test_a_hypothesis_that_ends_early_takes_nothing_back() -> None:
    assert heard("a b c", "a b c", "a") == ("a b c", "")
    assert heard("a b c", "a b c", "") == ("a b c", "")


def test_a_word_at_another_time_is_another_word() -> None:
    agreement = Agreement()
    agreement.hear(said("no"))
    agreement.hear(said("no", start=DRAFT_SAME_WORD + 1))
    assert (texts(agreement.committed), texts(agreement.tentative)) == ("", "no")


def test_a_word_said_again_is_committed_again() -> None:
    assert heard("no no", "no no no", "no no no no") == ("no no no", "no")


def test_a_hypothesis_of_the_end_alone_goes_on_behind_what_is_committed() -> None:
    agreement = Agreement(said("one two three four"))
    agreement.hear(said("four five six", start=3 * HALF))
    agreement.hear(said("or five six seven", start=3 * HALF))  # `four` misheard: its time tells
    assert texts(agreement.committed) == "one two three four five six"
    assert texts(agreement.tentative) == "seven"


def test_short_sound_is_heard_from_its_beginning() -> None:
    agreement = Agreement(said("one two three four"))
    assert agreement.resumption(0, DRAFT_SOUND) == 0


def test_long_sound_is_cut_in_the_widest_pause_of_the_later_half_of_what_is_committed() -> None:
    words = [*said("a b c d e f"), *said("g h i", start=6 * HALF + 4_800), *said("j", start=10 * HALF)]
    agreement = Agreement(words, said("k", start=11 * HALF))
    until = DRAFT_SOUND + HALF
    assert agreement.resumption(0, until) == (words[-2].end + words[-1].start) // 2
    assert Agreement(words[:-1]).resumption(0, until) == 6 * HALF + 2_400
    assert Agreement(words[:1]).resumption(0, until) == 0  # nothing to cut behind


def test_what_is_cut_leaves_a_committed_word_to_be_found_again() -> None:
    words = said(" ".join("abcdefghijklmnop"))
    cut = Agreement(words).resumption(0, words[-1].end)
    assert 0 < cut <= words[-1].start
    assert words[-1].end - cut <= DRAFT_SOUND


def test_split_parts_committed_and_tentative_words_at_a_moment() -> None:
    agreement = Agreement(said("a b c d"), said("e f", start=4 * HALF))
    rest = agreement.split(3 * HALF)
    assert (texts(agreement.committed), texts(agreement.tentative)) == ("a b c", "")
    assert (texts(rest.committed), texts(rest.tentative)) == ("d", "e f")
    whole = Agreement(said("a b"), said("c d", start=2 * HALF))
    assert texts(whole.split(3 * HALF).tentative) == "d"
    assert (texts(whole.committed), texts(whole.tentative)) == ("a b", "c")


def test_covered_is_told_by_the_nearest_same_word_else_by_time() -> None:
    committed = said("a b")
    assert covered((), said("a b")) == 0
    assert covered(committed, said("a b b")) == 2
    assert covered(committed, said("a x y")) == 2
    assert covered(committed, said("a")) == 1


def test_bare_words_compare_by_their_letters() -> None:
    assert bare("Straße,") == bare("STRASSE")
    assert bare("—") == "—"


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "A,", "b."]), max_size=8), max_size=8))
def test_committed_words_never_change_whatever_is_heard(hypotheses: list[list[str]]) -> None:
    agreement = Agreement()
    before: tuple[Word, ...] = ()
    for hypothesis in hypotheses:
        agreement.hear(said(" ".join(hypothesis)))
        assert agreement.committed[: len(before)] == before
        before = agreement.committed


@given(st.text("abc ", min_size=4, max_size=40))
def test_a_sure_recognizer_is_one_hypothesis_behind(text: str) -> None:
    words = said(text)
    agreement = Agreement()
    for length, _ in itertools.pairwise(range(1, len(words) + 1)):
        agreement.hear(words[:length])
        assert list(agreement.committed) == words[: length - 1]
