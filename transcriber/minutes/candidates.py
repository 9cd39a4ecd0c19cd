"""What can be found in a transcript without a language model: quoted candidates, and topics.

In: a transcript. Out: `Findings` made of what was said, and of nothing else.
"""

from __future__ import annotations

from transcriber.minutes.actions import actions
from transcriber.minutes.decisions import decisions
from transcriber.minutes.minutes import Findings
from transcriber.minutes.people import people
from transcriber.minutes.questions import questions
from transcriber.minutes.sentence import sentences
from transcriber.minutes.topics import topics
from transcriber.transcript.assemble import in_order
from transcriber.transcript.transcript import Transcript


def candidates(transcript: Transcript, language: str) -> Findings:
    """Topics, decisions, tasks and open questions. `language`: of lines that name none with cues."""
    lines = in_order(transcript.lines)
    spoken = sentences(lines, language)
    return Findings(
        topics=topics(lines, language, transcript.participants),
        decisions=tuple(decisions(spoken)),
        actions=tuple(actions(spoken, people(transcript, spoken))),
        questions=tuple(questions(spoken)),
    )
