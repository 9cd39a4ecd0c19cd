"""Paths that people name become recordings.

In: what stands on a command line. Out: recordings, each with its source of sound, a name, and the
folder that its results belong in. A session's results lie in its own folder; everything else gets a
folder `NAME.transcript` beside it. It reads no more than it takes to tell what a path is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transcriber.audio.captured import CaptureSource
from transcriber.audio.files import FilesSource, audio_files
from transcriber.audio.source import Source, Survey
from transcriber.capture.foreign import ForeignCapture, is_capture, transport_for
from transcriber.capture.reader import CaptureFile, CaptureReader
from transcriber.capture.session import CAPTURE_NAME, INFO_NAME, Session
from transcriber.errors import InputError, SettingError

RESULTS_SUFFIX = ".transcript"


@dataclass(frozen=True, slots=True)
class Recording:
    """Something that can be transcribed. `path` is what the caller named, for messages."""

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

    Raises InputError for a path that is nothing of these, SettingError for a malformed key."""
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
        name = files[0].stem
        source = FilesSource(tuple(files), name)
        found.append(Recording(files[0], name, source, files[0].with_name(name + RESULTS_SUFFIX)))
    if (mode or key) and not any(recording.foreign for recording in found):
        raise SettingError(
            "--mode and --key open encrypted packet captures, and none of the paths is one: leave them out."
        )
    return found


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
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    if path.name == INFO_NAME:
        return _folder(path.parent)
    if path.name == CAPTURE_NAME and mode is None:
        return _session(Session(path.parent))
    if not is_capture(path):
        if path.suffix.lower() in (".pcap", ".pcapng", ".cap"):
            what = "is not a packet capture" if path.stat().st_size else "is empty: nothing was captured"
            raise InputError(f"{path} {what}.")
        return None
    results = path.with_name(path.stem + RESULTS_SUFFIX)
    if mode is None and _is_ours(path):
        return Recording(path, path.stem, CaptureSource(CaptureFile(path), path.stem), results)
    capture = ForeignCapture(path, transport_for(mode, key))
    source = CaptureSource(capture, path.stem)
    return Recording(path, path.stem, source, results, encrypted=mode is not None, foreign=True)


def _folder(path: Path) -> Recording:
    session = Session(path)
    if session.capture.exists():
        return _session(session)
    if session.info_file.exists():
        raise InputError(f"The session {path} has lost its {CAPTURE_NAME}: there is nothing to read.")
    files = audio_files(path)
    if not files:
        raise InputError(
            f"The folder {path} is no session: it holds neither {CAPTURE_NAME} nor audio files, one a speaker."
        )
    name = path.resolve().name
    results = path.resolve().with_name(name + RESULTS_SUFFIX)
    return Recording(path, name, FilesSource(tuple(files), name), results)


def _session(session: Session) -> Recording:
    info = session.info()
    source = CaptureSource(CaptureFile(session.capture), info.title, info.started)
    return Recording(session.folder, session.folder.resolve().name, source, session.folder)


def _is_ours(path: Path) -> bool:
    """Whether the capture's first packets are those of a session."""
    with CaptureReader(path) as reader:
        batch = reader.poll()
    return batch is not None and bool(batch.facts)


def check_heard(recording: Recording, survey: Survey) -> None:
    """Raises InputError when the recording holds no voice, saying why as far as that can be told."""
    if recording.foreign and not recording.encrypted:
        _check_plain(recording, survey)
    if survey.owners:
        return
    rejected = survey.rejected
    failed = rejected.get("unauthentic", 0)
    if failed:
        raise InputError(
            f"None of the {failed} packets in {recording.path} could be decrypted: the key or the mode "
            "is not theirs."
        )
    if rejected.get("undecryptable", 0):
        raise InputError(
            f"The voices in {recording.path} are end-to-end encrypted, and their keys are in no capture: "
            "only a recorder that takes part in the call can read them."
        )
    damage = f" {survey.warnings[0]}" if survey.warnings else ""
    raise InputError(f"{recording.path} holds no voice: there is nothing to hear.{damage}")


def _check_plain(recording: Recording, survey: Survey) -> None:
    """A capture that was read without a key and makes no sense as plain RTP is an encrypted one."""
    unreadable = survey.rejected.get("malformed", 0) + sum(
        participant.quality.undecodable for participant in survey.participants
    )
    if unreadable > sum(participant.quality.received for participant in survey.participants):
        raise InputError(
            f"Most packets in {recording.path} make no sense as plain RTP: if they are encrypted, "
            "give their --mode and --key."
        )
