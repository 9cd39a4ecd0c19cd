"""What Craig says of a recording: the `info.txt` in its downloads, and an Audacity project's offsets.

In: the text of `info.txt` (rows like `Guild:`, a tab, `Name (id)`; then `Tracks:` and `Notes:` with
indented rows) or of an `.aup`. Out: frozen data; whatever is missing or makes no sense is left out.
Track n of the list is the file whose name begins with `n-`. It never raises.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from transcriber.capture.session import utc_ns
from transcriber.capture.text import whole_characters
from transcriber.types import SAMPLE_RATE, Nanoseconds, Samples

_ROW = re.compile(r"(Guild|Channel|Requester|Start time):\s*(.+)")
_NAMED = re.compile(r"(.*?)\s*\(([^()]*)\)")
_NOTE = re.compile(r"\t(\d{1,4}):(\d{2}):(\d{2}): (.+)")
_TAG = re.compile(r"#(\d{1,4}|web)$")
"""What followed user names until 2023; `#0` since then, where it is still written."""
_FILE = re.compile(r"0*(\d+)(?:-(.*))?", re.DOTALL)
_IMPORT = re.compile(r"<import\s[^<>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class CraigTrack:
    """Somebody who was recorded: user id, user name as Craig writes it, and the name to show."""

    id: str
    username: str
    name: str


@dataclass(frozen=True, slots=True)
class CraigInfo:
    """`guild` and `channel` are (id, name) pairs; notes have the session's time."""

    recording: str
    guild: tuple[str, str] | None = None
    channel: tuple[str, str] | None = None
    started: Nanoseconds | None = None
    tracks: tuple[CraigTrack, ...] = ()
    notes: tuple[tuple[Samples, str], ...] = ()

    def owner_of(self, stem: str) -> CraigTrack | None:
        """Whose track the file of this name (without its ending) is; None when that is not told."""
        found = _FILE.fullmatch(stem)
        if found is None:
            return None
        number, name = int(found[1]), found[2]
        mine = self.tracks[number - 1] if 0 < number <= len(self.tracks) else None
        if name is None or (mine is not None and _in_file_name(mine.username) == name):
            return mine
        others = [track for track in self.tracks if _in_file_name(track.username) == name]
        return others[0] if len(others) == 1 else mine


def craig_info(text: str) -> CraigInfo | None:
    """What an `info.txt` says; None when it is none of Craig's."""
    rows = whole_characters(text).removeprefix("\ufeff").splitlines()
    if not rows or not rows[0].startswith("Recording ") or "Tracks:" not in rows:
        return None
    facts: dict[str, str] = {}
    tracks: list[CraigTrack] = []
    notes: list[tuple[Samples, str]] = []
    part = ""
    for row in rows[1:]:
        if row in ("Tracks:", "Notes:"):
            part = row
        elif part == "Tracks:" and row.startswith("\t"):
            tracks.append(_track(row.strip()))
        elif part == "Notes:" and (note := _NOTE.fullmatch(row)):
            hours, minutes, seconds = (int(digits) for digits in note.groups()[:3])
            notes.append((((hours * 60 + minutes) * 60 + seconds) * SAMPLE_RATE, note[4]))
        elif not part and (fact := _ROW.fullmatch(row)):
            facts.setdefault(fact[1], fact[2].strip())
    return CraigInfo(
        recording=rows[0].removeprefix("Recording ").strip(),
        guild=_pair(facts.get("Guild")),
        channel=_pair(facts.get("Channel")),
        started=utc_ns(facts.get("Start time")),
        tracks=tuple(tracks),
        notes=tuple(notes),
    )


def audacity_offsets(text: str) -> dict[str, float]:
    """File name → seconds, as an Audacity project (`.aup`) places the files that it imports."""
    found: dict[str, float] = {}
    for tag in _IMPORT.findall(text):
        said = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        try:
            found[said["filename"]] = float(said["offset"])
        except (KeyError, ValueError):
            continue
    return found


def _track(row: str) -> CraigTrack:
    """`Shown (user) (id)`, `user (id)` or, of old, `user#1234 (id)`."""
    named = _NAMED.fullmatch(row)
    if named is None or not named[2]:
        return CraigTrack(row, row, _TAG.sub("", row))
    rest, number = named[1], named[2]
    shown = re.fullmatch(r"(.+) \(([^()]+)\)", rest)
    username = shown[2] if shown else rest
    return CraigTrack(number, username, shown[1] if shown else _TAG.sub("", username) or number)


def _pair(text: str | None) -> tuple[str, str] | None:
    """`Name (id)` as id and name; None without an id."""
    named = _NAMED.fullmatch(text or "")
    return (named[2], named[1] or named[2]) if named and named[2].isdecimal() else None


def _in_file_name(username: str) -> str:
    """A user name as it stands in the name of a track's file."""
    return re.sub(r"[^a-zA-Z0-9]", "_", username)
