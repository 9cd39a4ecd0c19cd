"""Tasks with owners, as far as turns of phrase tell them.

In: sentences in order, and who is present. Out: candidates: somebody takes a task on, is asked to do
it and does not refuse, or is said to do it. What is said of the call itself ("I will share my
screen") is none. It never makes a sentence of its own; the due date is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transcriber.minutes.cues.tables import CUES
from transcriber.minutes.evidence import overlap, quotes
from transcriber.minutes.minutes import Item
from transcriber.minutes.people import People
from transcriber.minutes.sentence import Sentence, content

_ANSWERS = 3
"""Who was asked answers within so many turns."""
_SAME = 0.6
"""Two tasks of one person are one when they share this much of the shorter one's words."""
_BARE = 2
"""A sentence with fewer meaningful words speaks of the task before it."""


@dataclass(slots=True)
class _Task:
    owner: str
    said: list[Sentence]
    matter: frozenset[str] = frozenset()
    """What it is about: its words without the owner's name and the date."""

    def __post_init__(self) -> None:
        names = frozenset(self.owner.lower().split())
        self.matter = frozenset[str]().union(*(_words(sentence) for sentence in self.said)) - names

    def add(self, other: _Task) -> None:
        """The same task, said again."""
        self.said += other.said
        self.matter |= other.matter


def actions(spoken: Sequence[Sentence], present: People) -> list[Item]:
    """The candidates, in order of time."""
    found: list[_Task] = []
    used: set[int] = set()
    for index in range(len(spoken)):
        if index in used:
            continue
        task = _task(spoken, index, present, used)
        if task is None:
            continue
        earlier = _same(found, task)
        if earlier is None:
            found.append(task)
        else:
            earlier.add(task)
    return [Item(quotes(each.said), owner=each.owner, due=_due(each.said)) for each in found]


def _task(spoken: Sequence[Sentence], index: int, present: People, used: set[int]) -> _Task | None:
    sentence = spoken[index]
    cues = CUES[sentence.language]
    if cues.passing.search(sentence.heard):
        return None
    if cues.requests.search(sentence.heard):
        return _requested(spoken, index, present, used)
    if sentence.asks or cues.hedged.search(sentence.heard):
        return None
    if cues.commits.search(sentence.heard):
        return _Task(present.labels[sentence.speaker], [sentence])
    if cues.offers.search(sentence.heard):
        agreed = _welcome(spoken, index)
        if agreed or cues.due.search(sentence.heard):
            return _Task(present.labels[sentence.speaker], [sentence, *agreed])
    owner = present.assigned(sentence)
    return _Task(owner, [sentence]) if owner else None


def _requested(spoken: Sequence[Sentence], index: int, present: People, used: set[int]) -> _Task | None:
    """A request belongs to whoever is named in it, else to whoever takes it on."""
    sentence = spoken[index]
    named = present.named(sentence)
    for place in range(index + 1, len(spoken)):
        answer = spoken[place]
        if answer.turn > sentence.turn + _ANSWERS:
            break
        who = present.labels[answer.speaker]
        if answer.speaker == sentence.speaker or (named and who not in named):
            continue
        cues = CUES[answer.language]
        if cues.declines.search(answer.heard):
            return None
        took = (
            cues.commits.search(answer.heard) or cues.offers.search(answer.heard)
        ) and not cues.passing.search(answer.heard)
        if took or cues.accepts.search(answer.heard):
            same_turn = [p for p in range(place, len(spoken)) if spoken[p].turn == answer.turn]
            more = [p for p in same_turn if _takes_on(spoken[p])][:1]
            used.update([place, *more])
            return _Task(who, [sentence, answer, *(spoken[p] for p in more)])
        break
    return _Task(named[0], [sentence]) if len(named) == 1 and named[0] in present.labels.values() else None


def _welcome(spoken: Sequence[Sentence], index: int) -> list[Sentence]:
    """How the next speaker agrees to an offer."""
    offer = spoken[index]
    for answer in spoken[index + 1 :]:
        if answer.speaker != offer.speaker:
            agrees = CUES[answer.language].agrees.search(answer.heard) and not answer.asks
            return [answer] if agrees and answer.turn == offer.turn + 1 else []
    return []


def _takes_on(sentence: Sentence) -> bool:
    cues = CUES[sentence.language]
    if sentence.asks or cues.passing.search(sentence.heard) or cues.hedged.search(sentence.heard):
        return False
    return bool(cues.commits.search(sentence.heard))


def _same(found: Sequence[_Task], task: _Task) -> _Task | None:
    """The task found before that this one repeats, or speaks of as "it"."""
    sentence = task.said[0]
    for earlier in reversed(found):
        if earlier.owner != task.owner:
            continue
        if _is_bare(sentence) and any(each.turn == sentence.turn for each in earlier.said):
            return earlier
        if overlap(task.matter, earlier.matter) >= _SAME:
            return earlier
    return None


def _words(sentence: Sentence) -> frozenset[str]:
    cues = CUES[sentence.language]
    return content(cues.due.sub(" ", sentence.heard), cues.stopwords)


def _is_bare(sentence: Sentence) -> bool:
    cues = CUES[sentence.language]
    rest = cues.commits.sub(" ", cues.due.sub(" ", sentence.heard))
    return len(content(rest, cues.stopwords)) < _BARE


def _due(said: Sequence[Sentence]) -> str | None:
    """The longest phrase that says until when, in the words that were said; the last of equals."""
    best = ""
    for sentence in said:
        for match in CUES[sentence.language].due.finditer(sentence.heard):
            phrase = match.group().strip()
            if len(phrase) >= len(best):
                best = _as_said(phrase, sentence.text)
    return best or None


def _as_said(phrase: str, text: str) -> str:
    """The phrase with the capitals and marks that it has in the text."""
    between = r"[^\w']+" if " " in phrase else ""
    found = re.search(between.join(re.escape(word) for word in phrase.split()), text, re.IGNORECASE)
    return found.group() if found else phrase
