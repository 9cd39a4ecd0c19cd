"""How well a small Whisper hears: `measure.py MODEL_FOLDER` prints what its card says.

Held-out sentences by every voice, clean and in noise, padded to 30 s as faster-whisper does; the
unmodified `faster_whisper.WhisperModel` recognizes them. Then the same sentences through the transcriber,
packed into windows. Then windows without speech: what is made of those.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np
import packing
from faster_whisper import WhisperModel

from models.whisper import WhisperRecognizer
from transcriber.config import UTTERANCE_PAD_SECONDS
from transcriber.speech.utterance import Utterance
from transcriber.types import SAMPLE_RATE
from whisper_training.sentences import held_out, sentences
from whisper_training.sound import RATE, disturbed, noise
from whisper_training.voices import VOICES, Spoken, speak
from whisper_training.words import Score, aligned, plain

LEAD: Final = 0.3
"""Seconds of silence around a sentence that is measured by itself."""


def unheard(language: str, count: int, seed: int) -> Iterator[str]:
    """Sentences that no training has spoken."""
    found = 0
    for text in sentences(language, random.Random(seed)):
        if held_out(text):
            yield text
            found += 1
            if found == count:
                return


def score(model: Any, one: Spoken, scored: Score, *, noisy: random.Random | None) -> str:
    """Adds what the model makes of a sentence; gives the language that it detected."""
    pcm = np.pad(one.pcm, round(LEAD * RATE))
    if noisy is not None:
        disturbed(pcm, noisy, np.random.default_rng(noisy.getrandbits(32)))
    segments, about = model.transcribe(
        pcm, beam_size=5, word_timestamps=True, condition_on_previous_text=False, vad_filter=False
    )
    words = [word for segment in segments for word in segment.words or ()]
    _count(scored, one, [(part, word.start - LEAD) for word in words for part in plain(word.word)[:1]])
    return str(about.language)


def measure(path: Path, count: int, seed: int) -> None:
    """Prints the table."""
    model = WhisperModel(str(path), device="cpu", compute_type="int8", cpu_threads=1)
    whole: dict[str, Score] = defaultdict(Score)
    detected, spoken = 0, []
    print("voice, word error rate clean and in noise, word starts off in ms: median of all, 90 % within")
    for voice in VOICES:
        clean, noisy = Score(), Score()
        rng = random.Random(seed)
        for text in unheard(voice.language, count, seed):
            one = speak(text, voice, rng.uniform(0.9, 1.15))
            detected += score(model, one, clean, noisy=None) == voice.language
            spoken.append(one)
            score(model, one, noisy, noisy=rng)
        for name in (voice.language, "all"):
            for kind, part in (("clean", clean), ("noisy", noisy)):
                into = whole[f"{name} {kind}"]
                into.words, into.errors = into.words + part.words, into.errors + part.errors
                into.off += part.off
        print(f"{voice.name:12} {clean.rate:6.1%} {noisy.rate:6.1%} {_times(clean)}", flush=True)
    for name, one_score in whole.items():
        print(f"{name:12} {one_score.rate:6.1%} of {one_score.words} words {_times(one_score)}")
    print(f"language detected rightly: {detected} of {len(spoken)}")
    packed = _packed(path, spoken)
    print(f"through the transcriber, packed: {packed.rate:.1%} {_times(packed)}")
    _speechless(model, seed)


def _packed(path: Path, spoken: Sequence[Spoken]) -> Score:
    """Every voice as a speaker whose sentences share windows."""
    scored, at, utterances = Score(), 0, []
    for one in spoken:
        pcm = np.pad(one.pcm, round(UTTERANCE_PAD_SECONDS * RATE))
        utterances.append(Utterance(one.voice.name, at, pcm))
        at = utterances[-1].end + SAMPLE_RATE
    with closing(WhisperRecognizer(path, device="cpu")) as recognizer:
        lines = packing.read(recognizer, packing.packed(recognizer, utterances))
    for one, utterance in zip(spoken, utterances, strict=True):
        heard = []
        for word in (word for line in lines.get(utterance.start, ()) for word in line.words):
            second = (word.start - utterance.start) / SAMPLE_RATE - UTTERANCE_PAD_SECONDS
            heard += [(part, second) for part in plain(word.text)[:1]]
        _count(scored, one, heard)
    return scored


def _count(scored: Score, one: Spoken, heard: Sequence[tuple[str, float]]) -> None:
    """Adds what was heard of a sentence: words and when they begin, in seconds from its start."""
    said = [
        (part, start)
        for word, start in zip(one.text.split(), one.starts, strict=True)
        for part in plain(word)[:1]
    ]
    errors, pairs = aligned([word for word, _ in said], [word for word, _ in heard])
    scored.words += len(said)
    scored.errors += errors
    scored.off += [heard[j][1] - said[i][1] for i, j in pairs if not np.isnan(said[i][1])]


def _times(scored: Score) -> str:
    if not scored.off:
        return "-"
    off = np.array(scored.off) * 1000
    within = np.mean(np.abs(off) <= 120)
    return f"{np.median(off):+.0f} {np.percentile(np.abs(off), 90):.0f} within 120 ms: {within:.1%}"


def _speechless(model: Any, seed: int) -> None:
    rng = random.Random(seed)
    source = np.random.default_rng(seed)
    sure = kept = 0
    for _ in range(40):
        segments, _ = model.transcribe(
            noise(rng, source, 8 * RATE), beam_size=5, language="en", condition_on_previous_text=False
        )
        heard = list(segments)
        sure += all(segment.no_speech_prob > 0.6 for segment in heard)
        kept += any(segment.text.strip() for segment in heard)
    print(f"of 40 windows without speech: {sure} known for that, {kept} with words")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--sentences", type=int, default=20, help="a voice")
    parser.add_argument("--seed", type=int, default=99)
    wanted = parser.parse_args()
    measure(wanted.model, wanted.sentences, wanted.seed)


if __name__ == "__main__":
    main()
