"""Word, spreadsheets, Audacity, podcast players: each read back by a reader that is not ours."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from docx import Document
from hypothesis import given, settings
from transcript_cases import EMPTY, HAND_MADE, LONG, TRANSCRIPTS, at, line

import transcriber.transcript
from transcriber.cli.main import run
from transcriber.transcript.as_docx import docx
from transcriber.transcript.as_json import json_text
from transcriber.transcript.as_labels import audacity_labels
from transcriber.transcript.as_podcast import podcast
from transcriber.transcript.as_tsv import tsv
from transcriber.transcript.formats import DEFAULT_FORMATS, FORMATS, Format
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Participant, Transcript

PODCAST = {
    "type": "object",
    "required": ["version", "segments"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "1.0.0"},
        "segments": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["speaker", "startTime", "endTime", "body"],
                "additionalProperties": False,
                "properties": {
                    "speaker": {"type": "string", "minLength": 1},
                    "startTime": {"type": "number", "minimum": 0},
                    "endTime": {"type": "number", "minimum": 0},
                    "body": {"type": "string", "minLength": 1},
                },
            },
        },
    },
}
"""The podcast namespace's description of its transcript JSON, as a schema."""


def visible(transcript: Transcript) -> list[tuple[str, str]]:
    """(Speaker, text) of every line that can be seen, in order."""
    names = labels(transcript)
    return [(names[each.speaker], plain(each.text)) for each in transcript.lines if is_visible(each.text)]


# --- the JSONs ------------------------------------------------------------------------------------


@given(TRANSCRIPTS)
def test_the_podcast_json_is_by_its_schema_and_holds_every_line(transcript: Transcript) -> None:
    found = json.loads(podcast(transcript))
    jsonschema.validate(found, PODCAST)
    assert [(each["speaker"], each["body"]) for each in found["segments"]] == visible(transcript)


def test_an_empty_podcast_json_is_by_its_schema() -> None:
    jsonschema.validate(json.loads(podcast(EMPTY)), PODCAST)


@given(TRANSCRIPTS)
def test_the_transcripts_json_is_by_its_schema(transcript: Transcript) -> None:
    path = Path(transcriber.transcript.__file__).parent / "transcript.schema.json"
    jsonschema.validate(json.loads(json_text(transcript)), json.loads(path.read_text(encoding="utf-8")))


# --- spreadsheets ---------------------------------------------------------------------------------


def table(text: str) -> list[list[str]]:
    """As Python's csv module reads what Excel calls tab-delimited."""
    return list(csv.reader(io.StringIO(text, newline=""), dialect="excel-tab"))


@given(TRANSCRIPTS)
def test_a_spreadsheet_reads_every_line_as_it_was_said(transcript: Transcript) -> None:
    head, *rows = table(tsv(transcript))
    assert head == ["start", "end", "speaker", "text"]
    assert [(who.lstrip("\u2060"), text.lstrip("\u2060")) for _, _, who, text in rows] == [
        (who.lstrip("\u2060"), text.lstrip("\u2060")) for who, text in visible(transcript)
    ]
    assert all(float(start) >= 0 and float(end) >= 0 for start, end, _, _ in rows)


def test_nothing_that_is_said_or_called_becomes_a_formula_or_a_column() -> None:
    people = (Participant("1", '=HYPERLINK("x")'), Participant("2", "@SUM(1)"))
    lines = (line("1", 0, 1, "+1\tto that"), line("2", 1, 2, '-2+3, "yes"'))
    rows = table(tsv(replace(EMPTY, participants=people, lines=lines)))[1:]
    assert rows == [
        ["0.000", "1.000", '\u2060=HYPERLINK("x")', "\u2060+1 to that"],
        ["1.000", "2.000", "\u2060@SUM(1)", '\u2060-2+3, "yes"'],
    ]


# --- Audacity -------------------------------------------------------------------------------------


def read_labels(text: str) -> list[list[str]]:
    """As numpy reads three columns parted by tabs, nothing quoted."""
    rows = np.loadtxt(io.StringIO(text), dtype=str, delimiter="\t", comments=None, ndmin=2)
    return [[str(cell) for cell in row] for row in rows]


def test_lines_notes_and_gaps_are_labels_in_order_of_time() -> None:
    rows = read_labels(audacity_labels(HAND_MADE))
    assert [row[2].split(":")[0] for row in rows] == [
        "Ann", "*Bob* <b>", "Gap", "Gap of *Bob* <b>", "Note by *Bob* <b>", "花子", "Ann",
    ]  # fmt: skip
    assert rows[0] == ["1.000000", "11.500000", f"Ann: {LONG}"]
    assert rows[4][:2] == ["61.000000", "61.000000"]


@given(TRANSCRIPTS)
def test_every_label_has_three_columns_and_ends_where_it_begins_or_later(transcript: Transcript) -> None:
    text = audacity_labels(transcript)
    rows = read_labels(text) if text else []
    assert len(rows) == len(visible(transcript)) + len(transcript.notes) + len(transcript.gaps)
    times = [(float(start), float(end)) for start, end, _ in rows]
    assert all(0 <= start <= end for start, end in times)
    assert [start for start, _ in times] == sorted(start for start, _ in times)


# --- Word -----------------------------------------------------------------------------------------


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def test_the_document_reads_as_the_transcript_does() -> None:
    document = Document(io.BytesIO(docx(HAND_MADE)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:4] == [
        "Stand-up #7",
        "Started: 2026-11-22 17:03:05 UTC",
        "Duration: 01:02:05",
        "Recognized by: sphinx:en-us",
    ]
    assert texts[4:8] == [
        "Participants",
        "Recording notes",
        "The capture ends in a torn block: everything before it was read.",
        "Audio is missing for 00:00:20 in all, marked in the transcript.",
    ]
    assert texts[8:] == [
        "Transcript",
        f"Ann [00:00:01] {LONG}",
        "*Bob* <b> [00:00:09] Yes & no; a < b, @everyone.",
        "Gap [00:00:30 – 00:00:45] Everybody's audio is missing: the recorder was disconnected.",
        "Gap [00:00:40 – 00:00:50] *Bob* <b>'s audio is missing: static on the line.",
        "Note by *Bob* <b> [00:01:01] see [the plan](https://example.com)",
        "花子 [00:01:01] おはようございます。昨日の作業は終わりました。今日は新しい画面を作ります。",
        "Ann [01:01:01] Bye.",
    ]
    [people] = document.tables
    assert [[cell.text for cell in row.cells] for row in people.rows] == [
        ["Name", "Talk time", "Share"],
        ["Ann", "00:00:12", "60 %"],
        ["*Bob* <b>", "00:00:04", "20 %"],
        ["花子", "00:00:04", "20 %"],
        ["Echo (bot)", "00:00:00", "0 %"],
    ]
    assert document.core_properties.title == "Stand-up #7"
    assert document.core_properties.author == ""


def test_an_empty_transcript_says_so() -> None:
    assert paragraphs(docx(EMPTY)) == [
        "Transcript",
        "Duration: 00:00:00",
        "Transcript",
        "No speech was recognized.",
    ]


@settings(max_examples=25)
@given(TRANSCRIPTS)
def test_every_transcript_makes_a_document_with_all_its_lines(transcript: Transcript) -> None:
    shown = "\n".join(paragraphs(docx(transcript)))
    for who, text in visible(transcript):
        assert _xml(text) in shown and _xml(who) in shown


def _xml(text: str) -> str:
    """Without the two characters that XML cannot hold."""
    return text.replace("\ufffe", "").replace("\uffff", "")


@pytest.mark.parametrize(
    "hostile",
    [
        "\ufffe\uffff",
        "a\x00b",
        '<w:p/>&amp;"',
        "{ HYPERLINK x }",
        "\u202eabc",
        "مرحبا",
        "x" * 300,
        "\U0010ffff",
    ],
)
def test_whatever_is_said_stays_text(hostile: str) -> None:
    transcript = replace(
        EMPTY,
        title=hostile,
        recognizer=hostile,
        participants=(Participant("1", hostile),),
        lines=(line("1", 0, 1, hostile + "."),),
        warnings=(hostile,),
    )
    data = docx(transcript)
    shown = _xml(plain(hostile))
    assert paragraphs(data)[-1].endswith(f"[00:00:00] {shown}.")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
        assert "w:fldChar" not in body and "w:hyperlink" not in body and "w:instrText" not in body


def test_the_same_transcript_gives_the_same_bytes_and_no_time_of_writing() -> None:
    data = docx(HAND_MADE)
    assert data == docx(HAND_MADE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_two_hundred_people_and_a_thousand_lines_make_a_document() -> None:
    people = tuple(Participant(str(index), f"Person {index}", talk=at(1)) for index in range(200))
    lines = tuple(line(str(second % 200), second, second + 1, f"word{second}") for second in range(1000))
    found = paragraphs(docx(replace(EMPTY, participants=people, lines=lines)))
    assert found[-1] == "Person 199 [00:16:39] word999"


# --- what is written ------------------------------------------------------------------------------


def test_text_is_written_in_utf_8_and_bytes_as_they_are() -> None:
    text = Format("x", "text/plain", "", lambda _: "Zoë\ud800")
    assert text.content(EMPTY) == "Zoë?".encode()
    assert Format("x", "text/plain", "", lambda _: b"\xff").content(EMPTY) == b"\xff"
    assert FORMATS["docx"].content(HAND_MADE)[:2] == b"PK"


def test_the_command_writes_the_usual_formats_some_or_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "transcript.json").write_text(json_text(HAND_MADE), encoding="utf-8")

    def written(*options: str) -> list[str]:
        assert run(["export", str(tmp_path), "-o", str(tmp_path / "out"), *options]) == 0
        return [Path(row).name for row in capsys.readouterr().out.splitlines()]

    assert written() == [f"transcript.{FORMATS[name].extension}" for name in DEFAULT_FORMATS]
    assert written("--format", "docx, tsv", "--format", "tsv") == ["transcript.docx", "transcript.tsv"]
    assert written("--format", "all") == [f"transcript.{form.extension}" for form in FORMATS.values()]
    for form in FORMATS.values():
        assert (tmp_path / "out" / f"transcript.{form.extension}").read_bytes() == form.content(HAND_MADE)


def test_a_json_of_another_kind_is_not_taken_for_a_transcript(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("podcast", "seglst"):
        path = tmp_path / f"transcript.{FORMATS[name].extension}"
        path.write_bytes(FORMATS[name].content(HAND_MADE))
        assert run(["export", str(path), "--format", "txt"]) == 2
        assert "This" in capsys.readouterr().err
