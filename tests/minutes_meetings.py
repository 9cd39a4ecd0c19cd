"""The scripted meetings of `tests/minutes/`, their labels, and how findings are held against them.

A row is `Name: words {label}`. Labels: `{d1}` a decision, `{a1 owner=Ann due=by Friday}` a task,
`{q1}` an open question; rows with one label are one item, which is found when any of them is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from transcriber.minutes.candidates import candidates
from transcriber.minutes.minutes import Findings, Item
from transcriber.minutes.sentence import heard
from transcriber.transcript.transcript import Line, Participant, Transcript, Word
from transcriber.types import SAMPLE_RATE

FOLDER = Path(__file__).parent / "minutes"
_LABEL = re.compile(r"\{([daq]\d+)(?: owner=([^=}]+?))?(?: due=([^}]+))?\}")
KINDS = {"d": "decisions", "a": "actions", "q": "questions"}


@dataclass(frozen=True, slots=True)
class Label:
    """One item that the minutes should have."""

    kind: str
    lines: frozenset[str]
    owner: str | None = None
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    name: str
    title: str
    language: str
    held_out: bool
    transcript: Transcript
    labels: tuple[Label, ...]

    def of(self, kind: str) -> list[Label]:
        return [label for label in self.labels if label.kind == kind]


@dataclass(slots=True)
class Score:
    """Counts of one kind of item."""

    right: int = 0
    wrong: int = 0
    found: int = 0
    missed: int = 0
    due_right: int = 0
    due_labeled: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


def _words(text: str, start: float) -> tuple[Word, ...]:
    """Words without punctuation and capitals, 0.4 s each, with half a second between sentences."""
    found = []
    for word in text.split():
        for each in heard(word).split():
            at = round(start * SAMPLE_RATE)
            found.append(Word(at, at + round(0.38 * SAMPLE_RATE), each))
            start += 0.4
        start += 0.5 if word[-1] in ".?!" else 0
    return tuple(found)


@cache
def meetings() -> tuple[Meeting, ...]:
    return tuple(read_meeting(path) for path in sorted(FOLDER.glob("*.txt")))


def read_meeting(path: Path, *, bare: bool = False) -> Meeting:
    """A scripted meeting; `bare` as PocketSphinx would write it: no punctuation, no capitals."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(row.split(": ", 1) for row in head.splitlines())
    lines: list[Line] = []
    names: dict[str, str] = {}
    labeled: dict[str, list[tuple[str, str | None, str | None]]] = {}
    clock = 0.0
    for number, row in enumerate((row for row in body.splitlines() if row.strip()), 1):
        name, _, said = row.partition(": ")
        text = _LABEL.sub("", said).strip()
        speaker = names.setdefault(name, str(100 + len(names)))
        length = 0.4 * len(text.split()) + 0.05 * len(text)
        line = Line(
            f"{speaker}-{number:04}",
            speaker,
            round(clock * SAMPLE_RATE),
            round((clock + length) * SAMPLE_RATE),
            heard(text).strip() if bare else text,
            _words(text, clock) if bare else (),
        )
        clock += length + 0.5
        lines.append(line)
        for match in _LABEL.finditer(said):
            labeled.setdefault(match[1], []).append((line.id, match[2], match[3]))
    participants = tuple(
        Participant(
            speaker, name, talk=sum(line.end - line.start for line in lines if line.speaker == speaker)
        )
        for name, speaker in names.items()
    )
    transcript = Transcript(
        facts["title"],
        "2026-11-22T17:00:00Z",
        round(clock * SAMPLE_RATE),
        "script",
        participants,
        tuple(lines),
    )
    labels = tuple(
        Label(
            KINDS[key[0]],
            frozenset(line for line, _, _ in rows),
            next((owner for _, owner, _ in rows if owner), None),
            next((due for _, _, due in rows if due), None),
        )
        for key, rows in labeled.items()
    )
    return Meeting(
        path.stem, facts["title"], facts["language"], facts["held-out"] == "yes", transcript, labels
    )


def found_in(meeting: Meeting) -> Findings:
    return candidates(meeting.transcript, meeting.language)


def scores(chosen: Iterable[Meeting]) -> dict[str, Score]:
    """Precision and recall of each kind over all the meetings together."""
    totals = {kind: Score() for kind in KINDS.values()}
    for meeting in chosen:
        findings = found_in(meeting)
        for kind, total in totals.items():
            _count(meeting, kind, getattr(findings, kind), total)
    return totals


def _count(meeting: Meeting, kind: str, items: Iterable[Item], score: Score) -> None:
    left = meeting.of(kind)
    taken: list[Label] = []
    for item in items:
        cited = {quote.line for quote in item.quotes}
        matching = [
            label
            for label in left
            if label.lines & cited and (kind != "actions" or label.owner == item.owner)
        ]
        fresh = [label for label in matching if label not in taken]
        if not fresh:
            score.wrong += 1
            why = "twice" if matching else "wrong"
            score.faults.append(
                f"{meeting.name} {why} {kind}: {item.owner or ''} {[q.text for q in item.quotes]}"
            )
            continue
        score.right += 1
        score.found += 1
        taken.append(fresh[0])
        if fresh[0].due:
            score.due_labeled += 1
            right = item.due is not None and heard(item.due).split() == heard(fresh[0].due).split()
            score.due_right += right
            if not right:
                score.faults.append(f"{meeting.name} due: {fresh[0].due!r} told as {item.due!r}")
    texts = {line.id: line.text for line in meeting.transcript.lines}
    for label in left:
        if label not in taken:
            score.missed += 1
            said = [texts[each] for each in sorted(label.lines)]
            score.faults.append(f"{meeting.name} missed {kind}: {label.owner or ''} {said}")
