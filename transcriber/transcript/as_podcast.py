"""Podcasting 2.0: the JSON transcript that podcast players show along.

In: a transcript. Out: `{"version": "1.0.0", "segments": […]}` as the podcast namespace describes it:
a segment a line with `speaker`, `startTime`, `endTime` (seconds, three decimals) and `body`.
"""

from __future__ import annotations

from transcriber.transcript.as_json import json_value
from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import milliseconds
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Transcript


def podcast(transcript: Transcript) -> str:
    """The transcript's lines as Podcasting-2.0 JSON."""
    names = labels(transcript)
    rows = [
        {
            "speaker": names[line.speaker],
            "startTime": milliseconds(line.start) / 1000,
            "endTime": milliseconds(max(line.start, line.end)) / 1000,
            "body": plain(line.text),
        }
        for line in in_order(transcript.lines)
        if is_visible(line.text)
    ]
    segments = ",".join("\n    " + json_value(row) for row in rows)
    return '{\n  "version": "1.0.0",\n  "segments": [' + segments + ("\n  ]\n}\n" if rows else "]\n}\n")
