"""A long session made of nothing but numbers: hours of talk, with words, overlaps and a gap."""

from __future__ import annotations

import random

from transcriber.transcript.assemble import in_order
from transcriber.transcript.transcript import Absence, Line, Note, Participant, Transcript, Word
from transcriber.types import SAMPLE_RATE, Samples

_TALK = (
    "the museum opens on Thursday and we still need somebody who writes to the printer about new "
    "colors before every visitor asks why nothing works there when it rains for more than one day"
)


def long_transcript(hours: float = 4.0, speakers: int = 8, lines: int = 8000, seed: int = 5) -> Transcript:
    """The same for the same arguments. Every line has its words with times."""
    chance = random.Random(seed)
    duration = round(hours * 3600 * SAMPLE_RATE)
    step = duration // lines
    made = [
        _line(chance, number, str(chance.randrange(speakers)), number * step, step) for number in range(lines)
    ]
    talk = {str(speaker): 0 for speaker in range(speakers)}
    for line in made:
        talk[line.speaker] += line.end - line.start
    return Transcript(
        title="A long afternoon",
        started="2026-11-22T13:00:00Z",
        duration=duration,
        recognizer="none: made up",
        participants=tuple(
            Participant(speaker, f"Speaker {speaker}", talk=said) for speaker, said in talk.items()
        ),
        lines=in_order(made),
        gaps=(Absence(duration // 3, duration // 3 + 60 * SAMPLE_RATE, "disconnected"),),
        notes=(Note(duration // 2, "0", "Speaker 0", "half-time"),),
    )


def _line(chance: random.Random, number: int, speaker: str, start: Samples, step: Samples) -> Line:
    count = chance.randint(2, 22)
    length = round(step * chance.uniform(0.4, 1.3))
    vocabulary = _TALK.split()
    said = [chance.choice(vocabulary) for _ in range(count)]
    words = tuple(
        Word(start + length * at // count, start + length * (at + 1) // count - 1, word, 0.9)
        for at, word in enumerate(said)
    )
    return Line(f"{speaker}-{number:05}", speaker, start, start + length, " ".join(said), words, 0.9, "en")
