"""Reading a capture from disk: whole, or as it grows.

In: the path of a `capture.pcapng`. Out: batches in order. Memory is one chunk, whatever the file's
size. A torn or damaged end is dropped and told (`damage`); everything before it is read. It never
writes, and never waits: following is asking again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from transcriber.capture.batch import Batch
from transcriber.capture.block import PCAPNG_MAGIC
from transcriber.capture.file import opened, unreadable
from transcriber.capture.pcapng import BlockScanner, damage_told
from transcriber.capture.record import RecordReader
from transcriber.config import READ_CHUNK
from transcriber.errors import InputError


class CaptureReader:
    """Reads one capture file in order; the file may still be growing.

    Raises InputError when the file cannot be opened or is no pcapng. Use it as a context manager,
    or call `close`.
    """

    def __init__(self, path: Path, *, chunk: int = READ_CHUNK) -> None:
        self._path = path
        self._chunk = chunk
        self._scanner = BlockScanner()
        self._records = RecordReader()
        self._file = _opened(path)

    def __enter__(self) -> CaptureReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def poll(self) -> Batch | None:
        """The next batch, at most one chunk of the file; None when nothing more is there (yet).

        An incomplete last block is read again each time: a writer whose disk was full, or who was
        started again after a crash, has taken it back and writes other blocks in its place.
        """
        scanner = self._scanner
        if scanner.damage is not None:
            return None
        data = _read(self._file, self._path, scanner.pending + self._chunk, scanner.consumed)
        if data == scanner.tail:
            return None
        scanner.rewind()
        return self._records.batch(scanner.feed(data))

    def batches(self) -> Iterator[Batch]:
        """Everything that is there, from where reading stands to the end."""
        while (batch := self.poll()) is not None:
            yield batch

    @property
    def damage(self) -> str | None:
        """Once read to the end: a sentence about what was dropped at the end of the file, or None."""
        return damage_told(self._scanner.damage, self._scanner.pending)

    @property
    def whole_bytes(self) -> int:
        """How long the file is without its torn or damaged end."""
        return self._scanner.consumed

    @property
    def appendable(self) -> bool:
        """Whether a writer may continue behind the last whole block."""
        return self._scanner.appendable

    @property
    def skipped(self) -> int:
        """Packets and blocks that this version does not know, or that are malformed."""
        return self._scanner.skipped + self._records.unknown + self._records.malformed


def _opened(path: Path) -> BinaryIO:
    """The file, checked to begin as a pcapng file does."""
    file = opened(path)
    try:
        start = _read(file, path, 12, 0)
        if not start:
            raise InputError(f"{path} is empty: nothing was captured.")
        if not start.startswith(PCAPNG_MAGIC[: len(start)]):
            raise InputError(f"{path} is not a pcapng capture.")
        if len(start) < 12:
            raise InputError(f"{path} is cut off before its first packet: nothing can be read from it.")
    except InputError:
        file.close()
        raise
    return file


def _read(file: BinaryIO, path: Path, size: int, at: int) -> bytes:
    try:
        return os.pread(file.fileno(), size, at)
    except OSError as error:
        raise unreadable(path, error) from error


@dataclass(slots=True)
class CaptureFile:
    """A capture file that can be read from the beginning any number of times."""

    path: Path
    _reader: CaptureReader | None = None

    def batches(self) -> Iterator[Batch]:
        """All of it. Raises InputError when it cannot be read or is no capture."""
        with CaptureReader(self.path) as reader:
            self._reader = reader
            yield from reader.batches()

    def warnings(self) -> list[str]:
        """What was dropped at the end of the file, once it has been read."""
        damage = None if self._reader is None else self._reader.damage
        return [] if damage is None else [damage]

    def rejected(self) -> Mapping[str, int]:
        """Packets that this version does not know, once the file has been read."""
        skipped = 0 if self._reader is None else self._reader.skipped
        return {"unknown": skipped} if skipped else {}
