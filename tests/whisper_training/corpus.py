"""The spoken sentences that the small Whisper learns from, in files that are made once.

`python -m whisper_training.corpus FOLDER [--sentences N] [--seed S]` speaks N sentences with all
voices in turn, a part of them through Opus at several bitrates and losses, and writes them to FOLDER
in shards; `shards` reads them again. No sentence that is held out is ever spoken here.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import soxr
from opus_encoder import OpusEncoder, OpusOptions

from transcriber.audio.opus import Decoder
from transcriber.types import SAMPLE_RATE, Floats
from whisper_training.sentences import held_out, sentences
from whisper_training.voices import RATE, VOICES, Spoken, speak

SHARD: Final = 500
"""Sentences a file."""

WEIGHTS: Final = {"slt": 5, "rms": 5, "awb": 5, "kal16": 4}
"""How often flite's voices speak; each of espeak-ng's counts 3."""

OPUS_SHARE: Final = 0.4
BITRATES: Final = (16_000, 24_000, 32_000, 64_000)


@dataclass(frozen=True, slots=True)
class Sample:
    """A spoken sentence: `pcm` int16 at 16 kHz; `starts`, `ends` in seconds, NaN where unknown;
    `phones` as in `Spoken`."""

    text: str
    language: str
    voice: str
    pcm: np.ndarray[tuple[int], np.dtype[np.int16]]
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    phones: tuple[tuple[str, float], ...]


def through_opus(pcm: Floats, rng: random.Random) -> Floats:
    """The sound as Discord's listeners get it: encoded, some packets lost and concealed, decoded."""
    options = OpusOptions(channels=1, bitrate=rng.choice(BITRATES))
    loss = rng.choice((0.0, 0.0, 0.02, 0.05))
    wide = soxr.resample(pcm, RATE, SAMPLE_RATE).astype(np.float32)
    wide = np.pad(wide, (0, -len(wide) % options.frame + options.frame))
    parts: list[Floats] = []
    decoder = Decoder(channels=1)
    with OpusEncoder(options) as encoder:
        late = encoder.lookahead
        for at in range(0, len(wide), options.frame):
            packet = encoder.encode(wide[at : at + options.frame])
            sound = np.zeros(options.frame, dtype=np.float32)
            if rng.random() < loss:
                decoder.conceal(sound.ctypes.data, options.frame)
            else:
                heard = decoder.decode_packet(packet)
                sound = sound if heard is None else heard[:, 0]
            parts.append(sound)
    decoder.close()
    out = np.concatenate(parts)[late:]
    back: Floats = soxr.resample(out, SAMPLE_RATE, RATE).astype(np.float32)[: len(pcm)]
    return back


def spoken(count: int, seed: int) -> Iterator[Spoken]:
    """`count` different sentences, said by the voices in turn."""
    rng = random.Random(seed)
    sources = {language: sentences(language, rng) for language in ("en", "de")}
    weights = [WEIGHTS.get(voice.name, 3) for voice in VOICES]
    said: set[str] = set()
    while len(said) < count:
        [voice] = rng.choices(VOICES, weights)
        text = next(sources[voice.language])
        short = len(text.split()) <= 3  # of these there are few, and every voice has to say them
        if held_out(text) or (text in said and not short):
            continue
        said.add(text if not short else f"{text} {voice.name} {len(said)}")
        one = speak(text, voice, rng.uniform(0.9, 1.2))
        if rng.random() < OPUS_SHARE:
            pcm = through_opus(one.pcm, rng)
            one = replace(one, pcm=pcm)
        yield one


def write(folder: Path, count: int, seed: int) -> None:
    """Makes the corpus. Files are there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    shard: list[Spoken] = []
    number = 0
    for one in spoken(count, seed):
        shard.append(one)
        if len(shard) == SHARD:
            _write_shard(folder / f"{number:04}.npz", shard)
            number, shard = number + 1, []
    if shard:
        _write_shard(folder / f"{number:04}.npz", shard)


def _write_shard(path: Path, shard: list[Spoken]) -> None:
    about = [
        {
            "text": one.text,
            "language": one.voice.language,
            "voice": one.voice.name,
            "length": len(one.pcm),
            "starts": [None if np.isnan(at) else round(at, 3) for at in one.starts],
            "phones": [[name, round(end, 3)] for name, end in one.phones],
            "ends": [None if np.isnan(at) else round(at, 3) for at in one.ends],
        }
        for one in shard
    ]
    pcm = np.concatenate([(np.clip(one.pcm, -1, 1) * 32767).astype(np.int16) for one in shard])
    half_written = path.with_suffix(".part")
    with half_written.open("wb") as file:
        np.savez(file, pcm=pcm, about=np.frombuffer(json.dumps(about).encode(), np.uint8))
    half_written.rename(path)


def read_shard(path: Path) -> list[Sample]:
    """The samples of one file."""
    with np.load(path) as stored:
        pcm, about = stored["pcm"], json.loads(stored["about"].tobytes())

    def times(values: list[float | None]) -> tuple[float, ...]:
        return tuple(float("nan") if value is None else value for value in values)

    samples, at = [], 0
    for one in about:
        end = at + one["length"]
        said = (one["text"], one["language"], one["voice"], pcm[at:end])
        phones = tuple((name, over) for name, over in one["phones"])
        samples.append(Sample(*said, times(one["starts"]), times(one["ends"]), phones))
        at = end
    return samples


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sentences", type=int, default=35_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    write(wanted.folder, wanted.sentences, wanted.seed)


if __name__ == "__main__":
    main()
