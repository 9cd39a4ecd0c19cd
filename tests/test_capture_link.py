"""transcriber.capture.link: the UDP payload of a frame of every link layer, or nothing."""

from __future__ import annotations

import struct

import pytest
from capture_golden import ipv4, ipv6, udp
from hypothesis import given
from hypothesis import strategies as st

from transcriber.capture.link import LINK_TYPES, udp_payload

PAYLOAD = b"a datagram"
FOUR, SIX = ipv4(udp(5000, PAYLOAD)), ipv6(udp(5000, PAYLOAD))
MACS = bytes(range(12))


def ethernet(packet: bytes, kind: int, tags: bytes = b"") -> bytes:
    """IEEE 802.3 and 802.1Q: two addresses, tags, EtherType."""
    return MACS + tags + struct.pack("!H", kind) + packet


def cooked(packet: bytes, kind: int) -> bytes:
    """LINKTYPE_LINUX_SLL: packet type, ARPHRD, address length, address, protocol."""
    return struct.pack("!HHH8sH", 4, 1, 6, bytes(8), kind) + packet


def cooked_2(packet: bytes, kind: int) -> bytes:
    """LINKTYPE_LINUX_SLL2: protocol, reserved, interface, ARPHRD, packet type, address length, address."""
    return struct.pack("!HHIHBB8s", kind, 0, 1, 1, 4, 6, bytes(8)) + packet


def tag(kind: int) -> bytes:
    """A VLAN tag: its own EtherType, and priority and number."""
    return struct.pack("!HH", kind, 0x2042)


FRAMES: list[tuple[int, str, bytes]] = [
    (0, "loopback, little-endian, IPv4", struct.pack("<I", 2) + FOUR),
    (0, "loopback, big-endian, IPv4", struct.pack(">I", 2) + FOUR),
    (0, "loopback, FreeBSD, IPv6", struct.pack("<I", 28) + SIX),
    (0, "loopback, macOS, IPv6", struct.pack("<I", 30) + SIX),
    (1, "Ethernet, IPv4", ethernet(FOUR, 0x0800)),
    (1, "Ethernet, IPv6", ethernet(SIX, 0x86DD)),
    (1, "Ethernet, padded to 60 bytes", ethernet(FOUR, 0x0800).ljust(60, b"\0")),
    (1, "Ethernet, VLAN", ethernet(FOUR, 0x0800, tag(0x8100))),
    (1, "Ethernet, VLAN in VLAN", ethernet(SIX, 0x86DD, tag(0x88A8) + tag(0x8100))),
    (1, "Ethernet, VLAN in VLAN, the old way", ethernet(FOUR, 0x0800, tag(0x9100) + tag(0x8100))),
    (101, "raw, IPv4", FOUR),
    (101, "raw, IPv6", SIX),
    (108, "OpenBSD loopback, IPv4", struct.pack(">I", 2) + FOUR),
    (108, "OpenBSD loopback, IPv6", struct.pack(">I", 24) + SIX),
    (113, "Linux cooked, IPv4", cooked(FOUR, 0x0800)),
    (113, "Linux cooked, IPv6", cooked(SIX, 0x86DD)),
    (113, "Linux cooked, VLAN", cooked(struct.pack("!HH", 0x42, 0x0800) + FOUR, 0x8100)),
    (228, "raw IPv4", FOUR),
    (229, "raw IPv6", SIX),
    (276, "Linux cooked 2, IPv4", cooked_2(FOUR, 0x0800)),
    (276, "Linux cooked 2, IPv6", cooked_2(SIX, 0x86DD)),
    (276, "Linux cooked 2, VLAN", cooked_2(struct.pack("!HH", 0x42, 0x0800) + FOUR, 0x8100)),
]


def extension(following: int, words: int = 0) -> bytes:
    """An IPv6 extension header of 8 + 8 × words bytes."""
    return bytes((following, words)) + bytes(6 + 8 * words)


IPV6_FRAMES = {
    "hop-by-hop options": ipv6(udp(5000, PAYLOAD), following=0, extensions=extension(17)),
    "a long routing header": ipv6(udp(5000, PAYLOAD), following=43, extensions=extension(17, 2)),
    "destination options": ipv6(udp(5000, PAYLOAD), following=60, extensions=extension(17)),
    "three in a row": ipv6(
        udp(5000, PAYLOAD), following=0, extensions=extension(43) + extension(60, 1) + extension(17)
    ),
}
NOTHING: dict[str, bytes] = {
    "an empty frame": b"",
    "IPv4, TCP": ipv4(udp(5000, PAYLOAD), protocol=6),
    "IPv4, first fragment": ipv4(udp(5000, PAYLOAD), fragment=0x2000),
    "IPv4, later fragment": ipv4(udp(5000, PAYLOAD), fragment=185),
    "IPv4, header of 16 bytes": b"\x44" + ipv4(b"", total=0)[1:16] + udp(5000, PAYLOAD),
    "IPv4, header beyond the frame": b"\x4f" + FOUR[1:24],
    "IPv4, ends in its header": FOUR[:19],
    "IPv4, ends in the UDP header": FOUR[:27],
    "IPv4, ends in the payload": FOUR[:-1],
    "IPv4, its length ends in the payload": ipv4(udp(5000, PAYLOAD), total=len(FOUR) - 1),
    "IPv4, UDP length of 7": ipv4(udp(5000, PAYLOAD)[:4] + b"\0\7\0\0" + PAYLOAD),
    "IPv6, TCP": ipv6(udp(5000, PAYLOAD), following=6),
    "IPv6, a fragment": ipv6(udp(5000, PAYLOAD), following=44, extensions=extension(17)),
    "IPv6, authentication": ipv6(udp(5000, PAYLOAD), following=51, extensions=extension(17)),
    "IPv6, ends in its header": SIX[:39],
    "IPv6, ends in an extension": IPV6_FRAMES["hop-by-hop options"][:44],
    "IPv6, an extension beyond the frame": ipv6(
        udp(5000, PAYLOAD), following=0, extensions=extension(17)[:1] + b"\xff" + bytes(6)
    ),
    "IPv6, ends in the payload": SIX[:-1],
    "IPv6, its length ends in the payload": ipv6(udp(5000, PAYLOAD), length=len(udp(5000, PAYLOAD)) - 1),
    "IP version 5": b"\x55" + FOUR[1:],
}


@pytest.mark.parametrize(("link", "name", "frame"), FRAMES, ids=[name for _, name, _ in FRAMES])
def test_every_link_layer_gives_the_payload(link: int, name: str, frame: bytes) -> None:
    assert udp_payload(link, frame) == PAYLOAD


def test_every_link_type_is_tested() -> None:
    assert {link for link, _, _ in FRAMES} == set(LINK_TYPES)


@pytest.mark.parametrize("frame", IPV6_FRAMES.values(), ids=list(IPV6_FRAMES))
def test_ipv6_extension_headers_are_passed_over(frame: bytes) -> None:
    assert udp_payload(229, frame) == PAYLOAD


@pytest.mark.parametrize("options", [4, 40])
def test_ipv4_options_are_passed_over(options: int) -> None:
    assert udp_payload(228, ipv4(udp(5000, PAYLOAD), options=bytes(options))) == PAYLOAD


def test_a_frame_captured_before_its_network_card_filled_in_the_length_is_read() -> None:
    """Segmentation offload: the IPv4 length is 0."""
    assert udp_payload(101, ipv4(udp(5000, PAYLOAD), total=0)) == PAYLOAD


def test_a_datagram_may_be_empty() -> None:
    assert udp_payload(101, ipv4(udp(5000, b""))) == b""


@pytest.mark.parametrize("frame", NOTHING.values(), ids=list(NOTHING))
def test_fragments_other_protocols_and_damaged_headers_give_nothing(frame: bytes) -> None:
    assert udp_payload(101, frame) is None


@pytest.mark.parametrize("kind", [0x0806, 0x8863, 46, 0])
def test_other_ethertypes_give_nothing(kind: int) -> None:
    for link, frame in ((1, ethernet(FOUR, kind)), (113, cooked(FOUR, kind)), (276, cooked_2(FOUR, kind))):
        assert udp_payload(link, frame) is None


@pytest.mark.parametrize(
    ("link", "frame"),
    [(link, frame) for link, _, frame in FRAMES] + [(229, frame) for frame in IPV6_FRAMES.values()],
    ids=[name for _, name, _ in FRAMES] + list(IPV6_FRAMES),
)
def test_a_frame_that_ends_anywhere_gives_nothing(link: int, frame: bytes) -> None:
    for length in range(len(frame.rstrip(b"\0"))):
        assert udp_payload(link, frame[:length]) is None


@pytest.mark.parametrize("link", [-1, 2, 127, 147])
def test_an_unknown_link_type_gives_nothing(link: int) -> None:
    assert udp_payload(link, FOUR) is None


@given(st.sampled_from(sorted(LINK_TYPES)), st.binary(max_size=120))
def test_any_frame_gives_a_payload_or_nothing(link: int, frame: bytes) -> None:
    payload = udp_payload(link, frame)
    assert payload is None or payload in frame


@given(
    st.sampled_from(FRAMES),
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_a_mutated_frame_gives_a_payload_or_nothing(
    given_frame: tuple[int, str, bytes], changes: list[tuple[int, int]]
) -> None:
    link, _, data = given_frame
    frame = bytearray(data)
    for place, octet in changes:
        frame[place % len(frame)] = octet
    payload = udp_payload(link, bytes(frame))
    assert payload is None or payload in frame
