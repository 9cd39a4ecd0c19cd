"""Facts as JSON, as a capture holds them: one table, both directions.

In: a `Fact`, or the bytes of an event packet. Out: the other one. What is not understood (another
event name, a missing key, a wrong type) is None, never an error: a reader skips it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from transcriber.types import (
    Connected,
    Consent,
    Encryption,
    Fact,
    Gap,
    Left,
    Mark,
    Nanoseconds,
    Speaker,
    Stats,
    Stopped,
)

_Object = Mapping[str, Any]

_LONGEST_TEXT = 6000
"""Characters of a name or a note: what Discord lets a command take, and well within one UDP packet."""


def _integer(value: object, bits: int = 64) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << bits:
        raise ValueError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _identity(value: object) -> str:
    """A user id: a string by the format; a number, as hand-made captures write it, is taken too."""
    return str(_integer(value)) if isinstance(value, int) else _text(value)


def _speaker(time: Nanoseconds, o: _Object) -> Speaker:
    user = _identity(o["user"])
    return Speaker(
        time, _integer(o["ssrc"], 32), user, _text(o.get("name") or user), o.get("bot", False) is True
    )


def _gap(time: Nanoseconds, o: _Object) -> Gap:
    start, end = _integer(o["from"], 63), _integer(o["to"], 63)
    user = o.get("user")
    return Gap(time, start, max(start, end), _text(o["reason"]), None if user is None else _identity(user))


def _mark(time: Nanoseconds, o: _Object) -> Mark:
    user = _identity(o["user"])
    return Mark(time, user, _text(o.get("name") or user), _text(o["text"]))


def _encryption(time: Nanoseconds, o: _Object) -> Encryption:
    return Encryption(time, _integer(o["protocol"]), _integer(o.get("epoch", 0)), str(o.get("code") or ""))


def _stats(time: Nanoseconds, o: _Object) -> Stats:
    return Stats(time, {k: v for k, v in o.items() if isinstance(v, int) and not isinstance(v, bool)})


READERS: dict[str, Callable[[Nanoseconds, _Object], Fact]] = {
    "connected": lambda time, o: Connected(time, _integer(o["connection"], 31), _text(o.get("reason", ""))),
    "speaker": _speaker,
    "left": lambda time, o: Left(time, _identity(o["user"])),
    "gap": _gap,
    "mark": _mark,
    "e2ee": _encryption,
    "consent": lambda time, o: Consent(time, _identity(o["user"]), _text(o["choice"])),
    "stats": _stats,
    "stopped": lambda time, o: Stopped(time, _text(o.get("reason", ""))),
}
"""Event name → how to read its object."""


def read_fact(time: Nanoseconds, payload: bytes) -> Fact | None:
    """The fact in an event packet; None when this version does not understand it."""
    try:
        parsed = json.loads(payload)
        return READERS[parsed["event"]](time, parsed)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_fact(fact: Fact) -> bytes:
    """The JSON of a fact, UTF-8, without its time (that is the packet's timestamp)."""
    return json.dumps(_object(fact), ensure_ascii=False).encode("utf-8", "replace")


def _object(fact: Fact) -> dict[str, object]:
    match fact:
        case Connected():
            return {"event": "connected", "connection": fact.connection, "reason": fact.reason}
        case Speaker():
            return {
                "event": "speaker", "ssrc": fact.ssrc, "user": fact.user,
                "name": fact.name[:_LONGEST_TEXT], "bot": fact.bot,
            }  # fmt: skip
        case Left():
            return {"event": "left", "user": fact.user}
        case Gap():
            gap: dict[str, object] = {
                "event": "gap", "from": fact.start, "to": fact.end, "reason": fact.reason,
            }  # fmt: skip
            return gap if fact.user is None else gap | {"user": fact.user}
        case Mark():
            return {
                "event": "mark", "user": fact.user, "name": fact.name[:_LONGEST_TEXT],
                "text": fact.text[:_LONGEST_TEXT],
            }  # fmt: skip
        case Encryption():
            return {"event": "e2ee", "protocol": fact.protocol, "epoch": fact.epoch, "code": fact.code}
        case Consent():
            return {"event": "consent", "user": fact.user, "choice": fact.choice}
        case Stats():
            return {**fact.counters, "event": "stats"}
        case Stopped():
            return {"event": "stopped", "reason": fact.reason}
