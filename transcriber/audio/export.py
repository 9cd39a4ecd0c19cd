"""A recording's sound as files: one mix, or one aligned file a participant.

In: stretches of sound as they pass. Out: files that begin at session time 0 and are all of one
length. Each is complete or not there (`SoundFile`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from transcriber.audio.encode import SoundFile, SoundFormat
from transcriber.audio.mix import Mixer
from transcriber.audio.sound import CHANNELS
from transcriber.audio.source import Stretch, Survey
from transcriber.audio.track import Tracks


class MixFile:
    """All participants in one stereo file. Leaving the `with` block without an error finishes it."""

    def __init__(self, path: Path, kind: SoundFormat, survey: Survey) -> None:
        self._mixer = Mixer(survey.lateness)
        self._duration = survey.duration
        self._file = SoundFile(path, kind, CHANNELS, survey.duration)

    def __enter__(self) -> MixFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._file.__exit__(kind, error, trace)
            return
        with self._file:
            for block in self._mixer.finish(self._duration):
                self._file.write(block)

    def push(self, stretch: Stretch) -> None:
        """Takes the next stretch of sound."""
        for block in self._mixer.push(stretch):
            self._file.write(block)


class TrackFiles:
    """A stereo file for each participant with sound, `paths` by participant id."""

    def __init__(self, paths: Mapping[str, Path], kind: SoundFormat, survey: Survey) -> None:
        self._tracks = Tracks(survey)
        self._duration = survey.duration
        self._stack = ExitStack()
        with ExitStack() as opening:
            self._files = {
                owner: opening.enter_context(SoundFile(paths[owner], kind, CHANNELS, survey.duration))
                for owner in self._tracks.participants
            }
            self._stack = opening.pop_all()

    def __enter__(self) -> TrackFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._stack.__exit__(kind, error, trace)
            return
        with self._stack:
            for owner, block in self._tracks.finish(self._duration):
                self._files[owner].write(block)

    def push(self, stretch: Stretch) -> None:
        """Takes the next stretch of sound."""
        for owner, block in self._tracks.push(stretch):
            self._files[owner].write(block)
