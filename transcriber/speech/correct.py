"""Misheard names and terms become what they are; nothing else is touched.

In: a line, and the names and terms that may be meant. Out: the line, where words that no dictionary of
its language knows, and that sound like one of the terms, give way to it; `heard` keeps what was
recognized. A common word is never changed, nor a word of another term, nor anything in a language
whose common words are not known. Of two terms that are as near, neither is taken. Punctuation and
endings (`'s`) stay.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from transcriber.config import CORRECT_LETTERS, CORRECT_RUN, CORRECT_SURE, CORRECT_UNSURE
from transcriber.speech.common import common_words
from transcriber.speech.names import unique
from transcriber.speech.sounds import NEAR, distance, near, sounds
from transcriber.types import Line, Word

_LETTERS = re.compile(r"[^\W\d_]+")
_APOSTROPHE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)+")
_GLUE = re.compile(r"[\w@/\\:#&+=~%]|\.\w")
"""Beside letters these make an address, a number or code of them."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A run of letters in a text. `confidence`: of the word that it belongs to."""

    start: int
    end: int
    text: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class _Term:
    """A name or term. `parts`: its runs of letters; `keys`: how they sound."""

    text: str
    parts: tuple[str, ...]
    keys: tuple[str, ...]
    joined: str
    """How it sounds as one word."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What replaces `text[start:end]`."""

    start: int
    end: int
    text: str


class Corrector:
    """Corrects towards `names` (each of their words may be said alone) and `terms` (said whole)."""

    def __init__(self, names: Iterable[str], terms: Iterable[str]) -> None:
        said = [part for name in names for part in name.split()]
        known = [term for term in map(_term, unique([*terms, *said])) if term is not None]
        self._own = frozenset(part.casefold() for term in known for part in term.parts)
        self._longest = max((len(term.parts) for term in known), default=0)
        self._whole: dict[tuple[int, str], list[_Term]] = {}
        """By the number of words and the first sound."""
        self._run: dict[str, list[_Term]] = {}
        """By the sound as one word."""
        for term in known:
            self._whole.setdefault((len(term.parts), term.joined[0]), []).append(term)
            self._run.setdefault(term.joined, []).append(term)

    def line(self, line: Line) -> Line:
        """The line, corrected; itself when there is nothing to correct."""
        common = common_words(line.language) if self._own and line.language else None
        places = _places(line)
        if common is None or places is None:
            return line
        edits = self.edits(line.text, common, [(start, end, word.confidence) for start, end, word in places])
        if not edits:
            return line
        text = _edited(line.text, 0, len(line.text), edits)
        return replace(line, text=text, words=_edited_words(line.text, places, edits), heard=line.text)

    def edits(
        self,
        text: str,
        common: frozenset[str],
        sure: Sequence[tuple[int, int, float | None]] = (),
    ) -> list[Edit]:
        """What is to be changed in a text, in order. `common`: words that are never; `sure`: places in
        the text with the recognizer's confidence in them."""
        tokens = list(_tokens(text, common, sure))
        found: list[Edit] = []
        at = 0
        while at < len(tokens):
            best = self._best(text, tokens, at, common)
            if best is None:
                at += 1
                continue
            edit, used = best
            if edit.text != text[edit.start : edit.end]:
                found.append(edit)
            at += used
        return found

    def _best(
        self, text: str, tokens: Sequence[_Token], at: int, common: frozenset[str]
    ) -> tuple[Edit, int] | None:
        """The term that is meant by the tokens from `at` on, and how many of them."""
        for used in range(min(self._longest + 1, len(tokens) - at), 0, -1):
            heard = tokens[at : at + used]
            if not _together(text, heard) or all(one.text.casefold() in common for one in heard):
                continue
            meant = [*self._alike(heard, common), *self._joined(heard)]
            meant.sort(key=lambda pair: pair[0])
            if meant and (len(meant) == 1 or meant[0][0] < meant[1][0]):
                return _edit(heard, meant[0][1]), used
        return None

    def _alike(self, heard: Sequence[_Token], common: frozenset[str]) -> Iterator[tuple[float, _Term]]:
        """Terms of as many words that sound like what was heard, and how far they are from it."""
        for first in near(sounds(heard[0].text)[:1]):
            for term in self._whole.get((len(heard), first), ()):
                cost = self._cost(heard, term, common)
                if cost is not None:
                    yield cost, term

    def _cost(self, heard: Sequence[_Token], term: _Term, common: frozenset[str]) -> float | None:
        whole = 0.0
        for token, part, key in zip(heard, term.parts, term.keys, strict=True):
            word = token.text.casefold()
            if word == part.casefold():
                continue
            if word in common or word in self._own:
                return None
            cost = _apart(token, part, key)
            if cost is None:
                return None
            whole += cost
        return whole

    def _joined(self, heard: Sequence[_Token]) -> Iterator[tuple[float, _Term]]:
        """Terms whose words were run together, or one word of which was parted, but sound the same."""
        run = "".join(token.text for token in heard)
        if len(run) < CORRECT_RUN or any(token.text.casefold() in self._own for token in heard):
            return
        for term in self._run.get(sounds(run), ()):
            if len(term.parts) != len(heard) and 1 in (len(heard), len(term.parts)):
                yield NEAR, term


def _term(text: str) -> _Term | None:
    """None for what cannot be told by its sound: with digits, of other scripts, or all too short."""
    parts = tuple(_LETTERS.findall(text))
    keys = tuple(sounds(part) for part in parts)
    if re.search(r"\d", text) or not parts or not all(keys) or len("".join(parts)) < CORRECT_LETTERS:
        return None
    return _Term(text, parts, keys, sounds("".join(parts)))


def _apart(token: _Token, part: str, key: str) -> float | None:
    """How far a word is from a term's; None when it is too far. Which word is an inflected form of the
    other, by its end, is none: `Annas` is not `Anna`."""
    heard, meant = token.text.casefold(), part.casefold()
    if len(heard) < CORRECT_LETTERS or heard.startswith(meant) or meant.startswith(heard):
        return None
    heard = heard.removesuffix(_ending(token.text, part))
    own = sounds(heard)
    most = _most(key, token.confidence)
    if own[:1] not in near(key[0]):
        return None
    cost = distance(own, key, most)
    return cost if cost <= most else None


def _ending(heard: str, meant: str) -> str:
    """The plural or genitive that was said with a word, and is not its own."""
    return "s" if heard.endswith("s") and not meant.casefold().endswith(("s", "x", "z")) else ""


def _most(key: str, confidence: float | None) -> float:
    """How far a word may be from a term that sounds like `key`: a half for every three sounds behind the
    first (for every two, where the recognizer is unsure), and none where it is sure."""
    if confidence is not None and confidence >= CORRECT_SURE:
        return 0.0
    unsure = confidence is not None and confidence < CORRECT_UNSURE
    return NEAR * min(3, (len(key) - 2) // 2 if unsure else (len(key) - 1) // 3)


def _tokens(
    text: str, common: frozenset[str], sure: Sequence[tuple[int, int, float | None]]
) -> Iterator[_Token]:
    """The runs of letters that may be a name or a part of one."""
    whole = [match for match in _APOSTROPHE.finditer(text) if match.group().casefold() in common]
    for match in _LETTERS.finditer(text):
        if any(one.start() <= match.start() < one.end() for one in whole):
            continue  # `o'clock`
        before, behind = text[: match.start()][-2:], text[match.end() :][:2]
        if _GLUE.match(behind) or _GLUE.match(before[::-1]):
            continue
        confidence = next((c for start, end, c in sure if start <= match.start() < end), None)
        yield _Token(match.start(), match.end(), match.group(), confidence)


def _together(text: str, tokens: Sequence[_Token]) -> bool:
    """Whether nothing but a blank, a hyphen or an apostrophe stands between neighbors."""
    between = (text[one.end : other.start] for one, other in itertools.pairwise(tokens))
    return all(re.fullmatch(r"\s|[-'’]", gap) for gap in between)


def _edit(heard: Sequence[_Token], term: _Term) -> Edit:
    """The term, with a capital where a sentence may begin with it, and with the ending that was heard."""
    said = term.text + (_ending(heard[-1].text, term.parts[-1]) if _LETTERS.fullmatch(term.text[-1]) else "")
    if heard[0].text[0].isupper() and said.islower():
        said = said[0].upper() + said[1:]
    return Edit(heard[0].start, heard[-1].end, said)


def _places(line: Line) -> list[tuple[int, int, Word]] | None:
    """Where the line's words stand in its text; None when they do not."""
    places = []
    at = 0
    for word in line.words:
        start = line.text.find(word.text, at)
        if start < 0:
            return None
        at = start + len(word.text)
        places.append((start, at, word))
    return places


def _edited(text: str, start: int, end: int, edits: Iterable[Edit]) -> str:
    """`text[start:end]` with the edits that begin in it."""
    parts = []
    for edit in edits:
        parts += [text[start : edit.start], edit.text]
        start = edit.end
    return "".join([*parts, text[start:end]])


def _edited_words(
    text: str, places: Sequence[tuple[int, int, Word]], edits: Sequence[Edit]
) -> tuple[Word, ...]:
    """The words, those that an edit spans made one."""
    words: list[Word] = []
    groups: list[list[tuple[int, int, Word]]] = []
    for place in places:
        spanned = groups and any(edit.start < groups[-1][-1][1] and edit.end > place[0] for edit in edits)
        if spanned:
            groups[-1].append(place)
        else:
            groups.append([place])
    for group in groups:
        start, end = group[0][0], group[-1][1]
        mine = [edit for edit in edits if start <= edit.start < end]
        if not mine:
            words.append(group[0][2])
            continue
        known = [word.confidence for _, _, word in group if word.confidence is not None]
        words.append(
            Word(
                group[0][2].start,
                group[-1][2].end,
                _edited(text, start, end, mine),
                min(known, default=None),
                heard=text[start:end],
            )
        )
    return tuple(words)
