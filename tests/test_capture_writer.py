"""transcriber.capture.writer: what is written is read; when it reaches the disk; crashes and full disks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from capture_cases import GOLDEN_EVENTS, at, broken_texts, events, names, read
from capture_golden import RECORDS, SOFTWARE, START, interface, kept, packet, section, session_header
from hypothesis import given
from hypothesis import strategies as st
from system_limits import full_disk, without_privileges

from transcriber import __version__
from transcriber.capture.batch import Batch
from transcriber.capture.pcapng import BlockScanner
from transcriber.capture.reader import CaptureReader
from transcriber.capture.text import whole_characters
from transcriber.capture.writer import CaptureWriter
from transcriber.config import FLUSH_SECONDS, FSYNC_SECONDS
from transcriber.errors import CallerError, InputError, OutputError, SettingError
from transcriber.types import Event, Left, Mark, Voice

SESSION = kept()["session"]
HEADER = session_header()
LAST = len(SESSION) - len(packet("<", START, RECORDS[-1][1]))
"""Where the last block of the golden session begins."""
ANOTHER = Left(at(300), "7")
FLUSH = round(FLUSH_SECONDS * 1e9)
FSYNC = round(FSYNC_SECONDS * 1e9)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "capture.pcapng"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For the examples of a property."""
    return tmp_path_factory.mktemp("writer")


class Disk:
    """Stands where `os.fsync` stands: notes how long the file was each time, and can fail."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lengths: list[int] = []
        self.fails = False

    def __call__(self, number: int) -> None:
        if self.fails:
            raise OSError(5, "Input/output error")
        if os.path.samestat(os.fstat(number), self.path.stat()):
            self.lengths.append(os.fstat(number).st_size)
        os.fsync(number)


def write(path: Path, *given_events: Event, **options: Any) -> None:
    with CaptureWriter(path, **options) as writer:
        for each in given_events:
            writer.write(each)


def stamps(path: Path) -> list[int]:
    """The timestamps in the file, as they are there."""
    return [int(time) for time in BlockScanner().feed(path.read_bytes()).time]


def fresh(folder: Path) -> Path:
    path = folder / "capture.pcapng"
    path.unlink(missing_ok=True)
    return path


# --- what is written ------------------------------------------------------------------------------


def test_the_golden_session_is_written_byte_for_byte(path: Path) -> None:
    write(path, *GOLDEN_EVENTS, software=SOFTWARE)
    assert path.read_bytes() == SESSION


def test_a_capture_names_the_software_that_made_it(path: Path) -> None:
    write(path)
    assert f"transcriber {__version__}".encode() in path.read_bytes()


@given(st.lists(events, max_size=12))
def test_what_is_written_is_read_as_it_was(folder: Path, given_events: list[Event]) -> None:
    given_events.sort(key=lambda event: event.time)
    path = fresh(folder)
    write(path, *given_events)
    assert read(path) == (given_events, None)


@given(st.lists(events, max_size=12))
def test_timestamps_never_decrease(folder: Path, given_events: list[Event]) -> None:
    path = fresh(folder)
    write(path, *given_events)
    found, _ = read(path)
    latest = [max(each.time for each in given_events[: i + 1]) for i in range(len(given_events))]
    assert found == [replace(each, time=time) for each, time in zip(given_events, latest, strict=True)]
    assert stamps(path) == latest


def test_a_replayed_packet_gets_the_time_of_its_replay(path: Path) -> None:
    """It was held for its key: events that came meanwhile are in the file already."""
    held = Voice(at(10), 1, 1, 960, b"\x78")
    write(path, Left(at(500), "5"), held, replace(held, time=at(600), sequence=2))
    assert stamps(path) == [at(500), at(500), at(600)]


@given(names, broken_texts)
def test_names_and_notes_of_any_text_are_written(folder: Path, name: str, text: str) -> None:
    path = fresh(folder)
    write(path, Mark(at(0), "5", name, text))
    assert read(path) == ([Mark(at(0), "5", name, whole_characters(text))], None)


def test_an_event_that_does_not_fit_is_refused_and_the_capture_goes_on(path: Path) -> None:
    with CaptureWriter(path) as writer:
        writer.write(GOLDEN_EVENTS[0])
        with pytest.raises(SettingError, match="A capture cannot hold this Voice"):
            writer.write(Voice(at(900), 1, 0x10000, 0, b"\x78"))
        writer.write(GOLDEN_EVENTS[1])
    assert read(path) == (GOLDEN_EVENTS[:2], None)


def test_a_capture_is_private(path: Path) -> None:
    write(path)
    assert path.stat().st_mode & 0o777 == 0o600


# --- when it reaches followers, and the disk --------------------------------------------------------


def test_a_capture_that_was_begun_can_be_followed_at_once(path: Path) -> None:
    with CaptureWriter(path, software=SOFTWARE):
        assert path.read_bytes() == HEADER


def test_events_are_flushed_when_the_first_since_the_last_flush_is_half_a_second_old(path: Path) -> None:
    with CaptureWriter(path) as writer:
        writer.write(Left(START, "1"))
        assert len(read(path)[0]) == 1
        writer.write(Left(START + 1, "2"))
        writer.write(Left(START + FLUSH - 1, "3"))
        assert len(read(path)[0]) == 1
        writer.write(Left(START + FLUSH, "4"))
        assert len(read(path)[0]) == 4


def test_in_silence_a_tick_flushes(path: Path) -> None:
    with CaptureWriter(path) as writer:
        writer.write(Left(START, "1"))
        writer.write(Left(START + 1, "2"))
        writer.tick(START + FLUSH - 1)
        assert len(read(path)[0]) == 1
        writer.tick(START + FLUSH)
        assert len(read(path)[0]) == 2


def test_flush_shows_everything_at_once(path: Path) -> None:
    with CaptureWriter(path) as writer:
        for event in GOLDEN_EVENTS:
            writer.write(event)
        writer.flush()
        assert read(path)[0] == GOLDEN_EVENTS


def test_every_five_seconds_everything_is_on_the_disk(path: Path) -> None:
    disk = Disk(path)
    with CaptureWriter(path, fsync=disk) as writer:
        for second in range(12):
            writer.write(Left(START + second * 1_000_000_000, "5"))
        size = len(packet("<", 0, b"")) + len(b'{"event": "left", "user": "5"}') + 28
        assert [length - disk.lengths[0] for length in disk.lengths] == [
            0,
            5 * (size + -size % 4),
            10 * (size + -size % 4),
        ]


def test_what_is_on_the_disk_is_not_brought_there_again(path: Path) -> None:
    disk = Disk(path)
    with CaptureWriter(path, fsync=disk) as writer:
        writer.write(Left(START, "5"))
        for second in range(1, 60):
            writer.tick(START + second * 1_000_000_000)
        writer.sync()
    assert len(disk.lengths) == 1


def test_closing_brings_everything_to_the_disk_once(path: Path) -> None:
    disk = Disk(path)
    with CaptureWriter(path, fsync=disk) as writer:
        for event in GOLDEN_EVENTS:
            writer.write(event)
        writer.close()
    assert disk.lengths[-1] == path.stat().st_size
    assert read(path)[0] == GOLDEN_EVENTS


def test_the_name_of_a_capture_is_on_the_disk_before_its_first_event(path: Path) -> None:
    synced: list[int] = []
    with CaptureWriter(path, fsync=lambda number: synced.append(os.fstat(number).st_ino)):
        assert synced == [path.parent.stat().st_ino]


def test_a_disk_that_fails_is_told(path: Path) -> None:
    disk = Disk(path)
    with CaptureWriter(path, fsync=disk) as writer:
        disk.fails = True
        with pytest.raises(
            OutputError, match=r"The capture .*capture\.pcapng cannot be written: Input/output error\.$"
        ):
            writer.write(GOLDEN_EVENTS[0])
        disk.fails = False
    assert read(path)[0] == GOLDEN_EVENTS[:1]


# --- recovering -----------------------------------------------------------------------------------


@pytest.mark.parametrize("length", range(LAST, len(SESSION)))
def test_torn_at_any_byte_of_its_last_block_a_capture_goes_on_behind_the_last_whole_one(
    path: Path, length: int
) -> None:
    path.write_bytes(SESSION[:length])
    with CaptureWriter(path) as writer:
        assert writer.recovered == length - LAST
        writer.write(ANOTHER)
    assert path.read_bytes()[:LAST] == SESSION[:LAST]
    assert read(path) == ([*GOLDEN_EVENTS[:-1], ANOTHER], None)


@pytest.mark.parametrize("length", range(len(HEADER)))
def test_torn_inside_its_header_it_begins_anew(path: Path, length: int) -> None:
    path.write_bytes(HEADER[:length])
    with CaptureWriter(path, software=SOFTWARE) as writer:
        assert writer.recovered == length
        writer.write(ANOTHER)
    assert path.read_bytes()[: len(HEADER)] == HEADER
    assert read(path) == ([ANOTHER], None)


@pytest.mark.parametrize(("data", "before"), [(HEADER, []), (SESSION, GOLDEN_EVENTS)])
def test_a_whole_capture_goes_on_without_a_second_header(
    path: Path, data: bytes, before: list[Event]
) -> None:
    path.write_bytes(data)
    with CaptureWriter(path, software=SOFTWARE) as writer:
        assert writer.recovered == 0
        writer.write(ANOTHER)
    assert path.read_bytes().startswith(data)
    assert read(path) == ([*before, ANOTHER], None)


def test_a_capture_that_goes_on_never_goes_back_in_time(path: Path) -> None:
    path.write_bytes(SESSION)
    write(path, Left(at(0), "7"))
    assert read(path)[0][-1] == Left(GOLDEN_EVENTS[-1].time, "7")
    assert stamps(path)[-1] == GOLDEN_EVENTS[-1].time


@pytest.mark.parametrize("length", [0, 10, len(HEADER), LAST, LAST + 1, LAST + 30, len(SESSION)])
@pytest.mark.parametrize("zeros", [1, 4096, 3 << 20])
def test_zeros_that_a_power_cut_left_are_removed(path: Path, length: int, zeros: int) -> None:
    """A file system may have known the file's length before it had its data."""
    path.write_bytes(SESSION[:length] + bytes(zeros))
    with CaptureWriter(path, software=SOFTWARE) as writer:
        writer.write(ANOTHER)
    found, damage = read(path)
    assert damage is None
    assert found[-1] == ANOTHER
    assert found[:-1] == GOLDEN_EVENTS[: len(found) - 1]
    assert len(found) - 1 == {len(SESSION): 13, LAST: 12, LAST + 1: 12, LAST + 30: 12}.get(length, 0)


def changed(at_byte: int, by: bytes) -> bytes:
    return SESSION[:at_byte] + by + SESSION[at_byte + len(by) :]


BIG_ENDIAN = kept()["session-big-endian-microseconds"]
REFUSED = {
    "big-endian": BIG_ENDIAN,
    "microseconds": section() + interface(resolution=None),
    "Ethernet": section() + interface(link=1),
    "two interfaces": HEADER + interface(),
    "another section": kept()["sections"],
    "half a header of another program": section() + interface()[:10],
    "a damaged block in the middle": changed(LAST - 1, b"\xff"),
    "a damaged length in the middle that reaches beyond the end": changed(len(HEADER) + 4, b"\x00\x10"),
    "garbage behind the last block": SESSION + b"garbage",
    "zeros, and then something": SESSION + bytes(2 << 20) + b"\1",
}


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_is_appended_to_what_is_not_ours_or_damaged_before_its_end(path: Path, name: str) -> None:
    path.write_bytes(REFUSED[name])
    with pytest.raises(
        OutputError,
        match=r"^Nothing can be appended to .*capture\.pcapng: it was written by another program, or is "
        r"damaged before its end\. Choose another folder\.$",
    ):
        CaptureWriter(path)
    assert path.read_bytes() == REFUSED[name]


@pytest.mark.parametrize("data", [b"RIFF....WAVEfmt ", b"{}", kept()["pcap-little-endian-microseconds"]])
def test_a_file_that_is_no_capture_is_refused_and_stays(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"capture\.pcapng is not a pcapng capture\.$"):
        CaptureWriter(path)
    assert path.read_bytes() == data


def test_two_writers_of_one_capture_would_cut_each_other_off(path: Path) -> None:
    with (
        CaptureWriter(path),
        pytest.raises(
            OutputError, match=r"capture\.pcapng is being written by another process: end that one"
        ),
    ):
        CaptureWriter(path)
    write(path, ANOTHER)
    assert read(path) == ([ANOTHER], None)


# --- places that cannot be written ------------------------------------------------------------------


def test_a_missing_folder_is_told(path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written: No such file or directory\.$"):
        CaptureWriter(path / "capture.pcapng")


def test_a_folder_of_that_name_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(OutputError, match=r"cannot be written: Is a directory\.$"):
        CaptureWriter(path)


def test_a_folder_without_permission_is_told(path: Path) -> None:
    path.parent.chmod(0o500)
    with without_privileges(), pytest.raises(OutputError, match=r"cannot be written: Permission denied\.$"):
        CaptureWriter(path)


def test_a_pipe_is_refused_instead_of_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(OutputError, match=r"capture\.pcapng is no regular file: choose another place"):
        CaptureWriter(path)


def test_after_closing_nothing_can_be_written(path: Path) -> None:
    writer = CaptureWriter(path)
    writer.close()
    with pytest.raises(OutputError, match="cannot be written"):
        writer.write(ANOTHER)


# --- a full disk ------------------------------------------------------------------------------------


@pytest.fixture
def held_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[CaptureWriter, Path]]:
    """A writer that has the golden session still to write, but for its first event."""
    monkeypatch.setattr("transcriber.capture.writer._FLUSH_NS", 10 * FSYNC)
    with CaptureWriter(path, software=SOFTWARE) as writer:
        for event in GOLDEN_EVENTS:
            writer.write(event)
        yield writer, path


@pytest.mark.parametrize("room", range(LAST - 130, len(SESSION), 3))
def test_when_the_disk_is_full_the_file_ends_with_a_whole_block_and_nothing_is_lost(
    held_back: tuple[CaptureWriter, Path], room: int
) -> None:
    writer, path = held_back
    with full_disk(room):
        for _ in range(2):  # and trying again changes nothing
            with pytest.raises(
                OutputError, match=r"The capture .*capture\.pcapng cannot be written: File too large\.$"
            ):
                writer.flush()
            kept_events, damage = read(path)
            assert (kept_events, damage) == (GOLDEN_EVENTS[: len(kept_events)], None)
            assert path.stat().st_size <= room
            assert room - path.stat().st_size < len(packet("<", START, RECORDS[len(kept_events)][1]))
    writer.flush()
    assert path.read_bytes() == SESSION


def test_on_a_full_disk_recording_goes_on_and_is_written_once_there_is_room(path: Path) -> None:
    told = 0
    said = [Voice(START + i * 20_000_000, 1, i, i * 960, b"\x78") for i in range(500)]
    with CaptureWriter(path) as writer:
        with full_disk(20_000):
            for event in said:
                try:
                    writer.write(event)
                except OutputError:
                    told += 1
        assert read(path) == (said[: len(read(path)[0])], None)
    assert read(path) == (said, None)
    attempts = 10 / FLUSH_SECONDS
    assert attempts / 4 <= told <= attempts, "every attempt is told, and there is one each interval"


def test_when_the_rest_does_not_fit_closing_says_so(path: Path) -> None:
    writer = CaptureWriter(path, software=SOFTWARE)
    for event in GOLDEN_EVENTS:
        writer.write(event)
    with full_disk(LAST), pytest.raises(OutputError, match="File too large"):
        writer.close()
    writer.close()
    assert read(path) == (GOLDEN_EVENTS[:-1], None)


@pytest.mark.parametrize("room", range(0, len(HEADER), 7))
def test_a_capture_whose_header_does_not_fit_is_empty_and_can_be_begun_later(path: Path, room: int) -> None:
    with full_disk(room), pytest.raises(OutputError, match="File too large"):
        CaptureWriter(path)
    assert path.read_bytes() == b""
    write(path, ANOTHER)
    assert read(path) == ([ANOTHER], None)


def test_who_follows_a_full_disk_sees_each_event_once(held_back: tuple[CaptureWriter, Path]) -> None:
    """Also when half a block was visible for a moment, and other events came in its place."""
    writer, path = held_back
    with CaptureReader(path) as reader:
        batches: list[Batch] = list(reader.batches())
        with full_disk(LAST - 40), pytest.raises(OutputError):
            writer.flush()
        batches += reader.batches()
        writer.flush()
        batches += reader.batches()
    assert [event for batch in batches for event in batch.events()] == GOLDEN_EVENTS


# --- anything -------------------------------------------------------------------------------------


@given(
    st.binary(max_size=100),
    st.sampled_from([0, 12, len(HEADER), len(HEADER) + 30, LAST, len(SESSION)]),
)
def test_whatever_lies_there_is_continued_or_left_alone(folder: Path, rest: bytes, begins: int) -> None:
    data = SESSION[:begins] + rest
    path = fresh(folder)
    path.write_bytes(data)
    try:
        write(path, ANOTHER, software=SOFTWARE)
    except CallerError:
        assert path.read_bytes() == data
    else:
        found, damage = read(path)
        assert damage is None
        assert found[-1] == replace(ANOTHER, time=found[-1].time)
