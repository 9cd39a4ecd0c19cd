"""Reading JSON undoes writing it; anything else is an InputError that says where."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcript_cases import DOUBTED, EMPTY, HAND_MADE, TRANSCRIPTS

from transcriber.errors import InputError
from transcriber.transcript.as_json import json_text
from transcriber.transcript.from_json import read_json
from transcriber.transcript.transcript import Absence, Line, Note, Participant, Quality, Transcript, Word

ADVICE = "Give the transcript.json that transcriber wrote, or transcribe the session again."


def document() -> dict[str, Any]:
    written: dict[str, Any] = json.loads(json_text(HAND_MADE))
    return written


@pytest.mark.parametrize("transcript", [HAND_MADE, DOUBTED, EMPTY, replace(EMPTY, debug=())])
def test_reading_undoes_writing(transcript: Transcript) -> None:
    assert read_json(json_text(transcript)) == transcript


@given(TRANSCRIPTS)
def test_reading_undoes_writing_every_transcript(transcript: Transcript) -> None:
    text = json_text(transcript)
    assert read_json(text) == transcript
    assert json_text(read_json(text)) == text


@given(st.integers(-(10**12), 10**12))
def test_every_sample_survives(time: int) -> None:
    transcript = Transcript("", None, abs(time), "", lines=(Line("", "", time, time + 1, ""),))
    assert read_json(json_text(transcript)) == transcript


def test_the_readmes_example_is_read() -> None:
    readme = files("transcriber.transcript").joinpath("README.md").read_text("utf-8")
    example = readme.partition("```json\n")[2].partition("```")[0]
    assert json_text(read_json(example)).count("\n") == example.count("\n")
    assert read_json(example).lines[0].words[1].text == "morning."


def test_unknown_keys_are_ignored_and_layout_does_not_matter() -> None:
    changed = document() | {"later": [1]}
    changed["lines"][0]["emotion"] = "joy"
    changed["participants"][0]["quality"]["jitter"] = 0.5
    assert read_json("\ufeff" + json.dumps(changed, indent=7)) == HAND_MADE


def test_optional_keys_may_be_absent_or_null() -> None:
    least: dict[str, Any] = {
        "version": 1,
        "title": "t",
        "duration": 2,
        "recognizer": "r",
        "participants": [{"id": "1", "name": "Ann"}],
        "lines": [{"id": "a", "speaker": "1", "start": 0, "end": 1, "text": "hi"}],
    }
    expected = Transcript(
        "t", None, 96_000, "r", (Participant("1", "Ann"),), (Line("a", "1", 0, 48_000, "hi"),)
    )
    assert read_json(json.dumps(least)) == expected
    nulls: dict[str, Any] = dict.fromkeys(("started", "gaps", "notes", "warnings"))
    least["participants"][0] |= {"bot": None, "talk": None, "drift_ppm": None, "quality": None}
    least["lines"][0] |= {"words": None, "confidence": None, "language": None}
    assert read_json(json.dumps(least | nulls)) == expected
    least["participants"][0]["quality"] = {"lost": 3}
    least["lines"][0]["words"] = [{"start": 0, "end": 1, "text": "hi"}]
    least |= {
        "gaps": [{"start": 0, "end": 1, "reason": "paused"}],
        "notes": [{"at": 1, "speaker": "1", "name": "Ann", "text": "look"}],
    }
    found = read_json(json.dumps(least))
    assert found.participants[0].quality == Quality(lost=3)
    assert found.lines[0].words == (Word(0, 48_000, "hi"),)
    assert found.gaps == (Absence(0, 48_000, "paused"),)
    assert found.notes == (Note(48_000, "1", "Ann", "look"),)


def test_lines_that_an_editor_moved_are_put_in_order() -> None:
    changed = document()
    changed["lines"].reverse()
    assert read_json(json.dumps(changed)) == HAND_MADE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not JSON"),
        ("WEBVTT\n", "it is not JSON"),
        ('{"version": 1', "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"version": ' + "1" * 5000 + "}", "it is not JSON"),
        ("[1]", "it has no version"),
        ("{}", "it has no version"),
        ('{"version": 1}', "title is not text"),
    ],
)
def test_what_is_no_transcript_is_said_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        read_json(text)
    assert str(caught.value) == f"This is not a transcript that can be read: {why}. {ADVICE}"


@pytest.mark.parametrize("version", [0, 2, "1", None, True, [1], 1.5])
def test_another_version_is_refused(version: object) -> None:
    with pytest.raises(InputError) as caught:
        read_json(json.dumps({"version": version}))
    assert str(caught.value) == (
        "This transcript's version is not 1, the one that can be read here: "
        "use the release of transcriber that wrote it, or transcribe the session again."
    )


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("title",), 5, "title is not text"),
        (("started",), 5, "started is not text"),
        (("duration",), None, "duration is not a number"),
        (("duration",), "1", "duration is not a number"),
        (("duration",), True, "duration is not a number"),
        (("duration",), float("nan"), "duration is not a number of plausible size"),
        (("duration",), float("inf"), "duration is not a number of plausible size"),
        (("duration",), 10**400, "duration is not a number of plausible size"),
        (("lines",), None, "lines is not a list"),
        (("lines",), {}, "lines is not a list"),
        (("lines", 1), "x", "lines[1] is not an object"),
        (("lines", 1, "start"), [], "lines[1].start is not a number"),
        (("lines", 0, "words", 2, "text"), 0, "lines[0].words[2].text is not text"),
        (("lines", 0, "words", 2, "confidence"), "", "lines[0].words[2].confidence is not a number"),
        (("participants", 0, "bot"), 1, "participants[0].bot is not true or false"),
        (("participants", 0, "quality"), [], "participants[0].quality is not an object"),
        (("participants", 0, "quality", "lost"), -1, "participants[0].quality.lost is not a whole number"),
        (("participants", 0, "quality", "lost"), 0.5, "participants[0].quality.lost is not a whole number"),
        (("gaps", 0, "speaker"), 5, "gaps[0].speaker is not text"),
        (("notes", 0, "at"), None, "notes[0].at is not a number"),
        (("warnings",), "x", "warnings is not a list"),
        (("warnings",), [1], "warnings is not text"),
    ],
)
def test_a_value_of_another_type_is_named_by_its_place(
    path: tuple[Any, ...], value: object, why: str
) -> None:
    changed = place = document()
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(InputError) as caught:
        read_json(json.dumps(changed))
    assert str(caught.value) == f"This is not a transcript that can be read: {why}. {ADVICE}"


def test_half_surrogates_are_replaced() -> None:
    read = read_json(json.dumps(document() | {"title": "a\ud83d"}))
    assert read.title == "a?"


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in _places(each, (*path, key)))]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(_places(document())[1:]), _JSON)
def test_any_value_in_any_place_gives_a_transcript_or_our_error(path: tuple[Any, ...], value: object) -> None:
    changed = place = document()
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with suppress(InputError):
        read = read_json(json.dumps(changed))
        assert read_json(json_text(read)) == read


@given(st.text(st.characters()) | _JSON.map(json.dumps))
def test_any_text_gives_our_error(text: str) -> None:
    with pytest.raises(InputError):
        read_json(text)


@given(st.integers(0, 6000))
def test_a_cut_off_file_gives_our_error(length: int) -> None:
    text = json_text(HAND_MADE)
    with pytest.raises(InputError):
        read_json(text[: min(length, len(text) - 2)])
