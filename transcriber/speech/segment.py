"""One track's sound becomes utterances.

In: the track's pieces of sound (48 kHz), in order, and the clock. Out: utterances (16 kHz mono), in
order, padded, never overlapping, at most UTTERANCE_SECONDS and padding long. Where pieces lie more
than REGION_GAP apart, hearing starts anew. What comes out depends on the sound alone, not on how it
was cut into pieces, nor on when silence became known. What the detector is unsure of, and is a click, a
beep or hiss, makes no utterance. Of an utterance that goes on it tells how far it has come, and its sound so
far; asking changes nothing. It never knows what was said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import soxr

from transcriber.audio.sound import Piece
from transcriber.config import (
    DOUBTFUL_FRAMES,
    REGION_GAP,
    SPEECH_BEGINS,
    SPEECH_GOES_ON,
    SURE_SPEECH,
    UTTERANCE_PAD_SECONDS,
    UTTERANCE_PAUSE_SECONDS,
    UTTERANCE_SECONDS,
)
from transcriber.speech.detector import DETECTOR_FRAME, Detector, DetectorSession
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.speech.utterance import STEP, Utterance
from transcriber.speech.voice import has_voice
from transcriber.types import SAMPLE_RATE, Floats, Samples

_PAD = round(UTTERANCE_PAD_SECONDS * RECOGNIZER_RATE)
_PAUSE_FRAMES = round(UTTERANCE_PAUSE_SECONDS * RECOGNIZER_RATE / DETECTOR_FRAME)
_LONGEST_FRAMES = int(UTTERANCE_SECONDS * RECOGNIZER_RATE / DETECTOR_FRAME)
_SMOOTH_FRAMES = 5
"""A place to cut is judged over 5 frames, 160 ms: a pause, not one soft consonant."""


@dataclass(frozen=True, slots=True)
class _Speech:
    """Samples `begin` to `end` of the region, whose utterance may not have been heard to its end yet."""

    begin: int
    end: int
    frames: int
    """In how many frames it was found."""
    certainty: float
    """How sure the detector was at its surest."""

    def doubtful(self, pcm: Floats) -> bool:
        """Whether this sound is no speech, by what the detector is unsure of."""
        return self.certainty < SURE_SPEECH and (self.frames < DOUBTFUL_FRAMES or not has_voice(pcm))


class _Region:
    """Contiguous sound: heard, and cut into stretches of speech."""

    def __init__(self, start: Samples, session: DetectorSession) -> None:
        self.start = start
        self.end = start
        """Where its sound ends."""
        self.heard = start
        """Up to where it was heard: silence behind its sound, as far as that is known, included."""
        self._session = session
        self._resampler = soxr.ResampleStream(SAMPLE_RATE, RECOGNIZER_RATE, 1, dtype="float32", quality="HQ")
        self._pcm: Floats = np.zeros(0, dtype=np.float32)
        """Sound that may still belong to an utterance, from sample `_base` of the region on."""
        self._base = 0
        self._frames: list[float] = []
        """Probabilities from frame `_first` on: those of the speech that has begun."""
        self._count = 0
        self._begun: int | None = None
        """The frame at which the speech began that goes on …"""
        self._reach = _PAD
        """… and how much sound before it belongs to it: none where longer speech was cut."""
        self._last = 0
        """The last frame of it that was speech."""
        self._ready: list[_Speech] = []

    def push(self, piece: Piece) -> None:
        """Sound behind what was heard, not too far; what lies between is silence."""
        self.wait(piece.start)
        self.end = self.heard = max(self.heard, piece.end)
        self._hear(self._resampler.resample_chunk(piece.pcm.mean(axis=1, dtype=np.float32)))

    def wait(self, until: Samples) -> None:
        """No sound begins before `until`: what follows the region's end is silence, as far as it counts."""
        silence = min(until, self.end + REGION_GAP) - self.heard
        if silence > 0:
            self.heard += silence
            self._hear(self._resampler.resample_chunk(np.zeros(silence, dtype=np.float32)))

    def finish(self) -> None:
        """No more sound will come, or none that is near."""
        self.wait(self.end + REGION_GAP)
        self._hear(self._resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
        self._judge(self._session.finish())
        self._end_speech()

    def utterances(self, track: str, *, finished: bool) -> list[Utterance]:
        """The utterances whose sound is all there."""
        found = []
        available = self._base + len(self._pcm)
        while self._ready and (finished or self._ready[0].end <= available):
            speech = self._ready.pop(0)
            pcm = self._pcm[speech.begin - self._base : speech.end - self._base].copy()
            if not speech.doubtful(pcm):
                found.append(Utterance(track, self.start + STEP * speech.begin, pcm, speech.certainty))
        self._forget()
        return found

    @property
    def growing(self) -> tuple[Samples, Samples] | None:
        """From and to where speech that goes on was heard, padded as its utterance will be, as far as
        there is sound."""
        if self._begun is None:
            return None
        begin = max(0, self._begun * DETECTOR_FRAME - self._reach)
        end = min((self._last + 1) * DETECTOR_FRAME + _PAD, self._base + len(self._pcm))
        return self.start + STEP * begin, self.start + STEP * end

    @property
    def certainty(self) -> float:
        """How sure the detector was of the speech that goes on, where it was surest."""
        return max(self._frames)

    def sound(self, begin: Samples, end: Samples) -> tuple[Samples, Floats]:
        """Its sound within what is growing, and where that begins: on a sample of the recognizer's."""
        first, last = ((at - self.start) // STEP - self._base for at in (begin, end))
        return self.start + STEP * (first + self._base), self._pcm[first:last].copy()

    def _hear(self, pcm: Floats) -> None:
        if len(pcm):
            self._pcm = np.concatenate((self._pcm, pcm))
            self._judge(self._session.push(pcm))

    def _judge(self, probabilities: Floats) -> None:
        for probability in probabilities.tolist():
            frame = self._count
            self._count += 1
            if self._begun is None:
                if probability >= SPEECH_BEGINS:
                    self._begun, self._last = frame, frame
                    self._frames = [probability]
                continue
            self._frames.append(probability)
            if probability >= SPEECH_GOES_ON:
                self._last = frame
            if frame - self._last >= _PAUSE_FRAMES:
                self._end_speech()
            elif frame - self._begun >= _LONGEST_FRAMES:
                self._cut_speech()

    def _end_speech(self) -> None:
        """A pause is longer than the padding of two utterances, so padded ones never overlap."""
        if self._begun is not None:
            begin = max(0, self._begun * DETECTOR_FRAME - self._reach)
            end = (self._last + 1) * DETECTOR_FRAME + _PAD
            self._ready.append(_Speech(begin, end, self._last + 1 - self._begun, max(self._frames)))
            self._begun, self._reach = None, _PAD

    def _cut_speech(self) -> None:
        """Ends the speech that goes on for too long at its least sure place in the second half."""
        assert self._begun is not None
        heard = np.convolve(self._frames, np.ones(_SMOOTH_FRAMES) / _SMOOTH_FRAMES, mode="same")
        half = len(heard) // 2
        at = half + int(np.argmin(heard[half:-_SMOOTH_FRAMES]))
        cut = (self._begun + at) * DETECTOR_FRAME
        begin = max(0, self._begun * DETECTOR_FRAME - self._reach)
        self._ready.append(_Speech(begin, cut, at, max(self._frames[:at])))
        self._frames = self._frames[at:]
        self._begun, self._reach = self._begun + at, 0

    def _forget(self) -> None:
        """Drops sound that no utterance can reach back to."""
        if self._ready:
            keep = self._ready[0].begin
        else:
            keep = (self._count if self._begun is None else self._begun) * DETECTOR_FRAME - _PAD
        drop = min(keep - self._base, len(self._pcm))
        if drop > 0:
            self._pcm = self._pcm[drop:]
            self._base += drop


class Segmenter:
    """Cuts one track into utterances."""

    def __init__(self, track: str, detector: Detector) -> None:
        self._track = track
        self._detector = detector
        self._region: _Region | None = None

    def push(self, piece: Piece) -> list[Utterance]:
        """The next piece of the track; the utterances that are complete by it."""
        found = []
        region = self._region
        if region is not None and (piece.start - region.end > REGION_GAP or piece.start < region.heard):
            found = self.finish()  # too far; or, against what was promised, in what was taken for silence
        if self._region is None:
            self._region = _Region(piece.start, self._detector.start())
        self._region.push(piece)
        return found + self._region.utterances(self._track, finished=False)

    def settle(self, until: Samples) -> list[Utterance]:
        """No piece that begins before session time `until` will come."""
        if self._region is None:
            return []
        if until - self._region.end > REGION_GAP:
            return self.finish()
        self._region.wait(until)
        return self._region.utterances(self._track, finished=False)

    @property
    def growing(self) -> tuple[Samples, Samples] | None:
        """From and to where the utterance that goes on was heard. Its beginning is the one that it will
        have; None when nobody is speaking."""
        return None if self._region is None else self._region.growing

    def so_far(self, since: Samples) -> Utterance:
        """The utterance that is growing, as far as it was heard, from session time `since` on."""
        assert self._region is not None and self._region.growing is not None
        begin, end = self._region.growing
        since, pcm = self._region.sound(min(max(since, begin), end), end)
        return Utterance(self._track, since, pcm, self._region.certainty)

    def finish(self) -> list[Utterance]:
        """The track's sound is over, or pauses for long."""
        region, self._region = self._region, None
        if region is None:
            return []
        region.finish()
        return region.utterances(self._track, finished=True)
