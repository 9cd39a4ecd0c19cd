"""Drafts are recognized in what is left of a recognizer's time.

In: a recognizer, a clock, and sessions in which nothing else is to be done. Out: one draft at a time, and
the answers to what comes first, whose cost is learned from. A recognizer that gives no word times, or
should not be asked again and again, makes no drafts. It never waits, and keeps nothing of a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from transcriber.speech.allowance import Allowance
from transcriber.speech.asking import Asking
from transcriber.speech.draft import Draft
from transcriber.speech.follow import Following
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, Recognizer, Request
from transcriber.speech.window import Window
from transcriber.types import Samples


@dataclass(frozen=True, slots=True)
class Due:
    """A draft that may be made now: of which session, and of what sound."""

    following: Following
    asking: Asking
    window: Window


class Drafting:
    """The drafts of all sessions of one recognizer. `clock`: seconds, from whenever."""

    def __init__(self, recognizer: Recognizer, clock: Callable[[], float]) -> None:
        self._recognizer = recognizer
        self._clock = clock
        able = recognizer.capabilities
        self._able = able.drafts and able.words
        self._allowance = Allowance(flat=able.packs)

    def answers(self, requests: Sequence[Request]) -> Iterator[Heard]:
        """What the recognizer answers; what one answer by itself costs is learned from."""
        began = self._clock()
        for heard in self._recognizer.recognize(iter(requests)):
            if len(requests) == 1:
                self._allowance.learn(_seconds(requests[0]), self._clock() - began)
            yield heard

    def due(self, sessions: Iterable[tuple[Following, Asking]]) -> Due | None:
        """The draft for which most speech has waited, if there is time for it."""
        if not self._able or not self._allowance.allows(0.0, self._clock()):
            return None
        most: tuple[Samples, str, Following, Asking] | None = None
        for following, asking in sessions:
            due = following.drafts.due()
            if due is not None and (most is None or due[0] > most[0]):
                most = (*due, following, asking)
        if most is None:
            return None
        _, track, following, asking = most
        window = following.so_far(track)
        allowed = self._allowance.allows(len(window.pcm) / RECOGNIZER_RATE, self._clock())
        return Due(following, asking, window) if allowed else None

    def draft(self, due: Due) -> Draft | None:
        """Makes it; None when it shows nothing new."""
        request = due.asking.draft_request(due.window)
        began = self._clock()
        [heard] = self._recognizer.recognize(iter([request]))
        now = self._clock()
        self._allowance.spend(_seconds(request), now - began, now)
        track = due.window.utterances[0].track
        return due.following.drafts.hear(track, due.asking.draft(due.window, heard))


def _seconds(request: Request) -> float:
    return len(request.pcm) / RECOGNIZER_RATE
