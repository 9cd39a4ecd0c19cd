"""What the bot must remember of a session beyond the capture: where its results belong.

In: a session's folder. Out: `discord.json` in it, whole or not there. With it a session whose bot died
is finished by the next one. It holds ids, never names or speech.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from transcriber.capture.file import write_whole
from transcriber.errors import OutputError

_log = logging.getLogger(__name__)

NAME = "discord.json"

State = Literal["recording", "transcribing", "posted"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session belongs. Ids as Discord has them; `thread` is where lines go, if there is one."""

    guild: int
    voice: int
    text: int
    starter: int
    state: State = "recording"
    thread: int | None = None
    language: str | None = None
    """What was wished: a code, or several parted by commas."""

    def save(self, folder: Path) -> None:
        """Raises OutputError when it cannot be written."""
        try:
            write_whole(folder / NAME, (json.dumps(asdict(self), indent=1) + "\n").encode())
        except OSError as error:
            raise OutputError(f"{folder / NAME} cannot be written: {error.strerror}.") from error

    def save_or_log(self, folder: Path) -> None:
        """The same where what goes on must not end because the disk is full."""
        try:
            self.save(folder)
        except OutputError as error:
            _log.error("%s", error)

    @classmethod
    def load(cls, folder: Path) -> Place | None:
        """None where there is none, or it makes no sense."""
        try:
            return cls(**json.loads((folder / NAME).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def unfinished(data: Path) -> Iterator[tuple[Path, Place]]:
    """The sessions whose results were not posted, oldest first."""
    if not data.is_dir():
        return
    for folder in sorted(path for path in data.iterdir() if path.is_dir()):
        place = Place.load(folder)
        if place is not None and place.state != "posted":
            yield folder, place
