"""Results on disk: complete or not there.

In: a folder and what belongs into it. Out: files. Each is written under a temporary name and moved
into place, so a file with its final name is whole. What stands in the way is told as OutputError.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from transcriber.errors import OutputError
from transcriber.transcript.formats import format_named
from transcriber.transcript.transcript import Transcript


def prepare_folder(folder: Path) -> None:
    """Makes the folder, readable by its owner alone, and sees that it can be written.

    Raises OutputError when not: better before an hour of work than after it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".{os.getpid()}.part"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputError(f"The output folder {folder} cannot be written: {error.strerror}.") from error


def write_text(path: Path, text: str) -> None:
    """Writes a file, whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def write_transcript(folder: Path, transcript: Transcript, formats: Iterable[str]) -> list[Path]:
    """Writes `transcript.<ext>` in each of the formats; the paths written."""
    written = []
    for name in formats:
        form = format_named(name)
        path = folder / f"transcript.{form.extension}"
        write_text(path, form.writer(transcript))
        written.append(path)
    return written


def file_name(text: str) -> str:
    """A name for a file out of any text: letters, digits, `-`, `_`, `.`; never empty or hidden."""
    plain = unicodedata.normalize("NFC", text)
    kept = re.sub(r"[^\w.-]+", "_", plain).strip("._")
    return kept[:80] or "_"
