"""What is asked of a recognizer for a whole session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from transcriber.errors import SettingError
from transcriber.speech.recognizer import Recognizer


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is known of a session before it is heard, and what is to be made of it."""

    languages: tuple[str, ...] = ()
    """ISO 639-1 codes: what is spoken. One: nothing else is; several: each speaker's is detected among
    them, the likeliest named first; none: detected."""
    glossary: tuple[str, ...] = ()
    """Terms to listen for, the most important first."""
    roster: tuple[str, ...] = ()
    """Names of people who may be there, besides those that the recording tells."""
    spoken: Mapping[str, str] = field(default_factory=dict)
    """Speaker → the language spoken in earlier sessions."""
    names: bool = True
    """Whether people's names are listened for."""
    correct: bool = True
    """Whether misheard names and terms are corrected."""

    def check(self, recognizer: Recognizer) -> None:
        """Raises SettingError for a language that the recognizer does not know, and for several where
        it cannot tell which is spoken."""
        able = recognizer.capabilities
        for language in self.languages:
            if able.languages is not None and language not in able.languages:
                raise SettingError(
                    f"{recognizer.name} does not know the language {language!r}: it knows "
                    f"{', '.join(sorted(able.languages))}."
                )
        if len(self.languages) > 1 and not able.detects_language:
            raise SettingError(
                f"{recognizer.name} cannot detect which of the languages {', '.join(self.languages)} is "
                "spoken: name one of them."
            )


def languages_of(text: str) -> tuple[str, ...]:
    """The codes in `en` or `en, de`, lower-case, each once; none in an empty text."""
    return tuple(dict.fromkeys(code.lower() for code in re.split(r"[\s,;]+", text) if code))
