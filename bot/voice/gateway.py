"""discord.py's voice websocket, with what a receiver needs and 2.7.1 lacks.

In: frames of the voice gateway. Out: the same behavior as the base class, and calls of the
connection's `told`, after it. Faults of the base class that are mended here:

- A `ValueError` of davey in op 25 or 27 ended the task that reads the websocket, without a word: the
  client stayed "connected" and was deaf from the next epoch on. Here it is logged, and reading goes on.
  It is not answered with op 31: after a reset such failures are to be expected, and the next commit
  tells whether anything is wrong.
"""

from __future__ import annotations

import logging
from typing import Any

from discord.errors import ConnectionClosed
from discord.gateway import DiscordVoiceWebSocket

_log = logging.getLogger(__name__)


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

    async def poll_event(self) -> None:
        """The next frame."""
        try:
            await super().poll_event()
        except (ConnectionClosed, TimeoutError):
            told: Any = self._connection
            told.told_closed()
            raise
