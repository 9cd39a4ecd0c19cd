"""Which language each member speaks, remembered from session to session.

In: what was detected in a session, or what members say of themselves. Out: `languages.json` in the data
folder: server id → user id → ISO 639-1 code, whole or not there, readable by its owner alone. It holds
ids, never names or speech; without the file, or what somebody takes out of it, it begins anew. A disk
that refuses ends nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from transcriber.capture.file import write_whole

_log = logging.getLogger(__name__)

NAME = "languages.json"


class Spoken:
    """The languages of all servers' members, in one file; read anew each time, so that whoever runs the
    bot may edit or delete it."""

    def __init__(self, data: Path) -> None:
        self._path = data / NAME

    def of(self, guild: int) -> dict[str, str]:
        """User id → language, of a server's members."""
        return self._read().get(str(guild), {})

    def learn(self, guild: int, languages: Mapping[str, str]) -> None:
        """Remembers what members speak, by user id."""
        known = self._read()
        mine = known.get(str(guild), {})
        if mine != {**mine, **languages}:
            self._write({**known, str(guild): {**mine, **languages}})

    def forget(self, guild: int, user: int) -> None:
        """Remembers nothing of a member any more."""
        known = self._read()
        mine = known.get(str(guild), {})
        if mine.pop(str(user), None) is not None:
            self._write({**known, str(guild): mine})

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return {
                str(guild): {str(user): str(language) for user, language in members.items()}
                for guild, members in found.items()
            }
        except (OSError, ValueError, AttributeError):
            return {}

    def _write(self, known: Mapping[str, Mapping[str, str]]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, (json.dumps(known, indent=1) + "\n").encode())
        except OSError as error:
            _log.error("%s cannot be written: %s", self._path, error.strerror)
