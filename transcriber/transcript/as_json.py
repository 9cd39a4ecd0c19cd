"""JSON: everything that a transcript holds, by a schema with a version.

In: a transcript. Out: one JSON object (RFC 8259) as `transcript.schema.json` describes it and
`from_json.read_json` reads it back; keys always in the same order, one participant or line a row,
so that two transcripts can be compared by row. Times are seconds from the session's start with six
decimals: a sample lasts 21 µs, so reading gives the same sample. Never NaN, never half a surrogate.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields

from transcriber.transcript.assemble import in_order
from transcriber.transcript.transcript import Line, Participant, Quality, Reread, Transcript, Word
from transcriber.types import Samples, seconds

VERSION = 1
"""Rises when a reader of the version before would misread; further keys do not raise it."""


def json_text(transcript: Transcript) -> str:
    """The transcript as JSON."""
    spoken = sum(participant.talk for participant in transcript.participants)
    return _laid_out(
        {
            "version": VERSION,
            "title": transcript.title,
            "started": transcript.started,
            "duration": _seconds(transcript.duration),
            "recognizer": transcript.recognizer,
            "participants": [_participant(each, spoken) for each in transcript.participants],
            "lines": [_line(line) for line in in_order(transcript.lines + transcript.echoes)],
            "gaps": [
                {
                    "start": _seconds(gap.start),
                    "end": _seconds(gap.end),
                    "reason": gap.reason,
                    "speaker": gap.speaker,
                }
                for gap in transcript.gaps
            ],
            "notes": [
                {"at": _seconds(note.at), "speaker": note.speaker, "name": note.name, "text": note.text}
                for note in transcript.notes
            ],
            "warnings": list(transcript.warnings),
            **_debug(transcript),
        }
    )


def _debug(transcript: Transcript) -> Mapping[str, object]:
    """What was read more than once, when somebody asked for it."""
    if transcript.debug is None:
        return {}
    return {"debug": [_doubt(doubt) for doubt in transcript.debug]}


def _doubt(doubt: Reread) -> Mapping[str, object]:
    return {
        "speaker": doubt.speaker,
        "start": _seconds(doubt.start),
        "end": _seconds(doubt.end),
        "tried": [
            {
                "way": one.way,
                "text": one.text,
                "logprob": _finite(one.logprob),
                "faults": list(one.faults),
                "taken": one.taken,
            }
            for one in doubt.tried
        ],
    }


def _participant(participant: Participant, spoken: Samples) -> Mapping[str, object]:
    """`spoken`: everybody's talk, of which `share` is a fraction; None when nobody spoke."""
    return {
        "id": participant.id,
        "name": participant.name,
        "bot": participant.bot,
        "talk": _seconds(participant.talk),
        "share": round(participant.talk / spoken, 4) if spoken > 0 else None,
        "drift_ppm": _finite(participant.drift_ppm),
        "quality": {field.name: getattr(participant.quality, field.name) for field in fields(Quality)},
    }


def _line(line: Line) -> Mapping[str, object]:
    fields = {
        "id": line.id,
        "speaker": line.speaker,
        "start": _seconds(line.start),
        "end": _seconds(line.end),
        "text": line.text,
        "words": [_word(word) for word in line.words],
        "confidence": _finite(line.confidence),
        "language": line.language,
        "echo_of": line.echo_of,
    }
    return fields if line.heard is None else {**fields, "heard": line.heard}


def _word(word: Word) -> Mapping[str, object]:
    fields = {
        "start": _seconds(word.start),
        "end": _seconds(word.end),
        "text": word.text,
        "confidence": _finite(word.confidence),
    }
    return fields if word.heard is None else {**fields, "heard": word.heard}


def _seconds(time: Samples) -> float:
    return round(seconds(time), 6)


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _laid_out(document: Mapping[str, object]) -> str:
    """The object with a key a row, and an array's element a row."""
    rows = []
    for key, value in document.items():
        shown = json_value(value)
        if isinstance(value, list) and value:
            shown = "[\n" + ",\n".join("    " + json_value(element) for element in value) + "\n  ]"
        rows.append(f"  {json_value(key)}: {shown}")
    return ("{\n" + ",\n".join(rows) + "\n}\n").encode("utf-8", "replace").decode("utf-8")


def json_value(value: object) -> str:
    """A value as JSON in one row."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
