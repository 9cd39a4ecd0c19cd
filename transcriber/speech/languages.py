"""Which language each speaker speaks: a vote over the windows in which it was told clearly.

In: each speaker's windows in order, with what was detected in them. Out: the windows with the answers
that count. A window in which another language than its speaker's was detected, or one that is not
allowed, and not clearly, is asked again in the speaker's. While the speaker's is not known yet, such
windows can wait for it (a few; then they go as they are). What is decided about a window depends on
the same speaker's windows before it (and those that it waited for), never on the time of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from transcriber.config import (
    LANGUAGE_CLEAR,
    LANGUAGE_CONFIDENT,
    LANGUAGE_HALF_LIFE_SECONDS,
    LANGUAGE_HELD_SECONDS,
    LANGUAGE_HELD_WINDOWS,
    LANGUAGE_LEAD,
    LANGUAGE_SECONDS,
    LANGUAGE_SURE_SECONDS,
)
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard
from transcriber.speech.window import Window

Answered = tuple[Window, Heard]


class Vote:
    """One speaker's language. `known`: what it was in earlier sessions; it holds until others are told."""

    def __init__(self, known: str | None = None) -> None:
        self._weights: dict[str, float] = {} if known is None else {known: LANGUAGE_SURE_SECONDS}
        self.language = known
        """The speaker's language; None until it is known. Stays until another one is as clear."""

    @property
    def leading(self) -> str | None:
        """What it would be if it had to be known now."""
        return self.language or max(self._weights, key=self._weights.__getitem__, default=None)

    def add(self, language: str, seconds: float, confidence: float) -> None:
        """Counts a window that tells its language."""
        fade = 0.5 ** (seconds / LANGUAGE_HALF_LIFE_SECONDS)
        self._weights = {name: weight * fade for name, weight in self._weights.items()}
        self._weights[language] = self._weights.get(language, 0.0) + seconds * confidence
        first, *others = sorted(self._weights.items(), key=lambda pair: -pair[1])
        second = others[0][1] if others else 0.0
        if first[1] >= LANGUAGE_SURE_SECONDS and first[1] >= LANGUAGE_LEAD * second:
            self.language = first[0]


@dataclass(slots=True)
class _Speaker:
    vote: Vote
    held: list[Answered] = field(default_factory=list)


class Languages:
    """All speakers of a session.

    `again`: recognizes a window anew, in the language that it is given. `allowed`: the only languages
    that are spoken, the likeliest first; empty when it may be any. `known`: speakers' languages from
    earlier sessions. `wait`: whether windows may wait for their speaker's language.
    """

    def __init__(
        self,
        again: Callable[[Window, str], Heard],
        allowed: tuple[str, ...] = (),
        known: Mapping[str, str] | None = None,
        *,
        wait: bool = True,
    ) -> None:
        self._again = again
        self._allowed = allowed
        self._known = known or {}
        self._wait = wait
        self._speakers: dict[str, _Speaker] = {}

    @property
    def spoken(self) -> dict[str, str]:
        """Speaker → language, of those whose language is known."""
        votes = {name: speaker.vote.language for name, speaker in self._speakers.items()}
        return {name: language for name, language in votes.items() if language is not None}

    def settle(self, window: Window, heard: Heard) -> list[Answered]:
        """Takes the answer to a window that was asked without a language; gives what is settled by it:
        windows that waited first. Nothing when the window waits."""
        if not heard.phrases or heard.language is None:
            return [(window, heard)]  # nothing was said, or nothing detected
        speaker = self._speaker(window.speaker)
        before = speaker.vote.language
        self._count(speaker.vote, window, heard)
        if before is None and speaker.vote.language is not None:
            settled = self._released(speaker)
            return [*settled, (window, self._agreed(speaker.vote, window, heard))]
        agreed = self._agreed(speaker.vote, window, heard)
        if speaker.vote.language is not None or not self._wait or self._clear(window, heard):
            return [(window, agreed)]
        speaker.held.append((window, agreed))
        return self._overdue(speaker)

    def rest(self) -> list[Answered]:
        """The windows that waited in vain."""
        left = [answered for speaker in self._speakers.values() for answered in speaker.held]
        for speaker in self._speakers.values():
            speaker.held = []
        return left

    def _speaker(self, name: str) -> _Speaker:
        if name not in self._speakers:
            known = self._known.get(name)
            usable = known if not self._allowed or known in self._allowed else None
            self._speakers[name] = _Speaker(Vote(usable))
        return self._speakers[name]

    def _count(self, vote: Vote, window: Window, heard: Heard) -> None:
        confidence = _confidence(heard)
        assert heard.language is not None
        telling = confidence >= LANGUAGE_CONFIDENT and _seconds(window) >= LANGUAGE_SECONDS
        if telling and self._may(heard.language):
            vote.add(heard.language, _seconds(window), confidence)

    def _clear(self, window: Window, heard: Heard) -> bool:
        """Whether the window tells its own language, whatever its speaker spoke before."""
        assert heard.language is not None
        sure = _confidence(heard) >= LANGUAGE_CLEAR and _seconds(window) >= LANGUAGE_SECONDS
        return sure and self._may(heard.language)

    def _may(self, language: str) -> bool:
        return not self._allowed or language in self._allowed

    def _agreed(self, vote: Vote, window: Window, heard: Heard) -> Heard:
        """The answer that counts, by what is known now."""
        if heard.language == vote.language or self._clear(window, heard):
            return heard
        if vote.language is None and heard.language is not None and self._may(heard.language):
            return heard
        return self._again(window, vote.leading or self._allowed[0])

    def _released(self, speaker: _Speaker) -> list[Answered]:
        """What waited for the language that is known now."""
        language, held = speaker.vote.language, speaker.held
        assert language is not None
        speaker.held = []
        return [
            (window, heard if heard.language == language else self._again(window, language))
            for window, heard in held
        ]

    def _overdue(self, speaker: _Speaker) -> list[Answered]:
        """The oldest that wait, as far as more do than may."""
        held, seconds = speaker.held, sum(_seconds(window) for window, _ in speaker.held)
        done = 0
        while len(held) - done > LANGUAGE_HELD_WINDOWS or seconds > LANGUAGE_HELD_SECONDS:
            seconds -= _seconds(held[done][0])
            done += 1
        speaker.held = held[done:]
        return held[:done]


def _confidence(heard: Heard) -> float:
    """Where a recognizer names a language without saying how sure it is: enough to count, never enough
    to stand against the vote."""
    return LANGUAGE_CONFIDENT if heard.language_confidence is None else heard.language_confidence


def _seconds(window: Window) -> float:
    """Speech in the window, without the silence that was put between its utterances."""
    return sum(len(utterance.pcm) for utterance in window.utterances) / RECOGNIZER_RATE
