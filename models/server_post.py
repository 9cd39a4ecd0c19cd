"""One upload to a server that recognizes: sound and fields go out, a reply comes back, or nothing in time.

In: a client, a URL, form fields, a WAV file. Out: status, body and what Retry-After says. The whole reply
has one deadline from the first byte sent, and a largest size. It judges nothing and logs nothing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from transcriber.config import SERVER_ANSWER_BYTES

Fields = dict[str, str | list[str]]

_GLANCE_SECONDS = 0.1
"""How long it takes at most to notice that an answer is no longer wanted."""


class Unreachable(Exception):
    """Nobody is there, or the connection broke."""


class Slow(Exception):
    """No whole reply in time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`again`: the seconds of Retry-After. `body` is empty unless the status is 200 and the size honest."""

    status: int
    again: float | None
    body: bytes


def post(
    client: httpx2.Client, url: str, fields: Fields, sound: bytes, patience: float, stop: threading.Event
) -> Reply | None:
    """The reply, within `patience` seconds; None when `stop` is set first.

    The work is done in a thread of its own: no client's timeout bounds a server that drips, and whoever
    gives up should not have to wait for it. Raises `Slow` and `Unreachable`.
    """
    found: list[Reply | Slow | Unreachable] = []
    done = threading.Event()

    def work() -> None:
        try:
            found.append(_posted(client, url, fields, sound))
        except httpx2.ConnectTimeout:
            found.append(Unreachable())
        except httpx2.TimeoutException:
            found.append(Slow())
        except Exception:
            # Beside its own errors, a client that is closed in the middle fails in ways of its own.
            found.append(Unreachable())
        done.set()

    threading.Thread(target=work, name="server request", daemon=True).start()
    left = patience
    while not done.wait(min(_GLANCE_SECONDS, left)):
        left -= _GLANCE_SECONDS
        if stop.is_set():
            return None
        if left <= 0:
            raise Slow
    if isinstance(found[0], Reply):
        return found[0]
    raise found[0]


def _posted(client: httpx2.Client, url: str, fields: Fields, sound: bytes) -> Reply:
    files = {"file": ("speech.wav", sound, "audio/wav")}
    with client.stream("POST", url, data=fields, files=files) as response:
        again = retry_seconds(response.headers.get("Retry-After"))
        body = bytearray()
        if response.status_code == httpx2.codes.OK:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > SERVER_ANSWER_BYTES:
                    return Reply(response.status_code, again, b"")
        return Reply(response.status_code, again, bytes(body))


def retry_seconds(header: str | None) -> float | None:
    """A Retry-After header (RFC 9110, 10.2.3: seconds or a date) in seconds; None for any other."""
    try:
        if header is None:
            return None
        if header.strip().isdecimal():
            return float(header)
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None
