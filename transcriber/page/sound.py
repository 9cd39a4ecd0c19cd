"""The sound of a page: inside it, beside it, or none.

In: bytes of a sound file, or its address relative to the page. Out: what the page has to know. This
module reads no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

MEDIA_TYPES: Final = {"opus": "audio/ogg", "ogg": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav"}
"""By the file's ending: what a browser is told that it is (RFC 7845 section 9, RFC 9639 section 11)."""

MIX_NAMES: Final = ("mix.opus", "mix.flac", "mix.wav")
"""What a session's mix is called, the smallest first."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A sound file that lies in the page."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Beside:
    """A sound file that the page asks for; `url` is relative to it, percent-encoded."""

    url: str


Sound: TypeAlias = Embedded | Beside
