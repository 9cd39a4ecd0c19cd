"""A transcript read back from its JSON.

In: the text of a `transcript.json`, version 1. Out: the `Transcript` that was written, or an
`InputError` that says where the text is not what `transcript.schema.json` describes. Keys that it
does not know are ignored; the lines are put in order, should an editor have moved them. Nothing
else ever leaves it, whatever the text is, and no error repeats what was said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of

from transcriber.errors import InputError
from transcriber.transcript.as_json import VERSION
from transcriber.transcript.assemble import in_order
from transcriber.transcript.transcript import (
    Absence,
    Line,
    Note,
    Participant,
    Quality,
    Reread,
    Transcript,
    Tried,
    Word,
)
from transcriber.types import SAMPLE_RATE, Samples

_LATEST = 1e9
"""Seconds, 30 years: further out is a mistake, and six decimals no longer name a sample."""


def read_json(text: str) -> Transcript:
    """The transcript that `as_json` wrote. Raises `InputError` for everything else."""
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise _unusable("it is not JSON") from error
    if not isinstance(document, dict) or "version" not in document:
        raise _unusable("it has no version")
    if document["version"] != VERSION or isinstance(document["version"], bool):
        raise InputError(
            f"This transcript's version is not {VERSION}, the one that can be read here: "
            "use the release of transcriber that wrote it, or transcribe the session again."
        )
    root = _Fields(document, "")
    transcript = Transcript(
        title=root.text("title"),
        started=root.text_or_none("started"),
        duration=root.time("duration"),
        recognizer=root.text("recognizer"),
        participants=tuple(_participant(each) for each in root.objects("participants")),
        lines=in_order(_line(each) for each in root.objects("lines")),
        gaps=tuple(
            Absence(
                start=gap.time("start"),
                end=gap.time("end"),
                reason=gap.text("reason"),
                speaker=gap.text_or_none("speaker"),
            )
            for gap in root.objects("gaps", optional=True)
        ),
        notes=tuple(
            Note(
                at=note.time("at"),
                speaker=note.text("speaker"),
                name=note.text("name"),
                text=note.text("text"),
            )
            for note in root.objects("notes", optional=True)
        ),
        warnings=root.texts("warnings"),
        debug=None if root.values.get("debug") is None else tuple(map(_doubt, root.objects("debug"))),
    )
    return replace(
        transcript,
        lines=tuple(line for line in transcript.lines if line.echo_of is None),
        echoes=tuple(line for line in transcript.lines if line.echo_of is not None),
    )


def _participant(fields: _Fields) -> Participant:
    quality = fields.part("quality")
    return Participant(
        id=fields.text("id"),
        name=fields.text("name"),
        bot=fields.flag("bot"),
        talk=fields.time("talk", optional=True),
        drift_ppm=fields.number_or_none("drift_ppm"),
        quality=Quality(**{field.name: quality.count(field.name) for field in fields_of(Quality)}),
    )


def _line(fields: _Fields) -> Line:
    return Line(
        id=fields.text("id"),
        speaker=fields.text("speaker"),
        start=fields.time("start"),
        end=fields.time("end"),
        text=fields.text("text"),
        words=tuple(
            Word(
                start=word.time("start"),
                end=word.time("end"),
                text=word.text("text"),
                confidence=word.number_or_none("confidence"),
                heard=word.text_or_none("heard"),
            )
            for word in fields.objects("words", optional=True)
        ),
        confidence=fields.number_or_none("confidence"),
        language=fields.text_or_none("language"),
        heard=fields.text_or_none("heard"),
        echo_of=fields.text_or_none("echo_of"),
    )


def _doubt(fields: _Fields) -> Reread:
    return Reread(
        speaker=fields.text("speaker"),
        start=fields.time("start"),
        end=fields.time("end"),
        tried=tuple(
            Tried(
                way=one.text("way"),
                text=one.text("text"),
                logprob=one.number_or_none("logprob") or 0.0,
                faults=one.texts("faults"),
                taken=one.flag("taken"),
            )
            for one in fields.objects("tried")
        ),
    )


def _unusable(why: str) -> InputError:
    return InputError(
        f"This is not a transcript that can be read: {why}. "
        "Give the transcript.json that transcriber wrote, or transcribe the session again."
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """A JSON object's values by key, each asked for by its type; `where` is its place, for errors.

    A key that is absent counts as null. Every method raises `InputError` for a value of another type.
    """

    values: Mapping[str, object]
    where: str

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str):
            raise self._wrong(key, "text")
        return value.encode("utf-8", "replace").decode("utf-8")

    def text_or_none(self, key: str) -> str | None:
        return None if self.values.get(key) is None else self.text(key)

    def number_or_none(self, key: str) -> float | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key, "a number")
        if not -_LATEST <= value <= _LATEST:
            raise self._wrong(key, "a number of plausible size")
        return float(value)

    def time(self, key: str, *, optional: bool = False) -> Samples:
        """Seconds as samples; 0 when optional and absent."""
        number = self.number_or_none(key)
        if number is None and not optional:
            raise self._wrong(key, "a number")
        return round((number or 0.0) * SAMPLE_RATE)

    def count(self, key: str) -> int:
        """A whole number; 0 when absent."""
        number = self.number_or_none(key) or 0.0
        if number < 0 or not number.is_integer():
            raise self._wrong(key, "a whole number")
        return int(number)

    def flag(self, key: str) -> bool:
        value = self._given(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def part(self, key: str) -> _Fields:
        """An object; an empty one when absent."""
        value = self._given(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return _Fields(value, self._place(key))

    def objects(self, key: str, *, optional: bool = False) -> list[_Fields]:
        value = self._given(key, [] if optional else None)
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        found: list[_Fields] = []
        for index, element in enumerate(value):
            if not isinstance(element, dict):
                raise self._wrong(f"{key}[{index}]", "an object")
            found.append(_Fields(element, self._place(f"{key}[{index}]")))
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; an empty one when absent."""
        value = self._given(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        return tuple(_Fields({key: each}, self.where).text(key) for each in value)

    def _given(self, key: str, default: object) -> object:
        value = self.values.get(key)
        return default if value is None else value

    def _place(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _wrong(self, key: str, kind: str) -> InputError:
        return _unusable(f"{self._place(key)} is not {kind}")
