"""discord.py's voice websocket, with what a receiver needs and 2.7.1 lacks.

In: frames of the voice gateway. Out: the same behavior as the base class, and calls of the
connection's `told`, after it. Faults of the base class that are mended here:

- A `ValueError` of davey in op 25 or 27 ended the task that reads the websocket, without a word: the
  client stayed "connected" and was deaf from the next epoch on. Here it is logged, and reading goes on.
  It is not answered with op 31: after a reset such failures are to be expected, and the next commit
  tells whether anything is wrong.
- The question for our own address went out before anybody listened for the answer, which here, where
  datagrams are read at all times, another thread could read first; and it went out once, though any
  datagram may be lost. Either way connecting ended with its timeout. Here listening comes first, and
  the question is repeated.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from contextlib import suppress
from typing import Any, Final

from discord.errors import ConnectionClosed
from discord.gateway import DiscordVoiceWebSocket

_log = logging.getLogger(__name__)

DISCOVERY_SECONDS: Final = 1.0
"""IP discovery is asked for again after this long: no voice server is so far away."""

_DISCOVERY: Final = struct.Struct("!HHI64sH")
"""Type (1 asks, 2 answers), length of the rest, SSRC, address, port (Discord's developer documentation,
"Voice connections", "IP discovery")."""


class RecordingWebSocket(DiscordVoiceWebSocket):
    """The voice websocket of a `RecordingConnection`."""

    async def received_binary_message(self, msg: bytes) -> None:
        """A frame of the MLS exchange: whatever is wrong with it, reading goes on."""
        try:
            await super().received_binary_message(msg)
        except ValueError as error:
            _log.warning("Voice gateway: op %d was refused: %s", msg[2], error)
        told: Any = self._connection
        told.told_binary(msg[2])

    async def discover_ip(self) -> tuple[str, int]:
        """Our own address and port, as the voice server sees them; asked for until it answers."""
        state, loop = self._connection, asyncio.get_running_loop()
        answered: asyncio.Future[bytes] = loop.create_future()

        def take(answer: bytes) -> None:
            if not answered.done():
                answered.set_result(answer)

        def hear(datagram: bytes) -> None:  # on the reader thread
            if len(datagram) == _DISCOVERY.size and datagram[1] == 2:
                loop.call_soon_threadsafe(take, datagram)

        state.add_socket_listener(hear)
        try:
            while not answered.done():
                await loop.sock_sendall(state.socket, _DISCOVERY.pack(1, 70, state.ssrc, b"", 0))
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(answered), DISCOVERY_SECONDS)
        finally:
            state.remove_socket_listener(hear)
        _, _, _, address, port = _DISCOVERY.unpack(answered.result())
        return address.partition(b"\0")[0].decode("ascii", "replace"), port

    async def poll_event(self) -> None:
        """The next frame."""
        try:
            await super().poll_event()
        except (ConnectionClosed, TimeoutError):
            told: Any = self._connection
            told.told_closed()
            raise
