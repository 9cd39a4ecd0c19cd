"""STM: what was said from when to when, as tools for word errors read a reference.

In: a transcript. Out: a row a line (Segment Time Marked, NIST SCTK: file, channel, speaker, begin,
end, words), by start; the empty text when nothing was said. The channel is the speaker's number, as
in the CTM, so that the two go together. Brackets, which mean optional words and alternatives there,
are left out; what is said stays as it was written else.
"""

from __future__ import annotations

from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import milliseconds, thousandths
from transcriber.transcript.plain import is_visible
from transcriber.transcript.tokens import channels, session_token, speaker_tokens, spoken
from transcriber.transcript.transcript import Transcript


def stm(transcript: Transcript) -> str:
    """The transcript's lines as STM."""
    names, numbers = speaker_tokens(transcript), channels(transcript)
    session = session_token(transcript)
    rows = []
    for line in in_order(transcript.lines):
        text = spoken(line.text)
        if is_visible(text):
            start = milliseconds(line.start)
            end = max(milliseconds(line.end), start + 1)
            times = f"{thousandths(start)} {thousandths(end)}"
            rows.append(f"{session} {numbers[line.speaker]} {names[line.speaker]} {times} {text}\n")
    return "".join(rows)
