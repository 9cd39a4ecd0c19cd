"""transcriber.capture.text: only whole characters leave it."""

from __future__ import annotations

import pytest
from capture_cases import broken_texts, texts
from hypothesis import given

from transcriber.capture.text import whole_characters


@given(texts)
def test_whole_text_stays_as_it_is(text: str) -> None:
    assert whole_characters(text) == text


@given(broken_texts)
def test_any_text_becomes_one_that_utf8_can_hold_and_then_stays(text: str) -> None:
    whole = whole_characters(text)
    assert whole.encode().decode() == whole == whole_characters(whole)


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("\ud83d", "\ufffd"),
        ("a\ude00b", "a\ufffdb"),
        ("\ud83d\ud83d!", "\ufffd\ufffd!"),
        ("\ud83d\ude00", "😀"),
        ("caf\udce9", "caf\ufffd"),
    ],
    ids=["high", "low", "two highs", "a pair", "a byte of Latin-1 in a file name"],
)
def test_a_lone_half_is_replaced_and_two_that_meet_are_joined(broken: str, whole: str) -> None:
    assert whole_characters(broken) == whole
