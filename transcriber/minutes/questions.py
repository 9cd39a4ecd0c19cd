"""Open questions, as far as turns of phrase tell them.

In: sentences in order. Out: candidates: questions that nobody could answer, or whose answer was put
off, with the reply that says so. Requests, rhetorical questions and questions about the call itself
are none. A question that got any other reply counts as answered, and so does one without a reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from re import Pattern

from transcriber.minutes.cues.tables import CUES
from transcriber.minutes.evidence import quotes
from transcriber.minutes.minutes import Item
from transcriber.minutes.sentence import Sentence

_PUT_OFF = 4
"""A question is put off within so many turns."""
_WORDS = 3
"""Fewer words ("On what?") ask somebody to go on."""
_LEAD = 4
"""An answer that is none says so after at most so many words."""


def questions(spoken: Sequence[Sentence]) -> list[Item]:
    """The candidates, in order of time."""
    found: list[Item] = []
    told: set[str] = set()
    for index, sentence in enumerate(spoken):
        if not _is_asked(sentence):
            continue
        reply = _no_answer(spoken, index)
        if reply is not None and reply.line.id + reply.text not in told:
            told.add(reply.line.id + reply.text)
            found.append(Item(quotes([sentence, reply])))
    return found


def _is_asked(sentence: Sentence) -> bool:
    cues = CUES[sentence.language]
    words = sentence.heard.split()
    whole = len(words) >= _WORDS or not cues.question_marks
    return (
        sentence.asks
        and whole
        and not (
            cues.passing.search(sentence.heard)
            or cues.rhetorical.search(sentence.heard)
            or cues.requests.search(sentence.heard)
        )
    )


def _at_the_start(cue: Pattern[str], words: str) -> bool:
    """Whether the cue is what the sentence is about, not something in its middle."""
    found = cue.search(words)
    return found is not None and len(words[: found.start()].split()) <= _LEAD


def _no_answer(spoken: Sequence[Sentence], index: int) -> Sentence | None:
    """The sentence that says that there is no answer, today."""
    asked = spoken[index]
    first_reply: int | None = None
    answered = False
    for sentence in spoken[index + 1 :]:
        cues = CUES[sentence.language]
        if sentence.turn > asked.turn + _PUT_OFF:
            break
        if sentence.asks:
            if _is_asked(sentence):
                break  # the last question is the one that is answered
            continue
        if sentence.speaker != asked.speaker and first_reply is None:
            first_reply = sentence.turn
        at_once = first_reply is None or sentence.turn == first_reply
        if at_once and not answered and _at_the_start(cues.unknown, sentence.heard):
            return sentence
        answered = answered or bool(first_reply is not None and cues.accepts.search(sentence.heard))
        if cues.deferred.search(sentence.heard) and not cues.commits.search(sentence.heard):
            return sentence
    return None
