"""What the synthetic voices read: endless sentences of everyday talk, in English and German.

In: a language and a `random.Random`, which alone decides what comes out. Out: sentences of 1 to 18
words as Whisper writes them: capitals, numbers as words, and no other signs than `. , ? ! ' -`, so
that a synthesizer says exactly what is written. About one in seven is a short answer; one in ten is
loose words or fragments without sense, so that the recognizer must hear and cannot guess; these
deal the whole vocabulary like a deck of cards, so that every word is heard.

No sentence of the sample session's script is ever drawn, whatever its punctuation, nor six words of
one in a row: that session measures the model. `held_out` keeps more sentences apart, which whoever
trains leaves out.

The words are in `words_english.py` and `words_german.py`, the grammar in `rules_….py`.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Final

from whisper_training import rules_english, rules_german, words_english, words_german

MOST_WORDS: Final = 18
"""About 7 s of speech."""

HELD_OUT_ONE_IN: Final = 50
"""About 2 %: enough for a test set, too few to be missed in training."""

LOOSE_SHARE: Final = 0.1
"""Of all draws: words without sense."""

MOST_LOOSE: Final = 9
"""Words or fragments in one draw."""

SCRIPT: Final = Path(__file__).parents[1] / "sample_session" / "meeting.txt"

UNAVOIDABLE: Final = frozenset({("thank", "you")})
"""The one sentence of the script that training cannot do without."""

SCRIPT_RUN: Final = 6
"""So many words of the script in a row are too much of it. Five, as in "the people at the museum", are
everyday speech."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_PART: Final = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]")
_CAPITAL: Final = re.compile(r"(?:^|(?<=[.?!] ))\w")
_BETWEEN: Final = re.compile(r"(?<=[.?!]) ")
_TURN: Final = re.compile(r"^\w+ \[[^\]]*\] (?:unheard: )?(.*)$", re.MULTILINE)
_AN: Final = re.compile(r"\b([Aa]) (?=[aeiou]|hour|honest)(?!one\b|once\b|us|uni|euro)")
"""`a` before a vowel's sound: the words that only look like it are said with /w/ or /j/."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Stands for any text of a rule."""

    rule: str


Template = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules by name, and the kinds of sentences, which are rules too, with their weights."""

    rules: Mapping[str, tuple[Template, ...]]
    kinds: tuple[str, ...]
    weights: tuple[int, ...]
    """Summed up, as `random.choices` takes them."""
    fragments: tuple[str, ...]
    """The rules whose texts stand for themselves among loose words."""
    vocabulary: tuple[str, ...]
    """Sorted; as a word stands within a sentence: `Monday`, `I'm`, `table`."""


LANGUAGES: Final = {"en": (words_english.WORDS, rules_english), "de": (words_german.WORDS, rules_german)}


def sentences(language: str, rng: random.Random) -> Iterator[str]:
    """Endless sentences in a language of `LANGUAGES` (KeyError for others)."""
    grammar = _grammar(language)
    deck: list[str] = []
    while True:
        if rng.random() < LOOSE_SHARE:
            text = _loose(grammar, deck, rng)
        else:
            (kind,) = rng.choices(grammar.kinds, cum_weights=grammar.weights)
            text = _expanded(grammar, kind, rng)
        sentence = _written(text, language)
        if len(words(sentence)) <= MOST_WORDS and not _of_the_script(sentence):
            yield sentence


def held_out(sentence: str) -> bool:
    """Whether training never hears it: by its words alone, the same for ever.

    Sentences of one or two words are never held out: there are few of them, and each is needed.
    """
    said = words(sentence)
    if len(said) <= 2:
        return False
    digest = hashlib.blake2b(" ".join(said).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % HELD_OUT_ONE_IN == 0


def vocabulary(language: str) -> frozenset[str]:
    """Every word that can be drawn, as it stands within a sentence (KeyError as for `sentences`)."""
    return frozenset(_grammar(language).vocabulary)


def words(text: str) -> tuple[str, ...]:
    """The words alone: without capitals and punctuation."""
    return tuple(_WORD.findall(text.lower()))


@cache
def _grammar(language: str) -> Grammar:
    listed, source = LANGUAGES[language]
    rules: dict[str, tuple[Template, ...]] = {}
    for heading, rows in listed.items():
        forms = [row.split("/") for row in rows.split()]
        for name, column in zip(heading.split("/"), zip(*forms, strict=True), strict=True):
            rules[name] = tuple((word.replace("_", " "),) for word in column)
    for name, texts in source.RULES.items():
        rules[name] = tuple(_template(text, rules) for text in texts.split(";"))
    found = {word for rule in rules.values() for part in rule for word in _literal_words(part)}
    return Grammar(
        rules=rules,
        kinds=tuple(source.KINDS),
        weights=tuple(accumulate(source.KINDS.values())),
        fragments=source.FRAGMENTS,
        vocabulary=tuple(sorted(found)),
    )


def _template(text: str, rules: dict[str, tuple[Template, ...]]) -> Template:
    """`{rule}` becomes a slot, and `[this|that]` a slot of a rule made for it."""
    parts: list[str | Slot] = []
    end = 0
    for found in _PART.finditer(text):
        parts.append(text[end : found.start()])
        end = found.end()
        if found[1]:
            parts.append(Slot(found[1]))
        else:
            rules.setdefault(found[0], tuple(_template(choice, rules) for choice in found[2].split("|")))
            parts.append(Slot(found[0]))
    parts.append(text[end:])
    return tuple(part for part in parts if part)


def _literal_words(template: Template) -> list[str]:
    return [word for part in template if isinstance(part, str) for word in _WORD.findall(part)]


def _expanded(grammar: Grammar, rule: str, rng: random.Random) -> str:
    choices: Sequence[Template] = grammar.rules[rule]
    template = choices[int(rng.random() * len(choices))]
    return "".join(part if isinstance(part, str) else _expanded(grammar, part.rule, rng) for part in template)


def _loose(grammar: Grammar, deck: list[str], rng: random.Random) -> str:
    """Words off the deck, which is shuffled anew when it is empty, or fragments, or both."""
    pieces: list[str] = []
    for _ in range(rng.randint(1, MOST_LOOSE)):
        if rng.random() < 0.25:
            pieces.append(_expanded(grammar, rng.choice(grammar.fragments), rng).rstrip(".?!"))
            continue
        if not deck:
            deck.extend(grammar.vocabulary)
            rng.shuffle(deck)
        pieces.append(deck.pop())
    return rng.choice((" ", " ", ", ")).join(pieces) + rng.choice("...?")


def _written(text: str, language: str) -> str:
    """With single spaces, the right one of `a` and `an`, and capitals where sentences begin."""
    text = " ".join(text.split()).replace(" ,", ",")
    if language == "en":
        text = _AN.sub(r"\1n ", text)
    return _CAPITAL.sub(lambda found: found[0].upper(), text)


def _of_the_script(sentence: str) -> bool:
    """Whether a part of it is a sentence of the script, or shares `SCRIPT_RUN` words with one."""
    whole, runs = _script()
    parts = [words(part) for part in re.split(_BETWEEN, sentence)]
    return any(part in whole for part in (words(sentence), *parts)) or not runs.isdisjoint(
        run for part in parts for run in _runs(part)
    )


@cache
def _script() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """The words of every sentence of the sample session's script, and every long run of them."""
    turns = _TURN.findall(SCRIPT.read_text(encoding="utf-8"))
    said = {words(part) for turn in turns for part in re.split(_BETWEEN, turn)}
    return frozenset(said) - UNAVOIDABLE, frozenset(run for sentence in said for run in _runs(sentence))


def _runs(said: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (said[start : start + SCRIPT_RUN] for start in range(len(said) - SCRIPT_RUN + 1))
