"""Audio files as a source of sound: one file a speaker, all beginning at the session's start.

In: paths of audio files, in any format that FFmpeg (through PyAV) reads. Out: what `Source`
promises. Files are decoded side by side in short blocks, so memory does not grow with their length;
digital silence is left out, as a gap is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from transcriber.audio.sound import CHANNELS, Piece
from transcriber.audio.source import Stretch, Survey
from transcriber.errors import InputError
from transcriber.types import SAMPLE_RATE, Floats, Participant, Samples

_BLOCK: Samples = 2 * SAMPLE_RATE

EXTENSIONS = frozenset(
    [
        "aac",
        "aif",
        "aiff",
        "flac",
        "m4a",
        "m4b",
        "mka",
        "mkv",
        "mov",
        "mp3",
        "mp4",
        "oga",
        "ogg",
        "opus",
        "wav",
        "webm",
        "wma",
    ]
)
"""What a folder's files are told apart by; a file that is named is read whatever it is called."""


def audio_files(folder: Path) -> list[Path]:
    """The audio files directly in a folder, by name. Raises InputError when it cannot be listed."""
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower().lstrip(".") in EXTENSIONS and path.is_file() and path.name[0] != "."
        )
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error.strerror}.") from error


@dataclass(frozen=True, slots=True)
class FilesSource:
    """One audio file a speaker; the participant's id and name are the file's name."""

    files: Sequence[Path]
    title: str

    def survey(self) -> Survey:
        """Opens every file. Raises InputError for one that is missing, empty or no sound."""
        owners = self._owners()
        lengths = [_length(path) for path in self.files]
        return Survey(
            title=self.title,
            started=None,
            duration=max(lengths, default=0),
            participants=tuple(Participant(id=name, name=name) for name in owners.values()),
            owners=owners,
        )

    def stretches(self) -> Iterator[Stretch]:
        """The sound of all files, two seconds of each at a time."""
        running = {track: _blocks(Path(track)) for track in self._owners()}
        clock: Samples = 0
        while running:
            pieces: list[tuple[str, Piece]] = []
            for track in list(running):
                block = next(running[track], None)
                if block is None:
                    del running[track]
                elif block.any():
                    pieces.append((track, Piece(clock, block)))
            clock += _BLOCK
            yield Stretch(tuple(pieces), clock)

    def _owners(self) -> dict[str, str]:
        """Path → speaker; files of one name in different folders, or with different endings, are
        told apart by their full name."""
        owners: dict[str, str] = {}
        for path in self.files:
            name = path.stem
            if name in owners.values():
                name = path.name if path.name not in owners.values() else str(path)
            owners[str(path)] = name
        return owners


def _opened(path: Path) -> Any:
    """The file's container, checked to hold sound."""
    import av

    try:
        if path.stat().st_size == 0:
            raise InputError(f"{path} is empty: there is no sound in it.")
        container = av.open(str(path))
    except (OSError, av.error.FFmpegError) as error:
        reason = error.strerror or "it is no audio file"
        raise InputError(f"{path} cannot be read as audio: {reason}.") from error
    if not container.streams.audio:
        container.close()
        raise InputError(f"{path} holds no sound.")
    return container


def _length(path: Path) -> Samples:
    """How long the file says it is; 0 when it does not say."""
    container = _opened(path)
    try:
        stream = container.streams.audio[0]
        if stream.duration is not None and stream.time_base is not None:
            return round(float(stream.duration * stream.time_base) * SAMPLE_RATE)
        return round((container.duration or 0) / 1_000_000 * SAMPLE_RATE)
    finally:
        container.close()


def _blocks(path: Path) -> Iterator[Floats]:
    """The file's sound as 48 kHz stereo float32 blocks of `_BLOCK` samples, the last one shorter.

    A damaged end is where it ends. Raises InputError when no frame of it can be decoded."""
    import av

    container = _opened(path)
    resampler = av.AudioResampler(format="flt", layout="stereo", rate=SAMPLE_RATE)
    held: list[Floats] = []
    count = 0
    heard = False
    try:
        for pcm in _frames(container, resampler):
            heard = True
            held.append(pcm)
            count += len(pcm)
            while count >= _BLOCK:
                joined = np.concatenate(held)
                yield joined[:_BLOCK]
                held = [joined[_BLOCK:]]
                count -= _BLOCK
    except (OSError, av.error.FFmpegError) as error:
        if not heard:
            raise InputError(f"{path} cannot be decoded: {error.strerror or error}.") from error
    finally:
        container.close()
    if not heard:
        raise InputError(f"{path} holds no sound that can be decoded.")
    if count:
        yield np.concatenate(held)


def _frames(container: Any, resampler: Any) -> Iterator[Floats]:
    for frame in container.decode(audio=0):
        frame.pts = None  # the resampler would fill what a wrong timestamp leaves out
        for resampled in resampler.resample(frame):
            yield resampled.to_ndarray().reshape(-1, CHANNELS)
    for resampled in resampler.resample(None):
        yield resampled.to_ndarray().reshape(-1, CHANNELS)
