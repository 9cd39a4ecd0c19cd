"""Loops and echoes are told from what people say; what they say survives, however short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcriber.speech.quality import (
    Loop,
    collapse_letters,
    collapse_loops,
    collapse_text,
    compression_ratio,
    echoes,
    longest_loop,
    recited,
    tokens,
)

SPOKEN = [
    "Yes.",
    "No.",
    "Okay.",
    "Thank you.",
    "No, no, no, no, no, no, no, no.",
    "Ha ha ha ha ha ha ha ha!",
    "Hello? Hello? Hello? Hello?",
    "Thank you, thank you, thank you, thank you, thank you.",
    "Can you hear me? Can you hear me? Can you hear me?",
    "Zero zero zero, zero zero zero, one one one.",
    "はいはいはいはい、そうです。",
    "不是不是不是不是不是。",
    "ครับครับครับครับ",
    "What I said is what I said and what I said I meant.",
    "Hahahaha, hmmmmm, noooooo!",
    "1000000000000000000000",
]
"""People say such things."""


@pytest.mark.parametrize("text", SPOKEN)
def test_what_people_say_is_no_loop(text: str) -> None:
    assert longest_loop(tokens(text)) is None
    assert collapse_text(text) == text
    assert " ".join(map(collapse_letters, text.split(" "))) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("no " * 9, "no"),
        ("So I said ha, ha, ha, ha, ha, Ha, ha, ha, ha, ha and left.", "So I said ha, and left."),
        ("Thank you. " * 6, "Thank you."),
        ("Right. Can you hear me? " + "Can you hear me? " * 3, "Right. Can you hear me?"),
        ("We ship it. " + "That is what we do and " * 20 + "That is", "We ship it. That is what we do and"),
        ("ご視聴ありがとうございました。" * 4, "ご視聴ありがとうございました。"),
        ("你好 " + "谢谢大家" * 9 + "谢谢", "你好 谢谢大家"),
        ("- - - - - - - - - -", "-"),
    ],
)
def test_a_loop_is_said_once(text: str, left: str) -> None:
    assert collapse_text(text) == left


def test_words_behind_a_loop_stay_though_they_resemble_its_beginning() -> None:
    words = ["thank", "you"] * 7 + ["thank", "goodness"]
    assert [words[i] for i in collapse_loops(words)] == ["thank", "you", "thank", "goodness"]


def test_loops_within_loops_and_one_behind_the_other() -> None:
    words = (["oh"] * 12 + ["dear"]) * 5 + ["fine"] * 20
    assert [words[i] for i in collapse_loops(words)] == ["oh", "dear", "fine"]


def test_the_longest_loop_is_told_with_its_shortest_round() -> None:
    assert longest_loop(["So", *["no."] * 20]) == Loop(1, 1, 20)
    assert longest_loop(["a", "b"] * 8 + ["a"]) == Loop(0, 2, 8, 1)
    assert longest_loop(["a"] * 9 + ["b", "c"] * 9) == Loop(9, 2, 9)
    assert longest_loop([]) is None


@pytest.mark.parametrize(("times", "left"), [(8, 8), (9, 1)])
def test_one_word_comes_eight_times_in_a_row_and_no_more(times: int, left: int) -> None:
    assert len(collapse_loops(["No,", *["no,"] * (times - 1)])) == left


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("A" + "a" * 40, "Aaa"),
        ("Ha" + "ha" * 20 + "!", "HaHaHa!"),
        ("あ" * 30, "あああ"),
        ("é" * 17 + "t", "ééét"),
    ],
)
def test_stuck_letters_are_written_three_times(word: str, left: str) -> None:
    assert collapse_letters(word).casefold() == left.casefold()


@given(st.lists(st.sampled_from("abc"), max_size=60))
def test_collapsing_keeps_order_leaves_no_loop_and_is_done_at_once(words: list[str]) -> None:
    kept = collapse_loops(words)
    assert kept == sorted(set(kept)) and set(kept) <= set(range(len(words)))
    left = [words[i] for i in kept]
    assert longest_loop(left) is None
    assert collapse_loops(left) == list(range(len(left)))
    assert set(left) == set(words)


@given(st.text(max_size=200))
def test_any_text_can_be_asked_about(text: str) -> None:
    assert compression_ratio(text) >= 0
    assert longest_loop(tokens(collapse_text(text))) is None
    assert recited(text, (text,)) <= 1


def test_only_what_repeats_itself_compresses_well() -> None:
    assert compression_ratio("") == 0
    assert compression_ratio("Yes.") < 1
    assert compression_ratio("No, no, no, no, no, no, no, no.") < 2.4
    assert compression_ratio("We meet on Tuesday, and Ben brings the numbers that he promised.") < 1.4
    assert compression_ratio("Thank you for watching. " * 8) > 2.4


TERMS = ("Anna Lee", "Ben", "Kubernetes", "Cora", "Göteborg", "Q3")


@pytest.mark.parametrize(
    "text",
    [
        "Anna Lee, Ben, Kubernetes, Cora, Göteborg, Q3",
        "lee ben kubernetes. CORA",
        "Ben, Kubernetes, Cora, goteborg,",
    ],
)
def test_the_prompt_recited_is_an_echo(text: str) -> None:
    assert echoes(text.replace("goteborg", "Göteborg"), TERMS)


@pytest.mark.parametrize(
    "text",
    [
        "Ben.",
        "Ben, Kubernetes, Cora.",  # three
        "Anna, Ben, Kubernetes, Cora, Göteborg",  # who is called by her first name, with the list
        "Cora, Kubernetes, Ben, Anna Lee",  # the other way around
        "Ben, Kubernetes, Cora and Göteborg",
        "Anna Lee, Ben, Kubernetes, Cora, Göteborg, Q3, are you there?",
        "",
        "...",
    ],
)
def test_whoever_says_a_few_names_or_anything_else_echoes_nothing(text: str) -> None:
    assert not echoes(text, TERMS)


def test_how_many_terms_are_recited() -> None:
    assert recited("Ben.", TERMS) == 1
    assert recited("Lee, Ben", TERMS) == 2
    assert recited("Ben, Ben", TERMS) == 0
    assert recited("Ben", ()) == 0
    assert recited("张伟李娜", ("张伟", "李娜")) == 2
