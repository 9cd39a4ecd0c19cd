"""A zip archive of recordings, opened with care: what is in it, and each entry as a file.

In: a path. Out: entries with their names, and their bytes. Where an entry goes is never taken from the
archive: the caller says it. An archive that is none, is encrypted, damaged or made to harm (names
that lead out of the folder, links, more than fits a disk) is told as InputError before anything of it
is written; damage that shows later, too.
"""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from transcriber.capture.file import write_pieces
from transcriber.config import ARCHIVE_BYTES, ARCHIVE_ENTRIES, ARCHIVE_RATIO
from transcriber.errors import InputError

_UTF_8 = 0x800
"""The flag of an entry whose name is UTF-8 (APPNOTE 4.4.4, bit 11)."""

_ENCRYPTED = 0x1

_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
"""What zipfile raises for bytes that are not as the directory says."""

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive. `name` is its path there, for telling it; `size` is in bytes, unpacked."""

    name: str
    size: int
    place: zipfile.ZipInfo

    @property
    def file_name(self) -> str:
        """The last part of its path."""
        return PurePosixPath(self.name.replace("\\", "/")).name


class Archive:
    """An open archive. Raises InputError when it cannot be read or is not to be trusted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise InputError(f"{path} is no zip archive, or a damaged one.") from error
        try:
            self.entries = self._checked()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def read(self, entry: Entry, limit: int) -> bytes:
        """The first `limit` bytes of an entry."""
        with self._readable(entry), self._zip.open(entry.place) as source:
            return source.read(limit)

    def unpack(self, entry: Entry, target: Path) -> None:
        """Writes an entry to a new file, readable by its owner alone. Raises OutputError, too."""
        with self._readable(entry), self._zip.open(entry.place) as source:
            write_pieces(target, iter(lambda: source.read(_PIECE), b""))

    @contextmanager
    def _readable(self, entry: Entry) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            raise InputError(f"“{entry.name}” in {self.path} cannot be unpacked: it is damaged.") from error

    def _checked(self) -> list[Entry]:
        places = self._zip.infolist()
        if len(places) > ARCHIVE_ENTRIES:
            raise self._refusal(f"holds {len(places)} entries, and a recording has a file a speaker")
        entries = [Entry(_name(place), place.file_size, place) for place in places]
        seen: set[str] = set()
        for entry in entries:
            self._check(entry)
            if entry.place.filename in seen:
                raise self._refusal(f"holds “{entry.name}” twice, and nothing tells which is meant")
            seen.add(entry.place.filename)
        self._check_size(places)
        return [entry for entry in entries if not entry.place.is_dir()]

    def _check(self, entry: Entry) -> None:
        parts = PurePosixPath(entry.name.replace("\\", "/")).parts
        if ".." in parts or not parts or parts[0].startswith("/") or parts[0].endswith(":"):
            raise self._refusal(f"names a place outside of it, “{entry.name}”: whoever made it meant harm")
        if stat.S_ISLNK(entry.place.external_attr >> 16):
            raise self._refusal(f"holds a link, “{entry.name}”, which may lead anywhere")
        if entry.place.flag_bits & _ENCRYPTED:
            raise InputError(f"{self.path} is encrypted: unpack it, and import the folder.")

    def _check_size(self, places: list[zipfile.ZipInfo]) -> None:
        """Bombs promise more than any recording could be packed into so few bytes, or share them."""
        packed = self.path.stat().st_size
        size = sum(place.file_size for place in places)
        if size > max(ARCHIVE_BYTES, packed * ARCHIVE_RATIO) or sum(p.compress_size for p in places) > packed:
            raise self._refusal(f"says that {size / 1e9:.1f} GB are packed in its {packed / 1e6:.1f} MB")

    def _refusal(self, why: str) -> InputError:
        return InputError(f"{self.path} {why}: nothing was imported.")


def _name(place: zipfile.ZipInfo) -> str:
    """The entry's path, in characters that can be shown. Names without the flag of UTF-8 are in the
    first PC's letters, says the format; most are UTF-8 all the same."""
    name = place.filename
    if not place.flag_bits & _UTF_8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return "".join(c if c.isprintable() else "_" for c in name)
