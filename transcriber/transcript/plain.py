"""Names and texts as one row of visible characters, and one label a speaker.

In: names and texts as people and recognizers made them. Out: the same without what would break a
row or reach beyond it: line breaks, control characters, overrides of the writing direction. It
never escapes for a format; each format does that itself, last.
"""

from __future__ import annotations

import re
import unicodedata

from transcriber.transcript.transcript import Transcript

_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Control characters and line separators: each is a blank."""

_REACHING = re.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Embeddings, overrides and isolates of direction (they would turn what follows around, UAX 9),
byte order marks, and halves of surrogate pairs, which no encoding can write."""

_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers that count as letters or symbols, and are what names that look empty are made of."""


def plain(text: str) -> str:
    """The text in one row: composed (NFC), single blanks, none at the ends; possibly empty."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _REACHING.sub("", text))
    return " ".join(_BREAKING.sub(" ", text).split())


def is_visible(text: str) -> bool:
    """Whether a reader would see anything of it."""
    return any(unicodedata.category(c)[0] in "LNPS" and c not in _UNSEEN for c in text)


def labels(transcript: Transcript) -> dict[str, str]:
    """A label for every speaker's id in the transcript, no two alike.

    It is the name; the id when the name cannot be seen; and of several people with one name, all
    but the first are numbered: `Ann`, `Ann (2)`. Speakers who are no participants come last.
    """
    names = {participant.id: participant.name for participant in transcript.participants}
    for note in transcript.notes:
        names.setdefault(note.speaker, note.name)
    for line in transcript.lines + transcript.echoes:
        names.setdefault(line.speaker, line.speaker)
        if line.echo_of is not None:
            names.setdefault(line.echo_of, line.echo_of)
    for gap in transcript.gaps:
        if gap.speaker is not None:
            names.setdefault(gap.speaker, gap.speaker)
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    for speaker, name in names.items():
        base = next((plain(text) for text in (name, speaker) if is_visible(text)), "unknown")
        label = base
        while label in taken:
            taken[base] += 1
            label = f"{base} ({taken[base]})"
        taken[label] = 1
        found[speaker] = label
    return found
