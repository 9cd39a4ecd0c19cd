"""transcriber.capture.archive: whatever a zip promises, nothing is written but what the caller asks for."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from system_limits import full_disk, without_privileges

from transcriber.capture.archive import Archive
from transcriber.config import ARCHIVE_BYTES, ARCHIVE_ENTRIES
from transcriber.errors import CallerError, InputError, OutputError


def packed(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def told(path: Path) -> str:
    with pytest.raises(InputError) as error, Archive(path):
        pass
    return str(error.value)


def patched(path: Path, change: Callable[[bytearray], None]) -> Path:
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)
    return path


def central(data: bytearray) -> int:
    """Where the first entry of the central directory begins (APPNOTE 4.3.12)."""
    return data.index(b"PK\x01\x02")


# --- what is there --------------------------------------------------------------------------------


def test_entries_are_read_and_unpacked_where_the_caller_says(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "a.zip", ("rec/", b""), ("rec/1-ann.flac", b"sound" * 1000), ("info.txt", b"text")
    )
    with Archive(path) as archive:
        assert [(entry.name, entry.file_name, entry.size) for entry in archive.entries] == [
            ("rec/1-ann.flac", "1-ann.flac", 5000),
            ("info.txt", "info.txt", 4),
        ]
        assert archive.read(archive.entries[1], 3) == b"tex"
        archive.unpack(archive.entries[0], tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"sound" * 1000
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


def test_an_archive_written_into_a_pipe_of_named_pipes_is_read(tmp_path: Path) -> None:
    """As Craig does it: sizes come behind the data, and entries say that they were pipes."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

    out = Pipe()
    entry = zipfile.ZipInfo("1-ann.flac")
    entry.external_attr = (stat.S_IFIFO | 0o644) << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, b"sound")
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    with Archive(tmp_path / "a.zip") as read:
        assert read.read(read.entries[0], 100) == b"sound"


@pytest.mark.parametrize(
    ("flag", "stored", "name"),
    [
        (0x800, "Zoë.flac".encode(), "Zoë.flac"),
        (0, "Zoë.flac".encode(), "Zoë.flac"),
        (0, "Zoë.flac".encode("cp437"), "Zoë.flac"),
        (0, b"\x82.flac", "é.flac"),
        (0x800, b"a\x1b[2J.wav", "a_[2J.wav"),
    ],
)
def test_names_in_any_encoding_are_understood(tmp_path: Path, flag: int, stored: bytes, name: str) -> None:
    path = packed(tmp_path / "a.zip", ("x" * len(stored), b"data"))

    def rename(data: bytearray) -> None:
        for at, flags, place in ((0, 6, 30), (central(data), 8, 46)):
            struct.pack_into("<H", data, at + flags, flag)
            data[at + place : at + place + len(stored)] = stored

    with Archive(patched(path, rename)) as archive:
        assert [entry.name for entry in archive.entries] == [name]
        assert archive.read(archive.entries[0], 10) == b"data"


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", b"fLaC" * 100, b"PK\x05\x06" + bytes(17)])
def test_what_is_no_zip_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert told(path) == f"{path} is no zip archive, or a damaged one."


def test_a_zip_that_was_cut_off_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("1.flac", b"x" * 1000))
    path.write_bytes(path.read_bytes()[:-10])
    assert told(path) == f"{path} is no zip archive, or a damaged one."


@pytest.mark.parametrize(
    "name",
    [
        "../1.flac",
        "a/../../1.flac",
        "/etc/1.flac",
        "..\\1.flac",
        "C:\\1.flac",
        "C:/1.flac",
        "a/..",
        "//host/x",
    ],
)
def test_names_that_lead_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", ("good.flac", b""), (name, b""))
    assert told(path) == (
        f"{path} names a place outside of it, “{name}”: whoever made it meant harm: nothing was imported."
    )


def test_links_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("1.flac")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = packed(tmp_path / "a.zip", (link, b"/etc/passwd"))
    assert told(path) == f"{path} holds a link, “1.flac”, which may lead anywhere: nothing was imported."


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path / "a.zip", ("1.flac", b"a"), ("1.flac", b"b"))
    assert (
        told(path) == f"{path} holds “1.flac” twice, and nothing tells which is meant: nothing was imported."
    )


def test_an_encrypted_archive_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("1.flac", b"x"))
    patched(path, lambda data: struct.pack_into("<H", data, central(data) + 8, 1))
    assert told(path) == f"{path} is encrypted: unpack it, and import the folder."


def test_more_entries_than_a_call_has_people_are_refused(tmp_path: Path) -> None:
    many = ((f"{index}.flac", b"") for index in range(ARCHIVE_ENTRIES + 1))
    path = packed(tmp_path / "a.zip", *many)
    assert told(path) == (
        f"{path} holds 1001 entries, and a recording has a file a speaker: nothing was imported."
    )


def promise(size: int) -> Callable[[bytearray], None]:
    return lambda data: struct.pack_into("<I", data, central(data) + 24, size)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    path = patched(packed(tmp_path / "a.zip", ("1.wav", bytes(1000))), promise(ARCHIVE_BYTES + 1))
    assert told(path) == f"{path} says that 1.1 GB are packed in its 0.0 MB: nothing was imported."


def test_entries_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """Of all the bombs the one without nesting: each entry is a piece of the same packed data."""
    path = packed(tmp_path / "a.zip", ("1.wav", bytes(5000)), ("2.wav", bytes(5000)))
    data = path.read_bytes()
    packed_size = len(data)
    patched(path, lambda data: struct.pack_into("<I", data, central(data) + 20, packed_size))
    assert "are packed in its 0.0 MB: nothing was imported." in told(path)


def test_silence_packs_well_and_is_no_bomb(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("1.wav", bytes(20_000_000)))
    assert path.stat().st_size < 20_000_000 / 900
    with Archive(path) as archive:
        assert archive.entries[0].size == 20_000_000


def test_an_entry_never_gives_more_than_it_promised(tmp_path: Path) -> None:
    path = patched(packed(tmp_path / "a.zip", ("1.wav", bytes(100_000))), promise(1000))
    with Archive(path) as archive, pytest.raises(InputError, match="cannot be unpacked: it is damaged"):
        archive.unpack(archive.entries[0], tmp_path / "x")
    assert (tmp_path / "x").stat().st_size <= 1000


# --- what shows later -----------------------------------------------------------------------------


def test_damage_inside_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("1.flac", bytes(range(256)) * 40))
    patched(path, lambda data: data.__setitem__(slice(40, 60), b"\xff" * 20))
    with Archive(path) as archive, pytest.raises(InputError) as error:
        archive.unpack(archive.entries[0], tmp_path / "x")
    assert str(error.value) == f"“1.flac” in {path} cannot be unpacked: it is damaged."


def test_a_method_that_python_does_not_know_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("1.flac", b"x"))

    def method(data: bytearray) -> None:
        for at in (8, central(data) + 10):
            struct.pack_into("<H", data, at, 97)

    with Archive(patched(path, method)) as archive, pytest.raises(InputError, match="it is damaged"):
        archive.read(archive.entries[0], 1)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("1.flac", bytes(range(256)) * 400))
    with Archive(path) as archive, full_disk(1000), pytest.raises(OutputError, match="File too large"):
        archive.unpack(archive.entries[0], tmp_path / "x")


def test_an_archive_without_permission_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("1.flac", b""))
    path.chmod(0)
    with without_privileges():
        assert told(path) == f"{path} cannot be read: Permission denied."


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_damaged_only_our_errors_escape(tmp_path: Path, data: st.DataObject) -> None:
    path = packed(tmp_path / "a.zip", ("1-a.flac", b"abc" * 50), ("info.txt", b"Recording x"))
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))] if data.draw(st.booleans()) else raw)
    try:
        with Archive(path) as archive:
            for entry in archive.entries:
                archive.read(entry, 1000)
    except CallerError as error:
        assert str(error).endswith(".")
