"""A simulated member of a call, who speaks real Opus, encrypted by a real `davey.DaveSession`.

In: what to say, and what the network does to it. Out: packets for the call's voice server, and a
record of every one that was truly sent (`sent`). A person lives in the server's loop, without a
socket. Speech is encoded before the first packet of it goes out. It plays nothing and decodes nothing.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import davey
from opus_encoder import OpusOptions

from transcriber.receive.rtp import RtpPacket, SenderReport
from transcriber.types import SAMPLE_RATE

from .dave_client import DaveClient
from .speech import PERFECT, Luck, Network, Said, Speech
from .voice_message import Op, VoiceMessage, Words

if TYPE_CHECKING:
    from .channel import VoiceChannel
    from .guild import Member
    from .voice_servers import VoiceServers

VIDEO_PAYLOAD_TYPE: Final = 101
_NTP_EPOCH: Final = 2_208_988_800


@dataclass(slots=True, eq=False)
class Sent:
    """One voice packet as it left the person, and what became of it.

    `fate`: `sent`; `lost` on the way; `unsent`, where there was no key yet (it has no sequence number).
    """

    ssrc: int
    sequence: int
    timestamp: int
    opus: bytes
    monotonic: int
    """`time.monotonic_ns` when it left."""
    utc: int
    """Nanoseconds since 1970."""
    fate: Literal["sent", "lost", "unsent"]
    encrypted: bool
    holders: frozenset[int]
    """Users who have, or are about to get, the key that it was sealed with; empty without encryption."""
    transition: int
    """The number of the transition that brought the key."""
    reached: list[int] = field(default_factory=list)
    """Users whose connection took it: once for each copy."""
    overtaken: list[int] = field(default_factory=list)
    """Users whom a later frame reached first, as the first one under its key: davey refuses this one."""

    def owed_to(self, user: int) -> bool:
        """Whether this user must have heard it: it arrived, and could be opened."""
        can_open = user in self.holders and user not in self.overtaken
        return user in self.reached and (can_open or not self.encrypted)


class Person:
    """Satisfies `Peer`. `channel.join(name)` makes them."""

    def __init__(self, member: Member, channel: VoiceChannel, servers: VoiceServers) -> None:
        self.member = member
        self.user = member.id
        self.name = member.user.name
        self.channel = channel
        self.network: Network = PERFECT
        self.opus = OpusOptions()
        self.announces: float | None = 0.0
        self.late_switch = False
        """Goes on under the old key until a transition is executed, as the protocol allows."""
        self.clock_stands = False
        """RTP timestamps count only what is sent, as those of many bots."""
        self.hears = False
        self.listening: list[tuple[int, bytes]] = []
        """Who said what (Opus), as far as it could be opened; only while `hears`."""
        self.deafness = 0
        """Frames that could not be opened while `hears`."""
        self.sent: list[Sent] = []
        self.muted = False
        self.spoke = False
        self.dave = DaveClient(self.user, channel.id)
        self._servers = servers
        self._draw = random.Random(f"person {self.name}")
        self._luck = Luck(PERFECT, self.name)
        self._octets = 0
        self._under_way = 0
        self._first: dict[tuple[int, int], int] = {}
        self._rtp_at = 0.0
        self._renumber()

    def _renumber(self) -> None:
        self.ssrc = self._draw.getrandbits(32)
        self.video_ssrc = (self.ssrc + 1) & 0xFFFFFFFF
        self._sequence = self._draw.getrandbits(16)
        self._timestamp = self._draw.getrandbits(32)
        self._rtp_at = 0.0
        self.spoke = False

    # --- in and out -----------------------------------------------------------------------------

    @property
    def present(self) -> bool:
        """Whether they are in the call."""
        return self.channel.call.members.get(self.user) is self

    def enter(self) -> None:
        """Joins the call, with an SSRC of its own for this time; the keys come later (`settled`)."""
        call = self.channel.call
        self._renumber()
        self._servers.enter(self.member, self.channel)
        self.dave = DaveClient(self.user, self.channel.id, late_switch=self.late_switch)
        answers = self.dave.described(call.begin())
        call.come(self)
        for answer in answers:
            call.answer(self.user, answer)

    async def settled(self, seconds: float = 20.0) -> None:
        """Returns when they can speak: with the group's keys, or alone, or without encryption. A large group
        on a busy machine takes its time."""
        call = self.channel.call
        await call.changes.until(
            lambda: self.dave.ready or len(call.members) < 2, f"{self.name} has the keys of the call", seconds
        )

    async def leave(self) -> None:
        """Leaves the call."""
        self.channel.call.go(self.user)
        self._servers.leave(self.member)

    async def vanish(self) -> None:
        """Loses the connection: the call goes on without them, and the voice state stays."""
        self.channel.call.go(self.user)

    async def join(self) -> None:
        """Comes (back), with another SSRC."""
        self.enter()
        await self.settled()

    async def reconnect(self) -> None:
        """Loses the connection and comes back with another SSRC and a new session of keys."""
        await self.vanish()
        await self.join()

    async def move(self, channel: VoiceChannel) -> None:
        """Goes to another channel."""
        self.channel.call.go(self.user)
        self.channel = channel
        await self.join()

    def mute(self, muted: bool = True) -> None:
        """Mutes or unmutes themselves; what a muted person says is not sent."""
        self.muted = muted
        state = self._servers.state(self.user)
        if state is not None:
            state.self_mute = muted
            self._servers.tell_state(state)

    # --- what the server brings -----------------------------------------------------------------

    def deliver(self, message: VoiceMessage) -> None:
        """Hears the gateway, and answers."""
        for answer in self.dave.hear(message):
            self.channel.call.answer(self.user, answer)

    def carry(self, sender: int, packet: RtpPacket) -> bool:
        """Listens."""
        opus = packet.payload(packet.body)
        try:
            if self.dave.protocol and self.dave.session is not None:
                opus = bytes(self.dave.session.decrypt(sender, davey.MediaType.audio, opus))
        except ValueError:
            self.deafness += 1
        else:
            self.listening.append((sender, opus))
        self.channel.call.changes.notify()
        return True

    def carry_rtcp(self, rtcp: bytes) -> None:
        """Does not care."""

    # --- speaking -------------------------------------------------------------------------------

    async def say(self, said: Said, *, speed: float = 1.0, network: Network | None = None) -> list[Sent]:
        """Says something, `speed` times as fast as real time; returns when it is said: the packets.

        With `speed` at infinity everything leaves as fast as it can, and a receiver on the same
        machine will lose some. Packets that the network delays arrive after this returns (`arrived`).
        """
        speech = said if isinstance(said, Speech) else await asyncio.to_thread(Speech.of, said, self.opus)
        self._choose(network or self.network)
        loop = asyncio.get_running_loop()
        first, start, due = len(self.sent), loop.time(), 0
        self._resume_clock(start, speed)
        for packet in speech.packets:
            wait = start + due / SAMPLE_RATE / speed - loop.time()
            if wait > 0 or not due % (speech.frame * 16):
                await asyncio.sleep(max(wait, 0))
            if not self.present:
                break
            samples = speech.samples(packet)
            if not self.muted:
                self._send(packet)
            self._timestamp = (self._timestamp + samples) & 0xFFFFFFFF
            due += samples
        self._rtp_at = start + due / SAMPLE_RATE / speed
        return self.sent[first:]

    async def arrived(self, seconds: float = 5.0) -> None:
        """Returns when no packet is under way anymore."""
        changes = self.channel.call.changes
        await changes.until(lambda: not self._under_way, f"all packets of {self.name} arrive", seconds)

    def _choose(self, network: Network) -> None:
        if network is not self._luck.network:
            self._luck = Luck(network, self.name)

    def _resume_clock(self, now: float, speed: float) -> None:
        """RTP time has gone on since the last packet, in whole frames, unless it stands in silence."""
        if self._rtp_at and not self.clock_stands and speed < math.inf:
            frames = round(max(0.0, now - self._rtp_at) * speed * SAMPLE_RATE / 960)
            self._timestamp = (self._timestamp + 960 * frames) & 0xFFFFFFFF

    def _send(self, opus: bytes) -> None:
        delivery = self.channel.call.delivery
        sealed = self.dave.seal(opus)
        encrypted = self.dave.protocol != 0 and sealed != opus
        sent = Sent(
            self.ssrc, self._sequence, self._timestamp, opus, time.monotonic_ns(), time.time_ns(),
            fate="unsent" if sealed is None else "sent",
            encrypted=encrypted,
            holders=delivery.keys.get(self.dave.sending, frozenset()) if encrypted else frozenset(),
            transition=self.dave.sending if encrypted else 0,
        )  # fmt: skip
        self.sent.append(sent)
        if sealed is None:
            return
        fate = self._luck.next(asyncio.get_running_loop().time())
        packet = self._packet(sealed, fate.padding, fate.extension)
        self._octets += len(sealed)
        if not fate.delays:
            sent.fate = "lost"
        for delay in fate.delays:
            self._later(delay, packet, sent)
        if fate.probe:
            self._later(max(fate.delays, default=0.0), self._packet(b"", 200, fate.extension), None)
        if fate.report:
            self.channel.call.forward_rtcp(self, bytes(self._report(sent)))

    def _packet(self, payload: bytes, padding: int, extension: int) -> RtpPacket:
        body = None if extension < 0 else self._draw.randbytes(4 * extension)
        packet = RtpPacket.build(
            sequence=self._sequence, timestamp=self._timestamp, ssrc=self.ssrc,
            payload=payload, extension=body, padding=padding,
        )  # fmt: skip
        self._sequence = (self._sequence + 1) & 0xFFFF
        return packet

    def _later(self, delay: float, packet: RtpPacket, sent: Sent | None) -> None:
        if delay > 0.0005:
            self._under_way += 1
            asyncio.get_running_loop().call_later(delay, self._late, packet, sent)
        else:
            self._now(packet, sent)

    def _late(self, packet: RtpPacket, sent: Sent | None) -> None:
        self._under_way -= 1
        self._now(packet, sent)
        self.channel.call.changes.notify()

    def _now(self, packet: RtpPacket, sent: Sent | None) -> None:
        reached = self.channel.call.forward(self, packet)
        if sent is None:
            return
        sent.reached += reached
        if sent.encrypted:
            for user in reached:
                first = self._first.setdefault((user, sent.transition), sent.monotonic)
                if sent.monotonic < first:
                    sent.overtaken.append(user)

    def _report(self, sent: Sent) -> SenderReport:
        seconds, rest = divmod(sent.utc, 1_000_000_000)
        ntp = (seconds + _NTP_EPOCH << 32) + (rest << 32) // 1_000_000_000
        return SenderReport(self.ssrc, ntp, sent.timestamp, len(self.sent), self._octets)

    # --- and else -------------------------------------------------------------------------------

    def show(self, packets: int = 10) -> None:
        """Switches the webcam on: op 12, and packets of video that nobody should take for sound."""
        call = self.channel.call
        words = {
            "user_id": str(self.user), "audio_ssrc": self.ssrc, "video_ssrc": self.video_ssrc,
            "rtx_ssrc": (self.ssrc + 2) & 0xFFFFFFFF, "streams": [],
        }  # fmt: skip
        for other in call.members:
            if other != self.user:
                call.tell(other, Words(Op.VIDEO, words))
        for number in range(packets):
            packet = RtpPacket.build(
                sequence=number, timestamp=number * 3000, ssrc=self.video_ssrc,
                payload=self._draw.randbytes(900), payload_type=VIDEO_PAYLOAD_TYPE,
                marker=number % 3 == 2, extension=self._draw.randbytes(8),
            )  # fmt: skip
            call.forward(self, packet)
