"""Which names and terms are expected in a window.

In: a session's wishes and who was there when, as the recording tells it. Out, for a window: what a
recognizer is told to listen for (at most HOTWORD_TERMS: the names of those who were there, in order of
first appearance, then of others who may be, then the glossary in its order), and what its answer is
corrected by (all of them). Both depend on the window's time and on facts before it alone, so that a
session that is followed asks and understands what the whole recording does. It never looks at what was
recognized.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transcriber.config import GONE_SECONDS, HOTWORD_NAMES, HOTWORD_TERMS
from transcriber.speech.correct import Corrector
from transcriber.speech.names import spoken_name, unique
from transcriber.speech.window import Window
from transcriber.speech.wishes import Wishes
from transcriber.types import SAMPLE_RATE, Presence, Samples

_GONE: Samples = round(GONE_SECONDS * SAMPLE_RATE)


class Expected:
    """What is expected in one session. `presences`: who is known to have been there up to now."""

    def __init__(self, wishes: Wishes, presences: Callable[[], Sequence[Presence]]) -> None:
        self._glossary = list(wishes.glossary)
        self._roster = [name for name in map(spoken_name, wishes.roster) if name is not None]
        self._names = wishes.names
        self._presences = presences
        self._correctors: dict[tuple[str, ...], Corrector] = {}
        """The one that was asked for last, by its names."""

    def hotwords(self, window: Window) -> tuple[str, ...]:
        """The terms that a recognizer is told of."""
        names = self.names(window)
        terms = unique([*names[:HOTWORD_NAMES], *self._glossary])[:HOTWORD_TERMS]
        return tuple(unique([*terms, *names])[:HOTWORD_TERMS])

    def corrector(self, window: Window) -> Corrector:
        """What corrects the answer."""
        names = tuple(self.names(window))
        if names not in self._correctors:
            self._correctors = {names: Corrector(names, self._glossary)}
        return self._correctors[names]

    def names(self, window: Window) -> list[str]:
        """The names, as they are said, of those who were there around a window: who had come when its
        last utterance began, and had not been gone for long when its first did; and the roster's."""
        if not self._names:
            return []
        first, last = window.utterances[0].start, window.utterances[-1].start
        there = (
            spoken_name(presence.name)
            for presence in self._presences()
            if presence.since <= last and (presence.until is None or presence.until + _GONE >= first)
        )
        return unique([*(name for name in there if name is not None), *self._roster])
