"""The formats that a transcript is written in: one table, `FORMATS`.

In: a format's name. Out: how to write it. Command-line choices, error texts and the README's table
are made from the table; a further format is a file `as_<name>.py` with a function from `Transcript`
to text or bytes, and a row here. Writers are pure: no clock, no file, the same bytes for the same
transcript.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from transcriber.errors import SettingError
from transcriber.transcript.as_ctm import ctm
from transcriber.transcript.as_docx import docx
from transcriber.transcript.as_json import json_text
from transcriber.transcript.as_labels import audacity_labels
from transcriber.transcript.as_markdown import markdown
from transcriber.transcript.as_podcast import podcast
from transcriber.transcript.as_rttm import rttm
from transcriber.transcript.as_seglst import seglst
from transcriber.transcript.as_srt import srt
from transcriber.transcript.as_stm import stm
from transcriber.transcript.as_text import text
from transcriber.transcript.as_tsv import tsv
from transcriber.transcript.as_vtt import vtt
from transcriber.transcript.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a transcript. The file is `transcript.<extension>`; no two formats have the same."""

    extension: str
    media_type: str
    description: str
    """What it is for, in one row without a full stop."""
    writer: Callable[[Transcript], str | bytes]

    def content(self, transcript: Transcript) -> bytes:
        """What the file holds: text in UTF-8, halves of characters as `?`."""
        written = self.writer(transcript)
        return written if isinstance(written, bytes) else written.encode("utf-8", "replace")


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FORMATS: dict[str, Format] = {
    "md": Format("md", "text/markdown", "for people: who spoke how much, then who said what", markdown),
    "json": Format("json", "application/json", "for programs: everything, by a versioned schema", json_text),
    "txt": Format("txt", "text/plain", "one row a line: [00:01:23] Name: text", text),
    "srt": Format("srt", "application/x-subrip", "subtitles for players and video editors", srt),
    "vtt": Format("vtt", "text/vtt", "subtitles for web pages, with a voice a speaker", vtt),
    "docx": Format("docx", _WORD, "for people who edit, comment and print: a Word document", docx),
    "tsv": Format("tsv", "text/tab-separated-values", "for spreadsheets and scripts: a line a row", tsv),
    "labels": Format("labels.txt", "text/plain", "labels beside the sound in Audacity", audacity_labels),
    "podcast": Format("podcast.json", "application/json", "for podcast players: Podcasting 2.0", podcast),
    "seglst": Format("seglst.json", "application/json", "for scoring: SegLST, as meeteval reads it", seglst),
    "stm": Format("stm", "text/plain", "for scoring: lines, as NIST's sclite reads them", stm),
    "ctm": Format("ctm", "text/plain", "for scoring: words with their times", ctm),
    "rttm": Format("rttm", "text/plain", "for scoring: who spoke when, without words", rttm),
}

DEFAULT_FORMATS = ("md", "json", "txt", "srt", "vtt")
"""What is written when nobody says what: to read, to compute with, to watch."""

ALL = "all"
"""Instead of a name: every format."""


def format_named(name: str) -> Format:
    """The format of this name. Raises `SettingError` for one that is not in `FORMATS`."""
    try:
        return FORMATS[name]
    except KeyError:
        known = ", ".join(FORMATS)
        raise SettingError(f"There is no transcript format {name!r}. Choose from: {known}.") from None
