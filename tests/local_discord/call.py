"""The voice server's side of one call: who is in it, their messages, and packets from one to all.

In: members that come and go, what they say on the voice gateway, their packets. Out: messages and
packets to the others, through `Peer`. It has the clock that the delivery service has not: changes
are gathered for `GATHERED` seconds, transitions executed without those who are not ready in time.
It never opens a frame; packets come and go in the clear, each connection has its own transport.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

from transcriber.receive.rtp import RtpPacket

from .changes import Changes
from .delivery import DeliveryService
from .mls.external_sender import ExternalSender
from .voice_message import Binary, Op, Peer, VoiceMessage, Words

if TYPE_CHECKING:
    from .channel import VoiceChannel

GATHERED: Final = 0.02
"""Seconds: joins and leaves that come closer share one epoch."""
READY_TIMEOUT: Final = 2.0
"""Seconds after which a transition is executed though some have not said that they are ready."""
COMMIT_TIMEOUT: Final = 3.0
"""Seconds after which proposals that nobody commits are made anew."""


class Call:
    """The call of one voice channel."""

    def __init__(self, channel: VoiceChannel, changes: Changes) -> None:
        self.channel = channel
        self.changes = changes
        self.members: dict[int, Peer] = {}
        self.silent = False
        """Whether every packet is dropped on its way: the network is dead."""
        self.heard: list[tuple[int, Op]] = []
        """Who answered with which op, in order."""
        self._queue: deque[tuple[int, VoiceMessage]] = deque()
        self._announced: set[tuple[int, int]] = set()
        self._forwarded = 0
        self._timed: set[int] = set()
        self._draining = self._flushing = False
        sender = ExternalSender(channel.id | 1)
        self.delivery = DeliveryService(channel.id, sender, self.tell)

    @property
    def settled(self) -> bool:
        """Whether everybody has the keys that everybody should have, and nothing is on its way."""
        return self.delivery.settled and not self._queue and not self._flushing

    # --- coming and going -----------------------------------------------------------------------

    def begin(self) -> int:
        """Somebody is about to come: the protocol version for their session description."""
        if not self.members:
            self.delivery.version = int(self.channel.dave)
        return self.delivery.version

    def come(self, peer: Peer) -> None:
        """A member has its session description and is in the call."""
        self.go(peer.user)
        others = list(self.members.values())
        self.members[peer.user] = peer
        self.tell(peer.user, Words(Op.CLIENTS_CONNECT, {"user_ids": [str(other.user) for other in others]}))
        for other in others:
            self.tell(other.user, Words(Op.CLIENTS_CONNECT, {"user_ids": [str(peer.user)]}))
            self.tell(other.user, Words(Op.CLIENT_FLAGS, {"user_id": str(peer.user), "flags": 2}))
            self.tell(other.user, Words(Op.CLIENT_PLATFORM, {"user_id": str(peer.user), "platform": 0}))
        self.delivery.join(peer.user)
        for other in others:
            if other.spoke:
                self._announce(peer.user, other)
        self._changed()

    def go(self, user: int) -> None:
        """A member has left, or was cut off."""
        peer = self.members.pop(user, None)
        if peer is None:
            return
        self._announced = {
            (listener, ssrc) for listener, ssrc in self._announced if listener != user and ssrc != peer.ssrc
        }
        for other in self.members:
            self.tell(other, Words(Op.CLIENT_DISCONNECT, {"user_id": str(user)}))
        self.delivery.leave(user)
        self._changed()

    # --- messages -------------------------------------------------------------------------------

    def tell(self, user: int, message: VoiceMessage) -> None:
        """Queues a message to a member."""
        self._queue.append((user, message))
        if not self._draining:
            self._draining = True
            asyncio.get_running_loop().call_soon(self._drain)

    def _drain(self) -> None:
        """One message a turn of the loop: a member of a large group needs milliseconds for each."""
        user, message = self._queue.popleft()
        if user in self.members:
            self.members[user].deliver(message)
        self._draining = bool(self._queue)
        if self._draining:
            asyncio.get_running_loop().call_soon(self._drain)
        else:
            self._changed()

    def answer(self, user: int, message: VoiceMessage) -> None:
        """What a member says about keys (ops 23, 26, 28 and 31)."""
        if user not in self.members:
            return
        self.heard.append((user, message.op))
        if isinstance(message, Binary):
            if message.op is Op.KEY_PACKAGE:
                self.delivery.key_package(user, message.payload)
            elif message.op is Op.COMMIT_WELCOME:
                self.delivery.commit(user, message.payload)
        elif message.op is Op.TRANSITION_READY:
            self.delivery.transitions.ready(user, message.data["transition_id"])
        elif message.op is Op.INVALID_COMMIT_WELCOME:
            self.delivery.invalid_commit(user)
        self._changed()

    def _changed(self) -> None:
        """Looks for what has to happen later, and lets those who wait look."""
        loop = asyncio.get_running_loop()
        for number in self.delivery.transitions.under_way.keys() - self._timed:
            self._timed.add(number)
            loop.call_later(READY_TIMEOUT, self._expire, number)
        if not self._flushing and not self.delivery.settled:
            self._flushing = True
            loop.call_later(GATHERED, self._flush)
        self.changes.notify()

    def _flush(self) -> None:
        self._flushing = False
        before = {id(item) for item in self.delivery.pending}
        self.delivery.flush()
        if {id(item) for item in self.delivery.pending} - before:
            asyncio.get_running_loop().call_later(COMMIT_TIMEOUT, self._overdue, self.delivery.epoch)
        self.changes.notify()

    def _expire(self, number: int) -> None:
        self.delivery.transitions.expire(number)
        self._changed()

    def _overdue(self, epoch: int) -> None:
        self.delivery.overdue(epoch)
        self._changed()

    # --- on demand ------------------------------------------------------------------------------

    def downgrade(self) -> None:
        """Ends end-to-end encryption."""
        self.delivery.downgrade()
        self._changed()

    def upgrade(self) -> None:
        """Begins end-to-end encryption (again)."""
        self.delivery.upgrade()
        self._changed()

    def confuse(self, user: int) -> None:
        """Announces a commit that nobody made: the member answers op 31 and has to be added anew."""
        self.tell(user, Binary(Op.ANNOUNCE_COMMIT, b"\0\1 no commit"))

    # --- packets --------------------------------------------------------------------------------

    def forward(self, sender: Peer, packet: RtpPacket) -> list[int]:
        """Sends a packet in the clear on to everybody else; the users whose connections took it. Nobody
        is always the first: on a sleeping machine the first to be woken pays for all."""
        if self.members.get(sender.user) is not sender or self.channel is self.channel.guild.afk_channel:
            return []
        sender.spoke = sender.spoke or packet.ssrc == sender.ssrc
        reached = []
        self._forwarded += 1
        for user, peer in list(self.members.items())[:: 1 if self._forwarded & 1 else -1]:
            if peer is not sender and peer.hears:
                if packet.ssrc == sender.ssrc:
                    self._announce(user, sender)
                if not self.silent and peer.carry(sender.user, packet):
                    reached.append(user)
        return reached

    def forward_rtcp(self, sender: Peer, rtcp: bytes) -> None:
        """Sends an RTCP packet in the clear on to everybody else."""
        for peer in self.members.values():
            if peer is not sender and peer.hears and not self.silent:
                peer.carry_rtcp(rtcp)

    def _announce(self, listener: int, speaker: Peer) -> None:
        """Op 5, once a listener and SSRC, when the speaker's announcement is due; or never."""
        if speaker.announces is None or (listener, speaker.ssrc) in self._announced:
            return
        self._announced.add((listener, speaker.ssrc))
        words = Words(Op.SPEAKING, {"user_id": str(speaker.user), "ssrc": speaker.ssrc, "speaking": 1})
        if speaker.announces:
            asyncio.get_running_loop().call_later(speaker.announces, self.tell, listener, words)
        else:
            self.tell(listener, words)
