"""What templates see: minutes as plain data, every text of it already inert Markdown.

In: minutes, a language, links. Out: a dictionary of dictionaries, lists, numbers and `str`. A template
cannot forget to escape, and cannot reach anything but this. The README lists the names. Whoever writes
no Markdown and escapes by itself (the page) asks for `plain` text instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from transcriber.minutes.markdown import Links, anchor, inert, target
from transcriber.minutes.minutes import Item, Minutes, Quote, Remark
from transcriber.minutes.words import WORDS
from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import clock
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Absence, Participant, Transcript
from transcriber.types import Samples

NAMED = 12
"""At most so many of those who opted out are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a capture knows of a session beyond its transcript."""

    encryption: str | None = None
    """The verification code of end-to-end encryption; an empty text without it; None: not known."""
    opted_out: tuple[str, ...] = ()
    """Names of those who opted out of being recorded."""


def view(
    minutes: Minutes,
    words: Mapping[str, str],
    links: Links,
    around: Circumstances,
    shown: Callable[[str], str] = inert,
    pictures: Sequence[str] = (),
) -> dict[str, Any]:
    """The data of a template. `shown`: how texts of people and recognizers are written; `pictures`: where
    they lie, as the document links to them."""
    return {
        **_View(minutes, words, links, around, shown).data(),
        "pictures": [target(each) for each in pictures],
    }


@dataclass(slots=True)
class _View:
    minutes: Minutes
    words: Mapping[str, str]
    links: Links
    around: Circumstances
    shown: Callable[[str], str]

    def data(self) -> dict[str, Any]:
        transcript, findings = self.minutes.transcript, self.minutes.findings
        names = {speaker: self.shown(label) for speaker, label in labels(transcript).items()}
        return {
            "words": dict(self.words),
            "title": self.shown(plain(transcript.title))
            if is_visible(transcript.title)
            else self.words["minutes"],
            "date": _date(transcript.started, self.shown),
            "duration": clock(transcript.duration),
            "recognizer": self.shown(transcript.recognizer) if is_visible(transcript.recognizer) else "",
            "author": self.shown(findings.author or ""),
            "candidates": any(
                item.wording is None for item in (*findings.decisions, *findings.actions, *findings.questions)
            ),
            "participants": list(_participants(transcript, names)),
            "topics": [
                {
                    "title": self.shown(topic.title),
                    "start": clock(topic.start),
                    "end": clock(topic.end),
                    "link": self.links.to(topic.line, clock(topic.start)),
                }
                for topic in findings.topics
            ],
            "summary": [
                {"text": self.shown(each.text), "sources": self._sources(each.quotes, names)}
                for each in findings.summary
            ],
            "decisions": self._items(findings.decisions, names),
            "actions": self._items(findings.actions, names),
            "questions": self._items(findings.questions, names),
            "notes": [
                {"name": names[note.speaker], "time": clock(note.at), "text": self.shown(note.text)}
                for note in sorted(transcript.notes, key=lambda note: note.at)
            ],
            "remarks": [self._remark(remark) for remark in findings.remarks],
            "recording": list(self._recording(transcript, names)),
            "lines": list(self._lines(transcript, names)),
            "speech": any(is_visible(line.text) for line in transcript.lines),
        }

    def _items(self, items: Iterable[Item], names: Mapping[str, str]) -> list[dict[str, Any]]:
        return [
            {
                "text": self.shown(item.wording) if item.wording else "",
                "quotes": [
                    {"text": self.shown(quote.text), "name": names[quote.speaker], "time": clock(quote.at)}
                    for quote in item.quotes
                ],
                "owner": self.shown(item.owner or ""),
                "due": self.shown(item.due or ""),
                "sources": self._sources(item.quotes, names),
            }
            for item in items
        ]

    def _sources(self, quotes: Iterable[Quote], names: Mapping[str, str]) -> str:
        return ", ".join(self.links.cite(quote, names[quote.speaker]) for quote in quotes)

    def _remark(self, remark: Remark) -> str:
        filled = {
            key: self.words[value] if key == "why" and isinstance(value, str) else value
            for key, value in remark.values.items()
        }
        shown = {key: self.shown(value) if isinstance(value, str) else value for key, value in filled.items()}
        return self.words[remark.key].format_map(shown)

    def _recording(self, transcript: Transcript, names: Mapping[str, str]) -> Iterator[str]:
        """What a reader should know before trusting the text, a sentence each."""
        for warning in transcript.warnings:
            yield self.shown(warning)
        if transcript.gaps:
            key = "gap_single" if len(transcript.gaps) == 1 else "gaps"
            yield self.words[key].format(n=len(transcript.gaps), time=clock(_covered(transcript.gaps)))
        for person in transcript.participants:
            yield from self._quality(person, names[person.id])
        if self.around.opted_out:
            yield self.words["opted_out"].format(names=self._opted_out())
        if self.around.encryption is not None:
            key = "encrypted" if self.around.encryption else "unencrypted"
            yield self.words[key].format(code=self.shown(self.around.encryption))

    def _quality(self, person: Participant, name: str) -> Iterator[str]:
        quality = person.quality
        sent = quality.received + quality.lost
        if quality.lost:
            yield self.words["quality"].format(
                name=name,
                lost=_percent(quality.lost, sent, 1),
                concealed=_percent(quality.concealed, sent, 1),
            )
        unheard = quality.undecryptable + quality.undecodable
        if unheard:
            yield self.words["unheard"].format(n=unheard, name=name)

    def _opted_out(self) -> str:
        named = [self.shown(name) for name in self.around.opted_out[:NAMED]]
        rest = len(self.around.opted_out) - len(named)
        return ", ".join([*named, *([self.words["others"].format(n=rest)] if rest else [])])

    def _lines(self, transcript: Transcript, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Gaps, notes and lines in order of time; at one time in this order."""
        timed: list[tuple[Samples, dict[str, Any]]] = [
            *(
                (gap.start, {"kind": "gap", "text": self._gap(gap, names), "end": clock(gap.end)})
                for gap in transcript.gaps
            ),
            *(
                (note.at, {"kind": "note", "name": names[note.speaker], "text": self.shown(note.text)})
                for note in transcript.notes
            ),
        ]
        for line in in_order(transcript.lines):
            if is_visible(line.text):
                row = {"kind": "line", "name": names[line.speaker], "text": self.shown(line.text)}
                timed.append((line.start, row | {"anchor": anchor(line.id)}))
        for at, row in sorted(timed, key=lambda entry: entry[0]):
            yield row | {"time": clock(at)}

    def _gap(self, gap: Absence, names: Mapping[str, str]) -> str:
        reason = self.words[gap.reason] if gap.reason in _REASONS else self.shown(gap.reason)
        if gap.speaker is None:
            return self.words["gap_all"].format(reason=reason)
        return self.words["gap_one"].format(name=names[gap.speaker], reason=reason)


_REASONS = frozenset({"disconnected", "undecryptable", "deafened", "paused", "overrun"})
"""The capture format's reasons for a gap, which the fixed words hold; others are shown as they are."""
assert all(words.keys() >= _REASONS for words in WORDS.values())


def _participants(transcript: Transcript, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """In order of talk time."""
    spoken = sum(person.talk for person in transcript.participants)
    for person in sorted(transcript.participants, key=lambda person: -person.talk):
        quality = person.quality
        yield {
            "name": names[person.id],
            "bot": person.bot,
            "talk": clock(person.talk),
            "share": _percent(person.talk, spoken, 0),
            "lost": _percent(quality.lost, quality.received + quality.lost, 1),
        }


def _date(started: str | None, shown: Callable[[str], str]) -> str:
    """`2026-11-22 17:03 UTC`; what is no time with a zone as it is; empty when not known."""
    if started is None:
        return ""
    try:
        moment = datetime.fromisoformat(started)
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment.tzinfo else shown(started)
    except (ValueError, OverflowError):
        return shown(started)


def _percent(part: int, whole: int, decimals: int) -> str:
    return f"{100 * part / whole:.{decimals}f} %" if whole > 0 else "–"


def _covered(gaps: Iterable[Absence]) -> Samples:
    """The time in which somebody's audio is missing, counted once where gaps overlap."""
    total = until = 0
    for gap in sorted(gaps, key=lambda gap: gap.start):
        total += max(gap.end - max(gap.start, until), 0)
        until = max(until, gap.end)
    return total
