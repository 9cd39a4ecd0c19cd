"""Discord's REST API, version 10: requests parsed, routes found, answers and errors written.

In: HTTP requests. Out: JSON as Discord writes it, for the routes that the `rest_*` modules hold. It
keeps a log of requests, and fails on demand (`fail`, `limit`). discord.py wants `application/json`
as the content type, exactly, and a `Via` header on a 429.
"""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import BodyPartReader, web

if TYPE_CHECKING:
    from .guild import Member

PREFIX = "/api/v10"

UPLOAD_ROOM = 512 << 20
"""Bytes: more than any upload that is to be refused properly."""


class Refused(Exception):
    """An error that the API answers with."""

    def __init__(self, status: int, code: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.code = code


NO_ACCESS = (403, 50001, "Missing Access")
NO_PERMISSION = (403, 50013, "Missing Permissions")
TOO_LARGE = (413, 40005, "Request entity too large")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request."""

    name: str
    data: bytes = field(repr=False)
    content_type: str


@dataclass(slots=True, eq=False)
class Ask:
    """One request, parsed."""

    ids: dict[str, str]
    query: dict[str, str]
    body: Any
    uploads: dict[int, Upload]
    member: Member | None
    """The bot; None on routes that need no token."""

    def number(self, name: str) -> int:
        """An id of the path."""
        return int(self.ids[name])

    @property
    def bot(self) -> Member:
        """The bot that asks."""
        assert self.member is not None
        return self.member


Handler: TypeAlias = Callable[[Ask], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Logged:
    """One request that was answered."""

    time: float
    """`time.monotonic`."""
    method: str
    path: str
    status: int


@dataclass(slots=True, eq=False)
class Fault:
    """What goes wrong on a route. `times`: how often; negative: for ever."""

    method: str
    path: re.Pattern[str]
    status: int
    body: dict[str, Any]
    times: int
    headers: dict[str, str] = field(default_factory=dict)


class Bucket:
    """A rate limit: `count` requests in `seconds`, as one bucket (Discord's "Rate Limits")."""

    def __init__(self, name: str, count: int, seconds: float) -> None:
        self.name = name
        self.count = count
        self.seconds = seconds
        self._times: deque[float] = deque()

    def take(self) -> tuple[bool, dict[str, str]]:
        """Whether one more request fits now, and what the headers say."""
        now = time.monotonic()
        while self._times and now - self._times[0] >= self.seconds:
            self._times.popleft()
        fits = len(self._times) < self.count
        if fits:
            self._times.append(now)
        after = self._times[0] + self.seconds - now
        return fits, {
            "X-RateLimit-Bucket": self.name,
            "X-RateLimit-Limit": str(self.count),
            "X-RateLimit-Remaining": str(self.count - len(self._times)),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
        }


class Api:
    """Routes, faults and the log. `members`: token → the bot whose it is."""

    def __init__(self, members: dict[str, Member]) -> None:
        self.log: list[Logged] = []
        self.faults: list[Fault] = []
        self.rate: tuple[int, float] | None = None
        """Requests per seconds that posting and editing messages is limited to, each, per channel."""
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._members = members
        self._routes: list[tuple[str, re.Pattern[str], Handler, bool]] = []

    def route(self, method: str, path: str, handler: Handler, *, token: bool = True) -> None:
        """Adds a route; `{name}` in `path` is one part of it. `token`: whether it needs the bot's."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        self._routes.append((method, re.compile(pattern), handler, token))

    # --- on demand ------------------------------------------------------------------------------

    def fail(
        self, method: str, path: str, status: int, *, code: int = 0, text: str = "Refused", times: int = 1
    ) -> None:
        """Answers the next `times` requests (negative: all) to a path (a regular expression) so."""
        self.faults.append(Fault(method, re.compile(path), status, {"code": code, "message": text}, times))

    def limit(self, method: str, path: str, retry_after: float, *, times: int = 1) -> None:
        """Answers with 429: try again in `retry_after` seconds."""
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": False}
        headers = {"Via": "1.1 local", "Retry-After": str(max(1, round(retry_after)))}
        self.faults.append(Fault(method, re.compile(path), 429, body, times, headers))

    def recover(self) -> None:
        """Ends all faults."""
        self.faults.clear()

    # --- one request ----------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.Response:
        """Answers one request, and logs it."""
        path = request.path.removeprefix(PREFIX)
        try:
            response = await self._answer(request, path)
        except Refused as error:
            response = _json({"code": error.code, "message": str(error)}, error.status)
        self.log.append(Logged(time.monotonic(), request.method, path, response.status))
        return response

    async def _answer(self, request: web.Request, path: str) -> web.Response:
        body, uploads = await _parsed(request)
        for fault in self.faults:
            if fault.times and fault.method == request.method and fault.path.fullmatch(path):
                fault.times -= 1
                return _json(fault.body, fault.status, fault.headers)
        limited, headers = self._limited(request.method, path)
        if limited:
            after = float(headers["X-RateLimit-Reset-After"])
            body = {"message": "You are being rate limited.", "retry_after": after, "global": False}
            return _json(body, 429, headers | {"Via": "1.1 local"})
        token = request.headers.get("Authorization", "").removeprefix("Bot ")
        member = self._members.get(token)
        for method, pattern, handler, needs_token in self._routes:
            if method == request.method and (match := pattern.fullmatch(path)):
                if needs_token and member is None:
                    raise Refused(401, 0, "401: Unauthorized")
                ask = Ask(match.groupdict(), dict(request.query), body, uploads, member)
                found = await handler(ask)
                if found is None:
                    return web.Response(status=204, headers=headers)
                return _json(found, 200, headers)
        raise Refused(404, 0, f"404: Not Found ({request.method} {path})")

    def _limited(self, method: str, path: str) -> tuple[bool, dict[str, str]]:
        """Whether a request is over its limit, and the headers for it."""
        match = re.fullmatch(r"/channels/(\d+)/messages(/\d+)?", path)
        if self.rate is None or match is None or method not in ("POST", "PATCH"):
            return False, {}
        key = method, match[1]
        if key not in self._buckets:
            self._buckets[key] = Bucket(f"{method.lower()}-messages", *self.rate)
        fits, headers = self._buckets[key].take()
        return not fits, headers


def _json(found: Any, status: int, headers: dict[str, str] | None = None) -> web.Response:
    # body= and not text=, which would add a charset that discord.py does not know
    data = json.dumps(found).encode("utf-8")
    return web.Response(body=data, status=status, headers=headers, content_type="application/json")


async def _parsed(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    """The JSON of a request, and its files by their numbers."""
    uploads: dict[int, Upload] = {}
    if not request.content_type.startswith("multipart/"):
        data = await request.read()
        return (json.loads(data) if data else {}), uploads
    body: Any = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader), "Discord takes no nested multipart."
        data = bytes(await part.read())
        if part.name == "payload_json":
            body = json.loads(data)
        elif match := re.fullmatch(r"files\[(\d+)\]", part.name or ""):
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads[int(match[1])] = Upload(part.filename or "", data, kind)
    return body, uploads
