"""Writing a capture: append-only, in order, never more than a moment away from the disk.

In: events in order of arrival. Out: the file. Time arrives with the events (`tick` brings it when
nobody speaks): what was written is flushed after FLUSH_SECONDS and on the disk after FSYNC_SECONDS
of it. It never rewrites a byte of a whole block, and keeps timestamps from decreasing.
"""

from __future__ import annotations

import os
from pathlib import Path

from transcriber import __version__
from transcriber.capture.pcapng import file_header
from transcriber.capture.reader import CaptureReader
from transcriber.capture.record import event_block
from transcriber.config import FLUSH_SECONDS, FSYNC_SECONDS
from transcriber.errors import OutputError
from transcriber.types import Event, Nanoseconds

_FLUSH_NS = round(FLUSH_SECONDS * 1e9)
_FSYNC_NS = round(FSYNC_SECONDS * 1e9)


class CaptureWriter:
    """Appends events to a capture file, which it makes when it is not there.

    A file that a crash or a full disk cut off is recovered first: its torn tail is removed, and
    writing goes on behind the last whole block. Raises OutputError when the file cannot be made or
    written (a full disk), InputError when the file there is no capture. After a failed write the
    file ends with a whole block, what was not written is kept, and writing can be tried again.
    """

    def __init__(self, path: Path, *, software: str = f"transcriber {__version__}") -> None:
        self._path = path
        self._pending: list[bytes] = []
        self._clock: Nanoseconds = 0
        self._flushed_at: Nanoseconds = 0
        self._synced_at: Nanoseconds = 0
        self.recovered = 0
        """Bytes of torn tail that were removed on opening."""
        size = self._recover() if path.exists() and path.stat().st_size else 0
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.ftruncate(self._file, size)
            os.lseek(self._file, 0, os.SEEK_END)
        except OSError as error:
            raise self._failure(error) from error
        self._size = size
        if not size:
            self._pending.append(file_header(software))
            self.flush()

    def __enter__(self) -> CaptureWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, event: Event) -> None:
        """Appends one event at its time, or at its predecessor's where that is later."""
        self._clock = max(self._clock, event.time)
        self._pending.append(event_block(event, self._clock))
        self.tick(self._clock)

    def tick(self, time: Nanoseconds) -> None:
        """Tells the time (UTC ns), so that the flush and fsync intervals hold in silence too."""
        if self._pending and time - self._flushed_at >= _FLUSH_NS:
            self.flush()
            self._flushed_at = time
        if time - self._synced_at >= _FSYNC_NS:
            self.sync()
            self._synced_at = time

    def flush(self) -> None:
        """Hands everything written so far to the operating system: followers see it."""
        data = b"".join(self._pending)
        try:
            _write_all(self._file, data)
        except OSError as error:
            # A half-written block would hide whatever is appended behind it.
            os.ftruncate(self._file, self._size)
            os.lseek(self._file, self._size, os.SEEK_SET)
            raise self._failure(error) from error
        self._size += len(data)
        self._pending.clear()

    def sync(self) -> None:
        """Flushes, and returns once the disk has it."""
        if self._pending:
            self.flush()
        try:
            os.fsync(self._file)
        except OSError as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Writes what is left and closes. Calling it twice is fine."""
        if self._file < 0:
            return
        try:
            self.sync()
        finally:
            os.close(self._file)
            self._file = -1

    def _recover(self) -> int:
        """The length of the whole blocks in the file that is there; takes over its clock."""
        with CaptureReader(self._path) as reader:
            for batch in reader.batches():
                self._clock = max(self._clock, batch.clock)
            whole = reader.whole_bytes
            if not reader.appendable:
                raise OutputError(
                    f"Nothing can be appended to {self._path}: it was written by another program, or is "
                    "damaged before its end. Choose another folder."
                )
        self.recovered = self._path.stat().st_size - whole
        return whole

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(f"The capture {self._path} cannot be written: {error.strerror}.")


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
