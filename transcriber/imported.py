"""Other people's recordings become sessions: a zip or folder with one audio file a speaker.

In: paths (a zip as Craig gives it, or any other of audio files; a folder; audio files), where the
session goes, and how far single tracks are to be moved. Out: a session folder, whole or not there:
`session.json`, and in `recorded/` the files as they came, not decoded and not encoded again. What
Craig's `info.txt` tells of title, date, names and notes goes into `session.json`.
"""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from transcriber.audio.bundle import Bundle, ending, look
from transcriber.audio.files import EXTENSIONS, FilesSource
from transcriber.capture.recorded import RECORDED_NAME, RecordedTrack, recorded_json
from transcriber.capture.session import Session, SessionInfo
from transcriber.capture.text import whole_characters
from transcriber.config import OFFSET_SECONDS
from transcriber.errors import CallerError, InputError, OutputError, SettingError
from transcriber.output import file_name
from transcriber.types import SAMPLE_RATE, Note, Samples, seconds


@dataclass(frozen=True, slots=True)
class Imported:
    """The session that was made, and sentences about what was left out."""

    folder: Path
    title: str
    tracks: tuple[RecordedTrack, ...]
    warnings: tuple[str, ...]


def import_session(paths: Sequence[Path], folder: Path, moves: Sequence[str] = ()) -> Imported:
    """Makes a session of recordings. `moves`: `NAME=SECONDS`, as `--offset` takes it.

    Raises InputError for what cannot be read, SettingError for a move that makes no sense, and
    OutputError when the folder is in use or cannot be written. Then nothing is left behind.
    """
    asked = [_move(text) for text in moves]
    _check_free(folder)
    with ExitStack() as stack:
        found = look(paths, stack)
        tracks = _moved(_named(found), found, asked)
        with _staging(folder, sum(sound.size for sound in found.sounds)) as stage:
            kept, warnings = _fetch(found, tracks, stage / RECORDED_NAME)
            info = _session_info(found, kept, folder)
            Session.create(stage, info)
    return Imported(folder, info.title, tuple(kept), tuple(warnings))


# --- whose it is, and when --------------------------------------------------------------------------


def _named(found: Bundle) -> list[RecordedTrack]:
    """A track for each sound, with a file name of its own."""
    tracks: list[RecordedTrack] = []
    taken: set[str] = set()
    for sound in found.sounds:
        stem, number = file_name(sound.stem), 1
        suffix = f".{kind}" if (kind := ending(sound.name)) in EXTENSIONS else ""
        name = stem + suffix
        while name in taken:
            number += 1
            name = f"{stem}_{number}{suffix}"
        taken.add(name)
        owner = found.info.owner_of(sound.stem) if found.info else None
        who = whole_characters(sound.stem)
        offset = _samples(found.offsets.get(sound.name, 0.0)) or 0
        tracks.append(RecordedTrack(name, owner.id if owner else who, owner.name if owner else who, offset))
    return tracks


def _move(text: str) -> tuple[str, Samples]:
    """`NAME=SECONDS`."""
    name, sign, number = text.rpartition("=")
    try:
        offset = _samples(float(number)) if sign and name else None
    except ValueError:
        offset = None
    if offset is None:
        raise SettingError(
            f"--offset {text!r} makes no sense: give NAME=SECONDS, at most {OFFSET_SECONDS} either way."
        )
    return name, offset


def _samples(value: float) -> Samples | None:
    """Seconds as samples; None when that is no time by which a track could be moved."""
    return round(value * SAMPLE_RATE) if math.isfinite(value) and abs(value) <= OFFSET_SECONDS else None


def _moved(
    tracks: Sequence[RecordedTrack], found: Bundle, moves: Sequence[tuple[str, Samples]]
) -> list[RecordedTrack]:
    """The tracks with the offsets asked for, which replace those that came with them."""
    moved = list(tracks)
    for name, offset in moves:
        mine = [
            index
            for index, (track, sound) in enumerate(zip(tracks, found.sounds, strict=True))
            if name in (track.name, track.id, sound.stem, sound.name)
        ]
        if not mine:
            known = ", ".join(track.name for track in tracks)
            raise SettingError(f"--offset names {name!r}, and nobody is called so here: {known}.")
        if len(mine) > 1:
            files = ", ".join(found.sounds[index].name for index in mine)
            raise SettingError(f"--offset names {name!r}, who has {len(mine)} files: name one of {files}.")
        track = tracks[mine[0]]
        moved[mine[0]] = RecordedTrack(track.file, track.id, track.name, offset)
    return moved


# --- into the folder --------------------------------------------------------------------------------


def _check_free(folder: Path) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(f"{folder} is in use already: choose another folder for the session.")
    except OSError as error:
        raise OutputError(f"The session folder {folder} cannot be written: {error.strerror}.") from error


@contextmanager
def _staging(folder: Path, size: int) -> Iterator[Path]:
    """A folder beside the session's, which gets its name once all is there; else nothing is left."""
    folder = folder.resolve()
    stage: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder.parent).free
        if size > free:
            raise OutputError(
                f"The recording takes {size / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free at "
                f"{folder.parent}: make room, or choose another disk."
            )
        stage = Path(tempfile.mkdtemp(prefix=f".{folder.name[:100]}.", dir=folder.parent))
        (stage / RECORDED_NAME).mkdir(mode=0o700)
        yield stage
        stage.rename(folder)  # also onto an empty folder
    except OSError as error:
        raise OutputError(f"The session folder {folder} cannot be written: {error.strerror}.") from error
    finally:
        if stage is not None:
            with suppress(OSError):
                shutil.rmtree(stage)


def _fetch(
    found: Bundle, tracks: Sequence[RecordedTrack], folder: Path
) -> tuple[list[RecordedTrack], list[str]]:
    """Puts the files in the folder; those that hold no sound are left out, and told."""
    kept: list[RecordedTrack] = []
    warnings: list[str] = []
    for sound, track in zip(found.sounds, tracks, strict=True):
        path = folder / track.file
        sound.fetch(path)
        try:
            source = FilesSource((path,), "")
            source.survey()
            next(source.stretches(), None)
        except CallerError:
            path.unlink()
            warnings.append(f"{sound.name} holds no sound that can be read: it was left out.")
        else:
            kept.append(track)
    if not kept:
        raise InputError(f"None of the files holds sound that can be read: {warnings[0]}")
    return kept, warnings


def _session_info(found: Bundle, tracks: Sequence[RecordedTrack], folder: Path) -> SessionInfo:
    craig = found.info
    notes = [Note(at, "craig", "Craig", text) for at, text in craig.notes] if craig else []
    more = dict(recorded_json(tracks, notes))
    title = found.title
    if craig is not None:
        more["imported"] = {"from": "Craig", "recording": craig.recording}
        title = craig.channel[1] if craig.channel else title
    name = whole_characters(folder.resolve().name)
    return SessionInfo(
        id=name,
        title=title or name,
        started=craig.started if craig else None,
        guild=craig.guild if craig else None,
        channel=craig.channel if craig else None,
        unknown=more,
    )


def offset_text(offset: Samples) -> str:
    """`+1.5 s`."""
    return f"{seconds(offset):+.3f}".rstrip("0").rstrip(".") + " s"
