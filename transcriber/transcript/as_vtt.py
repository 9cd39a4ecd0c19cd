"""WebVTT subtitles: every cue is a voice span, `<v Name>text`.

In: a transcript. Out: WebVTT (W3C) in UTF-8; only its header when nothing was said. Names and texts
are escaped as character references, which is also what keeps `-->` out of them (section 4.2.2).
"""

from __future__ import annotations

from html import escape

from transcriber.transcript.clock import cue_time
from transcriber.transcript.cue import cues
from transcriber.transcript.transcript import Transcript


def vtt(transcript: Transcript) -> str:
    """The transcript's cues as WebVTT."""
    blocks = ["WEBVTT\n"]
    for cue in cues(transcript, named=False):
        voice = escape(cue.name, quote=False)
        rows = escape("\n".join(cue.rows), quote=False)
        blocks.append(f"{cue_time(cue.start, '.')} --> {cue_time(cue.end, '.')}\n<v {voice}>{rows}\n")
    return "\n".join(blocks)
