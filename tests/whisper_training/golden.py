"""Held-out sentences as files, for tests on machines without synthesizers.

`python -m whisper_training.golden FOLDER` speaks a few sentences that training never speaks by some of its
voices, and writes them to FOLDER as Opus at 16 kHz, with `sentences.json`: what is said in which file, in
which language, and when each word begins.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import numpy as np
import soundfile as sf

from whisper_training.measure import unheard
from whisper_training.voices import RATE, VOICES, speak

SPEAKERS: Final = ("slt", "rms", "en-us", "de")
EACH: Final = 5
SEED: Final = 2026
WORDS: Final = (4, 14)
"""In a sentence, at least and at most."""


def write(folder: Path) -> None:
    """Makes the files."""
    folder.mkdir(parents=True, exist_ok=True)
    about = []
    for voice in (voice for voice in VOICES if voice.name in SPEAKERS):
        every = dict.fromkeys(unheard(voice.language, 60, SEED))
        texts = [text for text in every if WORDS[0] <= len(text.split()) <= WORDS[1]]
        at = EACH * SPEAKERS.index(voice.name) if voice.language == "en" else 0
        for number, text in enumerate(texts[at : at + EACH]):
            one = speak(text, voice, 1.0)
            name = f"{voice.name}_{number}.opus"
            sf.write(folder / name, np.clip(one.pcm, -1, 1), RATE, format="OGG", subtype="OPUS")
            starts = [None if np.isnan(start) else round(start, 3) for start in one.starts]
            said = {"file": name, "speaker": voice.name, "language": voice.language}
            about.append({**said, "text": text, "starts": starts})
    (folder / "sentences.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
