"""What was talked about, when: stretches of a meeting, and the words that set each apart.

In: lines in order. Out: topics that cover the meeting from its first line to its last. A boundary is
where the words before and after have the least in common (Hearst 1997, TextTiling); a stretch is
titled with the words, and pairs of words, that are frequent in it and rare elsewhere. The titles are
words that were said; nothing is summed up.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from transcriber.config import TOPICS_MOST, TOPICS_PER_ROOT
from transcriber.minutes.cues.tables import CUES
from transcriber.minutes.minutes import Topic
from transcriber.minutes.sentence import heard
from transcriber.transcript.plain import plain
from transcriber.types import SAMPLE_RATE, Line, Participant

_WINDOW = 12
"""Lines on each side that are compared at a boundary."""
_TERMS = 3
"""Terms in a title."""
_RUNS = re.compile(r"[\u4e00-\u9fff々]{2,}|[\u30a0-\u30ffー]{2,}|[a-z0-9]{2,}")
"""Japanese has no blanks: runs of kanji, of katakana and of Latin letters are its terms."""
_WORD = re.compile(r"[\w']+")


def topics(lines: Sequence[Line], language: str, participants: Iterable[Participant]) -> tuple[Topic, ...]:
    """The topics, in order; none when there is nothing to tell apart."""
    names = frozenset(word for person in participants for word in heard(person.name).split())
    terms = [_terms(line, language, names) for line in lines]
    if not any(terms):
        return ()
    bounds = [0, *_boundaries(lines, terms), len(lines)]
    whole = Counter(term for line in terms for term in set(line))
    written = _as_written(lines)
    found: list[Topic] = []
    for first, last in pairwise(bounds):
        title = _title(terms[first:last], whole, written)
        if title:
            end = max(line.end for line in lines[first:last])
            found.append(Topic(lines[first].start, end, title, lines[first].id))
    return tuple(found)


def _terms(line: Line, language: str, names: frozenset[str]) -> list[str]:
    """The line's terms: words that mean something, and pairs of them that stand side by side."""
    spoken = line.language if line.language in CUES else language
    passed_over = CUES[spoken].stopwords | names
    if spoken == "ja":
        return [run for run in _RUNS.findall(heard(line.text)) if run not in passed_over]
    undated = CUES[spoken].due.sub(" . ", heard(line.text))
    words = [
        word if len(word) > 2 and word not in passed_over and not word.isdigit() else None
        for word in undated.split()
    ]
    single = [word for word in words if word is not None]
    return single + [f"{one} {two}" for one, two in pairwise(words) if one and two]


def _boundaries(lines: Sequence[Line], terms: Sequence[Sequence[str]]) -> list[int]:
    """Indices of the lines with which topics begin, but the first."""
    length = max(lines[-1].end - lines[0].start, 1)
    minutes = length / (60 * SAMPLE_RATE)
    wanted = min(max(round(TOPICS_PER_ROOT * math.sqrt(minutes)), 1), TOPICS_MOST) - 1
    spacing = length // (wanted + 1) // 2
    scored = sorted((_likeness(terms, index), index) for index in range(3, len(lines) - 2))
    chosen: list[int] = []
    for _, index in scored:
        if len(chosen) == wanted:
            break
        edges = [0, len(lines) - 1, *chosen]
        if all(abs(lines[index].start - lines[edge].start) >= spacing for edge in edges):
            chosen.append(index)
    return sorted(chosen)


def _likeness(terms: Sequence[Sequence[str]], index: int) -> float:
    """The cosine between the words of the lines before and those from `index` on."""
    before = Counter(term for line in terms[max(index - _WINDOW, 0) : index] for term in line)
    after = Counter(term for line in terms[index : index + _WINDOW] for term in line)
    norm = math.hypot(*before.values()) * math.hypot(*after.values())
    return sum(count * after[term] for term, count in before.items()) / norm if norm else 0.0


def _title(terms: Iterable[Sequence[str]], whole: Counter[str], written: dict[str, str]) -> str:
    """The terms that are frequent here and rare elsewhere, as they were written."""
    here = Counter(term for line in terms for term in set(line))
    weights = {
        term: count * (count / whole[term]) * (1.6 if " " in term and count > 1 else 1.0)
        for term, count in here.items()
        if " " not in term or count > 1
    }
    chosen: list[str] = []
    for term in sorted(weights, key=lambda term: (-weights[term], term)):
        if len(chosen) == _TERMS:
            break
        if not any(set(term.split()) & set(other.split()) for other in chosen):
            chosen.append(term)
    return ", ".join(" ".join(written.get(word, word) for word in term.split()) for term in chosen)


def _as_written(lines: Iterable[Line]) -> dict[str, str]:
    """How each word is written most often: names keep their capitals."""
    seen: dict[str, Counter[str]] = {}
    for line in lines:
        for word in _WORD.findall(plain(line.text)):
            seen.setdefault(heard(word).strip(), Counter())[word] += 1
    return {word: forms.most_common(1)[0][0] for word, forms in seen.items()}
