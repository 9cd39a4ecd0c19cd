"""RTTM: who spoke when, without words, as tools for diarization read it.

In: a transcript. Out: one `SPEAKER` row for each stretch of a speaker's speech (Rich Transcription
Time Marked, NIST RT-09, appendix A), by start; the empty text when nobody spoke. Stretches of one
speaker never overlap and last a millisecond at least. Names are one word each (see `tokens`).
"""

from __future__ import annotations

from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import milliseconds, thousandths
from transcriber.transcript.plain import is_visible
from transcriber.transcript.tokens import session_token, speaker_tokens
from transcriber.transcript.transcript import Transcript


def rttm(transcript: Transcript) -> str:
    """The transcript's speech as RTTM."""
    names = speaker_tokens(transcript)
    session = session_token(transcript)
    until: dict[str, int] = {}
    found: list[tuple[int, str]] = []
    for line in in_order(transcript.lines):
        begun = milliseconds(line.start)
        start, end = max(begun, until.get(line.speaker, 0)), max(milliseconds(line.end), begun + 1)
        if is_visible(line.text) and end > start:
            until[line.speaker] = end
            times = f"{thousandths(start)} {thousandths(end - start)}"
            found.append((start, f"SPEAKER {session} 1 {times} <NA> <NA> {names[line.speaker]} <NA> <NA>\n"))
    return "".join(row for _, row in sorted(found, key=lambda entry: entry[0]))
