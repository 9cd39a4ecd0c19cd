"""What a recognizer must not get away with: loops, and its own prompt recited.

In: words or text, and the terms that a recognizer was told to expect. Out: measures of them, and what
is left of them without loops. Words are compared without case and punctuation; scripts that are
written without blanks go character by character. Nothing here knows sound, times or speakers, and
nothing is ever judged by being short.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from transcriber.config import ECHO_TERMS, LETTERS_REPEATED, LOOP_TIMES, LOOP_WORDS

_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Lao, Tibetan, Burmese, Khmer, kana, Han: written without blanks between words."""

_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_SYLLABLES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ONE_UNSPACED = re.compile(f"[{_UNSPACED}]")
_IGNORED = re.compile(r"[\W_]+")
_STUCK = re.compile(rf"([^\W\d_]{{1,6}}?)\1{{{LETTERS_REPEATED},}}", re.IGNORECASE)

_UNSPACED_WORD = 3
"""Characters that count as a word where no blanks tell: 是的, はい, ครับ have two to four."""


@dataclass(frozen=True, slots=True)
class Loop:
    """Words `start` to `start + size` come `times` times in a row, the first of them included.

    `rest`: words behind the last whole repetition that begin another one.
    """

    start: int
    size: int
    times: int
    rest: int = 0


def compression_ratio(text: str) -> float:
    """Bytes of the text a byte of it deflated; 0 for an empty one. Above 2.4 it repeats itself, says
    Whisper's paper (Radford et al. 2022, section 4.5); a few words are always far below."""
    written = text.encode("utf-8")
    return len(written) / len(zlib.compress(written))


def tokens(text: str) -> list[str]:
    """A text's words; each character by itself in scripts without blanks."""
    return _TOKEN.findall(text)


def longest_loop(words: Sequence[str]) -> Loop | None:
    """The loop that holds the most words, the one with the fewest words a round among equals.

    Rounds that people say are none: `LOOP_TIMES` tells how often in a row what may come.
    """
    plain = [_plain(word) for word in words]
    found: Loop | None = None
    for size in range(1, min(LOOP_WORDS, len(plain) // 2) + 1):
        for start, length in _runs(plain, size):
            times, rest = divmod(length, size)
            bigger = found is None or times * size > found.times * found.size
            if bigger and times > _allowed(plain[start : start + size]):
                found = Loop(start, size, times, rest)
    return found


def collapse_loops(words: Sequence[str]) -> list[int]:
    """Which words are left when every loop is said once: their numbers, in order."""
    kept = list(range(len(words)))
    while True:
        loop = longest_loop([words[number] for number in kept])
        if loop is None:
            return kept
        end = loop.start + loop.size * loop.times
        if end + loop.rest == len(kept):
            end += loop.rest  # cut off in the middle of a round, as a full decoder is
        del kept[loop.start + loop.size : end]


def collapse_text(text: str) -> str:
    """A text without words of its own: every loop once, everything else as it was written."""
    return kept_text(text, collapse_loops(tokens(text)))


def kept_text(text: str, kept: Sequence[int]) -> str:
    """The text with only those of its `tokens` whose numbers are given, in order; the text itself where
    these are all."""
    found = list(_TOKEN.finditer(text))
    if len(kept) == len(found):
        return text
    ends = [match.start() for match in found[1:]] + [len(text)]
    return "".join(text[found[number].start() : ends[number]] for number in kept).strip()


def collapse_letters(word: str) -> str:
    """A word whose letters are stuck (`Aaaaaaaa…`, `hahahaha…`): three of them. Digits stay: a number
    would become another one."""
    return _STUCK.sub(lambda match: match.group(1) * 3, word)


def recited(text: str, terms: Sequence[str]) -> int:
    """How many of the terms the text recites, if it does nothing else: a stretch of their list in its
    order, of which the first and the last may lack words. 0 for any other text."""
    said = [plain for token in tokens(text) if (plain := letters(token))]
    listed = [
        (plain, i) for i, term in enumerate(terms) for token in tokens(term) if (plain := letters(token))
    ]
    if not said:
        return 0
    for at in range(len(listed) - len(said) + 1):
        if [plain for plain, _ in listed[at : at + len(said)]] == said:
            return listed[at + len(said) - 1][1] - listed[at][1] + 1
    return 0


def echoes(text: str, terms: Sequence[str]) -> bool:
    """Whether the text is nothing but a prompt's terms recited: enough of them, in its order, that
    nobody would have said just that."""
    return recited(text, terms) >= ECHO_TERMS


def _runs(plain: Sequence[str], size: int) -> list[tuple[int, int]]:
    """Maximal stretches in which each word is the one `size` before it: start and length."""
    runs = []
    begin = 0
    for i in range(size, len(plain) + 1):
        if i == len(plain) or plain[i] != plain[i - size]:
            if i - begin >= 2 * size:
                runs.append((begin, i - begin))
            begin = i - size + 1
    return runs


def _allowed(words: Sequence[str]) -> int:
    """How often in a row people say these words."""
    weight = sum(_weight(word) for word in words)
    return next((times for most, times in LOOP_TIMES if weight <= most))


def _weight(word: str) -> float:
    unspaced = len(_ONE_UNSPACED.findall(word))
    return unspaced / _UNSPACED_WORD if unspaced else 1.0


def letters(text: str) -> str:
    """A text for comparing: its letters and digits, lower-case, without blanks."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold())


def letters_a_second(text: str, seconds: float) -> float:
    """How fast a text was spoken. Han and kana count three: they stand for a syllable."""
    plain = letters(text)
    return (len(plain) + 2 * len(_SYLLABLES.findall(plain))) / max(seconds, 1e-3)


def _plain(word: str) -> str:
    """A word for comparing; one without letters is itself, so that a loop of dashes is one, too."""
    return letters(word) or word.strip()
