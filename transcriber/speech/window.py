"""Utterances share windows of a recognizer's length, and every moment has an exact way back.

In: one speaker's utterances in order, and what the recognizer takes. Out: windows of at most its
length, each with the sound of one or more utterances and short silences between them; and for every
place in a window the session time that it stands for. Which utterances share a window depends on
their times and lengths alone. It never recognizes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from transcriber.config import WINDOW_GAP_SECONDS, WINDOW_WAIT_SECONDS
from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities
from transcriber.speech.utterance import STEP, Utterance
from transcriber.types import SAMPLE_RATE, Floats, Samples

_GAP = round(WINDOW_GAP_SECONDS * RECOGNIZER_RATE)
_WAIT: Samples = round(WINDOW_WAIT_SECONDS * SAMPLE_RATE)


@dataclass(frozen=True, slots=True)
class Window:
    """`pcm`: float32 mono at 16 kHz; utterance i begins at its sample `offsets[i]`."""

    speaker: str
    utterances: tuple[Utterance, ...]
    offsets: tuple[int, ...]
    pcm: Floats

    @classmethod
    def of(cls, speaker: str, utterances: tuple[Utterance, ...]) -> Window:
        """These utterances, one behind the other."""
        offsets: list[int] = []
        parts: list[Floats] = []
        at = 0
        for utterance in utterances:
            if parts:
                parts.append(np.zeros(_GAP, dtype=np.float32))
                at += _GAP
            offsets.append(at)
            parts.append(utterance.pcm)
            at += len(utterance.pcm)
        pcm = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return cls(speaker, utterances, tuple(offsets), pcm)

    def utterance_at(self, place: float) -> int:
        """Which utterance sounds at `place`, in seconds from the window's start; the nearest one in
        the silence between two, and beyond the ends."""
        sample = place * RECOGNIZER_RATE
        for i, (offset, utterance) in enumerate(zip(self.offsets, self.utterances, strict=True)):
            if sample < offset + len(utterance.pcm) + _GAP / 2:
                return i
        return len(self.utterances) - 1

    def session_time(self, place: float, utterance: int) -> Samples:
        """The session time of `place`, taken as a place in utterance number `utterance`: never
        before its start, never behind its end."""
        owner = self.utterances[utterance]
        sample = round(place * RECOGNIZER_RATE) - self.offsets[utterance]
        return owner.start + STEP * min(max(sample, 0), len(owner.pcm))


class Packer:
    """Fills windows with each speaker's utterances, as they come.

    A recognizer that does not gain from full windows gets every utterance by itself.
    """

    def __init__(self, capabilities: Capabilities) -> None:
        self._longest = int(capabilities.window * RECOGNIZER_RATE)
        self._packs = capabilities.packs
        self._open: dict[str, list[Utterance]] = {}

    def push(self, speaker: str, utterance: Utterance) -> list[Window]:
        """Takes a speaker's next utterance; gives the windows that are full by it."""
        full = []
        for part in self._parts(utterance):
            waiting = self._open.setdefault(speaker, [])
            length = sum(len(held.pcm) + _GAP for held in waiting) + len(part.pcm)
            late = bool(waiting) and part.start - waiting[0].start > _WAIT
            if waiting and (not self._packs or length > self._longest or late):
                full.append(self._close(speaker))
            self._open.setdefault(speaker, []).append(part)
            if not self._packs:
                full.append(self._close(speaker))
        return full

    def settle(self, until: Samples) -> list[Window]:
        """The windows to which nothing can be added: every utterance that begins before session time
        `until` was pushed."""
        done = [name for name, held in self._open.items() if until - held[0].start > _WAIT]
        return [self._close(name) for name in done]

    def finish(self) -> list[Window]:
        """The windows that were not full."""
        return [self._close(name) for name in list(self._open)]

    def _close(self, speaker: str) -> Window:
        return Window.of(speaker, tuple(self._open.pop(speaker)))

    def _parts(self, utterance: Utterance) -> list[Utterance]:
        """The utterance, in parts where it is longer than a window."""
        longest, pcm = self._longest, utterance.pcm
        if len(pcm) <= longest:
            return [utterance]
        return [
            replace(utterance, start=utterance.start + STEP * at, pcm=pcm[at : at + longest])
            for at in range(0, len(pcm), longest)
        ]
