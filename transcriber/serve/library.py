"""The sessions in a folder, and what of them may be shown.

In: a folder. Out: sessions by a key that stands in their address, each with the files that may be read.
An address is only ever looked up here and never becomes a path, so there is none that leads elsewhere;
links that lead out of the folder are not followed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from transcriber.errors import InputError
from transcriber.minuted import circumstances
from transcriber.minutes.draw_up import draw_up
from transcriber.minutes.words import WORDS
from transcriber.page.page import page_html
from transcriber.page.sound import MEDIA_TYPES, MIX_NAMES, Beside
from transcriber.transcript.formats import FORMATS
from transcriber.transcript.from_json import read_json
from transcriber.transcript.plain import is_visible, plain
from transcriber.transcript.transcript import Transcript

_TRANSCRIPT = "transcript.json"
_DEPTH = 3
"""Folders in folders are looked through this far: a server's, a channel's, a session's."""

SHOWN: Mapping[str, str] = {
    **{name: MEDIA_TYPES[name.rpartition(".")[2]] for name in MIX_NAMES},
    **{f"transcript.{form.extension}": form.media_type for form in FORMATS.values()},
    "minutes.md": "text/markdown",
}
"""The names of files that may be read, with their media types: nothing else of a session is shown."""


@dataclass(frozen=True, slots=True)
class Session:
    """A folder with a transcript. `files`: those that may be read, by name."""

    key: str
    folder: Path
    transcript: Transcript
    files: Mapping[str, Path]

    @property
    def title(self) -> str:
        """The transcript's, or the folder's name."""
        return next(
            (plain(each) for each in (self.transcript.title, self.folder.name) if is_visible(each)), self.key
        )

    def page(self) -> str:
        """The session's page; its sound is the file beside it."""
        return _page(self.folder, (self.folder / _TRANSCRIPT).stat().st_mtime_ns, self._sound())

    def _sound(self) -> Beside | None:
        mix = next((name for name in MIX_NAMES if name in self.files), None)
        return None if mix is None else Beside(mix)


def sessions(root: Path) -> list[Session]:
    """The sessions in a folder and the folders in it, the latest first. What cannot be read is left out."""
    found = [session for folder in _folders(root, _DEPTH) if (session := _session(root, folder))]
    found.sort(key=lambda session: session.title)
    found.sort(key=lambda session: session.transcript.started or "", reverse=True)
    return found


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    yield folder
    if depth:
        try:
            inner = sorted(each for each in folder.iterdir() if each.is_dir() and not each.is_symlink())
        except OSError:
            return
        for each in inner:
            if not each.name.startswith("."):
                yield from _folders(each, depth - 1)


def _session(root: Path, folder: Path) -> Session | None:
    files = {
        name: folder / name
        for name in SHOWN
        if (folder / name).is_file() and (folder / name).resolve().is_relative_to(root.resolve())
    }
    if _TRANSCRIPT not in files:
        return None
    try:
        transcript = _transcript(folder, files[_TRANSCRIPT].stat().st_mtime_ns)
    except (InputError, OSError, UnicodeDecodeError):
        return None
    return Session(_key(root, folder), folder, transcript, files)


def _key(root: Path, folder: Path) -> str:
    """The folder's name in harmless characters, and what tells it from others of that name."""
    place = str(folder.relative_to(root))
    name = re.sub(r"[^A-Za-z0-9-]+", "-", folder.resolve().name).strip("-")[:40]
    return f"{name or 'session'}-{hashlib.sha256(place.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


@lru_cache(maxsize=256)
def _transcript(folder: Path, changed: int) -> Transcript:
    """`changed`: when the file was; another time is another transcript."""
    return read_json((folder / _TRANSCRIPT).read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _page(folder: Path, changed: int, sound: Beside | None) -> str:
    drawn = draw_up(_transcript(folder, changed))
    language = drawn.language if drawn.language in WORDS else "en"
    return page_html(drawn, language=language, around=circumstances(folder), sound=sound)
