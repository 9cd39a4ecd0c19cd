"""What a language model answers, by schema, and what of it the transcript bears out.

In: an answer's text, and the lines that the model was shown. Out: items and sentences that cite
existing lines whose words support them; everything else is dropped and counted. A model's word is
never taken for an id, a quote, an owner or a date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from transcriber.minutes.cues.tables import CUES
from transcriber.minutes.language_model import ModelFault
from transcriber.minutes.minutes import Item, Quote, Summarized, Topic
from transcriber.minutes.sentence import heard
from transcriber.transcript.plain import plain
from transcriber.types import Line

_SUPPORT = 0.34
"""A sentence is borne out when a third of its meaningful words are in the lines that it cites."""
_STEM = 4
"""Words are held to be the same when their first letters are: endings change, languages too."""
_LONGEST = 600
"""Characters of one sentence; a longer one is no sentence."""
_FENCED = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


def _number(value: object) -> object:
    """`12`, `"12"` and `"L12"` are 12."""
    found = re.fullmatch(r"\D{0,2}(\d{1,9})", value.strip()) if isinstance(value, str) else None
    return int(found[1]) if found else value


def _numbers(value: object) -> object:
    if isinstance(value, str | int):
        return [_number(value)]
    return [_number(each) for each in value] if isinstance(value, list) else value


_Lines = Annotated[list[int], BeforeValidator(_numbers)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")


_Model = TypeVar("_Model", bound=_Answer)


class Cited(_Answer):
    """A sentence, the numbers of the lines that it rests on, and words of one of them."""

    text: str
    lines: _Lines
    quote: str


class CitedTask(Cited):
    """A task; owner and due date as they were said."""

    owner: str | None = None
    due: str | None = None


class Titled(_Answer):
    """A topic and the line that it begins with."""

    title: str
    line: Annotated[int, BeforeValidator(_number)]


class PartAnswer(_Answer):
    """What a model finds in one part of a meeting."""

    summary: list[Cited] = Field(default_factory=list)
    topics: list[Titled] = Field(default_factory=list)
    decisions: list[Cited] = Field(default_factory=list)
    actions: list[CitedTask] = Field(default_factory=list)
    questions: list[Cited] = Field(default_factory=list)


class Drawn(_Answer):
    """A sentence drawn from sentences, by their numbers."""

    text: str
    sources: _Lines


class ShorterAnswer(_Answer):
    """The summary of summaries."""

    summary: list[Drawn] = Field(default_factory=list)


def schema_of(answer: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema that a server may hold a model to: every key required, no others."""
    schema: dict[str, Any] = _strict(answer.model_json_schema())
    return schema


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _strict(value) for key, value in schema.items() if key not in ("default", "description")}
    if kept.get("type") == "object" and "properties" in kept:
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept


def read_part(text: str) -> PartAnswer:
    """A part's answer. Raises ModelFault when it is not what was asked for."""
    return _read(PartAnswer, text)


def read_shorter(text: str) -> ShorterAnswer:
    """The same for a summary of summaries."""
    return _read(ShorterAnswer, text)


def _read(kind: type[_Model], text: str) -> _Model:
    try:
        return kind.model_validate(_parsed(text))
    except ValidationError as error:
        raise ModelFault("nonsense", "The language model's answer is not of the form asked for.") from error


@dataclass(slots=True)
class Checked:
    """What of the answers holds."""

    summary: list[Summarized] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    decisions: list[Item] = field(default_factory=list)
    actions: list[Item] = field(default_factory=list)
    questions: list[Item] = field(default_factory=list)
    dropped: int = 0
    """Items that cite no line, or lines that do not say so."""


def check(answer: PartAnswer, shown: Mapping[int, Line], labels: Mapping[str, str], language: str) -> Checked:
    """The items that the lines shown to the model bear out. `labels`: name by speaker id."""
    judge = _Judge(shown, labels, language)
    checked = Checked()
    for kind in ("decisions", "actions", "questions"):
        for cited in getattr(answer, kind):
            item = judge.item(cited)
            if item is None:
                checked.dropped += 1
            else:
                getattr(checked, kind).append(item)
    for cited in answer.summary:
        quotes = judge.quotes(cited)
        if quotes:
            checked.summary.append(Summarized(plain(cited.text), quotes))
        else:
            checked.dropped += 1
    checked.topics, dropped = judge.topics(answer.topics)
    checked.dropped += dropped
    return checked


@dataclass(slots=True)
class _Judge:
    shown: Mapping[int, Line]
    labels: Mapping[str, str]
    language: str

    def item(self, cited: Cited) -> Item | None:
        quotes = self.quotes(cited)
        if not quotes:
            return None
        owner = due = None
        if isinstance(cited, CitedTask):
            owner, due = self._owner(cited.owner, quotes), self._due(cited.due, quotes)
        return Item(quotes, plain(cited.text), owner, due)

    def quotes(self, cited: Cited) -> tuple[Quote, ...]:
        """The lines that the sentence cites; none when one of them does not exist, the quote is in none
        of them, or they are about something else."""
        text = plain(cited.text)
        numbers = list(dict.fromkeys(cited.lines))
        if not text or len(text) > _LONGEST or not numbers or not all(n in self.shown for n in numbers):
            return ()
        lines = [self.shown[number] for number in sorted(numbers)]
        quote = heard(cited.quote).strip()
        joined = "".join if self._is_unspaced(quote) else " ".join
        spoken = [heard(line.text) for line in lines]
        if not quote or not any(
            _has(words, quote) for words in [*spoken, f" {joined(map(str.strip, spoken))} "]
        ):
            return ()
        said = " ".join([*spoken, *(heard(self.labels[line.speaker]) for line in lines)])
        if not supported(text, [said], self.language):
            return ()
        return tuple(Quote(line.id, line.speaker, line.start, plain(line.text)) for line in lines)

    def topics(self, titled: Iterable[Titled]) -> tuple[list[Topic], int]:
        """Topics in order, each until the next one begins; how many were dropped."""
        found: dict[int, str] = {}
        dropped = 0
        for each in titled:
            title = plain(each.title)
            if each.line in self.shown and title and len(title) <= _LONGEST // 5:
                found.setdefault(each.line, title)
            else:
                dropped += 1
        begins = sorted(found)
        last = max((line.end for line in self.shown.values()), default=0)
        topics = []
        for place, number in enumerate(begins):
            line = self.shown[number]
            end = self.shown[begins[place + 1]].start if place + 1 < len(begins) else last
            topics.append(Topic(line.start, max(end, line.start), found[number], line.id))
        return topics, dropped

    def _owner(self, owner: str | None, quotes: Sequence[Quote]) -> str | None:
        """One of those who spoke in the lines, or is named in them, under the name that they have."""
        name = heard(owner or "").strip()
        if not name:
            return None
        for quote in quotes:
            label = self.labels[quote.speaker]
            if name == heard(label).strip() or name in heard(label).split():
                return label
        said = " ".join(heard(quote.text) for quote in quotes)
        for label in self.labels.values():
            if name == heard(label).strip() and any(_has(said, word) for word in name.split()):
                return label
        return plain(owner or "") if _has(said, name) else None

    def _due(self, due: str | None, quotes: Sequence[Quote]) -> str | None:
        """A date counts only in the words that were said."""
        words = heard(due or "").strip()
        return plain(due or "") if words and any(_has(heard(q.text), words) for q in quotes) else None

    @staticmethod
    def _is_unspaced(text: str) -> bool:
        return any("\u3040" <= c <= "\u9fff" for c in text)


def supported(text: str, said: Iterable[str], language: str) -> bool:
    """Whether a third of a sentence's meaningful words are in what was said."""
    stopwords = CUES[language].stopwords if language in CUES else frozenset()
    means = _stems(heard(text), stopwords)
    spoken = frozenset[str]().union(*(_stems(heard(each), frozenset()) for each in said))
    return not means or len(means & spoken) >= _SUPPORT * len(means)


def _has(said: str, words: str) -> bool:
    """Whether the words stand in what was said, as whole words where there are blanks."""
    if any("\u3040" <= c <= "\u9fff" for c in words):
        return words.replace(" ", "") in said.replace(" ", "")
    return f" {words} " in said


def _stems(words: str, passed_over: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for word in words.split():
        if any("\u3040" <= c <= "\u9fff" for c in word):
            found.update(word[i : i + 2] for i in range(len(word) - 1))
        elif word not in passed_over:
            found.add(word[:_STEM])
    return frozenset(found)


def _parsed(text: str) -> Any:
    """The JSON in an answer, which may stand in a fence. Raises ModelFault when there is none."""
    fenced = _FENCED.match(text)
    try:
        return json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError) as error:
        raise ModelFault("nonsense", "The language model's answer is not JSON.") from error
