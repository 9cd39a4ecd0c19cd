"""Who is drawn: a row a speaker, those beyond the first few as one.

In: a transcript. Out: rows in the order of talk time, each with the number of its color. The order is that
of the page, so that a speaker has one color everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transcriber.config import PICTURE_ROWS
from transcriber.pictures.lanes import spoken
from transcriber.transcript.plain import labels
from transcriber.transcript.transcript import Transcript
from transcriber.types import Samples


@dataclass(frozen=True, slots=True)
class Row:
    """One speaker's; or several people's, who are drawn as one."""

    label: str
    speakers: tuple[str, ...]
    """Their ids."""
    talk: Samples
    number: int | None
    """Of the speaker's color; None for several people."""


def speakers(transcript: Transcript) -> dict[str, str]:
    """A label for every speaker's id: participants by talk time, then the others. This is their order."""
    talk = {person.id: person.talk for person in transcript.participants}
    names = labels(transcript)
    return {speaker: names[speaker] for speaker in sorted(names, key=lambda each: -talk.get(each, 0))}


def anybody_spoke(transcript: Transcript) -> bool:
    """Whether there is something to draw."""
    return any(person.talk > 0 for person in transcript.participants) or bool(spoken(transcript))


def rows(transcript: Transcript, words: Mapping[str, str]) -> tuple[Row, ...]:
    """At most `PICTURE_ROWS`; `words`: the fixed words of a language. Empty when there is nobody."""
    talk = {person.id: person.talk for person in transcript.participants}
    for speaker, spans in spoken(transcript).items():  # who is no participant has what the lines have
        talk.setdefault(speaker, sum(end - start for start, end in spans))
    names = speakers(transcript)
    single = len(names) if len(names) <= PICTURE_ROWS else PICTURE_ROWS - 1
    drawn = [
        Row(label, (speaker,), talk.get(speaker, 0), number)
        for number, (speaker, label) in enumerate(names.items())
        if number < single
    ]
    rest = tuple(names)[single:]
    if rest:
        label = words["others"].format(n=len(rest))
        drawn.append(Row(label, rest, sum(talk.get(speaker, 0) for speaker in rest), None))
    return tuple(drawn)
