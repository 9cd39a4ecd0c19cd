"""`transcriber chart` as a user types it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from picture_reader import read_png, read_svg
from transcript_cases import EMPTY, HAND_MADE

from transcriber.cli.main import run
from transcriber.transcript.as_json import json_text

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def session(tmp_path: Path) -> Path:
    folder = tmp_path / "a session"
    folder.mkdir()
    (folder / "transcript.json").write_text(json_text(HAND_MADE), encoding="utf-8")
    return folder


def test_both_charts_go_beside_the_transcript(session: Path, capsys: Captured) -> None:
    assert run(["chart", str(session)]) == 0
    told = capsys.readouterr()
    assert told.out == f"{session / 'talk-time.svg'}\n{session / 'timeline.svg'}\n"
    assert told.err == ""
    read = read_svg((session / "timeline.svg").read_text(encoding="utf-8"))
    assert read.texts("head") == ["Timeline"]
    assert read.colors("light") != read.colors("dark")


def test_charts_formats_scheme_language_and_place(session: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "made"
    named = ["--chart", "overview,timeline", "--format", "svg", "--format", "png, svg"]
    more = ["--scheme", "dark", "--language", "DE", "-o", str(out)]
    assert run(["chart", str(session / "transcript.json"), *named, *more]) == 0
    names = [Path(row).name for row in capsys.readouterr().out.splitlines()]
    assert names == ["overview.svg", "overview.png", "timeline.svg", "timeline.png"]
    assert read_svg((out / "overview.svg").read_text(encoding="utf-8")).texts("head") == [
        "Redezeit",
        "Zeitverlauf",
    ]
    assert read_png((out / "overview.png").read_bytes())[0, 0].tolist() == [0x22, 0x26, 0x2E]
    assert [path.name for path in session.iterdir()] == ["transcript.json"]


def test_headings_are_in_the_language_that_is_spoken(tmp_path: Path) -> None:
    spoken = replace(HAND_MADE, lines=tuple(replace(line, language="de") for line in HAND_MADE.lines))
    (tmp_path / "transcript.json").write_text(json_text(spoken), encoding="utf-8")
    assert run(["chart", str(tmp_path), "--chart", "talk-time"]) == 0
    read = read_svg((tmp_path / "talk-time.svg").read_text(encoding="utf-8"))
    assert read.texts("head") == ["Redezeit"]


def test_an_empty_transcript_has_a_picture_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "transcript.json").write_text(json_text(EMPTY), encoding="utf-8")
    assert run(["chart", str(tmp_path)]) == 0
    assert "No speech was recognized." in (tmp_path / "timeline.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--chart", "pie"], "There is no chart 'pie'. Choose from: talk-time, timeline, overview."),
        (["--format", "gif"], "There is no picture format 'gif'. Choose from: svg, png."),
        (["--scheme", "sepia"], "There is no color scheme 'sepia'. Choose from: auto, light, dark."),
        (["--language", "xx"], "Minutes cannot be written in the language 'xx'."),
    ],
)
def test_what_it_refuses(session: Path, capsys: Captured, options: list[str], sentence: str) -> None:
    assert run(["chart", str(session), *options]) == 2
    assert capsys.readouterr().err.startswith(f"Error: {sentence}")
    assert [path.name for path in session.iterdir()] == ["transcript.json"]


def test_a_folder_without_a_transcript_is_told(tmp_path: Path, capsys: Captured) -> None:
    assert run(["chart", str(tmp_path)]) == 2
    assert "holds no transcript.json: run `transcriber transcribe" in capsys.readouterr().err
