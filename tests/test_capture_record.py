"""transcriber.capture.record: events as packets, packets as columns; what is none is skipped and counted."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from capture_cases import GOLDEN_EVENTS, at, events, facts, voices
from capture_golden import (
    OPUS,
    RECORDS,
    SSRC,
    START,
    event,
    interface,
    ipv4,
    packet,
    rtp,
    section,
    session_header,
    udp,
    voice,
)
from hypothesis import given
from hypothesis import strategies as st

from transcriber.capture.pcapng import BlockScanner
from transcriber.capture.record import MAX_PAYLOAD, RecordReader, event_block
from transcriber.errors import SettingError
from transcriber.types import Connected, Event, Stats, Voice

VOICE = GOLDEN_EVENTS[1]
SEEN = Voice(START, SSRC, 7, 9, OPUS)
assert isinstance(VOICE, Voice)


def heard(*packets: bytes, header: bytes = session_header()) -> tuple[list[Event], RecordReader]:
    """What packets, a millisecond apart, are read as."""
    scanner, reader = BlockScanner(), RecordReader()
    blocks = (packet("<", at(i), data) for i, data in enumerate(packets))
    batch = reader.batch(scanner.feed(header + b"".join(blocks)))
    return batch.events(), reader


# --- writing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", [i for i, fact in enumerate(GOLDEN_EVENTS) if isinstance(fact, Voice)])
def test_voice_is_written_as_the_golden_packet(index: int) -> None:
    time = GOLDEN_EVENTS[index].time
    assert event_block(GOLDEN_EVENTS[index], time) == packet("<", time, RECORDS[index][1])


@given(facts)
def test_the_ip_header_of_an_event_is_the_golden_one_with_its_checksum(fact: Event) -> None:
    block = event_block(fact, START)
    (length,) = struct.unpack_from("<I", block, 20)
    written = block[28 : 28 + length]
    assert written == ipv4(udp(50005, written[28:]))


@given(st.lists(events, max_size=10))
def test_what_is_written_is_read_as_it_was(given_events: list[Event]) -> None:
    given_events.sort(key=lambda event: event.time)
    blocks = b"".join(event_block(event, event.time) for event in given_events)
    reader = RecordReader()
    batch = reader.batch(BlockScanner().feed(session_header() + blocks))
    assert batch.events() == given_events
    assert (reader.unknown, reader.malformed) == (0, 0)


@pytest.mark.parametrize(
    "misfit",
    [
        replace(VOICE, sequence=0x10000),
        replace(VOICE, timestamp=-1),
        replace(VOICE, ssrc=1 << 32),
        replace(VOICE, opus=bytes(MAX_PAYLOAD - 11)),
    ],
    ids=["sequence", "timestamp", "ssrc", "length"],
)
def test_a_voice_packet_that_does_not_fit_is_refused(misfit: Voice) -> None:
    sentence = (
        r"^A capture cannot hold this Voice \(.*\): give numbers that fit their fields, and at most 65507"
    )
    with pytest.raises(SettingError, match=sentence):
        event_block(misfit, START)


def test_the_longest_packet_fits() -> None:
    longest = replace(SEEN, opus=bytes(MAX_PAYLOAD - 12))
    block = event_block(longest, START)
    assert RecordReader().batch(BlockScanner().feed(session_header() + block)).events() == [longest]


def test_counters_without_end_and_times_beyond_64_bits_are_refused() -> None:
    with pytest.raises(SettingError, match="cannot hold this Stats"):
        event_block(Stats(START, {str(number): number for number in range(10_000)}), START)
    with pytest.raises(SettingError, match="cannot hold this Voice"):
        event_block(SEEN, 1 << 64)


# --- reading --------------------------------------------------------------------------------------


def test_a_golden_session_is_read() -> None:
    blocks = b"".join(packet("<", at(time), data) for time, data in RECORDS)
    reader = RecordReader()
    assert reader.batch(BlockScanner().feed(session_header() + blocks)).events() == GOLDEN_EVENTS
    assert (reader.unknown, reader.malformed) == (0, 0)


GOOD = rtp(7, 9, SSRC, OPUS)
UNKNOWN = {
    "another port": ipv4(udp(50006, GOOD)),
    "TCP": ipv4(udp(50004, GOOD), protocol=6),
    "a first fragment": ipv4(udp(50004, GOOD), fragment=0x2000),
    "a later fragment": ipv4(udp(50004, GOOD), fragment=1),
    "IPv6": b"\x60" + ipv4(udp(50004, GOOD))[1:],
    "an IP header of 16 bytes": b"\x44" + ipv4(b"")[1:16] + udp(50004, GOOD),
    "an IP header that reaches beyond the packet": b"\x4f" + ipv4(udp(50004, b""))[1:],
    "a UDP length of 7": ipv4(udp(50004, GOOD)[:4] + b"\0\7" + udp(50004, GOOD)[6:]),
    "a UDP length beyond the packet": ipv4(udp(50004, GOOD))[:-1],
    "nothing": b"",
    "27 bytes": ipv4(udp(50004, b""))[:27],
    "an event name of another version": event(event="of a later version"),
    "an event that is no JSON": ipv4(udp(50005, b"{")),
    "an empty event": ipv4(udp(50005, b"")),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_this_version_does_not_know_is_skipped_and_counted(name: str) -> None:
    found, reader = heard(ipv4(udp(50004, GOOD)), UNKNOWN[name], event(event="connected", connection=0))
    assert found == [replace(SEEN, time=at(0)), Connected(at(2), 0, "")]
    assert (reader.unknown, reader.malformed) == (1, 0)
    found, reader = heard(UNKNOWN[name])  # with nothing behind it, too
    assert (found, reader.unknown) == ([], 1)


MALFORMED = {
    "RTP version 1": b"\x40" + GOOD[1:],
    "padding": b"\xa0" + GOOD[1:],
    "an extension": b"\x90" + GOOD[1:],
    "a CSRC": b"\x81" + GOOD[1:],
    "another payload type": rtp(7, 9, SSRC, OPUS, payload_type=111),
    "no Opus": GOOD[:12],
    "half a header": GOOD[:6],
    "nothing": b"",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_voice_that_is_no_version_1_rtp_is_skipped_and_counted(name: str) -> None:
    found, reader = heard(ipv4(udp(50004, MALFORMED[name])), ipv4(udp(50004, GOOD)))
    assert found == [replace(SEEN, time=at(1))]
    assert (reader.unknown, reader.malformed) == (0, 1)


def test_packets_of_other_link_types_are_unknown() -> None:
    found, reader = heard(ipv4(udp(50004, GOOD)), header=section() + interface(link=101))
    assert (found, reader.unknown) == ([], 1)


def test_ip_options_and_the_marker_bit_are_passed_over() -> None:
    marked = GOOD[:1] + b"\xf8" + GOOD[2:]
    found, _ = heard(ipv4(udp(50004, GOOD), options=bytes(8)), ipv4(udp(50004, marked)))
    assert found == [replace(SEEN, time=at(0)), replace(SEEN, time=at(1))]


def test_bytes_behind_the_datagram_are_not_opus() -> None:
    [found] = heard(ipv4(udp(50004, GOOD)) + b"trailer")[0]
    assert isinstance(found, Voice)
    assert found.opus == OPUS


@given(st.lists(voices, min_size=1, max_size=8), st.integers(0, 8))
def test_times_never_decrease_even_where_the_file_does(given_voices: list[Voice], cut: int) -> None:
    """Also from one batch to the next."""
    blocks = [
        packet("<", each.time, voice(each.sequence, each.timestamp, each.ssrc, each.opus))
        for each in given_voices
    ]
    scanner, reader = BlockScanner(), RecordReader()
    batches = [
        reader.batch(scanner.feed(session_header() + b"".join(blocks[:cut]))),
        reader.batch(scanner.feed(b"".join(blocks[cut:]))),
    ]
    times = [event.time for batch in batches for event in batch.events()]
    assert times == [max(each.time for each in given_voices[: i + 1]) for i in range(len(given_voices))]
    assert batches[1].clock == times[-1]


def test_one_damaged_timestamp_does_not_move_what_follows() -> None:
    first, second, third = (RECORDS[i][1] for i in (0, 1, 2))
    wrong = packet("<", at(40) | 1 << 61, second)
    blocks = packet("<", at(0), first) + wrong + packet("<", at(60), third)
    found = RecordReader().batch(BlockScanner().feed(session_header() + blocks)).events()
    assert found == [GOLDEN_EVENTS[0], replace(VOICE, time=at(0)), GOLDEN_EVENTS[2]]


def test_an_empty_batch_keeps_the_clock() -> None:
    scanner, reader = BlockScanner(), RecordReader()
    reader.batch(scanner.feed(session_header() + packet("<", at(5), RECORDS[0][1])))
    assert reader.batch(scanner.feed(b"")).clock == at(5)


# --- anything -------------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_packets_of_any_content_are_read_without_an_error(packets: list[bytes]) -> None:
    found, reader = heard(*packets)
    assert len(found) + reader.unknown + reader.malformed == len(packets)


@given(
    st.sampled_from([data for _, data in RECORDS]),
    st.lists(st.tuples(st.integers(0, 200), st.binary(min_size=1, max_size=3)), max_size=4),
    st.integers(0, 200),
)
def test_mutated_packets_are_read_without_an_error(
    data: bytes, changes: list[tuple[int, bytes]], length: int
) -> None:
    for place, new in changes:
        start = place % len(data)
        data = data[:start] + new + data[start + len(new) :]
    found, reader = heard(data[:length])
    assert len(found) + reader.unknown + reader.malformed == 1
