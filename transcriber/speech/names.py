"""Display names as people say them: `✨ Anna (GM) ✨` is called Anna, `xX_D4rk_Xx` nothing.

In: a name as somebody chose it. Out: what of it can be said, or None. Ornaments, remarks in brackets and
what stands behind a bar go; a word with digits inside is no word; shouting and whispering become a
capital letter. It never guesses what a name was meant to be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from transcriber.config import NAME_WORDS

_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|「[^」]*」|『[^』]*』|【[^】]*】")
_WHOLE = re.compile(r"\W*[(\[{<「『【]([\w\s]+)[)\]}>」』】]\W*")
"""All of the name stands in brackets."""

_BEHIND = re.compile(r"\s[-–—~]\s|[|/\\•·@#:;,=+–—]")
"""What follows is about the person (`Anna | EU`, `Ben - away`, `Cem/Tank`, `ben@work`, `ben#1234`)."""

_NUMBER = re.compile(r"^\d+-")
"""Recorders number their files (`1-anna`)."""

_NOBODY = frozenset(["audio", "guest", "mic", "microphone", "speaker", "track", "unknown", "user"])
"""What files and speakers without a name are called."""

_VOWELS = frozenset("aeiouy")
_INITIALS = 1
"""Letters of a word in a script of letters that is an initial, not a name."""


@lru_cache(maxsize=1024)
def spoken_name(name: str) -> str | None:
    """The name as it is said; None when it is none, or more than NAME_WORDS words."""
    plain = unicodedata.normalize("NFKC", name).replace("’", "'")
    bare = plain
    for _ in range(3):  # brackets may stand in brackets
        bare = _REMARK.sub(" ", bare)
    if not any(map(str.isalpha, bare)) and _WHOLE.fullmatch(plain):
        bare = _WHOLE.sub(r"\1", plain)
    parts = (part for part in _BEHIND.split(bare) if any(map(str.isalpha, part)))
    words = re.split(r"[\s_.]+", _NUMBER.sub("", next(parts, "").strip()))
    said = [word for word in map(_word, words) if word is not None]
    return " ".join(said) if 0 < len(said) <= NAME_WORDS and said[0].casefold() not in _NOBODY else None


def unique(terms: Iterable[str]) -> list[str]:
    """Terms in their order, each once however it is capitalized: as it is first."""
    first: dict[str, str] = {}
    for term in terms:
        first.setdefault(term.casefold(), term)
    return list(first.values())


def _word(written: str) -> str | None:
    """One word of a name; None for what nobody says."""
    word = re.sub(r"\d+$", "", "".join(char for char in written if _kept(char))).strip("-'")
    word = re.sub(r"(.)\1{3,}", r"\1", word)  # Annaaaaaa
    letters = [char for char in word if char.isalpha()]
    if any(char.isdigit() for char in word) or not letters or not _sayable(letters):
        return None
    if word.islower() or (word.isupper() and len(letters) > 3):
        return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
    return word


def _kept(char: str) -> bool:
    """Letters with their marks, digits, and what holds a word together; no emoji or ornament."""
    return unicodedata.category(char)[0] in "LM" or char.isdigit() or char in "-'"


def _sayable(letters: list[str]) -> bool:
    """Whether letters make a name: in a Latin script it has two different ones and a vowel, and no
    capital behind a small letter that begins it (`xX`)."""
    if not all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters):
        return len(letters) > _INITIALS or unicodedata.category(letters[0]) == "Lo"
    bare = [unicodedata.normalize("NFD", letter.lower())[0] for letter in letters]
    if len(set(bare)) < 2 or not _VOWELS.intersection(bare + ["o"] * ("ø" in bare)):
        return False
    return not (len(letters) < 4 and letters[0].islower() and any(map(str.isupper, letters)))
