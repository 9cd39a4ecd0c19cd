"""The main gateway, version 10: bots log in, hear of everything, and ask to be in a voice channel.

In: websockets of bots. Out: READY, GUILD_CREATE and all that happens later, as text frames (a client
that asks for compression takes them too). A session outlives its websocket, and can be resumed.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from aiohttp import WSMsgType, web

from .changes import Changes
from .channel import VoiceChannel
from .outbox import Outbox

if TYPE_CHECKING:
    from .guild import Guild, Member
    from .voice_servers import VoiceServers

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014

PATIENCE: Final = 10.0
"""Seconds after which a bot whose gateway is gone is taken out of its voice channel."""

MEMBERS, PRESENCES = 1 << 1, 1 << 8
INTENTS: Final = {
    "GUILD_MEMBER_": MEMBERS,
    "VOICE_STATE_": 1 << 7,
    "MESSAGE_": 1 << 9,
    "CHANNEL_": 1,
    "THREAD_": 1,
}
"""How the names of events begin → the intent without which they are not sent."""


class GatewaySession:
    """One login: numbered events, all of them kept for a resume."""

    def __init__(self, member: Member, intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.member = member
        self.intents = intents
        self.outbox: Outbox | None = None
        self.events: list[tuple[str, Any]] = []
        """All that was dispatched: name and data."""

    def event(self, name: str, data: Any) -> None:
        """Dispatches an event, where the bot's intents allow it (its own member's always)."""
        needed = next((intent for start, intent in INTENTS.items() if name.startswith(start)), 0)
        own = name == "GUILD_MEMBER_UPDATE" and data["user"]["id"] == str(self.member.id)
        if needed & ~self.intents and not own:
            return
        self.events.append((name, data))
        self._put(len(self.events))

    def replay(self, seen: int) -> None:
        """Dispatches what the bot has not seen again."""
        for number in range(seen + 1, len(self.events) + 1):
            self._put(number)

    def _put(self, number: int) -> None:
        if self.outbox is not None:
            name, data = self.events[number - 1]
            self.outbox.words({"op": DISPATCH, "s": number, "t": name, "d": data})


class Gateway:
    """All sessions. `members`: token → the bot whose it is."""

    def __init__(
        self, members: dict[str, Member], application: Callable[[], dict[str, Any]], changes: Changes
    ) -> None:
        self.guild: Guild
        self.servers: VoiceServers
        self.sessions: dict[str, GatewaySession] = {}
        self.members = members
        self.application = application
        self.changes = changes
        self.disallowed = 0
        """Intents that are not switched on for the application."""
        self.resumes = 0
        """How many there were."""
        self.patience = PATIENCE
        """Seconds after which a session without a websocket is over."""

    def tell(self, user: int, name: str, data: dict[str, Any]) -> None:
        """An event for one bot."""
        for session in self.sessions.values():
            if session.member.id == user:
                session.event(name, data)

    def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """An event for all bots."""
        for session in self.sessions.values():
            session.event(name, data)

    @property
    def connected(self) -> bool:
        """Whether any bot is."""
        return any(session.outbox is not None for session in self.sessions.values())

    # --- on demand ------------------------------------------------------------------------------

    def close(self, code: int) -> None:
        """Closes all websockets; the sessions can be resumed."""
        for session in self.sessions.values():
            if session.outbox is not None:
                session.outbox.close(code)

    def forget(self) -> None:
        """No session can be resumed: their bots are in no call anymore, and begin anew."""
        for session in list(self.sessions.values()):
            session.outbox = None
            self._give_up(session)

    def reconnect(self) -> None:
        """Asks all bots to connect anew (op 7)."""
        for session in self.sessions.values():
            if session.outbox is not None:
                session.outbox.words({"op": RECONNECT, "d": None})

    # --- one websocket --------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The whole conversation."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        outbox = Outbox(request, socket)
        outbox.words({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        session: GatewaySession | None = None
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    words = json.loads(message.data)
                    session = self._hear(outbox, session, words["op"], words["d"])
        finally:
            await outbox.end()
            if session is not None and session.outbox is outbox:
                session.outbox = None
                asyncio.get_running_loop().call_later(self.patience, self._give_up, session)
                self.changes.notify()
        return socket

    def _hear(
        self, outbox: Outbox, session: GatewaySession | None, op: int, data: Any
    ) -> GatewaySession | None:
        if op == HEARTBEAT:
            outbox.words({"op": HEARTBEAT_ACK})
        elif op == IDENTIFY:
            return self._identify(outbox, data)
        elif op == RESUME:
            return self._resume(outbox, data)
        elif session is None:
            outbox.close(4003)
        elif op == VOICE_STATE:
            channel = self.guild.channels.get(int(data["channel_id"] or 0))
            where = channel if isinstance(channel, VoiceChannel) else None
            mute, deaf = data["self_mute"], data["self_deaf"]
            self.servers.ask(session.member, where, mute=mute, deaf=deaf, login=session.id)
        elif op == REQUEST_MEMBERS:
            self._members(session, data)
        return session

    def _identify(self, outbox: Outbox, data: dict[str, Any]) -> GatewaySession | None:
        member = self.members.get(data["token"].removeprefix("Bot "))
        if member is None:
            outbox.close(AUTHENTICATION_FAILED)
            return None
        if data["intents"] & self.disallowed:
            outbox.close(DISALLOWED_INTENTS)
            return None
        session = GatewaySession(member, data["intents"])
        self.sessions[session.id] = session
        session.outbox = outbox
        ready = {
            "v": 10,
            "user": member.user.payload() | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(self.guild.id), "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": "wss://gateway.discord.gg",
            "session_type": "normal",
            "shard": data.get("shard", [0, 1]),
            "application": {"id": self.application()["id"], "flags": self.application()["flags"]},
            "private_channels": [],
            "presences": [],
            "relationships": [],
        }
        session.event("READY", ready)
        session.event("GUILD_CREATE", self.guild.payload(self._known(session)))
        self.changes.notify()
        return session

    def _known(self, session: GatewaySession) -> list[Member]:
        """Whom GUILD_CREATE names: without the intent for presences the bot and those in voice."""
        members = self.guild.members.values()
        if session.intents & PRESENCES:
            return list(members)
        return [each for each in members if each is session.member or each.id in self.guild.voice_states]

    def _resume(self, outbox: Outbox, data: dict[str, Any]) -> GatewaySession | None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"].removeprefix("Bot ") not in self.members:
            outbox.words({"op": INVALID_SESSION, "d": False})
            return None
        session.outbox = outbox
        session.replay(data["seq"] or 0)
        session.event("RESUMED", {})
        self.resumes += 1
        self.changes.notify()
        return session

    def _members(self, session: GatewaySession, data: dict[str, Any]) -> None:
        wanted = data.get("user_ids")
        wanted = wanted if isinstance(wanted, list) or wanted is None else [wanted]
        members = self.guild.members.values()
        chunk = {
            "guild_id": str(self.guild.id),
            "members": [
                each.payload() for each in members if wanted is None or str(each.id) in map(str, wanted)
            ],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "presences": [],
        }
        session.event("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": data["nonce"]} if "nonce" in data else {}))

    def _give_up(self, session: GatewaySession) -> None:
        """A bot that does not come back is logged out, and is not in the call anymore that it was in."""
        if session.outbox is None and self.sessions.get(session.id) is session:
            del self.sessions[session.id]
            state = self.servers.state(session.member.id)
            if state is not None and state.login == session.id:
                self.servers.leave(session.member)
