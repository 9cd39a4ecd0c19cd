"""discord.py's voice connection, repaired where 2.7.1 goes deaf, and telling a listener what happens.

In: what discord.py calls. Out: calls of a `Listener`. Nothing is patched: these are subclasses, made by
`RecordingVoiceClient.create_connection_state`, and every repair has a test that fails without it
(tests/test_bot_connection.py). What is repaired:

- The reader thread sits in `select` for up to 30 s on a UDP socket that was closed or replaced. Here
  the old socket is shut down first, which wakes it, and closed once it has woken.
- Close code 4015 asks for a resume, for which discord.py waits until its timeout. Here it becomes a
  fresh connection, which takes a second.
- `_disconnected` stays set after a reconnect, so that the next move of the voice server is taken for
  a kick. Here it is cleared with every new key.
- Ops 21 to 25 are ignored while there is no session, so that a call that begins without end-to-end
  encryption is deaf once it is upgraded. Here op 4 makes a session whatever the version.
- After an upgrade plain packets are accepted for ever. Here this ends 10 s after op 22.
- The reader thread wakes for every datagram, which costs more than all that is done with it, and goes
  round and round when file numbers are beyond 1023. Here `Reader` stands in its place.
- Nothing is sent to the voice server by a bot that only listens, so that routers on the way forget
  it. Here 8 bytes go out every 5 s.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from contextlib import suppress
from typing import Any

import davey
from discord.errors import ConnectionClosed
from discord.gateway import DiscordVoiceWebSocket
from discord.voice_state import ConnectionFlowState, VoiceConnectionState

from bot.voice.gateway import RecordingWebSocket
from bot.voice.listener import Listener, Nobody
from bot.voice.persistent import PersistentConnection, Refused
from bot.voice.reader import Reader, stamp

_log = logging.getLogger(__name__)

RECEIVE_BUFFER = 4 << 20
"""Bytes asked for: 20 s of 25 speakers. The system's default holds 3 s of one."""

RETIRED_SECONDS = 1.0
"""A thread that was woken has run by then, on any machine that can record."""

KEEP_ALIVE_SECONDS = 5.0
"""Routers forget a UDP flow after 30 s; official clients send one every 5 s."""

_PASSTHROUGH_SECONDS = 10
"""Plain frames that are under way when a call becomes encrypted still count for this long."""

REFUSALS = {
    4004: "Discord's voice server refused to let the bot in: its voice token was not accepted.",
    4016: "Discord's voice server and the bot have no transport encryption in common: update discord.py.",
    4017: "Discord asks for end-to-end encryption, and the bot brought none: `pip install davey` beside "
    "discord.py 2.7 or newer.",
    4021: "Discord's voice server limits the bot's connections: wait a few minutes before you try again.",
}
"""Close codes after which trying again is of no use."""

_WS = DiscordVoiceWebSocket


class RecordingConnection(PersistentConnection):
    """A voice connection that is listened to. `generation` counts changes of the end-to-end keys."""

    def __init__(self, voice_client: Any) -> None:
        self.listener: Listener = Nobody()
        self.generation = 0
        self.ssrcs: dict[int, int] = {}
        """User → SSRC, in this connection."""
        self.present: set[int] = set()
        """Users whom op 11 named, in this connection."""
        self._in_force = 0
        """The protocol version that everybody sends by: discord.py's own is ahead of it in an upgrade."""
        self._downgrading = False
        self._plain_until = 0.0
        self._hears = False
        self._retired: list[socket.socket] = []
        """Sockets that the reader may still wait on."""
        self._keep_alive: asyncio.Task[None] | None = None
        super().__init__(voice_client, hook=self._told)
        self._socket_reader.stop()  # it has not read yet
        self._socket_reader = self._reader = Reader(self)
        self._reader.start()

    def listen(self, listener: Listener) -> None:
        """Tells this one from now on; what is known of the connection by now is told at once."""
        self.catch_up()
        self.listener = listener
        if self.is_connected():
            listener.connecting()
            listener.keyed(self.mode, bytes(self.secret_key))
            for user, ssrc in self.ssrcs.items():
                listener.speaking(user, ssrc)
            for user in self.present:
                listener.present(user)

    def unlisten(self) -> None:
        """Tells nobody from now on, but all that has come by now."""
        self.catch_up()
        self.listener = Nobody()

    def catch_up(self) -> None:
        """Tells at once what has come, and waits in the socket."""
        if self.socket:
            self._reader.hand_out(self.socket)

    # --- what the gateway says ------------------------------------------------------------------

    async def _told(self, ws: DiscordVoiceWebSocket, message: dict[str, Any]) -> None:
        """A JSON frame, after discord.py has dealt with it."""
        op, data = message["op"], message["d"]
        if op == _WS.READY:
            self.ssrcs, self.present = {}, set()
            self.listener.connecting()
        elif op == _WS.SESSION_DESCRIPTION:
            self._described()
        elif op in (_WS.SPEAKING, _WS.CLIENT_CONNECT):
            self._speaks(data)
        elif op == _WS.CLIENTS_CONNECT:
            for user in data.get("user_ids", ()):
                self.present.add(int(user))
                self.listener.present(int(user))
        elif op == _WS.CLIENT_DISCONNECT:
            user = int(data["user_id"])
            self.ssrcs.pop(user, None)
            self.present.discard(user)
            self.listener.left(user)
        elif op == _WS.DAVE_PREPARE_TRANSITION:
            self._downgrading = not data["protocol_version"]
            if not data["transition_id"]:
                self._executed()
            self._rekeyed()
        elif op == _WS.DAVE_EXECUTE_TRANSITION:
            self._executed()
            self._rekeyed()
        elif op == _WS.DAVE_PREPARE_EPOCH:
            self._rekeyed()

    @property
    def plain_passes(self) -> bool:
        """Whether a frame that is not end-to-end encrypted may be one that was sent so: in a call without
        encryption, and around the moment at which encryption begins or ends."""
        return not self._in_force or self._downgrading or time.monotonic() < self._plain_until

    def _executed(self) -> None:
        """A transition is over: everybody sends by the new version."""
        if self.dave_protocol_version:
            if not self._in_force:
                self._plain_until = time.monotonic() + _PASSTHROUGH_SECONDS
            if self.dave_session is not None:
                self.dave_session.set_passthrough_mode(False, _PASSTHROUGH_SECONDS)
        self._in_force, self._downgrading = self.dave_protocol_version, False

    def told_binary(self, op: int) -> None:
        """A binary frame, after discord.py has dealt with it."""
        if op in (_WS.MLS_ANNOUNCE_COMMIT_TRANSITION, _WS.MLS_WELCOME):
            self._rekeyed()

    def told_closed(self) -> None:
        """The voice gateway closed the websocket, or fell silent."""
        self.listener.lost()

    def _described(self) -> None:
        """Op 4: the connection's mode, key and protocol version."""
        self._disconnected.clear()
        self._expecting_disconnect = False  # Discord says nothing when it had forgotten us already
        self._in_force, self._downgrading, self._plain_until = self.dave_protocol_version, False, 0.0
        if not self.dave_protocol_version:
            self.dave_session = davey.DaveSession(
                davey.DAVE_PROTOCOL_VERSION, self.user.id, self.voice_client.channel.id
            )
        self._keep_sending()
        self.generation += 1
        self.listener.keyed(self.mode, bytes(self.secret_key))
        self.listener.keys_changed()

    def _speaks(self, data: dict[str, Any]) -> None:
        user, ssrc = data.get("user_id"), data.get("ssrc", data.get("audio_ssrc"))
        if user is None or not ssrc:
            return
        self.ssrcs[int(user)] = int(ssrc)
        self.listener.speaking(int(user), int(ssrc))

    def _rekeyed(self) -> None:
        self.generation += 1
        self.listener.keys_changed()

    # --- recovery -------------------------------------------------------------------------------

    async def rekey(self) -> None:
        """Leaves the end-to-end group and asks to be added anew (op 31)."""
        await self._recover_from_invalid_commit(0)
        self._rekeyed()

    async def rejoin(self) -> None:
        """Leaves the voice server and connects anew, in the same channel."""
        if self.is_connected():
            await self.ws.close(4000)

    @property
    def given_up(self) -> bool:
        """discord.py tries no more to connect, whether it knows that or not."""
        return self._runner is not None and self._runner.done()

    # --- what discord.py does, repaired ---------------------------------------------------------

    @property
    def state(self) -> ConnectionFlowState:
        """Where in the connection's flow it is."""
        return self._state

    @state.setter
    def state(self, state: ConnectionFlowState) -> None:
        was_connected = self._state is ConnectionFlowState.connected
        VoiceConnectionState.state.fset(self, state)  # type: ignore[attr-defined]
        if was_connected and state is not ConnectionFlowState.connected:
            self.listener.lost()

    async def _connect_websocket(self, resume: bool) -> DiscordVoiceWebSocket:
        ws = await RecordingWebSocket.from_connection_state(self, resume=resume, hook=self.hook, seq_ack=-1)
        self.state = ConnectionFlowState.websocket_connected
        return ws

    async def _handshake_websocket(self) -> None:
        try:
            await super()._handshake_websocket()
        except ConnectionClosed as error:
            if error.code in REFUSALS:
                raise Refused(REFUSALS[error.code]) from error
            raise

    async def disconnect(self, *, force: bool = True, cleanup: bool = True, wait: bool = False) -> None:
        """Leaves the channel; see the base class."""
        if force or self.is_connected():
            self._retire_socket()
        if cleanup and self._runner is not None and not self._inside_runner():
            self._runner.cancel()  # it may be connecting anew
        if cleanup and self._keep_alive is not None:
            self._keep_alive.cancel()
            self._keep_alive = None
        try:
            await super().disconnect(force=force, cleanup=cleanup, wait=wait)
            if cleanup:  # the reader ends
                await asyncio.to_thread(self._socket_reader.join, RETIRED_SECONDS)
        finally:
            for old in self._retired if cleanup else ():
                old.close()
            self._retired = [old for old in self._retired if old.fileno() >= 0]

    async def soft_disconnect(
        self, *, with_state: ConnectionFlowState = ConnectionFlowState.got_both_voice_updates
    ) -> None:
        """Leaves the voice server, but not the channel; see the base class."""
        self._retire_socket()
        await super().soft_disconnect(with_state=with_state)

    def _create_socket(self) -> None:
        self._retire_socket()
        super()._create_socket()
        with suppress(OSError):  # the system grants less than it is asked for, or nothing
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        stamp(self.socket)
        if not self._hears:
            self._hears = True
            self.add_socket_listener(self._datagram)

    def _datagram(self, data: bytes) -> None:
        """On the reader thread."""
        self.listener.datagram(data, self._reader.waited)

    def _retire_socket(self) -> None:
        """The reader thread leaves the socket, and waits for the next; what has arrived by then is heard.

        The socket is closed a little later: were its number another socket's before the thread wakes,
        `select` would go on waiting, for nothing (the kernel looks the number up again)."""
        if not self.socket:
            return
        old, self.socket = self.socket, _closed_socket()
        self._socket_reader.pause()
        self._reader.hand_out(old)
        with suppress(OSError):
            old.shutdown(socket.SHUT_RDWR)
        self._retired.append(old)
        self.voice_client.loop.call_later(RETIRED_SECONDS, old.close)

    def _keep_sending(self) -> None:
        if self._keep_alive is None or self._keep_alive.done():
            self._keep_alive = asyncio.get_running_loop().create_task(
                self._send_keep_alives(), name="Voice keep-alive"
            )

    async def _send_keep_alives(self) -> None:
        count = 0
        while True:
            with suppress(OSError):  # there is no socket just now
                self.socket.send(count.to_bytes(8, "little"))
            count += 1
            await asyncio.sleep(KEEP_ALIVE_SECONDS)


def _closed_socket() -> socket.socket:
    """What stands where a socket was: discord.py expects one, and takes a closed one for what it is."""
    closed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    closed.close()
    return closed
