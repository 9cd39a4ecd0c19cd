"""Files opened and written with care: or one sentence why not.

In: a path. Out: the open file, or the written one. Pipes, devices and folders are not opened, since
a capture is read more than once and a pipe would wait for its writer. A file is written whole or
not at all.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from transcriber.errors import InputError, OutputError


def opened(path: Path) -> BinaryIO:
    """The regular file at `path`, unbuffered. Raises InputError when there is none or it cannot be read."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise unreadable(path, error) from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise InputError(f"{path} is no regular file: name a file that can be read from its beginning.")
    return os.fdopen(number, "rb", buffering=0)


def unreadable(path: Path, error: OSError) -> InputError:
    """What to say of a file that the system does not let us read."""
    return InputError(f"{path} cannot be read: {error.strerror}.")


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes a file that must not be there yet, readable by its owner alone, piece by piece.

    Raises OutputError when it cannot be written, and whatever the pieces raise."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(path, error) from error
    with os.fdopen(number, "wb", buffering=0) as file:
        for piece in pieces:
            rest = memoryview(piece)
            try:
                while rest:
                    rest = rest[file.write(rest) :]
            except OSError as error:
                raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written: {error.strerror}.")


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file, readable by its owner alone; what was there before is replaced at once, or stays.

    Raises OSError. The bytes are on the disk before they get the file's name, so that after a power
    cut, too, the name is that of a whole file."""
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
