"""Short answers of every voice survive the whole way from a sound file to lines; noise makes none.

The words in `golden/words` were spoken by flite 2.2 (slt, rms, awb, kal16) and espeak-ng 1.51 (en-us,
en-gb+f3), a word and a full stop each, brought to 16 kHz and written as Opus by libsndfile.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from noises import NOISES
from test_speech_cleaning import Inventor

from models.registry import open_detector
from models.sphinx import SphinxRecognizer
from transcriber.config import DOUBTFUL_WORDS
from transcriber.inputs import recordings
from transcriber.speech.hear import Hearing
from transcriber.speech.noise import PINK, colored
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, Phrase, Recognizer, Request
from transcriber.speech.remembered import Remembered
from transcriber.speech.utterance import STEP
from transcriber.types import Floats, Line, Samples

WORDS = Path(__file__).parent / "golden" / "words"
VOICES = ("slt", "rms", "awb", "kal", "espeak_en_us", "espeak_en_gb_f3")
SAID = ("yes", "no", "okay", "thank_you")
PAUSE = 2 * RECOGNIZER_RATE
DETECTOR = open_detector()


class Believer(Inventor):
    """Hears "Thank you." in everything, silence too, and believes it just enough."""

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        for request in requests:
            self.asked.append(request)
            length = len(request.pcm) / RECOGNIZER_RATE
            yield Heard((Phrase(0, length, "Thank you.", (), DOUBTFUL_WORDS),), "en")


@pytest.fixture(scope="module")
def sphinx() -> Iterator[Recognizer]:
    recognizer = SphinxRecognizer()
    yield recognizer
    recognizer.close()


def spoken(voice: str, gain: float) -> tuple[Floats, list[tuple[Samples, Samples]]]:
    """All words of a voice in a quiet room, and from and to where each one is."""
    parts, spans, at = [np.zeros(PAUSE, np.float32)], [], PAUSE
    for word in SAID:
        pcm, rate = sf.read(WORDS / f"{voice}_{word}.opus", dtype="float32")
        assert rate == RECOGNIZER_RATE
        parts += [gain * pcm, np.zeros(PAUSE, np.float32)]
        spans.append((STEP * at, STEP * (at + len(pcm))))
        at += len(pcm) + PAUSE
    sound = np.concatenate(parts)
    return sound + colored(len(sound) / RECOGNIZER_RATE, 1, color=PINK, level=-65), spans


def heard(sound: Floats, recognizer: Recognizer, folder: Path) -> tuple[list[Line], Hearing]:
    """The lines of a WAV file, and who heard them."""
    path = folder / "sound.wav"
    sf.write(path, sound, RECOGNIZER_RATE)
    [recording] = recordings([path])
    survey = recording.source.survey()
    hearing = Hearing(survey.owners, survey.lateness, DETECTOR, recognizer)
    with Remembered(folder / "answers.jsonl", recognizer.name) as answers:
        progress = list(hearing.lines(recording.source.stretches(), answers))
    return list(itertools.chain.from_iterable(step.lines for step in progress)), hearing


def covers(lines: Sequence[Line], spans: Sequence[tuple[Samples, Samples]]) -> list[bool]:
    """For each span whether a line is there; pauses keep the lines of other words away."""
    return [any(line.start < end and line.end > start for line in lines) for start, end in spans]


@pytest.mark.parametrize("voice", VOICES)
def test_every_word_of_every_voice_becomes_a_line(voice: str, sphinx: Recognizer, tmp_path: Path) -> None:
    sound, spans = spoken(voice, 1.0)
    lines, hearing = heard(sound, sphinx, tmp_path)
    assert covers(lines, spans) == [True] * len(SAID), [line.text for line in lines]
    assert not hearing.dropped


@pytest.mark.parametrize("voice", VOICES)
def test_they_survive_as_stock_phrases_that_the_model_hardly_believes(voice: str, tmp_path: Path) -> None:
    """At half the level; a voice that the detector doubted would be the second witness."""
    sound, spans = spoken(voice, 0.5)
    lines, hearing = heard(sound, Believer(), tmp_path)
    assert covers(lines, spans) == [True] * len(SAID)
    assert not hearing.dropped


@pytest.mark.parametrize("name", NOISES)
def test_noise_makes_no_line(name: str, sphinx: Recognizer, tmp_path: Path) -> None:
    lines, _ = heard(NOISES[name](6, 21), sphinx, tmp_path)
    assert lines == []
