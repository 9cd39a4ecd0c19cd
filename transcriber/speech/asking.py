"""A session's dealings with a recognizer: what each window asks, and what its answer means.

In: a session's windows, one by one, and their answers, in the order of the windows. Out: requests, and
lines. Whoever follows a session and whoever hears it whole ask and understand through this, so both
give the same lines. It never recognizes and never remembers.
"""

from __future__ import annotations

from transcriber.speech.cleaning import Cleaning
from transcriber.speech.lines import lines_of
from transcriber.speech.recognizer import Heard, Recognizer, Request
from transcriber.speech.window import Window
from transcriber.speech.wishes import Wishes
from transcriber.types import Line


class Asking:
    """The dealings of one session with `recognizer`; `wishes` were checked against it."""

    def __init__(self, recognizer: Recognizer, wishes: Wishes) -> None:
        self._language = wishes.language
        self.cleaning = Cleaning(recognizer)
        self._hotwords = wishes.hotwords if recognizer.capabilities.hotwords else ()

    def request(self, window: Window) -> Request:
        """What is asked of a window's sound."""
        return Request(window.pcm, self._language, self._hotwords)

    def lines(self, window: Window, heard: Heard) -> list[Line]:
        """What the answer to a window's request says."""
        return lines_of(window, self.cleaning.clean(window, heard, self._hotwords))
