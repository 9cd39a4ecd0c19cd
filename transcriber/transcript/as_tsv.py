"""TSV: a table for spreadsheets and scripts, a line a row.

In: a transcript. Out: tab-separated values with the columns `start`, `end` (seconds with three
decimals), `speaker` and `text`; only the head when nothing was said. A value with a quotation mark
is quoted as in CSV (RFC 4180), which is how spreadsheets read it. An invisible word joiner (U+2060)
keeps what begins like a formula from being one.
"""

from __future__ import annotations

import csv
import io

from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import decimal
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Transcript

_FORMULA = ("=", "+", "-", "@")


def tsv(transcript: Transcript) -> str:
    """The transcript's lines as tab-separated values."""
    names = labels(transcript)
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(("start", "end", "speaker", "text"))
    for line in in_order(transcript.lines):
        text = plain(line.text)
        if is_visible(text):
            row = (decimal(line.start), decimal(line.end), _inert(names[line.speaker]), _inert(text))
            table.writerow(row)
    return out.getvalue()


def _inert(text: str) -> str:
    return f"\u2060{text}" if text.startswith(_FORMULA) else text
