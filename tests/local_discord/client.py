"""Getting an unmodified discord.py onto the local Discord: a connector that finds it under Discord's names.

In: where it is, and its authority's certificate. Out: an `aiohttp.TCPConnector` for
`discord.Client(connector=…)`, to be made in the running loop. It leads nowhere else.
"""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult


class _Resolver(AbstractResolver):
    """Every name is the local Discord; aiohttp connects to the port that is found here."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host=self._host, port=self._port, family=socket.AF_INET, proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]  # fmt: skip

    async def close(self) -> None:
        """Has nothing open."""


def connector(host: str, port: int, authority: str) -> aiohttp.TCPConnector:
    """`authority`: PEM. One connector for one client, which closes it."""
    options: dict[str, Any] = {"resolver": _Resolver(host, port), "use_dns_cache": False}
    return aiohttp.TCPConnector(ssl=ssl.create_default_context(cadata=authority), **options)


def connector_for(address: str, ca: Path) -> aiohttp.TCPConnector:
    """`address`: `127.0.0.1:8443`, as the environment variable LOCAL_DISCORD has it; `ca`: a PEM file."""
    host, _, port = address.rpartition(":")
    return connector(host, int(port), ca.read_text(encoding="ascii"))
