"""Link layers of foreign captures: a captured frame becomes the payload of a UDP datagram, or nothing.

In: a frame and its link type (the tcpdump registry's number). Out: the UDP payload. IPv4 and IPv6;
fragments, other protocols and damaged headers give None. It never looks into the payload.
"""

from __future__ import annotations

from collections.abc import Callable

_UDP = 17
_IPV4, _IPV6 = 0x0800, 0x86DD
_VLAN = frozenset((0x8100, 0x88A8, 0x9100))
_IPV6_EXTENSIONS = frozenset((0, 43, 60, 135))
"""Hop-by-hop, routing, destination options, mobility: headers that a UDP header may follow."""


def _ip(frame: bytes, at: int) -> bytes | None:
    """By the version in the first four bits, as link types without a header leave it."""
    if at >= len(frame):
        return None
    version = frame[at] >> 4
    return _ipv4(frame, at) if version == 4 else _ipv6(frame, at) if version == 6 else None


def _ipv4(frame: bytes, at: int) -> bytes | None:
    header = (frame[at] & 0x0F) * 4
    if header < 20 or len(frame) < at + header or frame[at + 9] != _UDP:
        return None
    if int.from_bytes(frame[at + 6 : at + 8], "big") & 0x3FFF:  # more fragments, or an offset
        return None
    total = int.from_bytes(frame[at + 2 : at + 4], "big")
    # 0: the sender's network card was to fill it in (segmentation offload)
    return _udp(frame, at + header, at + total if total else len(frame))


def _ipv6(frame: bytes, at: int) -> bytes | None:
    if len(frame) < at + 40:
        return None
    following, at_next = frame[at + 6], at + 40
    end = at + 40 + int.from_bytes(frame[at + 4 : at + 6], "big")
    while following in _IPV6_EXTENSIONS:
        if len(frame) < at_next + 8:
            return None
        following, at_next = frame[at_next], at_next + 8 * (frame[at_next + 1] + 1)
    return _udp(frame, at_next, end) if following == _UDP else None


def _udp(frame: bytes, at: int, end: int) -> bytes | None:
    if len(frame) < at + 8:
        return None
    length = int.from_bytes(frame[at + 4 : at + 6], "big")
    stop = at + length
    return frame[at + 8 : stop] if length >= 8 and stop <= min(end, len(frame)) else None


def _by_ethertype(frame: bytes, at: int) -> bytes | None:
    """From an EtherType on, VLAN tags passed over."""
    while len(frame) >= at + 2:
        kind = int.from_bytes(frame[at : at + 2], "big")
        if kind in _VLAN:
            at += 4
        else:
            return _ip(frame, at + 2) if kind in (_IPV4, _IPV6) else None
    return None


def _linux_cooked_2(frame: bytes) -> bytes | None:
    """The EtherType comes first, the rest of the 20 bytes after it; then a VLAN tag, if it says so."""
    kind = int.from_bytes(frame[:2], "big")
    if kind in _VLAN:
        return _by_ethertype(frame, 22)
    return _ip(frame, 20) if kind in (_IPV4, _IPV6) else None


LINK_TYPES: dict[int, Callable[[bytes], bytes | None]] = {
    0: lambda frame: _ip(frame, 4),  # BSD loopback: the address family in the host's byte order
    1: lambda frame: _by_ethertype(frame, 12),  # Ethernet
    101: lambda frame: _ip(frame, 0),  # raw IP
    108: lambda frame: _ip(frame, 4),  # OpenBSD loopback
    113: lambda frame: _by_ethertype(frame, 14),  # Linux cooked
    228: lambda frame: _ip(frame, 0),  # raw IPv4
    229: lambda frame: _ip(frame, 0),  # raw IPv6
    276: _linux_cooked_2,
}
"""Link type → UDP payload of a frame."""


def udp_payload(link: int, frame: bytes) -> bytes | None:
    """The payload of the UDP datagram in a frame; None when there is none."""
    read = LINK_TYPES.get(link)
    return None if read is None else read(frame)
