"""What is asked of a recognizer for a whole session."""

from __future__ import annotations

from dataclasses import dataclass

from transcriber.errors import SettingError
from transcriber.speech.recognizer import Recognizer


@dataclass(frozen=True, slots=True)
class Wishes:
    """`language`: ISO 639-1, or None to let the recognizer detect. `hotwords`: terms to listen for."""

    language: str | None = None
    hotwords: tuple[str, ...] = ()

    def check(self, recognizer: Recognizer) -> None:
        """Raises SettingError for a language that the recognizer does not know."""
        known = recognizer.capabilities.languages
        if self.language and known is not None and self.language not in known:
            raise SettingError(
                f"{recognizer.name} does not know the language {self.language!r}: it knows "
                f"{', '.join(sorted(known))}."
            )
