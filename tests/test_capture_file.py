"""transcriber.capture.file: regular files are opened, everything else is told; writing is all or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from system_limits import full_disk, without_privileges

from transcriber.capture.file import opened, write_whole
from transcriber.errors import InputError


def test_a_regular_file_is_opened_at_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"contents")
    with opened(path) as file:
        assert file.read() == b"contents"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing cannot be read: No such file or directory\.$"):
        opened(tmp_path / "missing")


def test_a_file_without_read_permission_is_told(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0)
    with (
        without_privileges(),
        pytest.raises(InputError, match=r"secret cannot be read: Permission denied\.$"),
    ):
        opened(path)


def test_a_pipe_is_refused_at_once_instead_of_waiting_for_its_writer(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(InputError, match=r"pipe is no regular file: name a file that can be read"):
        opened(path)


@pytest.mark.parametrize("path", [Path("/"), Path("/dev/null")])
def test_folders_and_devices_are_refused(path: Path) -> None:
    with pytest.raises(InputError, match="is no regular file"):
        opened(path)


def test_a_written_file_replaces_what_was_there_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    write_whole(path, b"after")
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_on_a_full_disk_what_was_there_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with full_disk(1000), pytest.raises(OSError, match="File too large"):
        write_whole(path, bytes(1001))
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
