"""Names as one word each, for formats whose fields are parted by blanks.

In: a transcript. Out: words of letters, digits, `-`, `_` and `.`: one for the session, one for each
speaker, no two alike. What scoring tools take for a remark (`;`), a label (`<NA>`) or an
alternative (`{ a / b }`) never gets into one.
"""

from __future__ import annotations

import unicodedata

from transcriber.transcript.plain import labels, plain
from transcriber.transcript.transcript import Transcript

_MARKS = str.maketrans(dict.fromkeys("(){}<>", " "))
"""What scoring tools obey in a text: optional words, alternatives, labels (sclite's formats)."""


def token(text: str) -> str:
    """The text as one word; empty when nothing of it can stand in one."""
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" or c in "-." else " " for c in plain(text))
    return "_".join(kept.split())


def session_token(transcript: Transcript) -> str:
    """The session's title as one word."""
    return token(transcript.title) or "session"


def speaker_tokens(transcript: Transcript) -> dict[str, str]:
    """Speaker id → word; of several that would be alike, all but the first get a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for speaker, label in labels(transcript).items():
        base = word = token(label) or token(speaker) or "unknown"
        number = 1
        while word in taken:
            number += 1
            word = f"{base}_{number}"
        taken.add(word)
        found[speaker] = word
    return found


def channels(transcript: Transcript) -> dict[str, int]:
    """Speaker id → its number, from 1, in the order of the participants."""
    return {speaker: number for number, speaker in enumerate(labels(transcript), start=1)}


def spoken(text: str) -> str:
    """The text's words in one row, without what a scoring tool would obey."""
    return " ".join(plain(text).translate(_MARKS).split())
