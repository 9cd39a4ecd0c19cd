"""transcriber.capture.foreign: other programs' captures, opened in every mode, through every container."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from capture_cases import all_events, at
from capture_golden import (
    START,
    interface,
    ipv4,
    ipv6,
    kept,
    packet,
    pcap_header,
    pcap_record,
    section,
    udp,
)
from hypothesis import given
from hypothesis import strategies as st

from transcriber.capture.foreign import ForeignCapture, is_capture, transport_for
from transcriber.errors import InputError, SettingError
from transcriber.receive.rtp import RtpPacket, rtp_header
from transcriber.receive.transport import MODES, Plain, Transport
from transcriber.types import Connected, Event, Voice

KEY = bytes(range(32))
SSRC = 0xC0FFEE
OPUS = [bytes((0x78, i)) + bytes(10) for i in range(6)]

Wrap = Callable[[list[tuple[int, bytes]]], bytes]
"""(Time, IP packet) of each frame → a file."""


def rtp(i: int) -> RtpPacket:
    """Packet i of one stream; extensions, CSRCs, padding take turns."""
    return RtpPacket.build(
        sequence=(0xFFFE + i) & 0xFFFF,
        timestamp=960 * i,
        ssrc=SSRC,
        payload=OPUS[i],
        marker=i == 0,
        extension=bytes(4 * i) if i % 2 else None,
        csrcs=(7,) * (i // 2),
        padding=i,
    )


def voices(times: list[int]) -> list[Event]:
    """What the stream says, after its connection."""
    heard = (Voice(time, SSRC, (0xFFFE + i) & 0xFFFF, 960 * i, OPUS[i]) for i, time in enumerate(times))
    return [Connected(times[0], 0, "foreign"), *heard]


TIMES = [at(20 * i) for i in range(len(OPUS))]


def sealed(mode: str, key: bytes = KEY) -> list[bytes]:
    transport = Transport(mode, key)
    return [transport.seal(rtp(i), i) for i in range(len(OPUS))]


def in_ipv4(datagrams: list[bytes]) -> list[tuple[int, bytes]]:
    return [(time, ipv4(udp(40_000, data))) for time, data in zip(TIMES, datagrams, strict=True)]


def ethernet_pcap(frames: list[tuple[int, bytes]]) -> bytes:
    records = (pcap_record("<", 1000, time, bytes(12) + b"\x08\x00" + data) for time, data in frames)
    return pcap_header("<", 1000, 1) + b"".join(records)


def vlan_pcapng(frames: list[tuple[int, bytes]]) -> bytes:
    head = bytes(12) + b"\x81\x00\x00\x07\x08\x00"
    blocks = (packet(">", time // 1000, head + data) for time, data in frames)
    return section(">") + interface(">", link=1, resolution=None) + b"".join(blocks)


def cooked_pcap(frames: list[tuple[int, bytes]]) -> bytes:
    records = (pcap_record(">", 1, time, bytes(14) + b"\x08\x00" + data) for time, data in frames)
    return pcap_header(">", 1, 113) + b"".join(records)


def ipv6_pcapng(frames: list[tuple[int, bytes]]) -> bytes:
    blocks = (packet("<", time, struct.pack("<I", 10) + ipv6(data[20:])) for time, data in frames)
    return section("<") + interface("<", link=0) + b"".join(blocks)


CONTAINERS: list[Wrap] = [ethernet_pcap, vlan_pcapng, cooked_pcap, ipv6_pcapng]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "foreign.pcap"


def heard(capture: ForeignCapture) -> list[Event]:
    return all_events(list(capture.batches()))


# --- every mode, every container --------------------------------------------------------------------


@pytest.mark.parametrize("wrap", CONTAINERS, ids=lambda wrap: wrap.__name__)
@pytest.mark.parametrize("mode", MODES)
def test_with_the_right_key_every_mode_is_read_out_of_every_container(
    path: Path, mode: str, wrap: Wrap
) -> None:
    path.write_bytes(wrap(in_ipv4(sealed(mode))))
    capture = ForeignCapture(path, transport_for(mode, KEY.hex()))
    assert heard(capture) == voices(TIMES)
    assert capture.rejected() == {"datagrams": 6, "voice": 6}
    assert capture.warnings() == []


@pytest.mark.parametrize("wrap", CONTAINERS, ids=lambda wrap: wrap.__name__)
def test_plain_rtp_is_read_without_a_key(path: Path, wrap: Wrap) -> None:
    path.write_bytes(wrap(in_ipv4([bytes(rtp(i)) for i in range(len(OPUS))])))
    assert heard(ForeignCapture(path, transport_for(None, None))) == voices(TIMES)


@pytest.mark.parametrize("mode", MODES)
def test_with_a_wrong_key_nothing_is_heard_and_everything_counted(path: Path, mode: str) -> None:
    path.write_bytes(ethernet_pcap(in_ipv4(sealed(mode))))
    capture = ForeignCapture(path, transport_for(mode, bytes(32).hex()))
    assert heard(capture) == [Connected(START, 0, "foreign")]
    assert capture.rejected() == {"datagrams": 6, "unauthentic": 6}


def test_what_is_no_voice_is_counted_by_reason(path: Path) -> None:
    tcp = ipv4(udp(1, b""), protocol=6)
    video = bytes(rtp(0))[:1] + b"\x65" + bytes(rtp(0))[2:]
    frames = [tcp, ipv4(udp(1, video)), ipv4(udp(1, b"keep me!")), ipv4(udp(1, b"not RTP at all"))]
    path.write_bytes(ethernet_pcap([(START, frame) for frame in frames]))
    capture = ForeignCapture(path, Plain())
    assert heard(capture) == [Connected(START, 0, "foreign")]
    assert capture.rejected() == {
        "datagrams": 3, "keepalive": 1, "payload_type": 1, "malformed": 1, "not_udp": 1,
    }  # fmt: skip


def test_frames_of_a_link_layer_that_cannot_be_read_are_counted(path: Path) -> None:
    path.write_bytes(pcap_header("<", 1, 127) + pcap_record("<", 1, START, b"radio") * 3)
    capture = ForeignCapture(path, Plain())
    assert heard(capture) == []
    assert capture.rejected() == {"link_type": 3}


def test_it_can_be_read_again_and_counts_the_same(path: Path) -> None:
    path.write_bytes(ethernet_pcap(in_ipv4([bytes(rtp(i)) for i in range(len(OPUS))])))
    capture = ForeignCapture(path, Plain())
    assert heard(capture) == heard(capture)
    assert capture.rejected() == {"datagrams": 6, "voice": 6}


# --- order and time ---------------------------------------------------------------------------------


def test_the_order_of_the_file_is_the_order_of_arrival(path: Path) -> None:
    """Packets of several network cards may be stamped a little backwards."""
    frames = in_ipv4([bytes(rtp(i)) for i in range(len(OPUS))])
    frames[3] = (START, frames[3][1])
    path.write_bytes(ethernet_pcap(frames))
    assert heard(ForeignCapture(path, Plain())) == voices([*TIMES[:3], TIMES[2], *TIMES[4:]])


def test_one_damaged_timestamp_does_not_move_what_follows(path: Path) -> None:
    frames = in_ipv4([bytes(rtp(i)) for i in range(len(OPUS))])
    frames[3] = (1 << 61, frames[3][1])
    path.write_bytes(ethernet_pcap(frames))
    assert heard(ForeignCapture(path, Plain())) == voices([*TIMES[:3], TIMES[2], *TIMES[4:]])


def test_a_batch_knows_the_time_even_when_nothing_was_heard(path: Path) -> None:
    path.write_bytes(ethernet_pcap(in_ipv4([b"not RTP at all"] * 6)))
    assert [batch.clock for batch in ForeignCapture(path, Plain()).batches()] == [TIMES[-1]] * 2


@given(st.sampled_from(CONTAINERS), st.integers(1, 1500))
def test_chunks_of_any_size_give_the_same_events(
    tmp_path_factory: pytest.TempPathFactory, wrap: Wrap, chunk: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "chunks"
    path.write_bytes(wrap(in_ipv4([bytes(rtp(i)) for i in range(len(OPUS))])))
    assert heard(ForeignCapture(path, Plain(), chunk)) == voices(TIMES)


# --- torn and damaged -------------------------------------------------------------------------------


@pytest.mark.parametrize("wrap", CONTAINERS, ids=lambda wrap: wrap.__name__)
def test_torn_at_any_byte_of_the_last_packet_the_others_come_and_the_tail_is_told(
    path: Path, wrap: Wrap
) -> None:
    frames = in_ipv4([bytes(rtp(i)) for i in range(len(OPUS))])
    whole, before = wrap(frames), len(wrap(frames[:-1]))
    for length in range(before + 1, len(whole)):
        path.write_bytes(whole[:length])
        capture = ForeignCapture(path, Plain())
        assert heard(capture) == voices(TIMES[:-1])
        assert capture.warnings() == [
            f"The capture was cut off in the middle of a block; its last {length - before} bytes were "
            "dropped, everything before them was read."
        ]


@pytest.mark.parametrize("wrap", CONTAINERS, ids=lambda wrap: wrap.__name__)
def test_behind_damage_nothing_is_read_and_that_is_told(path: Path, wrap: Wrap) -> None:
    frames = in_ipv4([bytes(rtp(i)) for i in range(len(OPUS))])
    half = wrap(frames[:3])
    path.write_bytes(half + b"\xff" * 40 + half[-100:])
    capture = ForeignCapture(path, Plain())
    assert heard(capture) == voices(TIMES[:3])
    [warning] = capture.warnings()
    assert warning.startswith(f"The capture is damaged (what lies at byte {len(half)} is no pcap")


# --- no capture -------------------------------------------------------------------------------------


def test_an_empty_file_is_told(path: Path) -> None:
    path.touch()
    with pytest.raises(InputError, match=r"foreign\.pcap is empty: nothing was captured\.$"):
        heard(ForeignCapture(path, Plain()))


def test_another_file_is_told(path: Path) -> None:
    path.write_bytes(b"RIFF....WAVEfmt ")
    with pytest.raises(InputError, match=r"foreign\.pcap is not a packet capture \(pcap or pcapng\)\.$"):
        heard(ForeignCapture(path, Plain()))


def test_a_missing_file_and_a_pipe_are_told(path: Path) -> None:
    with pytest.raises(InputError, match=r"foreign\.pcap cannot be read: No such file or directory\.$"):
        heard(ForeignCapture(path, Plain()))
    os.mkfifo(path)
    with pytest.raises(InputError, match=r"foreign\.pcap is no regular file"):
        heard(ForeignCapture(path, Plain()))


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file whose bytes cannot be read")
def test_a_disk_that_fails_is_told() -> None:
    with pytest.raises(InputError, match=r"^/proc/self/mem cannot be read: Input/output error\.$"):
        heard(ForeignCapture(Path("/proc/self/mem"), Plain()))
    assert not is_capture(Path("/proc/self/mem"))


@pytest.mark.parametrize("name", kept())
def test_captures_are_known_by_their_first_bytes(path: Path, name: str) -> None:
    path.write_bytes(kept()[name][:4])
    assert is_capture(path)
    path.write_bytes(kept()[name][:3])
    assert not is_capture(path)


def test_what_is_not_there_is_no_capture(path: Path) -> None:
    assert not is_capture(path)
    assert not is_capture(path.parent)


# --- modes and keys ---------------------------------------------------------------------------------

ALL_MODES = ", ".join(MODES)


@pytest.mark.parametrize("key", [KEY.hex(), KEY.hex().upper(), KEY.hex(" ")])
@pytest.mark.parametrize("mode", MODES)
def test_a_mode_and_its_key_open_what_it_sealed(mode: str, key: str) -> None:
    opener = transport_for(mode, key)
    assert isinstance(opener, Transport)
    datagram = sealed(mode)[3]
    assert opener.open(datagram, rtp_header(datagram)) == OPUS[3]


def test_without_both_everything_is_plain() -> None:
    assert isinstance(transport_for(None, None), Plain)


@pytest.mark.parametrize(
    ("mode", "key", "sentence"),
    [
        (None, KEY.hex(), f"A key needs its transport mode: add --mode with one of {ALL_MODES}."),
        ("rot13", KEY.hex(), f"Unknown transport mode 'rot13': choose one of {ALL_MODES}."),
        ("", None, f"Unknown transport mode '': choose one of {ALL_MODES}."),
        (
            "xsalsa20_poly1305",
            None,
            "The mode xsalsa20_poly1305 needs its key: add --key with 64 hexadecimal digits.",
        ),
        *(
            (
                "xsalsa20_poly1305",
                key,
                "The key is not hexadecimal: give it as 64 digits, 0 to 9 and a to f.",
            )
            for key in ("secret", KEY.hex()[:-1], KEY.hex()[:-1] + "g", "ä" * 64)
        ),
        *(
            (
                "xsalsa20_poly1305",
                bytes(size).hex(),
                f"The key has {size} bytes, and every mode takes 32: give 64 hexadecimal digits.",
            )
            for size in (0, 16, 31, 33)
        ),
    ],
)
def test_a_setting_that_makes_no_sense_is_told(mode: str | None, key: str | None, sentence: str) -> None:
    with pytest.raises(SettingError) as refused:
        transport_for(mode, key)
    assert str(refused.value) == sentence


# --- anything ---------------------------------------------------------------------------------------


@given(
    st.sampled_from(CONTAINERS),
    st.lists(st.tuples(st.integers(0, 1500), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4),
)
def test_a_mutated_capture_is_read_or_refused_in_our_words(
    tmp_path_factory: pytest.TempPathFactory, wrap: Wrap, changes: list[tuple[int, bytes]]
) -> None:
    data = wrap(in_ipv4(sealed("aead_aes256_gcm_rtpsize")))
    for place, new in changes:
        start = place % len(data)
        data = data[:start] + new + data[start + len(new) :]
    path = tmp_path_factory.getbasetemp() / "mutated"
    path.write_bytes(data)
    capture = ForeignCapture(path, transport_for("aead_aes256_gcm_rtpsize", KEY.hex()))
    try:
        found = heard(capture)
    except InputError as error:
        assert str(path) in str(error)
        return
    assert [event.time for event in found] == sorted(event.time for event in found)
    assert all(event.opus in OPUS for event in found if isinstance(event, Voice))


@given(st.sampled_from([b"", *(data[:24] for data in kept().values())]), st.binary(max_size=100))
def test_any_file_is_read_or_refused_in_our_words(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + data)
    try:
        heard(ForeignCapture(path, Plain()))
    except InputError as error:
        assert str(path) in str(error)
