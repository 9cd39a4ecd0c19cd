"""What quality is measured on: sessions with a reference, files with their texts, sounds without words.

In: folders. Out: materials, and for each that is not there a sentence that says so. The sample session
and the sounds ship with the project; real speech is taken from the folders of `SHARED`, where there
are some.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from score import Saying, words_of

sys.path.insert(0, str(Path(__file__).parents[1]))

from noises import NOISES

from transcriber.types import Floats

TESTS = Path(__file__).parents[1]
SAMPLE = TESTS / "sample_session"
SHARED = Path(os.environ.get("BENCH_SHARED") or TESTS.parents[1] / "shared")
"""Beside the project unless it is said where: `captures/four-readers` (a session with
`ref.seglst.json`) and `speech/manifest.json`."""

NO_DELAYS: Mapping[str, float] = {}

DECODER_DELAY = 0.0065
"""Seconds by which every Opus decoder is behind (312 samples)."""


@dataclass(frozen=True, slots=True)
class Call:
    """A session of which it is known who said what when. `names` are the reference's: participants are
    told by the last word of theirs."""

    name: str
    path: Path
    said: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Clips:
    """Files of one language, a speaker each: path → what is said in it."""

    name: str
    language: str
    texts: Mapping[Path, str]


@dataclass(frozen=True, slots=True)
class Noises:
    """Sounds in which nobody says anything: name → (seconds, seed) → float32 mono at 16 kHz."""

    name: str
    sounds: Mapping[str, Callable[[float, int], Floats]]


Material = Call | Clips | Noises


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be measured, and why."""

    name: str
    why: str


def materials(files: int | None = None, shared: Path = SHARED) -> tuple[list[Material], list[Skipped]]:
    """All there are. `files`: at most so many of each set of files; None: all."""
    found: list[Material] = [Call("sample session", SAMPLE, sample_reference(SAMPLE))]
    skipped: list[Skipped] = []
    readers = shared / "captures" / "four-readers"
    if (readers / "ref.seglst.json").exists():
        found.append(Call("four readers", readers, reference(readers / "ref.seglst.json")))
    else:
        skipped.append(Skipped("four readers", f"there is no {readers}"))
    manifest = shared / "speech" / "manifest.json"
    if manifest.exists():
        found += clips(manifest, files)
    else:
        skipped.append(Skipped("real speech", f"there is no {manifest}"))
    found.append(Noises("non-speech", NOISES))
    return found, skipped


def sample_reference(folder: Path) -> tuple[Saying, ...]:
    """The sample session's: its sayings begin with their first words, which reach the recording by
    the speaker's delay later."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    delays = {name: person["delay_s"] + DECODER_DELAY for name, person in truth["speakers"].items()}
    return reference(folder / "reference.seglst.json", delays)


def reference(path: Path, delays: Mapping[str, float] = NO_DELAYS) -> tuple[Saying, ...]:
    """A SegLST; speakers with a delay are those of whom it is known when a saying's first word begins."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for row in rows:
        words = words_of(row["words"])
        delay = delays.get(row["speaker"])
        first = None if delay is None else row["start_time"] + delay
        starts = (first, *(None,) * (len(words) - 1)) if words else ()
        late = delay or 0.0
        found.append(Saying(row["speaker"], row["start_time"] + late, row["end_time"] + late, words, starts))
    return tuple(found)


def clips(manifest: Path, files: int | None = None) -> list[Clips]:
    """The manifest's files by set and language; those that belong to a session are measured there."""
    groups: dict[tuple[str, str], dict[Path, str]] = {}
    for row in json.loads(manifest.read_text(encoding="utf-8")):
        path = manifest.parent / row["path"]
        group = groups.setdefault((row["set"], row["lang"]), {})
        if path.exists() and (files is None or len(group) < files):
            group[path] = row["text"]
    return [
        Clips(f"{name}, {language}", language, texts)
        for (name, language), texts in sorted(groups.items())
        if texts
    ]
