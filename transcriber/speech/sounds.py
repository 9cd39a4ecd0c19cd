"""How a word sounds, roughly, and how far two sounds are apart.

In: words in Latin letters, of English, German, French, Spanish, Portuguese or Italian spelling. Out: a
string with a letter a sound, in which spellings that a listener confuses are the same (`Stephan` and
`Stefan`, `Mueller` and `Müller`); and a distance in which sounds that are mistaken for one another are
near. No phonetics of any one language: who writes down a name does not know which it is from.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_LETTERS = str.maketrans({"ß": "s", "ä": "e", "æ": "e", "œ": "o", "ø": "o", "ł": "l", "ð": "t", "þ": "t"})
"""Letters that are no other letter with a mark, or sound otherwise than it."""

_RULES: tuple[tuple[str, str], ...] = (
    (r"ae", "e"),
    (r"oe", "o"),
    (r"ue(?=[^aeiouy]|$)", "u"),
    (r"tsch|tch|cz", "C"),
    (r"sch|sh|sz", "S"),
    (r"^ch(?=[rl])|chs?(?=k)", "k"),
    (r"ch", "C"),
    (r"ph", "f"),
    (r"gh(?=t|$)", ""),
    (r"^(k|g)n", "n"),
    (r"^wr", "r"),
    (r"th|dt", "t"),
    (r"qu", "kv"),
    (r"ck|q|c(?![eiy])", "k"),
    (r"sc(?=[eiy])|c|ts|z", "s"),
    (r"x", "ks"),
    (r"w", "v"),
    (r"ou|oo", "u"),
    (r"ee|ea|ie|y", "i"),
    (r"ai|ay|ei|ey", "E"),
    (r"au|aw", "O"),
    (r"(?<=.)h", ""),
    (r"[^A-Za-z]", ""),
    (r"(.)\1+", r"\1"),
    (r"(?<=..[^aeiou])e$", ""),
)
"""What is written, as it sounds; applied in this order, so that longer spellings go first. `C` is the
sound of `chat`, `S` that of `shy`, `E` and `O` are diphthongs."""

_COMPILED = tuple((re.compile(written), sound) for written, sound in _RULES)

_VOWELS = frozenset("aeiouEO")
_ALIKE = frozenset(
    frozenset(pair) for pair in ("bp", "dt", "gk", "sS", "sC", "SC", "fv", "mn", "jC", "jS", "ji", "gj", "vb")
)
"""Consonants that a listener mistakes for one another: they differ in voice or by a little in place."""

NEAR = 0.5
"""What a vowel for a vowel, a vowel too many or too few, or a consonant for one alike costs; any other
difference costs 1."""


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """The word's sounds; empty for a word that is not in Latin letters."""
    folded = unicodedata.normalize("NFC", word.lower()).translate(_LETTERS)
    folded = "".join(char for char in unicodedata.normalize("NFD", folded) if not unicodedata.combining(char))
    if not folded.isascii():
        return ""
    for written, sound in _COMPILED:
        folded = written.sub(sound, folded)
    return folded


def distance(one: str, other: str, most: float) -> float:
    """The least that turns one string of sounds into another; infinite when it is more than `most`."""
    row = [0.0]
    for char in other:
        row.append(row[-1] + _alone(char))
    for char in one:
        above, row = row, [row[0] + _alone(char)]
        for at, against in enumerate(other):
            swapped = above[at] + _apart(char, against)
            row.append(min(swapped, above[at + 1] + _alone(char), row[at] + _alone(against)))
        if min(row) > most:
            return float("inf")
    return row[-1] if row[-1] <= most else float("inf")


@cache
def near(sound: str) -> frozenset[str]:
    """The sounds that are mistaken for this one, and itself."""
    alike = {other for pair in _ALIKE if sound in pair for other in pair}
    return frozenset({sound} | alike | (_VOWELS if sound in _VOWELS else frozenset()))


def _alone(sound: str) -> float:
    return NEAR if sound in _VOWELS else 1.0


def _apart(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return NEAR if other in near(one) else 1.0
