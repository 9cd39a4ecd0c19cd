"""What the synthetic voices read to the small Whisper."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import pytest
from whisper_training.sentences import (
    LANGUAGES,
    MOST_WORDS,
    held_out,
    sentences,
    vocabulary,
    words,
)

DRAWS = 30_000
SCRIPT = Path(__file__).parent / "sample_session" / "meeting.txt"
WRITTEN = re.compile(r"[A-ZÄÖÜ][A-Za-zÄÖÜäöüß .,?!'-]*[.?!]")
SAID_WITH_A_CONSONANT = {"one", "useful", "user", "users", "usual", "usually"}

_drawn: dict[str, list[str]] = {}


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def drawn(language: str) -> list[str]:
    if language not in _drawn:
        _drawn[language] = list(islice(sentences(language, random.Random(4)), DRAWS))
    return _drawn[language]


def parts(text: str) -> list[str]:
    return re.split(r"(?<=[.?!]) ", text)


def runs(said: tuple[str, ...]) -> list[tuple[str, ...]]:
    """All six words in a row."""
    return [said[start : start + 6] for start in range(len(said) - 5)]


def script() -> set[tuple[str, ...]]:
    """The words of every sentence of the sample session, read without the module's own reader."""
    turns = [
        line.split("]", 1)[1].removeprefix(" unheard:")
        for line in SCRIPT.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "--"))
    ]
    return {words(part) for turn in turns for part in parts(turn.strip())}


def test_the_generator_alone_decides(language: str) -> None:
    first, again, other = (list(islice(sentences(language, random.Random(s)), 300)) for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(KeyError):
        next(sentences("fr", random.Random(1)))
    with pytest.raises(KeyError):
        vocabulary("fr")


@pytest.mark.parametrize(("language", "least"), [("en", 1500), ("de", 300)])
def test_there_are_many_words_and_each_is_drawn(language: str, least: int) -> None:
    known = {word.lower() for word in vocabulary(language)}
    heard = {word for sentence in drawn(language) for word in words(sentence)}
    assert len(known) >= least
    assert heard == known


def test_the_vocabulary_keeps_capitals() -> None:
    assert {"I'm", "Monday", "Susan", "dragon", "twenty-five"} <= vocabulary("en")
    assert {"Brücke", "Übersetzung", "schön", "fünfundzwanzig"} <= vocabulary("de")


def test_only_what_a_synthesizer_says_as_written(language: str) -> None:
    for sentence in drawn(language):
        for part in parts(sentence):
            assert WRITTEN.fullmatch(part), sentence
        assert "  " not in sentence
        assert not re.search(r" [.,?!]|[.,?!'-]{2}", sentence), sentence


def test_a_becomes_an_before_a_vowel() -> None:
    said = [found for text in drawn("en") for found in re.findall(r"\b[Aa] (\w+)", text)]
    wrong = {word for word in said if word[0].lower() in "aeiou" or word in ("hour", "honest")}
    assert wrong <= SAID_WITH_A_CONSONANT
    assert any("an hour" in text for text in drawn("en"))


def test_short_answers_are_frequent_and_long_sentences_there(language: str) -> None:
    sizes = [len(words(sentence)) for sentence in drawn(language)]
    assert 6 <= sum(sizes) / DRAWS <= 8
    assert (min(sizes), max(sizes)) == (1, MOST_WORDS)
    assert 0.12 <= sum(size <= 3 for size in sizes) / DRAWS <= 0.20


@pytest.mark.parametrize(
    ("language", "answers"),
    [
        ("en", ["Yes.", "No.", "Okay.", "Right.", "Thank you.", "Hi everyone.", "I agree."]),
        ("de", ["Ja.", "Nein.", "Okay.", "Danke.", "Guten Tag."]),
    ],
)
def test_everyday_answers_come_again_and_again(language: str, answers: list[str]) -> None:
    count = Counter(drawn(language))
    assert all(count[answer] >= DRAWS / 1000 for answer in answers), count.most_common(20)


def test_most_sentences_come_once(language: str) -> None:
    longer = [sentence for sentence in drawn(language) if len(words(sentence)) > 5]
    assert len(set(longer)) > 0.95 * len(longer)


def test_no_sentence_of_the_sample_session_is_drawn(language: str) -> None:
    kept = script() - {("thank", "you")}
    assert len(kept) > 90
    assert ("have", "a", "nice", "day") in kept
    for sentence in drawn(language):
        assert words(sentence) not in kept
        assert kept.isdisjoint(words(part) for part in parts(sentence)), sentence


def test_no_long_piece_of_the_sample_session_is_drawn() -> None:
    held = {run for sentence in script() for run in runs(sentence)}
    assert ("will", "fix", "the", "battery", "problem", "by") in held
    for sentence in drawn("en"):
        assert held.isdisjoint(run for part in parts(sentence) for run in runs(words(part))), sentence


def test_the_words_of_the_sample_session_are_heard() -> None:
    needed = {word for sentence in script() for word in sentence}
    count = Counter(word for sentence in drawn("en") for word in words(sentence))
    assert len(needed) > 200
    assert {word: count[word] for word in needed if count[word] < 20} == {}


def test_held_out_sentences_are_one_in_fifty(language: str) -> None:
    longer = {words(sentence): sentence for sentence in drawn(language) if len(words(sentence)) > 2}
    share = sum(map(held_out, longer.values())) / len(longer)
    assert 0.016 <= share <= 0.024


def test_held_out_looks_at_the_words_alone_and_never_changes() -> None:
    kept = next(sentence for sentence in drawn("en") if held_out(sentence) and sentence.endswith("."))
    assert held_out(kept.lower().replace(",", "").replace(".", "?"))
    assert [n for n in range(100) if held_out("the visitors came " + "again " * n)] == [3, 20, 58, 61]


def test_answers_of_two_words_are_never_held_out() -> None:
    short = {sentence for sentence in drawn("en") if len(words(sentence)) <= 2}
    assert len(short) > 500
    assert not any(map(held_out, short))


@pytest.mark.parametrize(("language", "least"), [("en", 3), ("de", 7)])
def test_the_whole_vocabulary_is_dealt_like_a_deck(language: str, least: int) -> None:
    """A word is never missing for long, however seldom the grammar chooses it."""
    count = Counter(word for sentence in drawn(language) for word in words(sentence))
    assert min(count.values()) >= least, count.most_common()[-10:]


def test_every_rule_is_there_once_and_is_used(language: str) -> None:
    listed, grammar = LANGUAGES[language]
    names = [name for heading in (*listed, *grammar.RULES) for name in heading.split("/")]
    used = {name for text in grammar.RULES.values() for name in re.findall(r"\{(\w+)\}", text)}
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert used <= set(names)
    assert set(grammar.FRAGMENTS) <= set(names)
    assert set(grammar.KINDS) <= set(grammar.RULES)
    assert set(names) - used <= set(grammar.KINDS)


def test_every_form_of_a_word_is_given(language: str) -> None:
    listed: Mapping[str, str] = LANGUAGES[language][0]
    for heading, rows in listed.items():
        sizes = {row.count("/") for row in rows.split()}
        assert sizes == {heading.count("/")}, heading
