"""Discord's voice servers: who is in which channel, sessions, and the UDP socket.

In: voice states as bots ask for them, people that come and go, datagrams. Out: VOICE_STATE_UPDATE and
VOICE_SERVER_UPDATE, sessions for the voice gateway, packets. One UDP socket serves all sessions: a
bot's address is known by its IP discovery.
"""

from __future__ import annotations

import asyncio
import secrets
import struct
from collections.abc import Callable
from typing import Any, Final

from transcriber.errors import Malformed, Unauthentic
from transcriber.receive.rtp import RtpPacket, kind

from .changes import Changes
from .channel import StageChannel, VoiceChannel
from .guild import Guild, Member, VoiceState
from .permission import Permission
from .voice_session import Address, VoiceSession

RESUME_WINDOW: Final = 5.0
"""Seconds for which a session whose websocket was cut stays in its call."""

_DISCOVERY = struct.Struct("!HHI64sH")


class VoiceServers:
    """All voice servers. `tell(user, event, payload)` reaches one bot's gateway connections."""

    def __init__(
        self, guild: Guild, changes: Changes, tell: Callable[[int, str, dict[str, Any]], None]
    ) -> None:
        self.sessions: dict[str, VoiceSession] = {}
        """By token; also those that have ended."""
        self.refusal = 0
        """A close code for everybody who identifies; 0 for none."""
        self.deaf = False
        """Whether heartbeats stay without an answer."""
        self.resumes = 0
        """How many there were."""
        self.rejected = 0
        """Datagrams of bots that could not be opened."""
        self.lost_discoveries = 0
        """So many of the next questions for an address are lost on their way."""
        self.silent_server_update = False
        """Whether VOICE_SERVER_UPDATE is withheld, as when Discord has no server to give."""
        self._guild = guild
        self._changes = changes
        self._tell = tell
        self._by_address: dict[Address, VoiceSession] = {}
        self._transport: asyncio.DatagramTransport

    async def start(self) -> None:
        """Opens the UDP socket."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self), local_addr=("127.0.0.1", 0)
        )

    def close(self) -> None:
        """Closes the UDP socket."""
        self._transport.close()

    @property
    def udp(self) -> Address:
        """Where the UDP socket is."""
        host, port = self._transport.get_extra_info("sockname")[:2]
        return host, port

    def session(self, user: int) -> VoiceSession | None:
        """The session of a bot that is in a call."""
        return next((each for each in self.sessions.values() if each.user == user and not each.ended), None)

    def state(self, user: int) -> VoiceState | None:
        """Where somebody is."""
        return self._guild.voice_states.get(user)

    # --- voice states ---------------------------------------------------------------------------

    def ask(
        self, member: Member, channel: VoiceChannel | None, *, mute: bool, deaf: bool, login: str
    ) -> None:
        """Op 4 of the main gateway, in its session `login`: what a bot wants to be."""
        state = self._guild.voice_states.get(member.id)
        if channel is None:
            self.leave(member)
        elif state is not None and state.channel is channel and state.login == login:
            state.self_mute, state.self_deaf = mute, deaf
            self.tell_state(state)
        elif self._may(member, channel):
            self.enter(member, channel, mute=mute, deaf=deaf, login=login)

    def _may(self, member: Member, channel: VoiceChannel) -> bool:
        needed = Permission.VIEW_CHANNEL | Permission.CONNECT
        permissions = self._guild.permissions(member, channel)
        states = self._guild.voice_states.values()
        inside = sum(state.channel is channel for state in states)
        full = 0 < channel.user_limit <= inside and not permissions & Permission.MOVE_MEMBERS
        return permissions & needed == needed and not full

    def enter(
        self,
        member: Member,
        channel: VoiceChannel,
        *,
        mute: bool = False,
        deaf: bool = False,
        login: str | None = None,
    ) -> VoiceSession | None:
        """A member is in a channel from now on, wherever they were; the session that a bot gets."""
        old = self.session(member.id)
        state = VoiceState(member, channel, secrets.token_hex(16), mute, deaf)
        state.suppress = isinstance(channel, StageChannel) or channel is self._guild.afk_channel
        before = self.state(member.id)
        state.login = login if login is not None else before.login if before is not None else ""
        self._guild.voice_states[member.id] = state
        session = self._make(state) if member.user.bot else None
        self.tell_state(state)
        self._offer(session)
        if old is not None:
            self.end(old, 4014)
        return session

    def renew(self, user: int) -> VoiceSession:
        """Gives a bot a voice server anew, in the middle of its call."""
        state, old = self._guild.voice_states[user], self.session(user)
        session = self._make(state)
        session.id = state.session
        self._offer(session)
        if old is not None:
            self.end(old, 4014)
        return session

    def _make(self, state: VoiceState) -> VoiceSession:
        session = VoiceSession(state.member.id, state.channel, len(self.sessions) + 1, self._send)
        session.id = state.session
        self.sessions[session.token] = session
        return session

    def _offer(self, session: VoiceSession | None) -> None:
        if session is None or self.silent_server_update:
            return
        where = {"token": session.token, "guild_id": str(self._guild.id), "endpoint": session.endpoint}
        self._tell(session.user, "VOICE_SERVER_UPDATE", where)

    def leave(self, member: Member, code: int | None = None) -> None:
        """A member is in no channel from now on; the websocket of a bot is closed with `code`, if any."""
        state = self._guild.voice_states.pop(member.id, None)
        if state is None:
            return
        self._guild.dispatch("VOICE_STATE_UPDATE", self._guild.voice_state(state, left=True))
        if (session := self.session(member.id)) is not None:
            self.end(session, code)
        self._changes.notify()

    def tell_state(self, state: VoiceState) -> None:
        """Tells the bots how somebody's voice state is."""
        self._guild.dispatch("VOICE_STATE_UPDATE", self._guild.voice_state(state))
        self._changes.notify()

    # --- sessions -------------------------------------------------------------------------------

    def end(self, session: VoiceSession, code: int | None) -> None:
        """Ends a session; its websocket is closed with `code`, or left to the bot."""
        session.ended = True
        outbox, session.outbox = session.outbox, None
        if outbox is not None and code is not None:
            outbox.close(code)
        self._out(session)

    def drop(self, session: VoiceSession, code: int) -> None:
        """Closes the websocket of a session, which can be resumed unless the code forbids it."""
        if code in (1006, 4015):
            if session.outbox is not None:
                session.outbox.close(code)
        else:
            self.end(session, code)

    def cut(self, session: VoiceSession) -> None:
        """The websocket of a session is gone, and nobody said why."""
        session.outbox = None
        asyncio.get_running_loop().call_later(RESUME_WINDOW, self._give_up, session)
        self._changes.notify()

    def _give_up(self, session: VoiceSession) -> None:
        if session.outbox is None and not session.ended:
            self._out(session)

    def _out(self, session: VoiceSession) -> None:
        if session.channel.call.members.get(session.user) is session:
            session.channel.call.go(session.user)
        self._changes.notify()

    # --- datagrams ------------------------------------------------------------------------------

    def _send(self, datagram: bytes, address: Address) -> None:
        if not self._transport.is_closing():
            self._transport.sendto(datagram, address)

    def receive(self, datagram: bytes, address: Address) -> None:
        """A datagram of a bot."""
        what = kind(datagram)
        session = self._by_address.get(address)
        if what == "discovery":
            self._discover(datagram, address)
        elif session is None or session.channel.call.silent:
            return
        elif what == "keepalive":
            session.keep_alives += 1
            self._send(datagram, address)
            self._changes.notify()
        elif what == "rtp":
            self._take(session, datagram)

    def _discover(self, datagram: bytes, address: Address) -> None:
        if self.lost_discoveries:
            self.lost_discoveries -= 1
            return
        ssrc = _DISCOVERY.unpack(datagram)[2]
        for session in self.sessions.values():
            if session.ssrc == ssrc and not session.ended and not session.channel.call.silent:
                session.address = address
                self._by_address[address] = session
                answer = _DISCOVERY.pack(2, 70, ssrc, address[0].encode("ascii"), address[1])
                self._send(answer, address)

    def _take(self, session: VoiceSession, datagram: bytes) -> None:
        if session.transport is None:
            return
        try:
            packet = RtpPacket.parse(datagram)
            payload = session.transport.open(datagram, len(packet.header))
        except (Malformed, Unauthentic):
            self.rejected += 1
            return
        plain = RtpPacket(packet.sequence, packet.timestamp, packet.ssrc, payload, packet.payload_type)
        session.received.append(plain)
        session.channel.call.forward(session, plain)
        self._changes.notify()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, servers: VoiceServers) -> None:
        self._servers = servers

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._servers.receive(data, addr)
