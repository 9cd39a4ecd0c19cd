"""The sending side of one websocket: what is put in goes out in order, and nobody has to wait for it."""

from __future__ import annotations

import asyncio
import json
from typing import Any, TypeAlias

from aiohttp import web

_Item: TypeAlias = str | bytes | int
"""Text, binary, or the code of a close."""


class Outbox:
    """Make it in the handler of a websocket, and `close` or `abort` it there in the end."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket
        self._items: asyncio.Queue[_Item] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def words(self, message: dict[str, Any]) -> None:
        """Sends JSON."""
        self._items.put_nowait(json.dumps(message))

    def binary(self, message: bytes) -> None:
        """Sends a binary frame."""
        self._items.put_nowait(message)

    def close(self, code: int) -> None:
        """Closes behind everything that was put in; 1006 means without a closing handshake, at once."""
        if code == 1006:
            self.abort()
        else:
            self._items.put_nowait(code)

    def abort(self) -> None:
        """Cuts the connection."""
        self._writer.cancel()
        if self._request.transport is not None:
            self._request.transport.abort()

    async def end(self) -> None:
        """Waits for the writer, when the handler is about to return."""
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self) -> None:
        while True:
            item = await self._items.get()
            try:
                if isinstance(item, str):
                    await self._socket.send_str(item)
                elif isinstance(item, bytes):
                    await self._socket.send_bytes(item)
                else:
                    await self._socket.close(code=item)
                    return
            except ConnectionError:  # whoever reads has gone
                return
