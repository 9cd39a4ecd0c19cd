"""A meeting, and its page as the command line makes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from transcript_cases import at, line, words

from transcriber.cli.main import run
from transcriber.transcript.as_json import json_text
from transcriber.transcript.transcript import Absence, Note, Participant, Transcript

TEXT = "So the release is on Thursday and Bob writes the notes."
MEETING = Transcript(
    title="Stand-up",
    started="2026-11-22T17:03:05Z",
    duration=at(60),
    recognizer="sphinx:en-us",
    participants=(
        Participant("1", "Ann", talk=at(30)),
        Participant("2", "Bob", talk=at(20)),
        Participant("3", "Çelik", talk=at(5)),
    ),
    lines=(
        line("1", 1, 7, TEXT, words=words(1, 0.5, TEXT)),
        line("2", 5, 9, "Agreed, then it is decided: we release on Thursday.",
             words=words(5, 0.4, "Agreed, then it is decided: we release on Thursday.")),
        line("3", 12, 14, "A café without words."),
        *(line("1" if n % 2 else "2", 15 + n / 2, 15.4 + n / 2, f"Point number {n} is done.") for n in range(80)),
    ),
    gaps=(Absence(at(10), at(11), "disconnected"),),
    notes=(Note(at(11.5), "2", "Bob", "ask about the release"),),
)  # fmt: skip
DECISION = "line-2-5000"


def made(folder: Path, transcript: Transcript, *options: str, sound: bool = False) -> Path:
    """The page of a transcript as the command line makes it."""
    folder.mkdir(exist_ok=True)
    (folder / "transcript.json").write_text(json_text(transcript), encoding="utf-8")
    if sound:
        tone = np.sin(np.arange(48_000 * 60) / 20).astype(np.float32) / 4
        soundfile.write(folder / "mix.wav", tone, 48_000)
    assert run(["page", str(folder), *options]) == 0
    return folder / "page.html"


NOW = "[...document.querySelectorAll('.w.now')].map((word) => word.textContent)"
PLAYING = "document.getElementById('play').getAttribute('aria-label') === 'Pause'"
POSITION = "Number(document.getElementById('seek').value)"
