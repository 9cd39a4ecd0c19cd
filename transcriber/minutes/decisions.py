"""Decisions, as far as turns of phrase tell them.

In: sentences in order. Out: candidates, each resting on what says that something is decided, what it
is, and who agreed. A conclusion counts unless somebody objects at once, a proposal only when somebody
else agrees. It never makes a sentence of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcriber.minutes.cues.tables import CUES
from transcriber.minutes.evidence import meaning, overlap, quotes
from transcriber.minutes.minutes import Item
from transcriber.minutes.sentence import Sentence, content

_ANSWERS = 3
"""Agreement and objection come within so many turns."""
_BACK = 6
"""A confirmation belongs to what was proposed at most so many turns before."""
_BARE = 2
"""A sentence with fewer meaningful words beside its cue says that, not what, was decided."""


@dataclass(slots=True)
class _Found:
    said: list[Sentence]
    matter: frozenset[str] = frozenset()
    """The words of it that mean something."""

    def __post_init__(self) -> None:
        self.matter = meaning(self.said)

    def add(self, said: Sequence[Sentence]) -> None:
        """The same decision, said again."""
        self.said += said
        self.matter |= meaning(said)

    @property
    def turn(self) -> int:
        return max(sentence.turn for sentence in self.said)


def decisions(spoken: Sequence[Sentence]) -> list[Item]:
    """The candidates, in order of time."""
    found: list[_Found] = []
    for index, sentence in enumerate(spoken):
        evidence = _evidence(spoken, index)
        if evidence is None:
            continue
        bare = _is_bare(sentence)
        said = [*evidence, *(_matter(spoken, index) if bare else ())]
        earlier = _same(found, sentence, said, bare)
        if earlier is not None:
            earlier.add(said)
        else:
            found.append(_Found([*said, *(_proposed(spoken, index) if bare and len(said) == 1 else ())]))
    return [Item(quotes(each.said)) for each in found]


def _evidence(spoken: Sequence[Sentence], index: int) -> list[Sentence] | None:
    """The sentence, and who agreed with it; None when it decides nothing."""
    sentence = spoken[index]
    cues = CUES[sentence.language]
    if cues.undecided.search(sentence.heard):
        return None
    decided, concludes = cues.decided.search(sentence.heard), cues.concludes.search(sentence.heard)
    if not decided and (
        cues.inconclusive.search(sentence.heard) or not (concludes or cues.proposes.search(sentence.heard))
    ):
        return None
    agreed, objected = _answer(spoken, index)
    if decided and not sentence.asks:
        return [sentence]
    if concludes and not sentence.asks:
        return None if objected else [sentence, *agreed]
    return [sentence, *agreed] if agreed and not objected else None


def _answer(spoken: Sequence[Sentence], index: int) -> tuple[list[Sentence], bool]:
    """Who agrees before anybody objects; whether somebody objects before anybody agrees."""
    sentence = spoken[index]
    cues = CUES[sentence.language]
    turn = sentence.turn
    for answer in spoken[index + 1 :]:
        if answer.turn > sentence.turn + _ANSWERS:
            break
        if answer.turn == turn or answer.speaker == sentence.speaker:
            continue
        turn = answer.turn  # only how a turn begins
        if cues.agrees.search(answer.heard) and not answer.asks:
            return [answer], False
        if cues.objects.search(answer.heard):
            return [], True
    return [], False


def _is_bare(sentence: Sentence) -> bool:
    cues = CUES[sentence.language]
    rest = cues.decided.sub(" ", sentence.heard)
    return len(content(rest, cues.stopwords)) < _BARE


def _matter(spoken: Sequence[Sentence], index: int) -> Sequence[Sentence]:
    """What follows "it is decided" in the same breath."""
    following = spoken[index + 1 : index + 2]
    return [each for each in following if each.turn == spoken[index].turn and not each.asks]


def _proposed(spoken: Sequence[Sentence], index: int) -> list[Sentence]:
    """What a bare confirmation confirms: the last proposal or conclusion, else the sentence before."""
    sentence = spoken[index]
    before = [each for each in spoken[:index][-40:] if each.turn >= sentence.turn - _BACK]
    for each in reversed(before):
        cues = CUES[each.language]
        if cues.concludes.search(each.heard) or cues.proposes.search(each.heard):
            return [each]
    return [each for each in before[-1:] if not each.asks]


def _same(found: Sequence[_Found], sentence: Sentence, said: Sequence[Sentence], bare: bool) -> _Found | None:
    """The candidate found before that this one repeats or confirms."""
    if not found:
        return None
    last = found[-1]
    if bare and len(said) == 1 and sentence.turn - last.turn <= _BACK:
        return last
    words = meaning(said)
    for each in reversed(found):
        near = sentence.turn - each.turn <= 2 * _BACK
        if overlap(words, each.matter) >= (0.4 if near else 0.75):
            return each
    return None
