"""transcriber.capture.reader: a capture read whole, in chunks, while it grows, torn or damaged."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest
from capture_cases import GOLDEN_EVENTS, all_events, at, read
from capture_golden import OPUS, RECORDS, START, event, kept, packet, session_header, voice
from hypothesis import given
from hypothesis import strategies as st
from system_limits import without_privileges

from transcriber.capture.reader import CaptureFile, CaptureReader
from transcriber.errors import InputError
from transcriber.types import Event, Left, Voice

GOLDEN = {name: data for name, data in kept().items() if not name.startswith("pcap-")}
SESSION = GOLDEN["session"]
SIZES = [len(packet("<", START, data)) for _, data in RECORDS]
ENDS = [len(session_header()) + sum(SIZES[:i]) for i in range(len(SIZES) + 1)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "capture.pcapng"


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file for all the examples of a property."""
    return tmp_path_factory.mktemp("reader") / "capture.pcapng"


# --- whole ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in GOLDEN if name.startswith("session")])
def test_a_session_is_read_in_either_byte_order_and_any_resolution(path: Path, name: str) -> None:
    path.write_bytes(GOLDEN[name])
    assert read(path) == (GOLDEN_EVENTS, None)


def test_what_this_version_does_not_know_is_skipped_and_counted(path: Path) -> None:
    """Two blocks, a port and an event name; the two sections differ in byte order and resolution."""
    path.write_bytes(GOLDEN["sections"])
    with CaptureReader(path) as reader:
        found = all_events(list(reader.batches()))
        assert (reader.skipped, reader.damage) == (4, None)
    assert [type(each) for each in found] == [type(each) for each in GOLDEN_EVENTS[:3]]


@given(st.sampled_from(sorted(GOLDEN)), st.integers(1, 2500))
def test_chunks_of_any_size_give_the_same_events(growing: Path, name: str, chunk: int) -> None:
    growing.write_bytes(GOLDEN[name])
    assert read(growing, chunk) == read(growing)


def test_memory_is_one_chunk_and_at_most_a_block(path: Path) -> None:
    block = packet("<", START, RECORDS[1][1])
    path.write_bytes(session_header() + block * 1000)
    with CaptureReader(path, chunk=1000) as reader:
        sizes = [len(batch.data) for batch in reader.batches()]
    assert max(sizes) < 1000 + len(block)
    assert len(sizes) >= len(block)  # 1000 blocks, a chunk a thousand bytes


def test_a_file_that_is_read_again_is_read_from_its_beginning(path: Path) -> None:
    path.write_bytes(SESSION)
    capture = CaptureFile(path)
    assert [all_events(list(capture.batches())) for _ in range(2)] == [GOLDEN_EVENTS] * 2


# --- while it grows -------------------------------------------------------------------------------


@given(
    st.sampled_from(sorted(GOLDEN)),
    st.lists(st.integers(12, 2000), max_size=8).map(sorted),
    st.integers(1, 500),
)
def test_following_a_growing_file_gives_what_reading_it_whole_gives(
    growing: Path, name: str, lengths: list[int], chunk: int
) -> None:
    data = GOLDEN[name]
    growing.write_bytes(data[: (lengths or [12])[0]])
    found: list[Event] = []
    with CaptureReader(growing, chunk=chunk) as reader:
        for length in [*lengths, len(data)]:
            growing.write_bytes(data[:length])
            found += all_events(list(reader.batches()))
            assert reader.poll() is None
        assert reader.damage is None
    assert found == read(growing)[0]


def test_following_byte_by_byte_gives_each_event_with_its_last_byte(path: Path) -> None:
    path.write_bytes(SESSION[:12])
    come: list[tuple[int, Event]] = []
    with CaptureReader(path) as reader, path.open("ab", buffering=0) as file:
        for place in range(12, len(SESSION)):
            file.write(SESSION[place : place + 1])
            come += [(place + 1, each) for each in all_events(list(reader.batches()))]
            assert reader.whole_bytes == max([0, *(end for end in WHOLE if end <= place + 1)])
    assert come == list(zip(ENDS[1:], GOLDEN_EVENTS, strict=True))


WHOLE = [SESSION.index(struct.pack("<II", 1, 32)), *ENDS]
"""Where blocks of the golden session end."""


def test_a_torn_block_that_its_writer_took_back_is_forgotten(path: Path) -> None:
    """A disk was full, or the writer was started again: other blocks come in its place."""
    torn = packet("<", at(0), RECORDS[0][1])
    other = packet("<", at(1), voice(1, 960, 7, OPUS))
    for length in range(1, len(torn)):
        path.write_bytes(session_header() + torn[:length])
        with CaptureReader(path) as reader:
            assert all_events(list(reader.batches())) == []
            path.write_bytes(session_header() + other)
            assert all_events(list(reader.batches())) == [Voice(at(1), 7, 1, 960, OPUS)]
            assert reader.damage is None


def test_a_torn_block_that_is_gone_leaves_nothing(path: Path) -> None:
    path.write_bytes(SESSION + b"\x06\0\0\0\x40")
    with CaptureReader(path) as reader:
        list(reader.batches())
        assert reader.damage is not None
        path.write_bytes(SESSION)
        assert all_events(list(reader.batches())) == []
        assert reader.damage is None


def test_asking_again_without_news_gives_nothing(path: Path) -> None:
    path.write_bytes(SESSION[:-1])
    with CaptureReader(path) as reader:
        assert reader.poll() is not None
        assert [reader.poll(), reader.poll()] == [None, None]


# --- torn -----------------------------------------------------------------------------------------


def test_torn_at_any_byte_of_the_last_block_everything_before_it_comes_and_the_tail_is_told(
    path: Path,
) -> None:
    for length in range(ENDS[-2] + 1, ENDS[-1]):
        path.write_bytes(SESSION[:length])
        found, damage = read(path)
        assert found == GOLDEN_EVENTS[:-1]
        assert damage == (
            f"The capture was cut off in the middle of a block; its last {length - ENDS[-2]} bytes were "
            "dropped, everything before them was read."
        )


def test_cut_off_between_two_blocks_there_is_nothing_to_tell(path: Path) -> None:
    for count, end in enumerate(ENDS):
        path.write_bytes(SESSION[:end])
        assert read(path) == (GOLDEN_EVENTS[:count], None)


@pytest.mark.parametrize("length", range(12, ENDS[0]))
def test_torn_inside_its_header_a_capture_is_empty_and_says_so(path: Path, length: int) -> None:
    path.write_bytes(SESSION[:length])
    found, damage = read(path)
    assert found == []
    assert (damage is None) == (length in WHOLE)


@pytest.mark.parametrize("length", range(1, 12))
def test_shorter_than_any_block_it_is_refused(path: Path, length: int) -> None:
    path.write_bytes(SESSION[:length])
    with pytest.raises(InputError, match=r"capture\.pcapng is cut off before its first packet: nothing can"):
        CaptureReader(path)


# --- damaged --------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", range(len(RECORDS)))
def test_behind_a_damaged_block_nothing_is_read_and_that_is_told(path: Path, index: int) -> None:
    damaged = bytearray(SESSION)
    damaged[ENDS[index + 1] - 1] ^= 0xFF
    path.write_bytes(damaged)
    found, damage = read(path)
    assert found == GOLDEN_EVENTS[:index]
    assert damage == (
        f"The capture is damaged (what lies at byte {ENDS[index]} is a damaged packet block); everything "
        "before that place was read, nothing after it."
    )


def test_zeros_behind_a_capture_are_damage(path: Path) -> None:
    """A power cut can leave a file with its length, but without its data."""
    path.write_bytes(SESSION + bytes(4096))
    found, damage = read(path)
    assert found == GOLDEN_EVENTS
    assert damage is not None
    assert f"at byte {len(SESSION)} is no pcapng block" in damage


# --- no capture -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"RIFF", b"\x0a\x0d\x0d\x0d", b"\xd4\xc3\xb2\xa1" + bytes(20), b"\0", b"{}"]
)
def test_what_is_no_pcapng_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"capture\.pcapng is not a pcapng capture\.$"):
        CaptureReader(path)


def test_garbage_behind_the_first_four_bytes_is_told(path: Path) -> None:
    path.write_bytes(SESSION[:4] + b"\xa5" * 100)
    found, damage = read(path)
    assert found == []
    assert damage is not None
    assert "at byte 0 is no pcapng block" in damage


def test_an_empty_file_is_refused(path: Path) -> None:
    path.touch()
    with pytest.raises(InputError, match=r"capture\.pcapng is empty: nothing was captured\.$"):
        CaptureReader(path)


def test_a_missing_file_is_refused(path: Path) -> None:
    with pytest.raises(InputError, match=r"capture\.pcapng cannot be read: No such file or directory\.$"):
        CaptureReader(path)


def test_a_file_without_read_permission_is_refused(path: Path) -> None:
    path.write_bytes(SESSION)
    path.chmod(0)
    with without_privileges(), pytest.raises(InputError, match=r"cannot be read: Permission denied\.$"):
        CaptureReader(path)


def test_a_pipe_is_refused_instead_of_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(InputError, match="is no regular file"):
        CaptureReader(path)


def test_a_folder_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(InputError, match="is no regular file"):
        CaptureReader(path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file whose bytes cannot be read")
def test_a_disk_that_fails_is_told() -> None:
    with pytest.raises(InputError, match=r"^/proc/self/mem cannot be read: Input/output error\.$"):
        CaptureReader(Path("/proc/self/mem"))


# --- as a source ----------------------------------------------------------------------------------


def test_a_whole_capture_has_nothing_to_warn_of(path: Path) -> None:
    path.write_bytes(SESSION)
    capture = CaptureFile(path)
    assert (capture.warnings(), capture.rejected()) == ([], {})
    list(capture.batches())
    assert (capture.warnings(), capture.rejected()) == ([], {})


def test_a_capture_tells_its_torn_tail_and_what_it_skipped(path: Path) -> None:
    path.write_bytes(SESSION + packet("<", START, event(event="of a later version")) + b"\x06")
    capture = CaptureFile(path)
    list(capture.batches())
    assert [warning.partition(";")[0] for warning in capture.warnings()] == [
        "The capture was cut off in the middle of a block"
    ]
    assert capture.rejected() == {"unknown": 1}


# --- anything -------------------------------------------------------------------------------------


@given(st.binary(max_size=200), st.booleans())
def test_any_file_is_read_or_refused_in_our_words(growing: Path, data: bytes, begins: bool) -> None:
    growing.write_bytes((SESSION[:12] if begins else b"") + data)
    try:
        read(growing)
    except InputError as error:
        assert str(growing) in str(error)


@given(
    st.sampled_from(sorted(GOLDEN)),
    st.lists(st.tuples(st.integers(12, 2000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4),
    st.integers(1, 2000),
)
def test_a_mutated_capture_is_read_and_the_same_in_chunks(
    growing: Path, name: str, changes: list[tuple[int, bytes]], chunk: int
) -> None:
    data = bytearray(GOLDEN[name])
    for place, new in changes:
        place = min(place, len(data) - len(new))
        data[place : place + len(new)] = new
    growing.write_bytes(data)
    found, damage = read(growing)
    assert read(growing, chunk) == (found, damage)
    assert [each.time for each in found] == sorted(each.time for each in found)


def test_an_event_after_all_voice_is_not_lost(path: Path) -> None:
    path.write_bytes(session_header() + packet("<", at(3), event(event="left", user="5")))
    assert read(path) == ([Left(at(3), "5")], None)
