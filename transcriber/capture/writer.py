"""Writing a capture: append-only, in order, never more than a moment away from the disk.

In: events in order of arrival. Out: the file. Time arrives with the events (`tick` brings it when
nobody speaks): what was written is flushed after FLUSH_SECONDS and on the disk after FSYNC_SECONDS
of it. It never rewrites a byte of a whole block, and never lets a timestamp decrease.

A voice packet that was held for its key comes with the time of its arrival, earlier than that of
events written meanwhile. Its block gets their time, that of its replay: so the order of the file
stays the order of its timestamps, a crash costs a moment and not the seconds for which a packet may
be held, and whoever follows the file never has to go back. The price: a talk-spurt that goes on
behind the replay is still placed right, by its RTP time; one that was over by then is placed late,
by at most the time for which it was held.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from transcriber import __version__
from transcriber.capture.block import file_header, is_torn_block
from transcriber.capture.reader import CaptureReader
from transcriber.capture.record import event_block
from transcriber.config import FLUSH_SECONDS, FSYNC_SECONDS
from transcriber.errors import OutputError
from transcriber.types import Event, Nanoseconds

_FLUSH_NS = round(FLUSH_SECONDS * 1e9)
_FSYNC_NS = round(FSYNC_SECONDS * 1e9)

_LOOK = 1 << 20
"""Bytes looked at in one piece: more than any block of ours has."""


class CaptureWriter:
    """Appends events to a capture file, which it makes when it is not there.

    A file that a crash, a power cut or a full disk cut off is recovered first: its torn tail is
    removed, and writing goes on behind the last whole block. Raises OutputError when the file cannot
    be made or written, is being written by another process, or cannot be appended to; InputError
    when the file there is no capture. `fsync` brings a file's bytes to the disk.

    After a failed write (a full disk) the file ends with a whole block, and what was not written is
    kept: do not write it again; writing goes on once there is room, by any further call.
    """

    def __init__(
        self,
        path: Path,
        *,
        software: str = f"transcriber {__version__}",
        fsync: Callable[[int], None] = os.fsync,
    ) -> None:
        self._path = path
        self._fsync = fsync
        self._pending: list[bytes] = []
        """Whole blocks."""
        self.pending = 0
        """Bytes that were written and have not reached the file."""
        self._size = 0
        """Bytes of whole blocks in the file."""
        self._clock: Nanoseconds = 0
        self._flushed_at: Nanoseconds = 0
        self._synced_at: Nanoseconds = 0
        self._synced = 0
        """How much of the file is known to be on the disk, in bytes."""
        self.recovered = 0
        """Bytes of torn tail that were removed on opening."""
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._failure(error) from error
        try:
            self._begin(file_header(software))
        except BaseException:
            os.close(self._file)
            self._file = -1
            raise

    def __enter__(self) -> CaptureWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, event: Event) -> None:
        """Appends one event at its time, or at its predecessor's where that is later.

        Raises OutputError when what is due cannot be written (the event is kept), SettingError for
        an event that the format cannot hold (it is not)."""
        time = event.time
        if time < self._clock:
            time = self._clock
        block = event_block(event, time)
        self._pending.append(block)
        self.pending += len(block)
        self._clock = time
        if time - self._flushed_at >= _FLUSH_NS or time - self._synced_at >= _FSYNC_NS:
            self.tick(time)

    def tick(self, time: Nanoseconds) -> None:
        """Tells the time (UTC ns), so that the flush and fsync intervals hold in silence too."""
        if time - self._synced_at >= _FSYNC_NS:
            self._flushed_at = self._synced_at = time
            self.sync()
        elif self._pending and time - self._flushed_at >= _FLUSH_NS:
            self._flushed_at = time
            self.flush()

    def flush(self) -> None:
        """Hands everything written so far to the operating system: followers see it."""
        data = memoryview(b"".join(self._pending))
        done = 0
        try:
            while done < len(data):
                done += os.pwrite(self._file, data[done:], self._size + done)
        except OSError as error:
            self._keep_whole_blocks(done)
            raise self._failure(error) from error
        self._size += done
        self._pending.clear()
        self.pending = 0

    def sync(self) -> None:
        """Flushes, and returns once the disk has it."""
        self.flush()
        if self._synced == self._size:
            return
        try:
            self._fsync(self._file)
        except OSError as error:
            raise self._failure(error) from error
        self._synced = self._size

    def close(self) -> None:
        """Writes what is left and closes. Calling it twice is fine.

        Raises OutputError when the rest cannot be written: then it is lost."""
        if self._file < 0:
            return
        try:
            self.sync()
        finally:
            os.close(self._file)
            self._file = -1

    def _begin(self, header: bytes) -> None:
        """Makes the file ready to be appended to, whatever a crash has left of it."""
        try:
            found = os.fstat(self._file)
            if not stat.S_ISREG(found.st_mode):
                raise OutputError(f"{self._path} is no regular file: choose another place for the capture.")
            self._lock()
            self._size = self._whole_blocks(header)
            self.recovered = found.st_size - self._size
            os.ftruncate(self._file, self._size)
            if not self._size:
                self._pending.append(header)
                self.pending += len(header)
                self.flush()
                self._sync_folder()
        except OSError as error:
            raise self._failure(error) from error

    def _lock(self) -> None:
        """Two writers would take each other's last blocks for torn ones."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                f"The capture {self._path} is being written by another process: end that one first, or "
                "choose another folder."
            ) from None
        except OSError:  # a file system without locks
            return

    def _whole_blocks(self, header: bytes) -> int:
        """How many bytes of the file are whole blocks of ours; takes over their clock."""
        start = os.pread(self._file, len(header), 0)
        if start != header and header.startswith(self._tail(0)):
            return 0
        with CaptureReader(self._path) as reader:
            for batch in reader.batches():
                self._clock = max(self._clock, batch.clock)
            whole = reader.whole_bytes
            if not reader.appendable or not is_torn_block(self._tail(whole)):
                raise OutputError(
                    f"Nothing can be appended to {self._path}: it was written by another program, or is "
                    "damaged before its end. Choose another folder."
                )
        return whole

    def _tail(self, at: int) -> bytes:
        """What lies behind byte `at`; of more than any block, the beginning.

        Without the zeros at its end: after a power cut a file can have its length before its data."""
        tail = os.pread(self._file, _LOOK, at)
        at += len(tail)
        while data := os.pread(self._file, _LOOK, at):
            if data.count(0) != len(data):
                return tail
            at += len(data)
        return tail.rstrip(b"\0")

    def _keep_whole_blocks(self, written: int) -> None:
        """After a write that stopped: a half-written block would hide whatever comes behind it."""
        whole = 0
        while self._pending and whole + len(self._pending[0]) <= written:
            whole += len(self._pending.pop(0))
        self._size += whole
        self.pending -= whole
        # Should even this fail, the next write begins at the same place.
        with suppress(OSError):
            os.ftruncate(self._file, self._size)

    def _sync_folder(self) -> None:
        """Brings the file's name to the disk, without which its bytes there are nobody's."""
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._fsync(folder)
        finally:
            os.close(folder)

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(f"The capture {self._path} cannot be written: {error.strerror}.")
