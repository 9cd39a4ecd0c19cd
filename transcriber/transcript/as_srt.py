"""SubRip subtitles: numbered cues, each beginning with its speaker's name.

In: a transcript. Out: SRT in UTF-8 with `,` before the milliseconds; the empty text when nothing
was said. The format has no escapes, but players obey HTML and ASS marks in it. So an invisible word
joiner (U+2060) keeps names and texts from being a mark, and braces become parentheses: players that
draw with ASS hide what stands between braces.
"""

from __future__ import annotations

import re

from transcriber.transcript.clock import cue_time
from transcriber.transcript.cue import cues
from transcriber.transcript.transcript import Transcript

_MARK = re.compile(r"<|\\(?=[Nnh])|--(?=>)")
"""Tags (FFmpeg takes `< b >` and `<>` for some, too), line breaks of ASS, the arrow between times."""
_BRACES = str.maketrans("{}", "()")


def srt(transcript: Transcript) -> str:
    """The transcript's cues as SubRip."""
    return "\n".join(
        f"{number}\n{cue_time(cue.start, ',')} --> {cue_time(cue.end, ',')}\n{_literal(cue.rows)}\n"
        for number, cue in enumerate(cues(transcript, named=True), start=1)
    )


def _literal(rows: tuple[str, ...]) -> str:
    return _MARK.sub("\\g<0>\u2060", "\n".join(rows).translate(_BRACES))
