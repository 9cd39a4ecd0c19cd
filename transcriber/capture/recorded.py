"""Sessions that were not captured but imported: audio files, one a speaker, beside `session.json`.

In: what `session.json` says under `recorded` and `notes`. Out: the files' names, whose they are, and
where they begin; and the same as JSON. A name that is not one of a file in `recorded/` is told as
InputError: a session that somebody else made must not reach for other files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transcriber.capture.session import SessionInfo
from transcriber.capture.text import whole_characters
from transcriber.config import OFFSET_SECONDS
from transcriber.errors import InputError
from transcriber.types import SAMPLE_RATE, Note, Samples, seconds

RECORDED_NAME = "recorded"
"""The folder; `tracks/` is where `transcriber tracks` writes."""


@dataclass(frozen=True, slots=True)
class RecordedTrack:
    """An audio file in `recorded/`: whose it is, and where it begins on the session's timeline."""

    file: str
    id: str
    name: str
    offset: Samples = 0

    def to_json(self) -> dict[str, Any]:
        """An element of `recorded`."""
        return {
            "file": f"{RECORDED_NAME}/{self.file}",
            "user": self.id,
            "name": self.name,
            "offset": round(seconds(self.offset), 6),
        }


def recorded_tracks(info: SessionInfo, where: Path) -> tuple[RecordedTrack, ...]:
    """The session's audio files; none for a session that was captured.

    Raises InputError when what is said of them makes no sense."""
    listed = info.unknown.get("recorded", [])
    if not isinstance(listed, list):
        raise _unusable(where)
    return tuple(_track(said, where) for said in listed)


def recorded_notes(info: SessionInfo) -> tuple[Note, ...]:
    """Notes that came with the recording; those that make no sense are left out."""
    listed = info.unknown.get("notes", [])
    found = []
    for said in listed if isinstance(listed, list) else []:
        at = _samples(said.get("at")) if isinstance(said, dict) else None
        if at is not None and at >= 0 and isinstance(said.get("text"), str):
            who = said.get("name")
            name = whole_characters(who) if isinstance(who, str) else "note"
            found.append(Note(at, name.lower(), name, whole_characters(said["text"])))
    return tuple(found)


def recorded_json(tracks: Sequence[RecordedTrack], notes: Sequence[Note]) -> Mapping[str, Any]:
    """The keys of `session.json` that tell of them."""
    said: dict[str, Any] = {"recorded": [track.to_json() for track in tracks]}
    if notes:
        said["notes"] = [
            {"at": round(seconds(note.at), 6), "name": note.name, "text": note.text} for note in notes
        ]
    return said


def _track(said: object, where: Path) -> RecordedTrack:
    if not isinstance(said, dict):
        raise _unusable(where)
    path, user, name = said.get("file"), said.get("user"), said.get("name")
    offset = _samples(said.get("offset", 0))
    if not (isinstance(path, str) and isinstance(user, str) and isinstance(name, str)) or offset is None:
        raise _unusable(where)
    folder, _, file = path.partition("/")
    if folder != RECORDED_NAME or not file or "/" in file or "\0" in file or file in (".", ".."):
        raise InputError(f"{where} names a file outside of {RECORDED_NAME}/: mend it, or import again.")
    return RecordedTrack(file, whole_characters(user), whole_characters(name), offset)


def _samples(value: object) -> Samples | None:
    """Seconds as samples; None for what is no plausible time."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value * SAMPLE_RATE) if -OFFSET_SECONDS <= value <= OFFSET_SECONDS else None


def _unusable(where: Path) -> InputError:
    return InputError(f"What {where} says of the recorded files makes no sense: mend it, or import again.")
