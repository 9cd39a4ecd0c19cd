"""The Whisper models that have a name, and what a model's directory must hold.

In: nothing, or a directory. Out: plain data. Nothing here imports a model's package or touches the
network. Names and repositories are those of faster-whisper (a test compares them), so that what
another program has put into the Hugging Face cache is found; sizes are those of the files.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

NEEDED_FILES = ("model.bin", "config.json", "tokenizer.json")
"""Without its tokenizer faster-whisper would look for one on the network; without its configuration
no language can be detected."""

VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
"""One of these: the second is what converters wrote before 2023."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A named Whisper: `repo` on the hub, `size` in bytes (about), `english` when it knows no other."""

    repo: str
    size: int
    english: bool
    speed: str
    """Beside the others, on the same machine: what the number of its parameters makes of it."""


def _weights(repo: str, megabytes: int, speed: str) -> Weights:
    return Weights(repo, megabytes * 1_000_000, repo.endswith(".en") or "distil" in repo, speed)


WEIGHTS: dict[str, Weights] = {
    "tiny.en": _weights("Systran/faster-whisper-tiny.en", 78, "fastest"),
    "tiny": _weights("Systran/faster-whisper-tiny", 78, "fastest"),
    "base.en": _weights("Systran/faster-whisper-base.en", 148, "very fast"),
    "base": _weights("Systran/faster-whisper-base", 148, "very fast"),
    "small.en": _weights("Systran/faster-whisper-small.en", 486, "fast"),
    "small": _weights("Systran/faster-whisper-small", 486, "fast"),
    "medium.en": _weights("Systran/faster-whisper-medium.en", 1530, "slow"),
    "medium": _weights("Systran/faster-whisper-medium", 1530, "slow"),
    "large-v1": _weights("Systran/faster-whisper-large-v1", 3090, "slowest"),
    "large-v2": _weights("Systran/faster-whisper-large-v2", 3090, "slowest"),
    "large-v3": _weights("Systran/faster-whisper-large-v3", 3090, "slowest"),
    "large": _weights("Systran/faster-whisper-large-v3", 3090, "slowest"),
    "distil-large-v2": _weights("Systran/faster-distil-whisper-large-v2", 1510, "medium"),
    "distil-medium.en": _weights("Systran/faster-distil-whisper-medium.en", 790, "medium"),
    "distil-small.en": _weights("Systran/faster-distil-whisper-small.en", 335, "very fast"),
    "distil-large-v3": _weights("Systran/faster-distil-whisper-large-v3", 1510, "medium"),
    "distil-large-v3.5": _weights("distil-whisper/distil-large-v3.5-ct2", 1510, "medium"),
    "large-v3-turbo": _weights("mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1620, "medium"),
    "turbo": _weights("mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1620, "medium"),
}


def missing_files(directory: Path) -> tuple[str, ...]:
    """What `directory` lacks to be a CTranslate2 Whisper; empty when it is complete."""
    missing = [name for name in NEEDED_FILES if not (directory / name).is_file()]
    if not any((directory / name).is_file() for name in VOCABULARIES):
        missing.append(" or ".join(VOCABULARIES))
    return tuple(missing)


def directory_label(directory: Path) -> str:
    """A model directory's name with a mark of its weights: `mine@1f2e3d4c`.

    Two models in folders of the same name must not pass for one another when work is resumed. The
    mark is made of the file's length and its two ends: weights differ everywhere, and gigabytes
    need not be read for it.
    """
    with (directory / "model.bin").open("rb") as file:
        digest = hashlib.sha256(file.read(65536))
        length = file.seek(0, 2)
        file.seek(max(0, length - 65536))
        digest.update(file.read())
    digest.update(str(length).encode())
    return f"{directory.resolve().name}@{digest.hexdigest()[:8]}"


def whisper_name(label: str, compute_type: str, short_windows: bool = False) -> str:
    """`whisper:small:int8`, with `:short` behind it for short windows. Both belong to it, since they
    change what is heard."""
    return f"whisper:{label}:{compute_type}{':short' if short_windows else ''}"
