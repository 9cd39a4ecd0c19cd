"""A session's dealings with a recognizer: what each window asks, and what its answer means.

In: a session's windows, one by one, and their answers, in the order of the windows. Out: requests, and
lines. Whoever follows a session and whoever hears it whole ask and understand through this, so both
give the same lines. A request depends on the session's sound and facts alone, never on an answer: they
are made ahead of answers, by as much as happens to be. What an answer leaves in doubt is asked again
before the next one is understood; such answers, too, are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from transcriber.speech.cleaning import Cleaning
from transcriber.speech.expected import Expected
from transcriber.speech.languages import Languages
from transcriber.speech.lines import lines_of
from transcriber.speech.recognizer import Heard, Recognizer, Request
from transcriber.speech.remembered import Remembered
from transcriber.speech.window import Window
from transcriber.speech.wishes import Wishes
from transcriber.types import Line, Presence


class Asking:
    """The dealings of one session with `recognizer`; `wishes` were checked against it.

    `presences`: who is known to have been there up to now. `wait`: whether lines may come late, once
    their speaker's language is known."""

    def __init__(
        self,
        recognizer: Recognizer,
        wishes: Wishes,
        remembered: Remembered,
        presences: Callable[[], Sequence[Presence]] = tuple,
        *,
        wait: bool = True,
    ) -> None:
        able = recognizer.capabilities
        self._recognizer = recognizer
        self._remembered = remembered
        self._wishes = wishes
        self.cleaning = Cleaning(recognizer)
        self._drafts = Cleaning(recognizer)
        """Counts by itself what it takes out of drafts."""
        self._expected = Expected(wishes, presences)
        self._told = able.hotwords
        self._forced = wishes.languages[0] if len(wishes.languages) == 1 else None
        self._allowed = wishes.languages if self._forced is None else ()
        detecting = able.detects_language and self._forced is None
        known = able.languages
        spoken = {
            who: language for who, language in wishes.spoken.items() if known is None or language in known
        }
        self._languages = Languages(self._again, self._allowed, spoken, wait=wait) if detecting else None

    @property
    def spoken(self) -> dict[str, str]:
        """Speaker → language, of those whose language was detected for sure."""
        return {} if self._languages is None else self._languages.spoken

    def request(self, window: Window) -> Request:
        """What is asked of a window's sound."""
        return Request(window.pcm, self._forced, self._terms(window), self._allowed)

    def _terms(self, window: Window) -> tuple[str, ...]:
        return self._expected.hotwords(window) if self._told else ()

    def lines(self, window: Window, heard: Heard) -> list[Line]:
        """What the answer to a window's request says, and what waited for it."""
        settled = [(window, heard)] if self._languages is None else self._languages.settle(window, heard)
        return [line for answered in settled for line in self._understood(self.cleaning, *answered)]

    def draft_request(self, window: Window) -> Request:
        """What is asked of speech that goes on: in its speaker's language, where that is known."""
        request, language = self.request(window), self.spoken.get(window.speaker)
        return request if language is None else replace(request, language=language, languages=())

    def draft(self, window: Window, heard: Heard) -> list[Line]:
        """What an answer about speech that goes on says. It bears on nothing that is asked or said later."""
        return self._understood(self._drafts, window, heard)

    def rest(self) -> list[Line]:
        """Lines that waited, once there are no more windows."""
        settled = [] if self._languages is None else self._languages.rest()
        return [line for answered in settled for line in self._understood(self.cleaning, *answered)]

    def _understood(self, cleaning: Cleaning, window: Window, heard: Heard) -> list[Line]:
        lines = lines_of(window, cleaning.clean(window, heard, self._terms(window)))
        if self._wishes.correct and lines:
            corrector = self._expected.corrector(window)
            lines = [corrector.line(line) for line in lines]
        return lines

    def _again(self, window: Window, language: str) -> Heard:
        """The answer to a window in a language that is told."""
        request = replace(self.request(window), language=language, languages=())
        heard = self._remembered.find(request)
        if heard is None:
            [heard] = self._recognizer.recognize(iter([request]))
            self._remembered.keep(request, heard)
        return heard if heard.language is not None else replace(heard, language=language)
