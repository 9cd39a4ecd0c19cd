"""Plain text: one row a line, `[00:01:23] Name: text`.

In: a transcript. Out: text that `grep` and people read; the empty text when nothing was said.
Nothing is escaped, since plain text has no marks; line breaks in names and texts become blanks.
"""

from __future__ import annotations

from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import clock
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Transcript


def text(transcript: Transcript) -> str:
    """The transcript's lines as plain text."""
    names = labels(transcript)
    rows = ((line, plain(line.text)) for line in in_order(transcript.lines))
    return "".join(
        f"[{clock(line.start)}] {names[line.speaker]}: {row}\n" for line, row in rows if is_visible(row)
    )
