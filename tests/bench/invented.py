"""How much is invented: words an hour from noises that hold none, and short answers that survive.

Each noise is written as a WAV file and goes the whole way: file, detector, recognizer, lines. BENCH_MODEL
names the recognizer (sphinx), BENCH_NOISE_MINUTES how long all noises are together (12; an hour is 60).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import soundfile as sf
from figure import Figure

sys.path.insert(0, str(Path(__file__).parents[1]))

from noises import NOISES

from models.registry import open_detector, resolve
from transcriber.follow import Unpacked
from transcriber.inputs import recordings
from transcriber.speech.cleaning import told
from transcriber.speech.detector import Detector
from transcriber.speech.hear import Hearing
from transcriber.speech.noise import PINK, colored
from transcriber.speech.recognizer import RECOGNIZER_RATE, Recognizer
from transcriber.speech.remembered import Remembered
from transcriber.speech.utterance import STEP
from transcriber.types import Floats, Line

WORDS = Path(__file__).parents[1] / "golden" / "words"
SEED = 2026
PAUSE = 2 * RECOGNIZER_RATE


def measure() -> Iterator[Figure]:
    """Words an hour of each noise, and how many of the short answers became lines."""
    model = os.environ.get("BENCH_MODEL", "sphinx")
    seconds = 60 * float(os.environ.get("BENCH_NOISE_MINUTES", "12")) / len(NOISES)
    choice = resolve(model, jobs=os.cpu_count() or 1, offline=True, announce=print)
    with closing(choice.open()) as recognizer:
        detector = open_detector()
        words = 0
        for name, make in NOISES.items():
            lines, remark = _heard(make(seconds, SEED), detector, recognizer)
            found = sum(len(line.text.split()) for line in lines)
            words += found
            yield Figure(
                f"invented from {name}, {model}", found * 3600 / seconds, "words/h", 0, remark=remark
            )
        hours = seconds * len(NOISES) / 3600
        yield Figure(f"invented from all noises, {model}", words / hours, "words/h", 0)
        yield _survivors(detector, Unpacked(recognizer), f"{model} one by one, as live")
        if recognizer.capabilities.packs:
            yield _survivors(detector, recognizer, f"{model} packed")


def _survivors(detector: Detector, recognizer: Recognizer, model: str) -> Figure:
    """Words that were said alone, by all voices: how many have a line where they were said."""
    parts, spans, at = [np.zeros(PAUSE, np.float32)], [], PAUSE
    for path in sorted(WORDS.glob("*.opus")):
        pcm, _ = sf.read(path, dtype="float32")
        parts += [pcm, np.zeros(PAUSE, np.float32)]
        spans.append((STEP * at, STEP * (at + len(pcm))))
        at += len(pcm) + PAUSE
    sound = np.concatenate(parts)
    sound += colored(len(sound) / RECOGNIZER_RATE, SEED, color=PINK, level=-65)
    lines, remark = _heard(sound, detector, recognizer)
    there = sum(any(line.start < end and line.end > start for line in lines) for start, end in spans)
    said = f"short answers that survive, {model}"
    return Figure(said, there, "answers", len(spans), at_least=True, remark=remark)


def _heard(sound: Floats, detector: Detector, recognizer: Recognizer) -> tuple[list[Line], str]:
    """The lines of a sound as a file, and what was left out of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.wav"
        sf.write(path, sound, RECOGNIZER_RATE)
        [recording] = recordings([path])
        survey = recording.source.survey()
        hearing = Hearing(survey.owners, survey.lateness, detector, recognizer)
        with Remembered(Path(folder) / "answers.jsonl", recognizer.name) as answers:
            steps = list(hearing.lines(recording.source.stretches(), answers))
    return [line for step in steps for line in step.lines], told(hearing.dropped)
