"""Drafts of what is being said: which growing utterance is asked about next, and what is shown of it.

In: how far each track's utterance has grown, what was heard in it, that it has ended, and its lines. Out:
drafts. A draft has the id of its utterance, `MILLISECONDS-SPEAKER` of its start, from the first to the
last one, and committed text that the next draft of that id begins with, letter by letter.

An utterance of which a draft was shown ends with one last draft, which says the rest: where the lines say
what was committed, that is their text from there on. Where they say something else, the last draft keeps
the words that people have read, and `differs` counts them; the lines are the recognizer's answer to the
whole utterance, and are never touched by drafts. Words that were committed behind the place where speech
without end was cut move on into the draft of what follows. What went on and was no utterance in the end has a
last draft, too: without lines.

Every DRAFT_EVERY of an utterance is worth a draft; those that were never asked for are counted as dropped.
It never recognizes and knows no clock.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from transcriber.config import DRAFT_EVERY, UTTERANCE_PAD_SECONDS
from transcriber.speech.agreement import Agreement, bare, covered
from transcriber.speech.lines import joined, line_id
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Window
from transcriber.types import SAMPLE_RATE, Line, Samples, Word

_PAD: Samples = round(UTTERANCE_PAD_SECONDS * SAMPLE_RATE)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of an utterance so far. Of a last one, `ended`, the rest of the fields tells more."""

    id: str
    speaker: str
    start: Samples
    committed: str
    """Will not change any more."""
    tentative: str = ""
    """May."""
    words: tuple[Word, ...] = ()
    """What is committed, word by word."""
    ended: bool = False
    lines: tuple[str, ...] = ()
    """The ids of the lines that the utterance became."""
    differs: int = 0
    """How many words were committed, or stand in these lines in their place, that the other has not."""


@dataclass(slots=True)
class _Growing:
    """One utterance; `end`: how far it was heard, `asked`: what the last draft asked for was of."""

    track: str
    speaker: str
    start: Samples
    asked: Samples
    end: Samples = 0
    since: Samples = 0
    """Where the sound begins that is asked about."""
    agreement: Agreement = field(default_factory=Agreement)
    language: str | None = None
    told: tuple[str, str] = ("", "")
    """The texts of the last draft: none was shown while both are empty."""
    finish: Samples | None = None
    """Where it has ended, when it has."""
    cut: bool = False
    """Words of it moved on into what follows."""
    lines: list[Line] = field(default_factory=list)

    @property
    def id(self) -> str:
        return line_id(self.start, self.speaker)

    def followed_by(self, rest: Agreement) -> _Growing:
        """What goes on behind its cut, with the words that were shown of it already."""
        begun = self.finish or self.end
        shown = joined((word.text for word in rest.committed), self.language), ""
        return _Growing(self.track, self.speaker, begun, begun, begun, begun, rest, self.language, shown)

    def draft(self) -> Draft:
        words = self.agreement.committed
        committed = joined((word.text for word in words), self.language)
        tentative = joined((word.text for word in self.agreement.tentative), self.language)
        self.told = committed, tentative
        return Draft(self.id, self.speaker, self.start, committed, tentative, words)

    def last_draft(self) -> Draft:
        """Committed words, and what the lines say behind them."""
        heard = words_of(self.lines)
        words = self.agreement.committed
        at = len(heard) if self.cut else covered(words, heard)
        differs = _differences(words, heard[:at])
        words += tuple(heard[at:])
        text = joined((word.text for word in words), self.language)
        ids = tuple(line.id for line in self.lines)
        return Draft(self.id, self.speaker, self.start, text, "", words, True, ids, differs)


class Drafts:
    """The drafts of one session. `asked` and `dropped` count what they say."""

    def __init__(self) -> None:
        self._growing: dict[str, _Growing] = {}
        self._ended: list[_Growing] = []
        self._vanished: list[_Growing] = []
        self.asked = 0
        self.dropped = 0

    def grow(self, track: str, speaker: str, heard: tuple[Samples, Samples] | None) -> None:
        """From and to where the utterance that goes on in the track was heard; None when there is none."""
        growing = self._growing.get(track)
        if growing is not None and (heard is None or heard[0] != growing.start):
            del self._growing[track]
            if any(growing.told):
                self._vanished.append(growing)
            growing = None
        if heard is None:
            return
        start, end = heard
        if growing is None:
            growing = _Growing(track, speaker, start, asked=start + _PAD, since=start)
            self._growing[track] = growing
        growing.end = end

    def vanished(self) -> list[Draft]:
        """The last drafts of what went on and was no utterance in the end: it has no lines."""
        vanished, self._vanished = self._vanished, []
        return [growing.last_draft() for growing in vanished]

    def end(self, utterance: Utterance) -> None:
        """An utterance is over; its lines follow."""
        growing = self._growing.get(utterance.track)
        if growing is None or growing.start != utterance.start:
            self.dropped += max(0, utterance.end - utterance.start - 2 * _PAD) // DRAFT_EVERY
            return
        del self._growing[utterance.track]
        self.dropped += max(0, utterance.end - _PAD - growing.asked) // DRAFT_EVERY
        rest = growing.agreement.split(utterance.end)
        growing.finish, growing.cut = utterance.end, bool(rest.committed)
        if any(growing.told):
            self._ended.append(growing)
        if rest.committed or rest.tentative:
            self._growing[utterance.track] = growing.followed_by(rest)

    def due(self) -> tuple[Samples, str] | None:
        """How much of what is worth a draft has not been asked about, and in which track: the most."""
        found = [(one.end - one.asked, one.track) for one in self._growing.values()]
        most = max(found, default=None)
        return None if most is None or most[0] < DRAFT_EVERY else most

    def speaker(self, track: str) -> str:
        """Whose utterance goes on in the track."""
        return self._growing[track].speaker

    def since(self, track: str) -> Samples:
        """Where the sound begins that is to be heard for the next draft in this track."""
        growing = self._growing[track]
        growing.since = growing.agreement.resumption(growing.since, growing.end)
        return growing.since

    def hear(self, track: str, lines: Sequence[Line]) -> Draft | None:
        """What was understood of the track's utterance so far; None when that shows nothing new."""
        growing = self._growing[track]
        self.asked += 1
        self.dropped += max(0, growing.end - growing.asked) // DRAFT_EVERY - 1
        growing.asked = growing.end
        if not growing.agreement.committed:  # what is committed stays as it is written
            growing.language = next((line.language for line in lines), growing.language)
        growing.agreement.hear(words_of(lines))
        before = growing.told
        draft = growing.draft()
        return None if growing.told == before else draft

    def of(self, window: Window) -> str | None:
        """The id of the draft that was shown of a window's ended utterance, if one was."""
        ended = self._of(window)
        return None if ended is None else ended.id

    def complete(self, window: Window, lines: Sequence[Line]) -> list[Draft]:
        """The window, one utterance or a part of it, became these lines. Once these were all, the last
        draft, and the first one of what follows it, if words have moved there."""
        ended = self._of(window)
        if ended is None:
            return []
        ended.lines += lines
        if ended.finish is None or window.utterances[-1].end < ended.finish:
            return []
        self._ended.remove(ended)
        follows = self._growing.get(ended.track) if ended.cut else None
        moved = [follows.draft()] if follows is not None and follows.start == ended.finish else []
        return [ended.last_draft(), *moved]

    def _of(self, window: Window) -> _Growing | None:
        part = window.utterances[0]
        for ended in self._ended:
            if ended.track == part.track and ended.start <= part.start < (ended.finish or 0):
                return ended
        return None


def words_of(lines: Sequence[Line]) -> list[Word]:
    """The words of lines; a line without words is one."""
    return [word for line in lines for word in line.words or (Word(line.start, line.end, line.text),)]


def _differences(committed: Sequence[Word], heard: Sequence[Word]) -> int:
    one, two = ([bare(word.text) for word in words] for words in (committed, heard))
    matched = sum(
        block.size for block in difflib.SequenceMatcher(None, one, two, False).get_matching_blocks()
    )
    return max(len(one), len(two)) - matched
