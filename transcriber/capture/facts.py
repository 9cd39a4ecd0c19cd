"""Facts as JSON, as a capture holds them, both directions.

In: a `Fact`, or the bytes of an event packet. Out: the other one. What is not understood (another
event name, a missing key, a wrong type) is None, never an error: a reader skips it. Reading gives
what was written, but that texts are cut to what fits a packet, halves of characters become U+FFFD,
a name that is empty becomes the user's id, and a gap ends no earlier than it starts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from transcriber.capture.text import whole_characters
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

LONGEST_NAME = 1000
"""Characters of a name, an id, a reason, a code: Discord's longest are a tenth of it."""

LONGEST_TEXT = 6000
"""Characters of a note: what Discord lets a command take. With two names it is 8000, and however JSON
escapes them (six bytes at most each), an event fits one UDP packet."""


def _integer(value: object, bits: int = 64) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << bits:
        raise ValueError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    return whole_characters(value)


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
    return Encryption(time, _integer(o["protocol"]), _integer(o.get("epoch", 0)), _text(o.get("code") or ""))


def _stats(time: Nanoseconds, o: _Object) -> Stats:
    return Stats(time, {_text(name): count for name, count in o.items() if _is_count(count)})


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 64


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
    return whole_characters(json.dumps(_object(fact), ensure_ascii=False)).encode()


def _object(fact: Fact) -> dict[str, object]:
    match fact:
        case Connected():
            return {"event": "connected", "connection": fact.connection, "reason": _name(fact.reason)}
        case Speaker():
            return {
                "event": "speaker", "ssrc": fact.ssrc, "user": _name(fact.user),
                "name": _name(fact.name), "bot": fact.bot,
            }  # fmt: skip
        case Left():
            return {"event": "left", "user": _name(fact.user)}
        case Gap():
            gap: dict[str, object] = {
                "event": "gap", "from": fact.start, "to": fact.end, "reason": _name(fact.reason),
            }  # fmt: skip
            return gap if fact.user is None else gap | {"user": _name(fact.user)}
        case Mark():
            return {
                "event": "mark", "user": _name(fact.user), "name": _name(fact.name),
                "text": fact.text[:LONGEST_TEXT],
            }  # fmt: skip
        case Encryption():
            return {
                "event": "e2ee", "protocol": fact.protocol, "epoch": fact.epoch, "code": _name(fact.code),
            }  # fmt: skip
        case Consent():
            return {"event": "consent", "user": _name(fact.user), "choice": _name(fact.choice)}
        case Stats():
            counters = {name: count for name, count in fact.counters.items() if name != "event"}
            return {"event": "stats", **counters}
        case Stopped():
            return {"event": "stopped", "reason": _name(fact.reason)}


def _name(text: str) -> str:
    return text[:LONGEST_NAME]
