"""A bot's place in a call: one SSRC, one key, one numbering of messages, over one websocket or several.

In: messages and packets of the call, in the clear. Out: numbered messages to the websocket that is
attached (all kept for a resume), packets sealed with the session's key to the bot's UDP address.
"""

from __future__ import annotations

import itertools
import os
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from transcriber.receive.rtp import RtpPacket
from transcriber.receive.transport import Transport

from .outbox import Outbox
from .voice_message import Binary, Op, VoiceMessage

if TYPE_CHECKING:
    from .channel import VoiceChannel

Address: TypeAlias = tuple[str, int]

UNNUMBERED = {Op.HELLO, Op.READY, Op.SESSION_DESCRIPTION, Op.HEARTBEAT_ACK, Op.RESUMED}
"""What belongs to a websocket, not to the session: without a sequence number, never sent again."""


class VoiceSession:
    """Satisfies `Peer`. `send(datagram, address)` is the voice server's UDP socket."""

    def __init__(
        self,
        user: int,
        channel: VoiceChannel,
        number: int,
        send: Callable[[bytes, Address], None],
    ) -> None:
        self.user = user
        self.channel = channel
        self.ssrc = secrets.randbits(31)
        self.hears = True
        self.spoke = False
        self.announces: float | None = 0.0
        self.id = secrets.token_hex(16)
        self.token = secrets.token_hex(8)
        self.endpoint = f"c-loop{number:02}.discord.media:2053"
        self.key = secrets.token_bytes(32)
        self.mode = ""
        self.transport: Transport | None = None
        self.address: Address | None = None
        self.outbox: Outbox | None = None
        self.ended = False
        """Whether its token is worth nothing anymore."""
        self.keep_alives = 0
        """How many there were."""
        self.speaking: list[int] = []
        """The flags of each op 5 that the bot sent."""
        self.received: list[RtpPacket] = []
        """What the bot sent, its body in the clear."""
        self._send = send
        self._counter = itertools.count(int.from_bytes(os.urandom(2), "big"))
        self._log: list[tuple[int, VoiceMessage]] = []

    def describe(self, mode: str, protocol: int) -> dict[str, Any]:
        """Chooses the mode; the session description."""
        self.mode = mode
        self.transport = Transport(mode, self.key)
        return {
            "mode": mode,
            "secret_key": list(self.key),
            "audio_codec": "opus",
            "video_codec": "H264",
            "media_session_id": self.id,
            "dave_protocol_version": protocol,
        }

    def deliver(self, message: VoiceMessage) -> None:
        """Sends a message, and keeps it for a resume."""
        if message.op not in UNNUMBERED:
            self._log.append((len(self._log), message))
            self._put(*self._log[-1])
        elif self.outbox is not None and not isinstance(message, Binary):
            self.outbox.words({"op": message.op, "d": message.data})

    def replay(self, acknowledged: int) -> None:
        """Sends what the bot has not seen again."""
        for number, message in self._log[acknowledged + 1 :]:
            self._put(number, message)

    def _put(self, number: int, message: VoiceMessage) -> None:
        if self.outbox is None:
            return
        if isinstance(message, Binary):
            self.outbox.binary(number.to_bytes(2, "big") + bytes((message.op,)) + message.payload)
        else:
            self.outbox.words({"op": message.op, "d": message.data, "seq": number})

    def carry(self, sender: int, packet: RtpPacket) -> bool:
        """Seals a packet and sends it; False before the bot has told its address and mode."""
        if self.transport is None or self.address is None:
            return False
        self._send(self.transport.seal(packet, next(self._counter)), self.address)
        return True

    def carry_rtcp(self, rtcp: bytes) -> None:
        """Seals an RTCP packet and sends it."""
        if self.transport is not None and self.address is not None:
            self._send(self.transport.seal_rtcp(rtcp, next(self._counter)), self.address)
