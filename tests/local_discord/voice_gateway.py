"""The voice gateway, version 8, for bots: one websocket's conversation, up to the call.

In: a bot's websocket. Out: what Discord says on it, and the session in its call. The sequence is
that of a real one: hello, identify, ready, (IP discovery by UDP), select protocol, session
description; then the call speaks. Close codes are Discord's ("Voice close event codes").
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from .outbox import Outbox
from .voice_message import Binary, Op, Words
from .voice_session import VoiceSession

if TYPE_CHECKING:
    from .voice_servers import VoiceServers

HEARTBEAT_MS = 13_750

UNKNOWN_OP, NOT_IDENTIFIED, AUTHENTICATION_FAILED, ALREADY_IDENTIFIED = 4001, 4003, 4004, 4005
SESSION_INVALID, UNKNOWN_MODE, DAVE_REQUIRED = 4006, 4016, 4017


class VoiceConnection:
    """One websocket of a bot to a voice server."""

    def __init__(self, servers: VoiceServers) -> None:
        self._servers = servers
        self._session: VoiceSession | None = None
        self._outbox: Outbox

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The whole conversation."""
        socket = web.WebSocketResponse(autoping=True, max_msg_size=0)
        await socket.prepare(request)
        self._outbox = Outbox(request, socket)
        self._say(Op.HELLO, {"v": 8, "heartbeat_interval": HEARTBEAT_MS})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    words = json.loads(message.data)
                    self._hear(words["op"], words["d"])
                elif message.type is WSMsgType.BINARY:
                    self._hear_binary(message.data)
        finally:
            await self._outbox.end()
            if self._session is not None and self._session.outbox is self._outbox:
                self._servers.cut(self._session)
        return socket

    def _say(self, op: Op, data: dict[str, Any]) -> None:
        self._outbox.words({"op": op, "d": data})

    def _hear(self, op: int, data: dict[str, Any]) -> None:
        if op == Op.HEARTBEAT:
            if not self._servers.deaf:
                self._say(Op.HEARTBEAT_ACK, {"t": data["t"]})
        elif op == Op.IDENTIFY:
            self._identify(data)
        elif op == Op.RESUME:
            self._resume(data)
        elif self._session is None:
            self._outbox.close(NOT_IDENTIFIED)
        elif op == Op.SELECT_PROTOCOL:
            self._select(self._session, data["data"]["mode"])
        elif op == Op.SPEAKING:
            self._session.speaking.append(data["speaking"])
        elif op in (Op.TRANSITION_READY, Op.INVALID_COMMIT_WELCOME):
            self._session.channel.call.answer(self._session.user, Words(Op(op), data))
        elif op not in (Op.VIDEO, Op.CLIENT_DISCONNECT, 15, Op.CLIENT_FLAGS, Op.CLIENT_PLATFORM):
            self._outbox.close(UNKNOWN_OP)

    def _hear_binary(self, data: bytes) -> None:
        if self._session is None:
            self._outbox.close(NOT_IDENTIFIED)
        elif data[0] in (Op.KEY_PACKAGE, Op.COMMIT_WELCOME):
            self._session.channel.call.answer(self._session.user, Binary(Op(data[0]), data[1:]))
        else:
            self._outbox.close(UNKNOWN_OP)

    def _identify(self, data: dict[str, Any]) -> None:
        session = self._servers.sessions.get(data["token"])
        if self._session is not None:
            self._outbox.close(ALREADY_IDENTIFIED)
        elif code := self._servers.refusal:
            self._outbox.close(code)
        elif session is None or session.ended or str(session.user) != data["user_id"]:
            self._outbox.close(AUTHENTICATION_FAILED)
        elif session.id != data["session_id"]:
            self._outbox.close(SESSION_INVALID)
        elif session.channel.call.begin() and not data.get("max_dave_protocol_version"):
            self._outbox.close(DAVE_REQUIRED)
        else:
            self._attach(session)
            host, port = self._servers.udp
            modes = list(session.channel.modes)
            ready = {"ssrc": session.ssrc, "ip": host, "port": port, "modes": modes}
            self._say(Op.READY, {**ready, "experiments": [], "streams": []})

    def _resume(self, data: dict[str, Any]) -> None:
        session = self._servers.sessions.get(data["token"])
        if session is None or session.ended or session.id != data["session_id"] or not session.mode:
            self._outbox.close(SESSION_INVALID)
            return
        self._attach(session)
        self._say(Op.RESUMED, {})
        session.replay(data.get("seq_ack", -1))
        self._servers.resumes += 1

    def _attach(self, session: VoiceSession) -> None:
        self._session = session
        session.outbox = self._outbox

    def _select(self, session: VoiceSession, mode: str) -> None:
        if mode not in session.channel.modes:
            self._outbox.close(UNKNOWN_MODE)
            return
        call = session.channel.call
        self._say(Op.SESSION_DESCRIPTION, session.describe(mode, call.begin()))
        call.come(session)
