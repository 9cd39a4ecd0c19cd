"""A zip, a folder or files of other people's recordings: what sound is in it, and what is said of it.

In: paths. Out: the audio files, each with a way to get it, and what Craig's `info.txt` or an Audacity
project beside them says. Nothing is written here but by `Sound.fetch`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from transcriber.audio.files import EXTENSIONS, audio_files
from transcriber.capture.archive import Archive, Entry
from transcriber.capture.craig import CraigInfo, audacity_offsets, craig_info
from transcriber.capture.file import opened, unreadable, write_pieces
from transcriber.capture.session import CAPTURE_NAME, INFO_NAME
from transcriber.capture.text import whole_characters
from transcriber.errors import InputError

_TEXT_BYTES = 1 << 20
"""So much of an `info.txt` or `.aup` is read."""


@dataclass(frozen=True, slots=True)
class Sound:
    """An audio file that is to be imported. `name` is the file's; `fetch` puts it somewhere."""

    name: str
    size: int
    fetch: Callable[[Path], None]

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return PurePosixPath(self.name).stem


@dataclass(frozen=True, slots=True)
class Bundle:
    """What lies in a zip or folder, or what was named."""

    title: str
    sounds: Sequence[Sound]
    info: CraigInfo | None = None
    offsets: dict[str, float] = field(default_factory=dict)
    """By file name, as an Audacity project says."""


def look(paths: Sequence[Path], stack: ExitStack) -> Bundle:
    """What the paths hold; an archive stays open as long as the stack."""
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.")
    first = paths[0]
    bundles = [path for path in paths if path.is_dir() or path.suffix.lower() == ".zip"]
    if bundles and len(paths) > 1:
        raise InputError("Import one zip or one folder at a time, or audio files with one a speaker.")
    if first.is_dir():
        found = _folder(first)
    elif bundles:
        found = _archive(stack.enter_context(Archive(first)))
    else:
        title = first.resolve().parent.name if len(paths) > 1 else first.stem
        found = Bundle(title, [_file(path) for path in dict.fromkeys(paths)])
    if not found.sounds:
        endings = ", ".join(sorted(EXTENSIONS))
        raise InputError(f"{first} holds no audio file with one speaker: these are known by {endings}.")
    return found


def _folder(folder: Path) -> Bundle:
    if (folder / CAPTURE_NAME).exists() or (folder / INFO_NAME).exists():
        raise InputError(f"{folder} is a session already: every command takes it as it is.")
    try:
        texts = {
            path.name: path.read_bytes()[:_TEXT_BYTES]
            for path in sorted(folder.iterdir())
            if (path.name == "info.txt" or path.suffix == ".aup") and path.is_file()
        }
    except OSError as error:
        raise unreadable(folder, error) from error
    return _told(folder.resolve().name, [_file(path) for path in audio_files(folder)], texts)


def _archive(archive: Archive) -> Bundle:
    def sound(entry: Entry) -> Sound:
        return Sound(entry.file_name, entry.size, lambda target: archive.unpack(entry, target))

    seen = [entry for entry in archive.entries if not _is_hidden(entry)]
    texts = {
        entry.file_name: archive.read(entry, _TEXT_BYTES)
        for entry in seen
        if entry.file_name == "info.txt" or entry.file_name.endswith(".aup")
    }
    sounds = [sound(entry) for entry in seen if ending(entry.file_name) in EXTENSIONS]
    return _told(archive.path.stem, sounds, texts)


def _is_hidden(entry: Entry) -> bool:
    """What a Mac puts beside every file, and the like."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(entry.name).parts)


def _told(title: str, sounds: Sequence[Sound], texts: dict[str, bytes]) -> Bundle:
    """With what the texts beside the sound say."""
    decoded = {name: data.decode("utf-8", "replace") for name, data in texts.items()}
    offsets: dict[str, float] = {}
    for name, text in decoded.items():
        if name.endswith(".aup"):
            offsets |= audacity_offsets(text)
    return Bundle(whole_characters(title), sounds, craig_info(decoded.get("info.txt", "")), offsets)


def _file(path: Path) -> Sound:
    def fetch(target: Path) -> None:
        with opened(path) as source:
            write_pieces(target, _pieces(path, source))

    try:
        if not path.is_file():
            raise InputError(f"{path} is neither a file nor a folder.")
        return Sound(path.name, path.stat().st_size, fetch)
    except OSError as error:
        raise unreadable(path, error) from error


def _pieces(path: Path, source: BinaryIO) -> Iterator[bytes]:
    try:
        while data := source.read(1 << 20):
            yield data
    except OSError as error:
        raise unreadable(path, error) from error


def ending(name: str) -> str:
    """A file name's ending, without the dot, in small letters."""
    return PurePosixPath(name).suffix.lower().lstrip(".")
