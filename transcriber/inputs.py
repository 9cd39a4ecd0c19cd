"""Paths that people name become recordings.

In: what stands on a command line. Out: recordings, each with its source of sound, a name, and the
folder that its results belong in. A session's results lie in its own folder; everything else gets a
folder `NAME.transcript` beside it. It reads no more than it takes to tell what a path is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from transcriber.audio.captured import CaptureSource
from transcriber.audio.files import FilesSource, audio_files
from transcriber.audio.source import Source, Survey
from transcriber.capture.file import unreadable
from transcriber.capture.foreign import ForeignCapture, is_capture, transport_for
from transcriber.capture.reader import CaptureFile, CaptureReader
from transcriber.capture.recorded import RECORDED_NAME, RecordedTrack, recorded_notes, recorded_tracks
from transcriber.capture.session import CAPTURE_NAME, INFO_NAME, Session, utc_text
from transcriber.capture.text import whole_characters
from transcriber.errors import InputError, SettingError
from transcriber.types import Participant

RESULTS_SUFFIX = ".transcript"

_CAPTURE_SUFFIXES = frozenset((".pcap", ".pcapng", ".cap"))
"""A file of such a name that is no capture is told so, and not read as audio."""

_NOISE = 0.1
"""Of encrypted packets, read as if they were plain, about every fifth cannot begin an Opus packet;
of plain ones hardly any."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Something that can be transcribed. `path` is what the caller named, for messages.

    `name` is a file name, and of the recordings found together no two have the same."""

    path: Path
    name: str
    source: Source
    results: Path
    """Where results go when the caller does not say."""
    encrypted: bool = False
    """A transport key was given for it."""
    foreign: bool = False


def recordings(paths: Sequence[Path], mode: str | None = None, key: str | None = None) -> list[Recording]:
    """What the paths are: session folders and captures one by one, audio files together as one.

    What is named twice is found once. Raises InputError for a path that is nothing of these,
    SettingError for a malformed key."""
    transport_for(mode, key)  # a malformed key is told before anything is read
    found: list[Recording] = []
    files: list[Path] = []
    for path in paths:
        recording = _one(path, mode, key)
        if recording is None:
            files.append(path)
        else:
            found.append(recording)
    if files:
        first = files[0]
        found.append(_audio(first, first.stem, first.parent, tuple(dict.fromkeys(files))))
    if (mode or key) and not any(recording.foreign for recording in found):
        raise SettingError(
            "--mode and --key open encrypted packet captures, and none of the paths is one: leave them out."
        )
    return _told_apart(found)


def _one(path: Path, mode: str | None, key: str | None) -> Recording | None:
    """The recording at a path; None for a file that is to be read as audio."""
    try:
        if path.is_dir():
            return _folder(path)
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.")
        if not path.is_file():
            raise InputError(f"{path} is neither a file nor a folder.")
        with path.open("rb"):
            pass
        if path.name == INFO_NAME:
            return _folder(path.parent)
        if is_capture(path):
            return _capture(path, mode, key)
        if path.suffix.lower() in _CAPTURE_SUFFIXES:
            what = "is not a packet capture" if path.stat().st_size else "is empty: nothing was captured"
            raise InputError(f"{path} {what}.")
        if path.suffix.lower() == ".zip":
            raise InputError(
                f"{path} is a zip archive: make a session of it by `transcriber import {path} -o SESSION`."
            )
    except OSError as error:
        raise unreadable(path, error) from error
    return None


def _folder(path: Path) -> Recording:
    session = Session(path)
    if session.capture.exists():
        return _session(session)
    if session.info_file.exists():
        recorded = recorded_tracks(session.info(), session.info_file)
        if recorded:
            return _imported(session, recorded)
        raise InputError(f"The session {path} has lost its {CAPTURE_NAME}: there is nothing to read.")
    files = audio_files(path)
    if not files:
        raise InputError(
            f"The folder {path} is no session: it holds neither {CAPTURE_NAME} nor audio files, one a "
            "speaker."
        )
    place = path.resolve()  # "." has no name
    return _audio(path, place.name, place.parent, files)


def _imported(session: Session, tracks: Sequence[RecordedTrack]) -> Recording:
    """A session of audio files."""
    info = session.info()
    paths = [session.folder / RECORDED_NAME / track.file for track in tracks]
    source = FilesSource(
        tuple(paths),
        info.title,
        None if info.started is None else utc_text(info.started),
        {path: Participant(track.id, track.name) for path, track in zip(paths, tracks, strict=True)},
        {path: track.offset for path, track in zip(paths, tracks, strict=True)},
        recorded_notes(info),
    )
    return Recording(session.folder, session.folder.resolve().name, source, session.folder)


def _session(session: Session) -> Recording:
    info = session.info()
    source = CaptureSource(CaptureFile(session.capture), info.title, info.started, says_its_end=True)
    return Recording(session.folder, session.folder.resolve().name, source, session.folder)


def _capture(path: Path, mode: str | None, key: str | None) -> Recording:
    """A capture file: a session's, or one of another program."""
    ours = mode is None and _is_ours(path)
    session = Session(path.parent)
    if path.name == CAPTURE_NAME and mode is None and (ours or session.info_file.exists()):
        return _session(session)
    capture = CaptureFile(path) if ours else ForeignCapture(path, transport_for(mode, key))
    source = CaptureSource(capture, whole_characters(path.stem))
    results = path.with_name(path.stem + RESULTS_SUFFIX)
    return Recording(path, path.stem, source, results, encrypted=mode is not None, foreign=not ours)


def _audio(path: Path, name: str, parent: Path, files: Sequence[Path]) -> Recording:
    """Audio files, one a speaker."""
    source = FilesSource(tuple(files), whole_characters(name))
    return Recording(path, name, source, parent / (name + RESULTS_SUFFIX))


def _is_ours(path: Path) -> bool:
    """Whether the capture's first packets are those of a session."""
    try:
        with CaptureReader(path) as reader:
            batch = reader.poll()
    except InputError:
        return False
    return batch is not None and bool(batch.facts)


def _told_apart(found: Sequence[Recording]) -> list[Recording]:
    """Each recording once, none with the results folder or the name of another."""
    kept: dict[Path, Recording] = {}
    results: set[Path] = set()
    names: set[str] = set()
    for recording in found:
        path = recording.path.resolve()
        if path in kept:
            continue
        if recording.results.resolve() in results:
            full = recording.path.name + RESULTS_SUFFIX
            recording = replace(recording, results=recording.results.with_name(full))
        name, number = recording.name, 1
        while recording.name in names:
            number += 1
            recording = replace(recording, name=f"{name}-{number}")
        results.add(recording.results.resolve())
        names.add(recording.name)
        kept[path] = recording
    return list(kept.values())


def check_heard(recording: Recording, survey: Survey) -> None:
    """Raises InputError when the recording holds no voice, saying why as far as that can be told."""
    path, rejected = recording.path, survey.rejected
    plain = recording.foreign and not recording.encrypted
    if plain and _is_noise(survey):
        raise InputError(
            f"The packets in {path} make no sense as plain RTP with Opus: if they are encrypted, give their "
            "--mode and --key."
        )
    if survey.owners:
        return
    failed = rejected.get("unauthentic", 0)
    if recording.encrypted and failed:
        raise InputError(
            f"None of the {failed} packets in {path} could be decrypted: the key or the mode is not theirs."
        )
    if recording.foreign and rejected.get("undecryptable", 0):
        raise InputError(
            f"The voices in {path} are end-to-end encrypted, and their keys are in no capture: only a "
            "recorder that takes part in the call can read them."
        )
    hints = [*survey.warnings[:1]]
    if rejected.get("link_type", 0):
        hints.append("Its link layer is unknown: capture on Ethernet, Linux cooked, loopback or raw IP.")
    elif plain and rejected.get("malformed", 0):
        hints.append("If its packets are encrypted, give their --mode and --key.")
    raise InputError(" ".join([f"{path} holds no voice: there is nothing to hear.", *hints]))


def _is_noise(survey: Survey) -> bool:
    """Whether what was read as plain Opus is something else: encrypted, most likely."""
    qualities = [participant.quality for participant in survey.participants]
    refused = sum(quality.undecodable for quality in qualities)
    return refused > _NOISE * (refused + sum(quality.received for quality in qualities))
