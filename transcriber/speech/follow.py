"""A capture that grows: its speech, utterance by utterance, as soon as each is over.

In: a growing capture, asked for what is new as often as one likes. Out: windows of one utterance
each, ready for a recognizer. The same `Call`, `Sound` and `Segmenter` as for a whole recording, so an
utterance is the one that the whole recording gives; only that
a track is taken for silent up to FOLLOW_DELAY before the clock, or before the oldest packet that has
no place yet, where a whole recording knows. Besides, for `drafts`, windows with the sound so far of an
utterance that goes on, which bear on nothing else. It never waits, recognizes or writes.
"""

from __future__ import annotations

from dataclasses import replace

from transcriber.audio.call import Call
from transcriber.audio.captured import begun_call, decoded
from transcriber.audio.sound import Sound
from transcriber.audio.source import Stretch
from transcriber.capture.reader import CaptureReader
from transcriber.capture.session import Session
from transcriber.config import FOLLOW_DELAY
from transcriber.speech.detector import Detector
from transcriber.speech.draft import Drafts
from transcriber.speech.recognizer import Capabilities
from transcriber.speech.segment import Segmenter
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Packer, Window
from transcriber.types import Presence, Samples


class Following:
    """One session that is being recorded, or was. Use it as a context manager, or call `close`.

    Raises InputError when there is no capture (yet), or when it cannot be read."""

    def __init__(self, session: Session, detector: Detector, capabilities: Capabilities) -> None:
        self.folder = session.folder
        self._reader = CaptureReader(session.capture)
        self._started = session.info().started
        self._detector = detector
        self._packer = Packer(replace(capabilities, packs=False))
        self._call: Call | None = None
        self._sounds: dict[str, Sound] = {}
        self._segmenters: dict[str, Segmenter] = {}
        self.drafts = Drafts()
        self.ending = False
        """Somebody said that the recording has ended, as the recorder could not."""
        self.over = False
        """Everything was given out: the recording has ended, and `finish` was called."""

    def __enter__(self) -> Following:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the capture and the decoders."""
        self._reader.close()
        for sound in self._sounds.values():
            sound.close()
        self._sounds.clear()

    @property
    def clock(self) -> Samples:
        """Session time reached."""
        return 0 if self._call is None else self._call.clock

    @property
    def stopped(self) -> bool:
        """The recorder said that the recording has ended."""
        return self._call is not None and self._call.stopped

    @property
    def names(self) -> dict[str, str]:
        """Speaker → name, of those known so far."""
        return {} if self._call is None else {p.id: p.name for p in self._call.participants()}

    @property
    def presences(self) -> list[Presence]:
        """Who is known to have been there."""
        return [] if self._call is None else self._call.presences

    def poll(self) -> list[Window] | None:
        """What is ready by the next chunk of the capture; None when there is nothing new (yet)."""
        batch = self._reader.poll()
        if batch is None:
            return None
        if self._call is None:
            if not batch.clock:
                return []
            self._call = begun_call(batch, self._started)
        placed = self._call.push(batch)
        return self._windows(decoded(placed, self._sounds, self._call.clock))

    def finish(self) -> list[Window]:
        """The rest: nothing will be added to the capture."""
        self.over = True
        if self._call is None:
            return []
        windows = self._windows(decoded(self._call.finish(), self._sounds, self._call.clock))
        for track, segmenter in self._segmenters.items():
            windows += self._packed(segmenter.finish())
            self.drafts.grow(track, self._call.owners[track], None)
        return sorted(windows, key=lambda window: window.utterances[0].start)

    def so_far(self, track: str) -> Window:
        """What is asked for the next draft: the sound so far of the track's utterance that goes on."""
        utterance = self._segmenters[track].so_far(self.drafts.since(track))
        return Window.of(self.drafts.speaker(track), (utterance,))

    def _windows(self, stretch: Stretch) -> list[Window]:
        assert self._call is not None
        found: list[Utterance] = []
        for track, piece in stretch.pieces:
            if track not in self._segmenters:
                self._segmenters[track] = Segmenter(track, self._detector)
            found += self._segmenters[track].push(piece)
        streams = self._call.streams
        for track, segmenter in self._segmenters.items():
            since = streams[track].waiting_since
            known = stretch.clock if since is None else min(since, stretch.clock)
            found += segmenter.settle(known - FOLLOW_DELAY)
        windows = self._packed(sorted(found, key=lambda utterance: utterance.start))
        for track, segmenter in self._segmenters.items():
            self.drafts.grow(track, self._call.owners[track], segmenter.growing)
        return windows

    def _packed(self, utterances: list[Utterance]) -> list[Window]:
        assert self._call is not None
        owners = self._call.owners
        for utterance in utterances:
            self.drafts.end(utterance)
        return [
            window
            for utterance in utterances
            for window in self._packer.push(owners[utterance.track], utterance)
        ]
