"""The vocabulary is Whisper's in small: special tokens in its order, timestamps behind them."""

from __future__ import annotations

import pytest
from whisper_training.tokens import LANGUAGES, TEXT_TOKENS, TIMESTAMPS, Tokens, learn

TEXTS = [
    f" The {color} dragon sleeps until {day}." for color in ("red", "blue") for day in ("May", "June")
] * 9


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(learn(TEXTS))


def test_special_tokens_follow_the_text_in_whispers_order(tokens: Tokens) -> None:
    names = ["endoftext", "startoftranscript", *LANGUAGES, "translate", "transcribe", "startoflm"]
    names += ["startofprev", "nospeech", "notimestamps"]
    numbers = [tokens.special(name) for name in names]
    assert numbers == list(range(numbers[0], numbers[0] + len(names)))
    assert tokens.first_timestamp == numbers[-1] + 1
    assert tokens.size == tokens.first_timestamp + TIMESTAMPS
    assert numbers[0] <= TEXT_TOKENS + 1


def test_the_empty_token_is_there(tokens: Tokens) -> None:
    """By it CTranslate2 tells a multilingual Whisper."""
    assert tokens.tokenizer.token_to_id("") == tokens.special("endoftext") - 1


def test_words_come_back_from_their_tokens(tokens: Tokens) -> None:
    for text in (TEXTS[0].strip(), "Zoë isst 7 Äpfel, oder?"):
        numbers = [number for word in tokens.words(text) for number in word]
        assert tokens.tokenizer.decode(numbers) == f" {text}"


def test_times_are_rounded_to_their_token(tokens: Tokens) -> None:
    assert tokens.timestamp(0.0) == tokens.first_timestamp
    assert tokens.timestamp(1.009) - tokens.first_timestamp == 50
    assert tokens.timestamp(99.0) == tokens.size - 1
    assert tokens.timestamp(-1.0) == tokens.first_timestamp


def test_an_unknown_special_token_is_named(tokens: Tokens) -> None:
    with pytest.raises(LookupError, match=r"There is no token <\|fr\|>\."):
        tokens.special("fr")
