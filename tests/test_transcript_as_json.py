"""JSON: as its schema says, one line a row, nothing in it that JSON or UTF-8 cannot hold."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from transcript_cases import DOUBTED, EMPTY, HAND_MADE, TRANSCRIPTS, line

from transcriber.transcript.as_json import VERSION, json_text
from transcriber.transcript.transcript import Participant, Transcript, Word

SCHEMA: dict[str, Any] = json.loads(
    files("transcriber.transcript").joinpath("transcript.schema.json").read_text("utf-8")
)
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int,
    "null": type(None),
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], where: str = "$") -> list[str]:
    """Where the value is not what the schema says, by the few keywords that ours uses."""
    schema = {**SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], **schema} if "$ref" in schema else schema
    unknown = set(schema) - {
        "$ref", "$defs", "$schema", "title", "description",
        "const", "type", "minimum", "maximum", "required", "properties", "items",
    }  # fmt: skip
    assert not unknown, f"this validator does not know {unknown}"
    if "const" in schema and value != schema["const"]:
        return [f"{where} is not {schema['const']}"]
    allowed = schema.get("type", list(TYPES))
    kinds = [allowed] if isinstance(allowed, str) else allowed
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if not any(
        isinstance(value, TYPES[kind]) and (numeric or kind not in ("number", "integer")) for kind in kinds
    ):
        return [f"{where} is not {allowed}"]
    found = []
    if numeric and not schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf):
        found.append(f"{where} is out of bounds")
    if isinstance(value, dict):
        found += [f"{where}.{key} is missing" for key in schema.get("required", []) if key not in value]
        for key, each in value.items():
            found += faults(each, schema.get("properties", {}).get(key, {}), f"{where}.{key}")
    if isinstance(value, list):
        for index, each in enumerate(value):
            found += faults(each, schema.get("items", {}), f"{where}[{index}]")
    return found


@pytest.mark.parametrize("transcript", [HAND_MADE, EMPTY])
def test_output_is_what_the_schema_says(transcript: Transcript) -> None:
    assert faults(json.loads(json_text(transcript)), SCHEMA) == []


@given(TRANSCRIPTS)
def test_every_output_is_what_the_schema_says(transcript: Transcript) -> None:
    assert faults(json.loads(json_text(transcript)), SCHEMA) == []


def test_what_was_read_more_than_once_is_only_there_when_asked_for() -> None:
    assert "debug" not in json.loads(json_text(HAND_MADE))
    assert json.loads(json_text(replace(HAND_MADE, debug=())))["debug"] == []
    assert faults(json.loads(json_text(DOUBTED)), SCHEMA) == []


def test_the_schema_describes_every_key_and_no_other() -> None:
    first, *others = HAND_MADE.lines
    words = (replace(first.words[0], heard="Sew,"), *first.words[1:])
    corrected = replace(first, heard="Sew, before", words=words)
    document = json.loads(json_text(replace(DOUBTED, lines=(corrected, *others))))
    assert ["heard" in line for line in document["lines"]] == [True, False, False, False]
    participant, spoken = document["participants"][0], document["lines"][0]
    for value, schema in (
        (document, SCHEMA),
        (participant, SCHEMA["$defs"]["participant"]),
        (participant["quality"], SCHEMA["$defs"]["quality"]),
        (spoken, SCHEMA["$defs"]["line"]),
        (spoken["words"][0], SCHEMA["$defs"]["word"]),
        (document["gaps"][0], SCHEMA["$defs"]["gap"]),
        (document["notes"][0], SCHEMA["$defs"]["note"]),
        (document["debug"][0], SCHEMA["$defs"]["doubt"]),
        (document["debug"][0]["tried"][0], SCHEMA["$defs"]["tried"]),
    ):
        assert list(value) == list(schema["properties"])
    assert SCHEMA["properties"]["version"]["const"] == VERSION


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"version": 2}, "$.version is not 1"),
        ({"title": None}, "$.title is not string"),
        ({"duration": True}, "$.duration is not number"),
        ({"lines": [{"id": "1"}]}, "$.lines[0].speaker is missing"),
        ({"gaps": [{"start": 1e10, "end": 1, "reason": ""}]}, "$.gaps[0].start is out of bounds"),
    ],
)
def test_the_schema_is_not_met_by_anything(change: dict[str, Any], fault: str) -> None:
    assert fault in faults(json.loads(json_text(HAND_MADE)) | change, SCHEMA)


def test_a_line_is_a_row_and_texts_are_readable() -> None:
    rows = json_text(HAND_MADE).splitlines()
    assert sum('"speaker": "3", "start": 61.5' in row and "おはよう" in row for row in rows) == 1


def test_times_name_the_sample() -> None:
    document = json.loads(json_text(replace(EMPTY, duration=12_345_678_901)))
    assert document["duration"] == 257201.643771


def test_share_is_of_everybodys_talk_and_null_in_silence() -> None:
    def shares(*talk: int) -> list[float | None]:
        people = tuple(Participant(str(index), "", talk=each) for index, each in enumerate(talk))
        document = json.loads(json_text(replace(EMPTY, participants=people)))
        return [each["share"] for each in document["participants"]]

    assert shares(1, 2, 0) == [0.3333, 0.6667, 0]
    assert shares(0, 0) == [None, None]


def test_numbers_that_json_lacks_are_null_and_half_surrogates_are_replaced() -> None:
    odd = line("1", 0, 1, "a\ud83d", words=(Word(0, 1, "a", math.nan),), confidence=math.inf)
    text = json_text(replace(EMPTY, lines=(odd,)))
    text.encode()
    (spoken,) = json.loads(text)["lines"]
    assert (spoken["text"], spoken["confidence"], spoken["words"][0]["confidence"]) == ("a?", None, None)
