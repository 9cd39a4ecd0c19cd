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

from transcriber.capture.file import write_whole
from transcriber.errors import OutputError
from transcriber.transcript.formats import format_named
from transcriber.transcript.transcript import Transcript

_NAME_BYTES = 160
"""A file name has at most 255 bytes; the rest is for endings, and for telling equal names apart."""


def prepare_folder(folder: Path) -> None:
    """Makes the folder, readable by its owner alone, and sees that it can be written.

    Raises OutputError when not: better before an hour of work than after it."""
    probe = folder / f".{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputError(f"The output folder {folder} cannot be written: {error.strerror}.") from error


def write_text(path: Path, text: str) -> None:
    """Writes a file in UTF-8, whole or not at all; halves of characters become `?`.

    Raises OutputError when it cannot be written."""
    write_bytes(path, text.encode("utf-8", "replace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file, whole or not at all. Raises OutputError when it cannot be written."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from error


def write_transcript(folder: Path, transcript: Transcript, formats: Iterable[str]) -> list[Path]:
    """Writes `transcript.<ext>` in each of the formats; the paths written.

    Raises SettingError for an unknown format, before anything is written, OutputError as above."""
    chosen = [format_named(name) for name in dict.fromkeys(formats)]
    written = []
    for form in chosen:
        path = folder / f"transcript.{form.extension}"
        write_bytes(path, form.content(transcript))
        written.append(path)
    return written


def file_name(text: str) -> str:
    """A name for a file out of any text: letters, digits, `-`, `_`, `.`; never empty, hidden or like
    an option. Different texts may get the same name."""
    plain = unicodedata.normalize("NFC", text)
    kept = re.sub(r"[^\w.-]+", "_", plain).strip("._-").encode()[:_NAME_BYTES].decode(errors="ignore")
    return kept.rstrip("._-") or "_"
