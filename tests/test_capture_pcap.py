"""transcriber.capture.pcap: classic pcap in both byte orders, both resolutions, in pieces of any size."""

from __future__ import annotations

import struct

import pytest
from capture_golden import MS, RECORDS, START, kept, pcap_header, pcap_record
from hypothesis import given
from hypothesis import strategies as st

from transcriber.capture.pcap import MAGICS, PcapScanner
from transcriber.capture.pcapng import Packets

GOLDEN = {name: data for name, data in kept().items() if name.startswith("pcap-")}
DATA = [data for _, data in RECORDS]
FILES = [(order, unit) for order in "<>" for unit in (1000, 1)]

Row = tuple[int, int, bytes]


def rows(packets: Packets) -> list[Row]:
    return [
        (int(time), int(link), packets.data[offset : offset + length])
        for time, link, offset, length in zip(
            packets.time, packets.link, packets.offset.tolist(), packets.length.tolist(), strict=True
        )
    ]


def scanned(data: bytes, *cuts: int) -> tuple[list[Row], PcapScanner]:
    """The packets of a file that comes in pieces, and the scanner at its end."""
    scanner = PcapScanner()
    found: list[Row] = []
    for start, end in zip((0, *cuts), (*cuts, len(data)), strict=True):
        found += rows(scanner.feed(data[start:end]))
    return found, scanner


def file(order: str = "<", unit: int = 1000, link: int = 101) -> bytes:
    """All records of the golden session, a millisecond apart."""
    records = (pcap_record(order, unit, START + i * MS, data) for i, data in enumerate(DATA))
    return pcap_header(order, unit, link) + b"".join(records)


EVERY = [(START + i * MS, 101, data) for i, data in enumerate(DATA)]


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_files_are_read(name: str) -> None:
    [(time, link, frame)] = scanned(GOLDEN[name])[0]
    assert (time, link, frame[14:]) == (START + 40 * MS, 1, RECORDS[1][1])


def test_the_golden_files_begin_with_every_magic_number() -> None:
    assert {data[:4] for data in GOLDEN.values()} == MAGICS


@pytest.mark.parametrize(("order", "unit"), FILES)
def test_every_byte_order_and_resolution_gives_the_same_packets(order: str, unit: int) -> None:
    found, scanner = scanned(file(order, unit))
    assert found == EVERY
    assert (scanner.damage, scanner.pending, scanner.consumed) == (None, 0, len(file(order, unit)))


@pytest.mark.parametrize(("order", "unit"), FILES)
def test_fractions_are_exact(order: str, unit: int) -> None:
    time = START + 999_999 * unit
    data = pcap_header(order, unit, 1) + pcap_record(order, unit, time, b"x")
    assert scanned(data)[0] == [(time, 1, b"x")]


@given(st.sampled_from(FILES), st.integers(1, 2000))
def test_a_file_gives_the_same_in_pieces_of_any_size(shape: tuple[str, int], size: int) -> None:
    data = file(*shape)
    assert scanned(data, *range(size, len(data), size)) == scanned(data)


def test_torn_at_any_byte_everything_before_the_torn_packet_is_there() -> None:
    data = file()
    ends = [0, 24]
    for each in DATA:
        ends.append(ends[-1] + 16 + len(each))
    for length in range(len(data)):
        found, scanner = scanned(data[:length])
        whole = max(end for end in ends if end <= length)
        assert found == EVERY[: max(0, ends.index(whole) - 1)]
        assert (scanner.damage, scanner.consumed, scanner.pending) == (None, whole, length - whole)


def test_the_upper_half_of_the_link_type_tells_of_check_sequences() -> None:
    header = pcap_header("<", 1000, 0x74000001)
    assert scanned(header + pcap_record("<", 1000, START, b"x"))[0] == [(START, 1, b"x")]


def test_a_packet_cut_by_the_snap_length_is_as_long_as_what_was_kept() -> None:
    data = (
        file() + pcap_record("<", 1000, START, bytes(100), captured=60) + pcap_record("<", 1000, START, b"y")
    )
    assert scanned(data)[0][-2:] == [(START, 101, bytes(60)), (START, 101, b"y")]


def test_an_empty_packet_is_one() -> None:
    assert scanned(file() + pcap_record("<", 1000, START, b""))[0][-1] == (START, 101, b"")


def test_a_packet_of_17_mib_is_damage() -> None:
    data = file() + struct.pack("<IIII", 0, 0, 17 << 20, 17 << 20) + file()
    found, scanner = scanned(data)
    assert found == EVERY
    assert scanner.damage == f"what lies at byte {len(file())} is no pcap record"
    assert (scanner.consumed, scanner.pending) == (len(file()), 0)
    assert len(scanner.feed(file())) == 0


def test_another_beginning_is_damage() -> None:
    found, scanner = scanned(b"no capture at all, of no kind")
    assert (found, scanner.damage) == ([], "what lies at byte 0 is no pcap header")


@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=4)), max_size=4),
    st.integers(1, 2000),
)
def test_a_mutated_file_is_scanned_without_an_error_and_the_same_in_pieces(
    shape: tuple[str, int], changes: list[tuple[int, bytes]], size: int
) -> None:
    data = file(*shape)
    for place, new in changes:
        start = place % len(data)
        data = data[:start] + new + data[start + len(new) :]
    whole = scanned(data)
    assert 0 <= whole[1].consumed <= len(data)
    assert scanned(data, *range(size, len(data), size)) == whole


@given(st.sampled_from(sorted(MAGICS)), st.binary(max_size=200))
def test_any_bytes_are_scanned_without_an_error(magic: bytes, data: bytes) -> None:
    scanned(magic + data)
