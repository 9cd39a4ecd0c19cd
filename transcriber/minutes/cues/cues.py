"""What a language's cues are: patterns over `heard` text.

In: nothing. Out: the `Cues` class. `heard` text is lower case without punctuation, one blank before
and behind every word, so ` then we ` is found at the start of a sentence, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from re import Pattern


@dataclass(frozen=True, slots=True)
class Cues:
    """One language's turns of phrase."""

    decided: Pattern[str]
    """Says by itself that something is decided."""
    concludes: Pattern[str]
    """Draws a conclusion: a decision unless somebody objects."""
    proposes: Pattern[str]
    """A proposal: a decision once somebody else agrees."""
    undecided: Pattern[str]
    """Makes no decision of any of these: put off, denied, imagined, told of another time."""
    inconclusive: Pattern[str]
    """Looks like a conclusion or a proposal, and is talk about the talk, or a report."""
    agrees: Pattern[str]
    """How a turn begins that agrees to a proposal."""
    objects: Pattern[str]
    """How a turn begins that does not."""
    commits: Pattern[str]
    """The speaker takes on a task."""
    offers: Pattern[str]
    """The speaker could: a task once there is a date, or somebody agrees."""
    requests: Pattern[str]
    """Somebody else is asked to do something."""
    accepts: Pattern[str]
    """How whoever was asked takes it on."""
    declines: Pattern[str]
    assigns: str
    """Somebody is to do something; `{name}` stands for the names of those present."""
    hedged: Pattern[str]
    """Makes no task of any of these: conditions, wishes, denials."""
    passing: Pattern[str]
    """Said of the call itself or of the moment: no task and no question worth keeping."""
    due: Pattern[str]
    """When something is to be done."""
    asking: Pattern[str]
    """How a question begins, or ends, where there are no question marks."""
    rhetorical: Pattern[str]
    """Questions that want no answer."""
    unknown: Pattern[str]
    """An answer that is none."""
    deferred: Pattern[str]
    """Puts a question off."""
    stopwords: frozenset[str]
    """Words that mean nothing by themselves."""
    question_marks: bool = True
    """Whether a question that has punctuation ends with a question mark; in Japanese it need not."""


def cues(
    *, assigns: str, stopwords: str, blanks: bool = True, question_marks: bool = True, **phrases: str
) -> Cues:
    """Cues of phrases, an alternative a row; blanks at the ends of a row do not count.

    `blanks`: whether the language writes them between words, so that a phrase is one of whole words.
    """
    compiled = {name: one_of(rows, blanks=blanks) for name, rows in phrases.items()}
    return Cues(
        assigns=alternatives(assigns),
        stopwords=frozenset(stopwords.split()),
        question_marks=question_marks,
        **compiled,
    )


def one_of(rows: str, *, blanks: bool = True) -> Pattern[str]:
    """A pattern for any of the rows, as whole words where there are blanks."""
    found = alternatives(rows)
    return re.compile(rf"(?<!\w)(?:{found})(?![\w'])" if blanks else f"(?:{found})")


def alternatives(rows: str) -> str:
    """The rows of a text as alternatives of one pattern."""
    return "|".join(row.strip() for row in rows.splitlines() if row.strip())
