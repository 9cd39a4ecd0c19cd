"""Sound files: blocks of int16 in, a finished file out, or none.

In: int16 blocks at 48 kHz. Out: WAV (RF64 past 4 GiB, EBU Tech 3306), FLAC or Ogg Opus, written
through libsndfile under a temporary name and moved into place once complete, so that a file with the
final name is always whole.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcriber.errors import OutputError, SettingError
from transcriber.types import SAMPLE_RATE, Samples

_WAV_LIMIT = (1 << 32) - 4096
"""Bytes of sound that a WAV file's 32-bit sizes can hold, headers left room for."""


def opus_level(bitrate: int) -> float:
    """libsndfile's compression level for so many bits a second and channel: it runs from 0, 256 kb/s,
    to 1, 6 kb/s."""
    return min(1.0, max(0.0, 1 - (bitrate / 1000 - 6) / 250))


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """A kind of sound file, in libsndfile's words."""

    extension: str
    container: str
    encoding: str
    about: str
    compression: float | None = None


SOUND_FORMATS: dict[str, SoundFormat] = {
    "wav": SoundFormat("wav", "WAV", "PCM_16", "48 kHz 16-bit PCM, 11 MB a minute in stereo"),
    "flac": SoundFormat("flac", "FLAC", "PCM_16", "the same without loss, about half the size of speech"),
    "opus": SoundFormat("opus", "OGG", "OPUS", "Ogg Opus, 128 kb/s in stereo", opus_level(64_000)),
}
"""Name → format, for `--format` and the README."""


def sound_format(name: str) -> SoundFormat:
    """Raises SettingError for a name that is not in SOUND_FORMATS."""
    if name not in SOUND_FORMATS:
        raise SettingError(f"Unknown sound format {name!r}: choose one of {', '.join(SOUND_FORMATS)}.")
    return SOUND_FORMATS[name]


class SoundFile:
    """A sound file in the making. Leaving the `with` block finishes it; an exception removes it.

    `length`: how many samples will be written about, to choose between WAV and RF64.
    Raises OutputError when it cannot be written (missing rights, full disk).
    """

    def __init__(self, path: Path, kind: SoundFormat, channels: int, length: Samples) -> None:
        import soundfile

        self.path = path
        self._part = path.with_name(path.name + ".part")
        large = kind.container == "WAV" and length * channels * 2 > _WAV_LIMIT
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._disk = _Disk(os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "r+b")
        except OSError as error:
            raise self._failure(error) from error
        try:
            self._file = soundfile.SoundFile(
                self._disk,
                "w",
                samplerate=SAMPLE_RATE,
                channels=channels,
                format="RF64" if large else kind.container,
                subtype=kind.encoding,
                compression_level=kind.compression,
            )
        except soundfile.LibsndfileError as error:
            self._discard()
            raise self._failure(self._disk.error or error) from error

    def __enter__(self) -> SoundFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._file.close()
            if kind is None:
                if self._disk.error is not None:
                    raise self._disk.error
                self._disk.close()
                self._part.replace(self.path)
        except (OSError, RuntimeError) as error:
            if kind is None:
                raise self._failure(self._disk.error or error) from error
        finally:
            self._discard()

    def write(self, block: NDArray[np.int16]) -> None:
        """Appends (n, channels) or (n,) samples."""
        try:
            self._file.write(block)
        except (RuntimeError, AssertionError) as error:  # soundfile asserts that all was written
            raise self._failure(self._disk.error or error) from error

    def _discard(self) -> None:
        """Closes and removes what is unfinished; why it came to this is worth more than what is met here."""
        with contextlib.suppress(OSError):
            self._disk.close()
        with contextlib.suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _failure(self, error: Exception) -> OutputError:
        reason = error.strerror if isinstance(error, OSError) else str(error).rstrip(".")
        return OutputError(f"The sound file {self.path} cannot be written: {reason}.")


class _Disk(io.FileIO):
    """A file that remembers why it could not be written: libsndfile tells no reason, and closes a file
    that it could not finish without a word."""

    error: OSError | None = None

    def write(self, data: Any, /) -> int:
        """Writes all of `data`; 0 when that fails."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[super().write(rest) :]
        except OSError as error:
            self.error = error
            return 0
        return len(data)


def write_sound(
    path: Path, kind: SoundFormat, channels: int, length: Samples, blocks: Iterable[NDArray[np.int16]]
) -> None:
    """Writes all blocks to `path`; see `SoundFile`."""
    with SoundFile(path, kind, channels, length) as file:
        for block in blocks:
            file.write(block)
