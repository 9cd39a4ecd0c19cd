"""transcriber.receive.rtp: header, CSRCs, extension, padding, sender reports, wraps."""

from __future__ import annotations

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from receive_golden import CASES, SEQUENCE, SSRC, TIMESTAMP, kept

from transcriber.errors import Malformed, SettingError
from transcriber.receive.rtp import (
    RtpPacket,
    SenderReport,
    extend_sequence,
    extend_timestamp,
    kind,
    without_extension,
    without_padding,
)

CLEAR = {golden.case: golden for golden in kept() if golden.mode == "xsalsa20_poly1305"}


def header(first: int = 0x80, second: int = 120) -> bytes:
    return struct.pack("!BBHII", first, second, 1, 2, 3)


# --- telling datagrams apart --------------------------------------------------------------------


@pytest.mark.parametrize("second", range(200, 208))
def test_second_byte_200_to_207_is_rtcp(second: int) -> None:
    assert kind(bytes((0x80, second)) + bytes(26)) == "rtcp"


@pytest.mark.parametrize("second", [199, 208, 120, 248, 101])
def test_any_other_second_byte_is_rtp(second: int) -> None:
    assert kind(bytes((0x80, second)) + bytes(26)) == "rtp"


def test_rtcp_of_another_version_is_not_rtcp() -> None:
    assert kind(bytes((0xC0, 200)) + bytes(26)) == "rtp"


def test_the_shortest_rtcp_packet_has_8_bytes() -> None:
    assert kind(bytes.fromhex("80c9000100000001")) == "rtcp"
    assert kind(bytes.fromhex("80c90001000000")) == "rtp"


def test_a_datagram_of_74_bytes_whose_second_byte_is_2_is_ip_discovery() -> None:
    assert kind(bytes.fromhex("00020046") + bytes(70)) == "discovery"
    assert kind(bytes.fromhex("00010046") + bytes(70)) == "discovery"
    assert kind(bytes.fromhex("00020046") + bytes(69)) == "rtp"
    assert kind(bytes.fromhex("00020046") + bytes(71)) == "rtp"
    assert kind(header() + bytes(62)) == "rtp"


def test_eight_bytes_are_the_echo_of_a_keep_alive() -> None:
    assert kind(bytes(8)) == "keepalive"
    assert kind(bytes(7)) == kind(b"") == kind(b"\x80") == "rtp"


# --- the header ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_golden_packets_in_the_clear(case: str) -> None:
    golden = CLEAR[case]
    packet = RtpPacket.parse(golden.clear)
    assert (packet.sequence, packet.timestamp, packet.ssrc) == (SEQUENCE, TIMESTAMP, SSRC)
    assert packet.payload_type == 120
    assert packet.marker == (case == "everything")
    assert packet.has_extension == (case in ("extension", "empty-extension", "everything", "probe"))
    assert packet.has_padding == (case in ("padding", "everything", "probe"))
    count = {"csrc": 1, "csrcs": 15, "everything": 2}.get(case, 0)
    assert packet.csrcs == tuple(0xC0000000 + i for i in range(count))
    assert packet.header == golden.clear[: 12 + 4 * count]
    assert packet.payload(packet.body) == golden.payload
    assert bytes(packet) == golden.clear


def test_the_marker_bit_is_no_part_of_the_payload_type() -> None:
    packet = RtpPacket.parse(header(second=0xF8))
    assert (packet.marker, packet.payload_type) == (True, 120)


@pytest.mark.parametrize("size", range(12))
def test_less_than_12_bytes_are_malformed(size: int) -> None:
    with pytest.raises(Malformed, match=f"A datagram of {size} bytes is too short for an RTP header of 12."):
        RtpPacket.parse(header()[:size])


@pytest.mark.parametrize("version", [0, 1, 3])
def test_any_version_but_2_is_malformed(version: int) -> None:
    with pytest.raises(Malformed, match=f"says RTP version {version}; only version 2 exists"):
        RtpPacket.parse(header(first=version << 6))


def test_a_csrc_list_that_is_cut_off_is_malformed() -> None:
    assert RtpPacket.parse(header(first=0x8F) + bytes(60)).body == b""
    with pytest.raises(Malformed, match="ends inside its list of 15 CSRCs"):
        RtpPacket.parse(header(first=0x8F) + bytes(59))


@given(st.binary(max_size=120))
def test_whatever_parses_gives_the_same_bytes_back(datagram: bytes) -> None:
    try:
        packet = RtpPacket.parse(datagram)
    except Malformed:
        return
    assert bytes(packet) == datagram


@given(st.integers(0, 255), st.integers(0, 255), st.binary(max_size=80))
def test_nothing_but_malformed_escapes(first: int, second: int, rest: bytes) -> None:
    datagram = bytes((0x80 | first, second)) + rest
    kind(datagram)
    try:
        packet = RtpPacket.parse(datagram)
        packet.payload(packet.body)
    except Malformed:
        pass


@given(
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    payload=st.binary(max_size=60),
    payload_type=st.integers(0, 127),
    marker=st.booleans(),
    csrcs=st.lists(st.integers(0, 0xFFFFFFFF), max_size=15).map(tuple),
    extension=st.none() | st.integers(0, 12).map(lambda words: bytes(range(4 * words))),
    padding=st.integers(0, 255),
)
def test_what_was_built_parses_to_what_it_was_built_from(
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    payload_type: int,
    marker: bool,
    csrcs: tuple[int, ...],
    extension: bytes | None,
    padding: int,
) -> None:
    built = RtpPacket.build(
        sequence=sequence,
        timestamp=timestamp,
        ssrc=ssrc,
        payload=payload,
        payload_type=payload_type,
        marker=marker,
        csrcs=csrcs,
        extension=extension,
        padding=padding,
    )
    packet = RtpPacket.parse(bytes(built))
    assert packet == built
    assert packet.payload(packet.body) == payload
    assert (packet.csrcs, packet.marker, packet.payload_type) == (csrcs, marker, payload_type)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("sequence", 65536, "An RTP sequence number has 16 bits; give a value that fits."),
        ("timestamp", -1, "An RTP timestamp has 32 bits; give a value that fits."),
        ("ssrc", 1 << 32, "An SSRC or CSRC has 32 bits; give a value that fits."),
        ("csrcs", (1 << 32,), "An SSRC or CSRC has 32 bits; give a value that fits."),
        ("csrcs", (1,) * 16, "An RTP packet has at most 15 CSRCs; give a value that fits."),
        ("payload_type", 128, "An RTP payload type has 7 bits; give a value that fits."),
        ("padding", 256, "RTP padding is at most 255 bytes; give a value that fits."),
        ("profile", 65536, "The profile of an RTP extension has 16 bits; give a value that fits."),
        (
            "extension",
            b"12345",
            "An RTP extension is at most 65535 whole 32-bit words; give a value that fits.",
        ),
    ],
)
def test_building_with_a_value_that_does_not_fit(field: str, value: object, sentence: str) -> None:
    values: dict[str, object] = {"sequence": 1, "timestamp": 2, "ssrc": 3, "payload": b"", "extension": b""}
    with pytest.raises(SettingError) as raised:
        RtpPacket.build(**{**values, field: value})  # type: ignore[arg-type]
    assert str(raised.value) == sentence


# --- extension and padding ----------------------------------------------------------------------


def test_the_extension_is_as_long_as_it_says_for_every_profile() -> None:
    for profile in ("bede", "1000", "0000"):
        assert without_extension(bytes.fromhex(profile + "0002") + bytes(8) + b"opus") == b"opus"
        assert without_extension(bytes.fromhex(profile + "0000") + b"opus") == b"opus"


def test_the_length_of_an_extension_has_16_bits() -> None:
    assert without_extension(bytes.fromhex("bede0101") + bytes(4 * 257) + b"opus") == b"opus"


def test_an_extension_may_be_all_there_is() -> None:
    assert without_extension(bytes.fromhex("bede0001") + bytes(4)) == b""


@pytest.mark.parametrize(
    "body", [b"", b"\xbe\xde\x00", bytes.fromhex("bede0001") + bytes(3), b"\xbe\xde\xff\xff"]
)
def test_an_extension_beyond_the_body_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed, match="header extension"):
        without_extension(body)


def test_the_last_byte_counts_the_padding_itself_included() -> None:
    assert without_padding(b"opus\x01") == b"opus"
    assert without_padding(b"opus\x00\x00\x03") == b"opus"


def test_padding_may_be_all_there_is() -> None:
    assert without_padding(b"\x01") == b""
    assert without_padding(bytes(254) + b"\xff") == b""


@pytest.mark.parametrize("body", [b"", b"\x00", b"opus\x00", b"\x02", b"opus\x06"])
def test_padding_of_none_or_beyond_the_body_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed, match="is impossible in"):
        without_padding(body)


def test_the_extension_goes_first_so_its_bytes_are_never_padding() -> None:
    packet = RtpPacket(1, 2, 3, b"", has_extension=True, has_padding=True)
    with pytest.raises(Malformed, match="A padding of 0 bytes is impossible in 0 bytes"):
        packet.payload(bytes.fromhex("bede000101010101"))


# --- sender reports -----------------------------------------------------------------------------


def test_a_golden_sender_report_with_a_block_behind_it() -> None:
    report = SenderReport.parse(CLEAR["rtcp"].clear)
    assert report == SenderReport(SSRC, 0xEE00000080000000, TIMESTAMP, 1234, 98765)


def test_a_sender_report_comes_back_from_its_bytes() -> None:
    report = SenderReport(1, 2 << 32, 3, 4, 5)
    assert SenderReport.parse(bytes(report)) == report
    assert bytes(report).hex() == "80c80006" + "00000001" + "0000000200000000" + "000000030000000400000005"


def test_ntp_time_counts_from_1900_and_from_2036_without_the_top_bit() -> None:
    unix_zero = 2_208_988_800
    assert SenderReport(1, unix_zero << 32, 0, 0, 0).utc == 0
    assert SenderReport(1, (unix_zero + 1 << 32) + (1 << 31), 0, 0, 0).utc == 1_500_000_000
    # 2036-02-07 06:28:16 UTC, when 32 bits of seconds run out
    assert SenderReport(1, 0, 0, 0, 0).utc == 2_085_978_496 * 1_000_000_000


@pytest.mark.parametrize(
    "rtcp",
    [b"", CLEAR["rtcp"].clear[:27], b"\x41" + CLEAR["rtcp"].clear[1:], b"\x81\xc9" + CLEAR["rtcp"].clear[2:]],
)
def test_what_is_no_sender_report_is_malformed(rtcp: bytes) -> None:
    with pytest.raises(Malformed):
        SenderReport.parse(rtcp)


# --- wraps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sequence", "near", "extended"),
    [
        (5, 3, 5),
        (0, 0xFFFF, 0x10000),
        (0xFFFF, 0x10000, 0xFFFF),
        (0xFFFF, 0, -1),
        (0x8000, 0, -0x8000),
        (0x7FFF, 0, 0x7FFF),
        (1, 0x5FFFE, 0x60001),
    ],
)
def test_sequence_numbers_wrap_to_the_nearest(sequence: int, near: int, extended: int) -> None:
    assert extend_sequence(sequence, near) == extended


@pytest.mark.parametrize(
    ("timestamp", "near", "extended"),
    [
        (960, 0, 960),
        (0x1C0, 0xFFFFFE00, 0x1000001C0),
        (0xFFFFFE00, 0x1000001C0, 0xFFFFFE00),
        (0x80000000, 0, -0x80000000),
        (0x7FFFFFFF, 0, 0x7FFFFFFF),
    ],
)
def test_timestamps_wrap_to_the_nearest(timestamp: int, near: int, extended: int) -> None:
    assert extend_timestamp(timestamp, near) == extended


@given(st.integers(-(1 << 40), 1 << 40), st.integers(-0x8000, 0x7FFF))
@example(0xFFFF, 1)
def test_extending_undoes_the_wrap(near: int, step: int) -> None:
    assert extend_sequence((near + step) & 0xFFFF, near) == near + step
    wide = step * 0x10000
    assert extend_timestamp((near + wide) & 0xFFFFFFFF, near) == near + wide
