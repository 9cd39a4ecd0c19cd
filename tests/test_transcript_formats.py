"""The table of formats: golden files, every transcript written in every format, the README's table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from transcript_cases import EMPTY, HAND_MADE, LONG, TRANSCRIPTS, at, line, words

import transcriber.transcript
from transcriber.errors import SettingError
from transcriber.transcript.assemble import assemble, talk_time
from transcriber.transcript.formats import FORMATS, format_named
from transcriber.transcript.from_json import read_json
from transcriber.transcript.transcript import Participant, Transcript

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "docx"])  # it depends on zlib
def test_hand_made_transcript_is_written_as_the_golden_file(name: str) -> None:
    golden = (GOLDEN / f"transcript.{FORMATS[name].extension}").read_bytes()
    assert FORMATS[name].content(HAND_MADE) == golden


@given(TRANSCRIPTS)
def test_every_transcript_can_be_written_in_every_format(transcript: Transcript) -> None:
    for name, each in FORMATS.items():
        if name == "docx":
            continue  # slower: tests/test_formats_people.py
        text = each.writer(transcript)
        assert isinstance(text, str) and text == each.writer(transcript)
        assert not text or (text.endswith("\n") and not text.endswith("\n\n"))
        assert not set(text.encode().decode()) & set("\r\0\x1b\u202e") or each.extension.endswith("json")


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_transcript_can_be_written(name: str) -> None:
    FORMATS[name].writer(EMPTY)


def test_eight_hours_of_two_hundred_people_overlapping() -> None:
    spoken = [
        line(str(second % 200), second, second + 25, LONG, words=words(second, 1, LONG))
        for second in range(0, 8 * 3600, 20)
    ]
    lines = assemble(reversed(spoken))
    talk = talk_time(lines)
    people = tuple(Participant(str(index), "Ann", talk=talk.get(str(index), 0)) for index in range(200))
    transcript = Transcript("all hands", None, at(8 * 3600), "fake", people, lines)
    texts = {name: each.content(transcript).decode() for name, each in FORMATS.items() if name != "docx"}
    assert "| Ann (200) |" in texts["md"]
    assert texts["txt"].splitlines()[-1].startswith("[07:59:40] Ann (181): So, before")
    assert "\n08:00:0" in texts["srt"] and "\n08:00:0" not in texts["txt"]
    assert read_json(texts["json"]) == transcript


def test_lines_all_at_one_time_are_all_there() -> None:
    lines = tuple(line(str(index), 0, 5, f"word{index}") for index in range(50))
    transcript = replace(EMPTY, lines=assemble(lines))
    for name, each in FORMATS.items():
        text = each.writer(transcript)
        if isinstance(text, str) and name != "rttm":
            assert all(f"word{index}" in text for index in range(50))


def test_unknown_format_is_said_with_the_known_ones() -> None:
    with pytest.raises(SettingError) as caught:
        format_named("docs")
    known = ", ".join(FORMATS)
    assert str(caught.value) == f"There is no transcript format 'docs'. Choose from: {known}."
    assert format_named("md") is FORMATS["md"]


def test_no_two_formats_write_the_same_file() -> None:
    extensions = [each.extension for each in FORMATS.values()]
    assert len(set(extensions)) == len(extensions)
    assert all(name in each.extension.split(".") and "/" in each.media_type for name, each in FORMATS.items())


def test_the_readme_has_the_table() -> None:
    readme = (Path(transcriber.transcript.__file__).parent / "README.md").read_text("utf-8")
    table = "".join(
        f"| `{name}` | `transcript.{each.extension}` | {each.media_type} | {each.description} |\n"
        for name, each in FORMATS.items()
    )
    assert table in readme
