"""A mix made small enough to be uploaded: Ogg Opus, in parts where it must be.

In: a sound file and the largest size of a file. Out: one or more files, in order, none larger. The
bitrate is the highest that fits, up to 64 kb/s a channel; first stereo is given up for it, then the one
file. It never changes what it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transcriber.audio.encode import SOUND_FORMATS, SoundFile, opus_level
from transcriber.errors import InputError
from transcriber.types import SAMPLE_RATE, Samples

BEST = 64_000
"""Bits a second and channel beyond which speech does not get better."""

STEREO_FROM = 24_000
"""Bits a second and channel below which one channel is better than two."""

WORST = 16_000
"""Bits a second below which speech is hard to listen to: then the sound is cut into parts."""

_MARGIN = 0.9
"""Of the limit: Opus keeps its bitrate on average only, and Ogg adds its headers."""

_BLOCK: Samples = 10 * SAMPLE_RATE


def shrunk(source: Path, folder: Path, limit: int) -> list[Path]:
    """`source`: a 48 kHz sound file; `limit`: bytes a file. The files: `NAME.opus`, or `NAME-1.opus` …

    Raises InputError when the source cannot be read, OutputError when nothing can be written."""
    import soundfile

    try:
        with soundfile.SoundFile(str(source)) as file:
            length, rate, most = file.frames, file.samplerate, min(file.channels, 2)
    except (OSError, soundfile.LibsndfileError) as error:
        raise InputError(f"{source} cannot be read as a sound file.") from error
    if rate != SAMPLE_RATE:
        raise InputError(f"{source} has {rate} samples a second: only 48000 can be shrunk.")
    margin = _MARGIN
    while True:
        paths = _encoded(source, folder, length, most, int(limit * margin))
        if all(path.stat().st_size <= limit for path in paths):
            return paths
        for path in paths:
            path.unlink()
        margin *= 0.8


def _encoded(source: Path, folder: Path, length: Samples, most: int, size: int) -> list[Path]:
    bits = size * 8 * SAMPLE_RATE
    rate = bits // max(length, 1)
    channels = most if rate >= most * STEREO_FROM else 1
    count = 1 if rate >= WORST else -(-length * WORST // bits)
    bitrate = min(BEST, bits * count // (max(length, 1) * channels))
    part = -(-length // count)
    kind = replace(SOUND_FORMATS["opus"], compression=opus_level(bitrate))
    paths: list[Path] = []
    for number in range(count):
        name = f"{source.stem}.opus" if count == 1 else f"{source.stem}-{number + 1}.opus"
        begin, end = number * part, min(length, (number + 1) * part)
        with SoundFile(folder / name, kind, channels, end - begin) as file:
            for block in _blocks(source, begin, end, channels):
                file.write(block)
        paths.append(folder / name)
    return paths


def _blocks(source: Path, begin: Samples, end: Samples, channels: int) -> Iterator[NDArray[np.int16]]:
    import soundfile

    with soundfile.SoundFile(str(source)) as file:
        file.seek(begin)
        for at in range(begin, end, _BLOCK):
            block = file.read(min(_BLOCK, end - at), dtype="int16", always_2d=True)
            if block.shape[1] > channels:
                block = block.mean(axis=1, keepdims=True).astype(np.int16)
            yield np.ascontiguousarray(block)
