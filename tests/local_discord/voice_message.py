"""What the voice gateway says to a member: JSON or binary, before it gets its sequence number.

Op codes: Discord's developer documentation, "Voice" under "Opcodes and status codes", and the DAVE
whitepaper's section on voice gateway opcodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol, TypeAlias

from transcriber.receive.rtp import RtpPacket


class Op(IntEnum):
    """Op codes of the voice gateway, version 8."""

    IDENTIFY = 0
    SELECT_PROTOCOL = 1
    READY = 2
    HEARTBEAT = 3
    SESSION_DESCRIPTION = 4
    SPEAKING = 5
    HEARTBEAT_ACK = 6
    RESUME = 7
    HELLO = 8
    RESUMED = 9
    CLIENTS_CONNECT = 11
    VIDEO = 12
    CLIENT_DISCONNECT = 13
    CLIENT_FLAGS = 18
    CLIENT_PLATFORM = 20
    PREPARE_TRANSITION = 21
    EXECUTE_TRANSITION = 22
    TRANSITION_READY = 23
    PREPARE_EPOCH = 24
    EXTERNAL_SENDER = 25
    KEY_PACKAGE = 26
    PROPOSALS = 27
    COMMIT_WELCOME = 28
    ANNOUNCE_COMMIT = 29
    WELCOME = 30
    INVALID_COMMIT_WELCOME = 31


@dataclass(frozen=True, slots=True)
class Words:
    """A JSON message."""

    op: Op
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Binary:
    """A binary message (ops 25, 27, 29 and 30)."""

    op: Op
    payload: bytes


VoiceMessage: TypeAlias = Words | Binary


class Peer(Protocol):
    """A member of a call, as the server sees it: the bot's connection, or a simulated person."""

    user: int
    ssrc: int
    hears: bool
    """Whether packets of the others are wanted."""
    spoke: bool
    """Whether a packet has come on this SSRC."""
    announces: float | None
    """Seconds from the first packet to its op 5 for a listener; None: never."""

    def deliver(self, message: VoiceMessage) -> None:
        """Says something to the member; never waits."""
        ...

    def carry(self, sender: int, packet: RtpPacket) -> bool:
        """Brings a packet in the clear to the member; False when there is no way to it."""
        ...

    def carry_rtcp(self, rtcp: bytes) -> None:
        """Brings an RTCP packet in the clear to the member."""
        ...
