"""What is right and wrong in a transcript, beside a reference: words, speakers, times.

In: what was said and what was recognized, as `Saying`s. Out: counts. Word errors are meeteval's, with
a collar of COLLAR seconds; the rest is counted here and needs no package. It reads no file.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

COLLAR = 5
"""Seconds by which a word may be off and still be the one that was said (as CHiME scores calls)."""

UNSPACED = frozenset(("ja", "zh", "th"))
"""Languages that are counted by characters, since nothing parts their words."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Words of one speaker, from `start` to `end` in seconds; `starts`: when each word begins, None
    where that is not known."""

    speaker: str
    start: float
    end: float
    words: tuple[str, ...]
    starts: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    part: int
    whole: int

    def __add__(self, other: Count) -> Count:
        return Count(self.part + other.part, self.whole + other.whole)

    @property
    def percent(self) -> float | None:
        """None of nothing."""
        return 100 * self.part / self.whole if self.whole else None


def words_of(text: str, language: str | None = None) -> tuple[str, ...]:
    """Lower case, letters and apostrophes only: what recognizers without punctuation can give; single
    characters of languages that are written without blanks."""
    kept = "".join(c if c == "'" or unicodedata.category(c)[0] in "LMN" else " " for c in _plain(text))
    if language in UNSPACED:
        return tuple(c for c in kept if not c.isspace() and c != "'")
    return tuple(word for word in (each.strip("'") for each in kept.split()) if word)


def _plain(text: str) -> str:
    return re.sub("[’ʼ]", "'", unicodedata.normalize("NFKC", text)).lower()


def errors_by_speaker(said: Sequence[Saying], heard: Sequence[Saying], collar: float = COLLAR) -> Count:
    """Word errors of all the words said, each speaker's words against what was written under their own
    name (tcpWER without the permutation: names are known)."""
    from meeteval.wer.wer.time_constrained import time_constrained_siso_word_error_rate

    total = Count(0, 0)
    for speaker in sorted({each.speaker for each in (*said, *heard)}):
        mine = [each for each in said if each.speaker == speaker]
        theirs = [each for each in heard if each.speaker == speaker]
        if not any(each.words for each in mine):  # meeteval's rate has no denominator then
            total += Count(sum(len(each.words) for each in theirs), 0)
            continue
        rate = time_constrained_siso_word_error_rate(_seglst(mine), _seglst(theirs), collar=collar)
        total += Count(int(rate.errors), int(rate.length))
    return total


def errors_of_anybody(said: Sequence[Saying], heard: Sequence[Saying]) -> Count:
    """Word errors when every saying may have been written under whichever name fits best (tcORC-WER):
    what is left of the errors when it does not matter whose words they are."""
    import meeteval

    if not any(each.words for each in heard):
        length = sum(len(each.words) for each in said)
        return Count(length, length)
    rate = meeteval.wer.wer.time_constrained_orc.time_constrained_orc_wer(
        _seglst(said), _seglst(heard), collar=COLLAR
    )
    return Count(int(rate.errors), int(rate.length))


def _seglst(sayings: Iterable[Saying]) -> Any:
    import meeteval

    return meeteval.io.SegLST(
        [
            {
                "session_id": "bench",
                "speaker": each.speaker,
                "start_time": each.start,
                "end_time": max(each.end, each.start + 0.001),
                "words": " ".join(each.words),
            }
            for each in sayings
            if each.words
        ]
    )


def right_speakers(said: Sequence[Saying], heard: Sequence[Saying]) -> Count:
    """Of the words heard while anybody spoke, those under the name of who spoke for most of the time."""
    right = whole = 0
    for line in heard:
        shares: dict[str, float] = {}
        for each in said:
            overlap = min(each.end, line.end) - max(each.start, line.start)
            if overlap > 0:
                shares[each.speaker] = shares.get(each.speaker, 0) + overlap
        if shares:
            whole += len(line.words)
            right += len(line.words) * (shares.get(line.speaker, 0) >= max(shares.values()))
    return Count(right, whole)


def start_errors(said: Sequence[Saying], heard: Sequence[Saying]) -> list[float]:
    """How many seconds off each word begins that was heard right and of which it is known when it was
    said: the speaker's words in order, the longest runs in common."""
    found = []
    for speaker in {each.speaker for each in said}:
        mine, theirs = _words(said, speaker), _words(heard, speaker)
        matcher = difflib.SequenceMatcher(None, [w for w, _ in mine], [w for w, _ in theirs], autojunk=False)
        for block in matcher.get_matching_blocks():
            for offset in range(block.size):
                true, told = mine[block.a + offset][1], theirs[block.b + offset][1]
                if true is not None and told is not None and abs(told - true) < COLLAR:
                    found.append(abs(told - true))
    return sorted(found)


def _words(sayings: Sequence[Saying], speaker: str) -> list[tuple[str, float | None]]:
    ordered = sorted((each for each in sayings if each.speaker == speaker), key=lambda each: each.start)
    return [
        (word, start)
        for each in ordered
        for word, start in zip(each.words, each.starts or (None,) * len(each.words), strict=True)
    ]


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value that `share` of the ordered values do not exceed; None of none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
