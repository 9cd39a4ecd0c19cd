"""transcriber.capture.pcapng: every shape of a pcapng file, in pieces of any size, whole or damaged."""

from __future__ import annotations

import struct
from fractions import Fraction

import pytest
from capture_golden import (
    MS,
    RECORDS,
    START,
    block,
    interface,
    kept,
    made,
    option,
    packet,
    section,
    session_header,
)
from hypothesis import example, given
from hypothesis import strategies as st

from transcriber.capture.pcapng import BlockScanner, Packets, damage_told

GOLDEN = {name: data for name, data in kept().items() if not name.startswith("pcap-")}
SESSION = GOLDEN["session"]
EVERY = [(START + at * MS, 228, data) for at, data in RECORDS]
FIRST, SECOND = RECORDS[0][1], RECORDS[1][1]

Row = tuple[int, int, bytes]


def rows(packets: Packets) -> list[Row]:
    """Time, link type and bytes of each packet."""
    return [
        (int(time), int(link), packets.data[offset : offset + length])
        for time, link, offset, length in zip(
            packets.time, packets.link, packets.offset.tolist(), packets.length.tolist(), strict=True
        )
    ]


def scanned(data: bytes, *cuts: int) -> tuple[list[Row], BlockScanner]:
    """The packets of a file that comes in pieces, and the scanner at its end."""
    scanner = BlockScanner()
    found: list[Row] = []
    for start, end in zip((0, *cuts), (*cuts, len(data)), strict=True):
        found += rows(scanner.feed(data[start:end]))
    return found, scanner


# --- whole files ----------------------------------------------------------------------------------


def test_the_golden_file_is_what_its_generator_makes() -> None:
    assert kept() == made()


@pytest.mark.parametrize("name", [name for name in GOLDEN if name.startswith("session")])
def test_both_byte_orders_and_every_decimal_resolution_give_the_same_packets(name: str) -> None:
    found, scanner = scanned(GOLDEN[name])
    assert found == EVERY
    assert (scanner.damage, scanner.pending, scanner.consumed) == (None, 0, len(GOLDEN[name]))


def test_sections_and_interfaces_count_each_for_themselves() -> None:
    found, scanner = scanned(GOLDEN["sections"])
    assert [time for time, _, _ in found] == [
        START,
        START,
        START,
        START + 40 * MS,
        START + 60 * MS - 390,  # as tshark says: 2^-20 s cannot say it better
    ]
    assert [data for _, _, data in found][3:] == [RECORDS[1][1], RECORDS[2][1]]
    assert scanner.damage is None


def test_blocks_of_other_kinds_are_passed_over_and_counted() -> None:
    assert scanned(GOLDEN["sections"])[1].skipped == 2
    assert scanned(SESSION)[1].skipped == 0


@pytest.mark.parametrize("name", GOLDEN)
def test_a_file_gives_the_same_cut_anywhere(name: str) -> None:
    data = GOLDEN[name]
    whole = scanned(data)
    for cut in range(len(data)):
        assert scanned(data, cut) == whole


@given(st.sampled_from(sorted(GOLDEN)), st.integers(1, 300))
@example("sections", 1)
def test_a_file_gives_the_same_in_pieces_of_any_size(name: str, size: int) -> None:
    data = GOLDEN[name]
    assert scanned(data, *range(size, len(data), size)) == scanned(data)


def test_a_packet_of_an_interface_that_nobody_described_has_no_link_type() -> None:
    data = session_header() + packet("<", START, FIRST, number=7) + packet("<", START, SECOND)
    assert scanned(data)[0] == [(0, -1, FIRST), (START, 228, SECOND)]


def test_interfaces_are_those_of_their_section() -> None:
    data = session_header() + section() + packet("<", START, FIRST) + interface() + packet("<", START, SECOND)
    assert scanned(data)[0] == [(0, -1, FIRST), (START, 228, SECOND)]


def test_a_packet_cut_by_the_snap_length_is_as_long_as_what_was_kept() -> None:
    whole = packet("<", START, FIRST)
    longer = whole[:24] + struct.pack("<I", 1500) + whole[28:]
    assert scanned(session_header() + longer)[0] == [(START, 228, FIRST)]


# --- time -----------------------------------------------------------------------------------------


@given(
    st.sampled_from("<>"),
    st.integers(0, 0xFF),
    st.integers(-(1 << 31), 1 << 31),
    st.integers(0, (1 << 64) - 1),
)
def test_times_are_exact_to_the_nanosecond_at_any_resolution(
    order: str, resolution: int, shift: int, ticks: int
) -> None:
    exponent = resolution & 0x7F
    unit = Fraction(1, 2**exponent if resolution & 0x80 else 10**exponent)
    expected = int(ticks * unit * 10**9)
    if expected > 1 << 62:
        return
    data = section(order) + interface(order, resolution=resolution, shift=shift) + packet(order, ticks, FIRST)
    assert scanned(data)[0] == [(expected + shift * 10**9, 228, FIRST)]


@pytest.mark.parametrize("resolution", [0, 6, 9, 12, 0x80, 0x80 | 40])
def test_times_beyond_the_year_2116_are_clipped_to_it(resolution: int) -> None:
    header = section() + interface(resolution=resolution)
    [(time, _, _)] = scanned(header + packet("<", (1 << 64) - 1, FIRST))[0]
    assert 1 << 24 <= time <= 1 << 62


@pytest.mark.parametrize("shift", [-(1 << 63), (1 << 63) - 1])
def test_an_absurd_offset_is_clipped(shift: int) -> None:
    [(time, _, _)] = scanned(section() + interface(shift=shift) + packet("<", START, FIRST))[0]
    assert -(1 << 62) < time < 1 << 63


def test_an_empty_resolution_or_an_offset_of_another_size_counts_as_absent() -> None:
    options = option("<", 9, b"") + option("<", 14, b"four")
    data = section() + interface(resolution=None, extra=options) + packet("<", START // 1000, FIRST)
    assert scanned(data)[0] == [(START, 228, FIRST)]


# --- torn tails -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GOLDEN)
def test_torn_at_any_byte_everything_before_the_torn_block_is_there(name: str) -> None:
    data = GOLDEN[name]
    every = scanned(data)[0]
    ends = [0]
    while ends[-1] < len(data):
        order = ">" if data[ends[-1] + 4 : ends[-1] + 6] == b"\0\0" else "<"
        ends.append(ends[-1] + struct.unpack_from(order + "I", data, ends[-1] + 4)[0])
    for length in range(len(data)):
        found, scanner = scanned(data[:length])
        whole = max(end for end in ends if end <= length)
        assert found == every[: len(found)]
        assert (scanner.damage, scanner.consumed, scanner.pending) == (None, whole, length - whole)


def test_a_torn_block_that_is_forgotten_may_come_again_as_another_one() -> None:
    scanner = BlockScanner()
    scanner.feed(session_header() + packet("<", START, FIRST)[:50])
    assert scanner.tail == packet("<", START, FIRST)[:50]
    scanner.rewind()
    assert rows(scanner.feed(packet("<", START, SECOND))) == [(START, 228, SECOND)]


# --- damage ---------------------------------------------------------------------------------------


def replaced(data: bytes, at: int, by: bytes) -> bytes:
    return data[:at] + by + data[at + len(by) :]


HEAD = session_header()
IDB = HEAD.index(b"\x01\0\0\0", 28)
NEXT = len(HEAD)
TWO = HEAD + packet("<", START, FIRST) + packet("<", START + MS, SECOND)
BEHIND = len(HEAD) + len(packet("<", START, FIRST))
DAMAGED = {
    "nothing of pcapng": (b"no capture at all", 0, "is no pcapng block"),
    "a packet before any section": (packet("<", START, FIRST), 0, "is no pcapng block"),
    "another byte-order magic": (replaced(TWO, 8, b"\1\2\3\4"), 0, "is no pcapng block"),
    "a later version": (
        section(version=2) + interface(),
        0,
        "is a section of pcapng version 2, not 1",
    ),
    "a section too short": (replaced(TWO, 4, b"\x18\0\0\0"), 0, "is no pcapng block"),
    "a section that ends otherwise": (replaced(TWO, IDB - 4, b"\xff"), 0, "is a damaged block"),
    "an interface too short": (HEAD + block("<", 1, bytes(4)), NEXT, "is no pcapng block"),
    "an interface that ends otherwise": (replaced(TWO, NEXT - 4, b"\xff"), IDB, "is a damaged block"),
    "a length of no whole words": (replaced(TWO, NEXT + 4, b"\x41"), NEXT, "is no pcapng block"),
    "a length of zero": (replaced(TWO, NEXT + 4, bytes(4)), NEXT, "is no pcapng block"),
    "a packet too short": (HEAD + block("<", 6, bytes(16)), NEXT, "is no pcapng block"),
    "a length of 17 MiB": (replaced(TWO, NEXT + 7, b"\x01"), NEXT, "is no pcapng block"),
    "a packet longer than its block": (replaced(TWO, NEXT + 20, b"\xff"), NEXT, "is a damaged packet block"),
    "a packet that ends otherwise": (replaced(TWO, BEHIND - 4, b"\xff"), NEXT, "is a damaged packet block"),
    "the second packet": (replaced(TWO, len(TWO) - 4, b"\xff"), BEHIND, "is a damaged packet block"),
    "zeros behind": (TWO + bytes(100), len(TWO), "is no pcapng block"),
    "an unknown block that ends otherwise": (
        HEAD + replaced(block("<", 99, bytes(8)), 16, b"\xff"),
        NEXT,
        "is a damaged block",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_ends_the_scan_and_is_told_with_its_place(name: str) -> None:
    data, place, what = DAMAGED[name]
    found, scanner = scanned(data)
    assert scanner.damage == f"what lies at byte {place} {what}"
    assert (scanner.consumed, scanner.pending) == (place, 0)
    assert found == [(START, 228, FIRST), (START + MS, 228, SECOND)][: len(found)]
    assert len(found) == (place >= BEHIND) + (place >= len(TWO))


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_the_same_in_pieces(name: str) -> None:
    data, _, _ = DAMAGED[name]
    whole = scanned(data)
    for size in (1, 7, 64):
        assert scanned(data, *range(size, len(data), size)) == whole


def test_a_block_of_17_mib_is_damage_even_when_all_of_it_is_there() -> None:
    """Otherwise what is read would depend on how the file is cut."""
    data = HEAD + packet("<", START, FIRST) + packet("<", START, bytes(17 << 20))
    found, scanner = scanned(data)
    assert found == [(START, 228, FIRST)]
    assert scanner.damage == f"what lies at byte {BEHIND} is no pcapng block"


def test_behind_damage_nothing_is_read_however_whole_it_is() -> None:
    data = replaced(TWO, BEHIND - 4, b"\xff")
    scanner = BlockScanner()
    scanner.feed(data)
    assert len(scanner.feed(TWO)) == 0


def test_the_first_of_two_damages_counts() -> None:
    data = replaced(replaced(TWO, BEHIND - 4, b"\xff"), BEHIND + 4, b"\x41")
    assert scanned(data)[1].consumed == NEXT


# --- who may append -------------------------------------------------------------------------------


def test_a_session_can_be_appended_to() -> None:
    assert scanned(SESSION)[1].appendable


@pytest.mark.parametrize(
    "data",
    [
        b"",
        section(),
        section(">") + interface(">"),
        section() + interface(link=1),
        section() + interface(resolution=6),
        section() + interface(shift=1),
        section() + interface() + interface(),
        session_header() + section(),
    ],
)
def test_other_byte_orders_links_resolutions_and_interfaces_cannot(data: bytes) -> None:
    assert not scanned(data)[1].appendable


# --- telling --------------------------------------------------------------------------------------


def test_a_whole_file_has_nothing_to_tell() -> None:
    assert damage_told(None, 0) is None


def test_a_torn_tail_is_told_by_its_length() -> None:
    assert damage_told(None, 17) == (
        "The capture was cut off in the middle of a block; its last 17 bytes were dropped, everything before "
        "them was read."
    )


def test_damage_is_told_by_its_place() -> None:
    assert damage_told("what lies at byte 99 is no pcapng block", 0) == (
        "The capture is damaged (what lies at byte 99 is no pcapng block); everything before that place was "
        "read, nothing after it."
    )


# --- anything -------------------------------------------------------------------------------------


def consistent(scanner: BlockScanner, found: list[Row], data: bytes) -> None:
    """What holds whatever was fed."""
    assert 0 <= scanner.consumed <= len(data)
    assert scanner.damage is not None or scanner.consumed + scanner.pending == len(data)
    assert all(-(1 << 62) <= time < 1 << 63 for time, _, _ in found)


@given(st.binary(max_size=300), st.integers(1, 300))
def test_any_bytes_are_scanned_without_an_error(data: bytes, size: int) -> None:
    found, scanner = scanned(data, *range(size, len(data), size))
    consistent(scanner, found, data)


@given(
    st.sampled_from(sorted(GOLDEN)),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4),
    st.integers(1, 2000),
)
def test_a_mutated_capture_is_scanned_without_an_error_and_the_same_in_pieces(
    name: str, changes: list[tuple[int, bytes]], size: int
) -> None:
    data = GOLDEN[name]
    for place, new in changes:
        data = replaced(data, place % len(data), new)
    whole = scanned(data)
    consistent(whole[1], whole[0], data)
    assert scanned(data, *range(size, len(data), size)) == whole
