"""The minutes: what is told of a meeting, each item with the lines it rests on.

In: nothing. Out: frozen dataclasses. An item without a line to rest on cannot be made. What a
language model worded stands in `wording`; without one there are quotes only, which are candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from transcriber.transcript.transcript import Transcript
from transcriber.types import Samples


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one line, as they stand in the transcript."""

    line: str
    """The line's id."""
    speaker: str
    """The speaker's id."""
    at: Samples
    """When the line begins."""
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A decision, a task or an open question."""

    quotes: tuple[Quote, ...]
    """What it rests on, in order of time: at least one."""
    wording: str | None = None
    """A language model's sentence; None for a candidate, which is its quotes."""
    owner: str | None = None
    """Of a task: the name of whoever is to do it."""
    due: str | None = None
    """Of a task: until when, in the words that were said."""

    def __post_init__(self) -> None:
        if not self.quotes:
            raise ValueError("an item of the minutes rests on at least one line")


@dataclass(frozen=True, slots=True)
class Topic:
    """A stretch of the meeting and what was talked about in it."""

    start: Samples
    end: Samples
    title: str
    """Key words of the stretch, or a language model's title."""
    line: str
    """The id of its first line."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in the lines, by cues or by a language model."""

    topics: tuple[Topic, ...] = ()
    decisions: tuple[Item, ...] = ()
    actions: tuple[Item, ...] = ()
    questions: tuple[Item, ...] = ()
    summary: tuple[Summarized, ...] = ()
    """Sentences of a language model with the lines that they rest on; empty without one."""
    author: str | None = None
    """The language model that worded this; None when cues found candidates."""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Summarized:
    """One sentence of the summary."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about how the minutes were made: a key of the fixed words, and its numbers."""

    key: str
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Minutes:
    """A transcript and what was found in it."""

    transcript: Transcript
    findings: Findings
    language: str
    """Of the meeting, as far as it is known: what cues were looked for in where a line names none."""
