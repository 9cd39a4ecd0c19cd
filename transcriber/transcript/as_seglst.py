"""SegLST: a JSON list of who said what when, as meeteval and the CHiME challenges read it.

In: a transcript. Out: a list with an object a line: `session_id`, `speaker`, `start_time` and
`end_time` (seconds, three decimals), `words`; `[]` when nothing was said. Session and speakers are
those of the STM and RTTM.
"""

from __future__ import annotations

from transcriber.transcript.as_json import json_value
from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import milliseconds
from transcriber.transcript.plain import is_visible, plain
from transcriber.transcript.tokens import session_token, speaker_tokens
from transcriber.transcript.transcript import Transcript


def seglst(transcript: Transcript) -> str:
    """The transcript's lines as SegLST."""
    names = speaker_tokens(transcript)
    session = session_token(transcript)
    rows = [
        {
            "session_id": session,
            "speaker": names[line.speaker],
            "start_time": milliseconds(line.start) / 1000,
            "end_time": milliseconds(max(line.start, line.end)) / 1000,
            "words": plain(line.text),
        }
        for line in in_order(transcript.lines)
        if is_visible(line.text)
    ]
    return "[" + ",".join("\n  " + json_value(row) for row in rows) + ("\n]\n" if rows else "]\n")
