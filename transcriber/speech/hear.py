"""A recording's sound goes in, lines come out: segmenting, packing, recognizing, remembering.

In: a recording, a detector, a recognizer, and what was recognized before. Out: progress, with the
lines recognized since the last. Sound is pulled only as fast as it is recognized, so memory stays
flat however long the recording is. Whoever wants the sound besides (the mix) gets every stretch of
it as it passes. It writes nothing but answers to be remembered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcriber.audio.source import Stretch
from transcriber.speech.asking import Asking
from transcriber.speech.cleaning import Reason
from transcriber.speech.detector import Detector
from transcriber.speech.lines import doubts_of
from transcriber.speech.recognizer import Heard, Recognizer, Request
from transcriber.speech.remembered import Remembered
from transcriber.speech.segment import Segmenter
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Packer, Window
from transcriber.speech.wishes import Wishes
from transcriber.types import Line, Presence, Reread, Samples


@dataclass(frozen=True, slots=True)
class Progress:
    """How far recognition has come: session time, what was said since the last progress, and of what
    the recognizer doubted its first reading."""

    at: Samples
    lines: tuple[Line, ...]
    doubts: tuple[Reread, ...] = ()


class Hearing:
    """One pass over a recording. `talk` gathers how long each participant spoke.

    `owners`: track → participant id. `presences`: who was there. `pass_on` is called with every stretch
    of sound.
    """

    def __init__(
        self,
        owners: Mapping[str, str],
        lateness: Samples,
        detector: Detector,
        recognizer: Recognizer,
        wishes: Wishes | None = None,
        pass_on: Callable[[Stretch], None] = lambda _: None,
        presences: Sequence[Presence] = (),
    ) -> None:
        self._owners = owners
        self._lateness = lateness
        self._detector = detector
        self._recognizer = recognizer
        self._wishes = wishes or Wishes()
        self._presences = presences
        self._pass_on = pass_on
        self._segmenters: dict[str, Segmenter] = {}
        self._packer = Packer(recognizer.capabilities)
        self._clock: Samples = 0
        self.talk: dict[str, Samples] = {}
        self.spoken: dict[str, str] = {}
        """Speaker → language, of those whose language was detected for sure; once all is heard."""
        self.dropped: Mapping[Reason, int] = {}
        """What was taken out of the answers, because nobody said it; once all is heard."""

    def lines(self, stretches: Iterator[Stretch], remembered: Remembered) -> Iterator[Progress]:
        """Hears everything, in order; a `TranscriberError` of the recognizer ends it."""
        waiting: deque[tuple[Window, Request, Heard | None]] = deque()
        asking = Asking(self._recognizer, self._wishes, remembered, lambda: self._presences)

        def unanswered() -> Iterator[Request]:
            for window in self._windows(stretches):
                request = asking.request(window)
                answer = remembered.find(request)
                waiting.append((window, request, answer))
                if answer is None:
                    yield request

        def answered() -> Iterator[tuple[Window, Heard]]:
            while waiting and waiting[0][2] is not None:
                window, _, known = waiting.popleft()
                assert known is not None
                yield window, known

        for heard in self._recognizer.recognize(unanswered()):
            for window, known in answered():
                yield _progress(asking, window, known)
            window, request, _ = waiting.popleft()
            remembered.keep(request, heard)
            yield _progress(asking, window, heard)
        for window, known in answered():
            yield _progress(asking, window, known)
        rest = tuple(asking.rest())
        self.spoken, self.dropped = asking.spoken, asking.cleaning.dropped
        yield Progress(self._clock, rest)

    def _windows(self, stretches: Iterator[Stretch]) -> Iterator[Window]:
        for stretch in stretches:
            self._clock = max(self._clock, stretch.clock)
            self._pass_on(stretch)
            windows = [window for one in self._utterances(stretch) for window in self._packed(one)]
            windows += self._packer.settle(stretch.clock - self._lateness)
            # A stretch goes track by track; people read what was said first, first.
            yield from sorted(windows, key=lambda window: window.utterances[0].start)
        for segmenter in self._segmenters.values():
            for utterance in segmenter.finish():
                yield from self._packed(utterance)
        yield from self._packer.finish()

    def _utterances(self, stretch: Stretch) -> Iterator[Utterance]:
        for track, piece in stretch.pieces:
            if track not in self._segmenters:
                self._segmenters[track] = Segmenter(track, self._detector)
            yield from self._segmenters[track].push(piece)
        for segmenter in self._segmenters.values():
            yield from segmenter.settle(stretch.clock - self._lateness)

    def _packed(self, utterance: Utterance) -> list[Window]:
        speaker = self._owners[utterance.track]
        self.talk[speaker] = self.talk.get(speaker, 0) + utterance.end - utterance.start
        return self._packer.push(speaker, utterance)


def _progress(asking: Asking, window: Window, heard: Heard) -> Progress:
    return Progress(window.utterances[-1].end, tuple(asking.lines(window, heard)), doubts_of(window, heard))
