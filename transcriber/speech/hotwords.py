"""Which names and terms a recognizer is told to expect in a window.

In: a session's wishes and who was there when, as the recording tells it. Out: at most HOTWORD_TERMS
terms a window: the names of those who were there, in order of first appearance, then others who may
be, then the glossary in its order. It depends on the window's time and on facts before it, so that a
session that is followed asks what the whole recording asks. It never looks at what was recognized.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transcriber.config import GONE_SECONDS, HOTWORD_NAMES, HOTWORD_TERMS
from transcriber.speech.names import spoken_name
from transcriber.speech.window import Window
from transcriber.speech.wishes import Wishes
from transcriber.types import SAMPLE_RATE, Presence, Samples

_GONE: Samples = round(GONE_SECONDS * SAMPLE_RATE)


def names_at(presences: Sequence[Presence], window: Window) -> list[str]:
    """The names, as they are said, of those who were there around a window: who had come when its last
    utterance began, and had not been gone for long when its first did."""
    first, last = window.utterances[0].start, window.utterances[-1].start
    there = (
        presence.name
        for presence in presences
        if presence.since <= last and (presence.until is None or presence.until + _GONE >= first)
    )
    return [name for name in map(spoken_name, there) if name is not None]


def unique(terms: Sequence[str]) -> list[str]:
    """Terms in their order, each once however it is capitalized."""
    return list({term.casefold(): term for term in reversed(terms)}.values())[::-1]


class Hotwords:
    """The terms of one session. `presences`: who is known to have been there up to now."""

    def __init__(self, wishes: Wishes, presences: Callable[[], Sequence[Presence]]) -> None:
        self._glossary = list(wishes.glossary)
        self._roster = [name for name in map(spoken_name, wishes.roster) if name is not None]
        self._names = wishes.names
        self._presences = presences

    def of(self, window: Window) -> tuple[str, ...]:
        """The terms to expect in a window."""
        names = unique(names_at(self._presences(), window) + self._roster) if self._names else []
        terms = unique(names[:HOTWORD_NAMES] + self._glossary)[:HOTWORD_TERMS]
        return tuple(unique(terms + names)[:HOTWORD_TERMS])
