"""The formats that a transcript is written in: one table, `FORMATS`.

In: a format's name. Out: how to write it. Command-line choices, error texts and the README's table
are made from the table; a further format is a file `as_<name>.py` with a function from `Transcript`
to text, and a row here. Writers are pure: no clock, no file, the same text for the same transcript.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from transcriber.errors import SettingError
from transcriber.transcript.as_json import json_text
from transcriber.transcript.as_markdown import markdown
from transcriber.transcript.as_srt import srt
from transcriber.transcript.as_text import text
from transcriber.transcript.as_vtt import vtt
from transcriber.transcript.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a transcript. The file is `transcript.<extension>`, in UTF-8."""

    extension: str
    media_type: str
    description: str
    """What it is for, in one row without a full stop."""
    writer: Callable[[Transcript], str]


FORMATS: dict[str, Format] = {
    "md": Format("md", "text/markdown", "for people: who spoke how much, then who said what", markdown),
    "json": Format("json", "application/json", "for programs: everything, by a versioned schema", json_text),
    "txt": Format("txt", "text/plain", "one row a line: [00:01:23] Name: text", text),
    "srt": Format("srt", "application/x-subrip", "subtitles for players and video editors", srt),
    "vtt": Format("vtt", "text/vtt", "subtitles for web pages, with a voice a speaker", vtt),
}


def format_named(name: str) -> Format:
    """The format of this name. Raises `SettingError` for one that is not in `FORMATS`."""
    try:
        return FORMATS[name]
    except KeyError:
        known = ", ".join(FORMATS)
        raise SettingError(f"There is no transcript format {name!r}. Choose from: {known}.") from None
