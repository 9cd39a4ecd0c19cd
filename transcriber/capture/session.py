"""A captured session as a folder: its two files, and what `session.json` says.

In: a folder. Out: a `SessionInfo`, and the places of the files. Everything in the folder but these
two files is derived. A folder without `session.json` is still a session: the capture is enough.
`session.json` is whole or not there; what makes no sense in it is left out, not fatal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from transcriber import __version__
from transcriber.capture.file import opened, unreadable, write_whole
from transcriber.capture.text import whole_characters
from transcriber.errors import InputError, OutputError
from transcriber.types import Nanoseconds

FORMAT_VERSION = 1
CAPTURE_NAME = "capture.pcapng"
INFO_NAME = "session.json"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEYS = frozenset(("format", "id", "title", "started", "guild", "channel", "software"))


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What `session.json` says. `started` is UTC ns, `guild` and `channel` are (id, name) pairs.

    `unknown` holds the keys that this version does not know, so that writing keeps them.
    """

    id: str
    title: str
    started: Nanoseconds | None = None
    guild: tuple[str, str] | None = None
    channel: tuple[str, str] | None = None
    software: str = f"transcriber {__version__}"
    unknown: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """The text of `session.json`."""
        known: dict[str, object] = {"format": FORMAT_VERSION, "id": self.id, "title": self.title}
        if self.started is not None:
            known["started"] = utc_text(self.started)
        for name, pair in (("guild", self.guild), ("channel", self.channel)):
            if pair is not None:
                known[name] = {"id": pair[0], "name": pair[1]}
        known["software"] = self.software
        text = json.dumps({**self.unknown, **known}, ensure_ascii=False, indent=1)
        return whole_characters(text) + "\n"

    @classmethod
    def from_json(cls, text: str, where: Path) -> SessionInfo:
        """Reads `session.json`; raises InputError when it is no JSON object of a known version."""
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{where} is not valid JSON: mend it, or delete it (the capture is enough)."
            ) from error
        if not isinstance(parsed, dict):
            raise InputError(f"{where} is not a JSON object: mend it, or delete it (the capture is enough).")
        version = parsed.get("format", FORMAT_VERSION)
        if version != FORMAT_VERSION:
            raise InputError(
                f"{where} says format {version!r}, and this version reads format {FORMAT_VERSION}: "
                "use a newer transcriber."
            )
        name = _text(parsed.get("id")) or _folder_name(where.parent)
        return cls(
            id=name,
            title=_text(parsed.get("title")) or name,
            started=utc_ns(parsed.get("started")),
            guild=_pair(parsed.get("guild")),
            channel=_pair(parsed.get("channel")),
            software=_text(parsed.get("software")) or "unknown",
            unknown={key: value for key, value in parsed.items() if key not in _KEYS},
        )


@dataclass(frozen=True, slots=True)
class Session:
    """A session's folder. It need not exist until `create`."""

    folder: Path

    @property
    def capture(self) -> Path:
        """Where the capture is."""
        return self.folder / CAPTURE_NAME

    @property
    def info_file(self) -> Path:
        """Where `session.json` is."""
        return self.folder / INFO_NAME

    @classmethod
    def create(cls, folder: Path, info: SessionInfo) -> Session:
        """Makes the folder (readable by its owner alone: recordings are private) and `session.json`.

        Raises OutputError when it cannot, or when a capture is there already.
        """
        session = cls(folder)
        try:
            if session.capture.exists():
                raise OutputError(f"{folder} already holds a captured session: choose another folder.")
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(session.info_file, info.to_json().encode())
        except OSError as error:
            raise OutputError(f"The session folder {folder} cannot be written: {error.strerror}.") from error
        return session

    def info(self) -> SessionInfo:
        """What `session.json` says; where there is none, the folder's name.

        Raises InputError when it is there and cannot be understood.
        """
        try:
            if not self.info_file.exists():
                name = _folder_name(self.folder)
                return SessionInfo(id=name, title=name, software="unknown")
            with opened(self.info_file) as file:
                text = file.read().decode("utf-8-sig")
        except OSError as error:
            raise unreadable(self.info_file, error) from error
        except UnicodeDecodeError as error:
            raise InputError(
                f"{self.info_file} is no UTF-8 text: mend it, or delete it (the capture is enough)."
            ) from error
        return SessionInfo.from_json(text, self.info_file)


def _folder_name(folder: Path) -> str:
    return whole_characters(folder.resolve().name)  # "." has no name of its own


def utc_text(time: Nanoseconds) -> str:
    """UTC ns as ISO 8601 with microseconds and Z (rounded down)."""
    moment = _EPOCH + timedelta(microseconds=time // 1000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def utc_ns(text: object) -> Nanoseconds | None:
    """ISO 8601 as UTC ns; None for what is no time. A time without zone is UTC."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    time = (moment - _EPOCH) // timedelta(microseconds=1) * 1000
    return time if 0 <= time < 1 << 63 else None


def _text(value: object) -> str | None:
    """A text, or a number as one; None for everything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return whole_characters(value) if isinstance(value, str) else None


def _pair(value: object) -> tuple[str, str] | None:
    """Id and name of a guild or channel; None without an id."""
    if not isinstance(value, dict):
        return None
    number = _text(value.get("id"))
    return (number, _text(value.get("name")) or number) if number else None
