"""`transcriber minutes` as a user types it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from minutes_meetings import meetings
from minutes_server import good, serving
from transcript_cases import EMPTY

from transcriber.capture.writer import CaptureWriter
from transcriber.cli.main import run
from transcriber.minutes.render import TEMPLATES
from transcriber.minutes.words import WORDS
from transcriber.transcript.as_json import json_text
from transcriber.types import Consent, Encryption, Speaker

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def session(tmp_path: Path) -> Path:
    [standup] = [meeting for meeting in meetings() if meeting.name == "standup"]
    (tmp_path / "transcript.json").write_text(json_text(standup.transcript), encoding="utf-8")
    return tmp_path


def refused(capsys: Captured, *arguments: str | Path) -> str:
    """The one sentence of a command that is the caller's mistake."""
    assert run(["minutes", *map(str, arguments)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    [sentence] = told.err.strip().splitlines()
    return sentence.removeprefix("Error: ")


def test_minutes_go_beside_the_transcript_and_their_name_is_printed(session: Path, capsys: Captured) -> None:
    assert run(["minutes", str(session)]) == 0
    told = capsys.readouterr()
    assert told.out == f"{session / 'minutes.md'}\n{session / 'overview.svg'}\n"
    assert told.err == ""
    text = (session / "minutes.md").read_text(encoding="utf-8")
    assert text.startswith("# Tuesday stand-up\n")
    assert "\n\n![Talk time, Timeline](overview.svg)\n\n" in text
    assert (session / "overview.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_other_minutes_in_a_folder_have_a_picture_of_their_own(session: Path, capsys: Captured) -> None:
    out = session / "on tuesday (1).md"
    assert run(["minutes", str(session), "-o", str(out), "--picture", "png"]) == 0
    picture = session / "on tuesday (1).overview.png"
    assert capsys.readouterr().out == f"{out}\n{picture}\n"
    assert "](on%20tuesday%20%281%29.overview.png)" in out.read_text(encoding="utf-8")
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("options", [["--picture", "none"], ["-o", "-"]])
def test_minutes_without_a_picture_name_none(session: Path, capsys: Captured, options: list[str]) -> None:
    assert run(["minutes", str(session), *options]) == 0
    text = capsys.readouterr().out + "".join(path.read_text() for path in session.glob("minutes.md"))
    assert "](overview" not in text
    assert [path.name for path in session.iterdir() if "overview" in path.name] == []


def test_where_nobody_spoke_there_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "transcript.json").write_text(json_text(EMPTY), encoding="utf-8")
    assert run(["minutes", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["minutes.md", "transcript.json"]
    assert "![" not in (tmp_path / "minutes.md").read_text(encoding="utf-8")


def test_a_file_of_their_own_a_template_and_a_language(session: Path, tmp_path: Path) -> None:
    out = tmp_path / "made" / "protokoll.md"
    command = ["minutes", str(session / "transcript.json"), "-o", str(out)]
    assert run([*command, "--template", "standup", "--language", "DE"]) == 0
    assert "## Wer woran ist\n\n- **Lena**\n" in out.read_text(encoding="utf-8")


def test_a_dash_prints_them(session: Path, capsys: Captured) -> None:
    assert run(["minutes", str(session), "-o", "-", "--links", "https://a.example/"]) == 0
    assert "](https://a.example/#line-102-0009)" in capsys.readouterr().out
    assert not (session / "minutes.md").exists()
    assert run(["minutes", str(session), "-o", "-", "--links", "none"]) == 0
    assert "](" not in capsys.readouterr().out


def test_the_fixed_words_are_in_the_language_that_is_spoken(tmp_path: Path, capsys: Captured) -> None:
    [meeting] = [meeting for meeting in meetings() if meeting.name == "seihin"]
    (tmp_path / "transcript.json").write_text(json_text(meeting.transcript), encoding="utf-8")
    assert run(["minutes", str(tmp_path), "-o", "-"]) == 0
    assert "## 決定事項\n" in capsys.readouterr().out


def test_the_capture_beside_the_transcript_tells_of_encryption_and_consent(
    session: Path, capsys: Captured
) -> None:
    with CaptureWriter(session / "capture.pcapng") as writer:
        writer.write(Encryption(1, 1, 1, "11111 22222"))
        writer.write(Speaker(2, 9, "900", "Dora"))
        writer.write(Consent(3, "900", "out"))
        writer.write(Consent(4, "901", "out"))
        writer.write(Consent(5, "901", "in"))
    assert run(["minutes", str(session), "-o", "-"]) == 0
    text = capsys.readouterr().out
    assert "- Opted out of being recorded: Dora.\n" in text
    assert "- The call was end-to-end encrypted (verification code 11111 22222).\n" in text


def test_a_damaged_capture_costs_only_what_it_knew(session: Path, capsys: Captured) -> None:
    (session / "capture.pcapng").write_bytes(b"no capture")
    assert run(["minutes", str(session), "-o", "-"]) == 0
    assert "encrypted" not in capsys.readouterr().out


def test_a_template_of_ones_own(session: Path, tmp_path: Path, capsys: Captured) -> None:
    mine = tmp_path / "mine.jinja"
    mine.write_text("{{ title }}: {{ actions | length }} tasks", encoding="utf-8")
    assert run(["minutes", str(session), "-o", "-", "--template", str(mine)]) == 0
    assert capsys.readouterr().out == "Tuesday stand-up: 4 tasks\n"


def test_the_help_names_every_template_and_language(capsys: Captured) -> None:
    assert run(["minutes", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert all(name in told for name in TEMPLATES)
    assert ", ".join(WORDS) in told


def test_a_language_model_on_a_server(
    session: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "sesame")
    with serving(good) as server:
        command = ["minutes", str(session), "-o", "-", "--llm", server.url, "--llm-model", "tiny"]
        assert run([*command, "--llm-key-env", "MY_KEY"]) == 0
    told = capsys.readouterr()
    assert "- **Summarized by:** tiny\n" in told.out
    assert told.err == ""
    assert server.asked[0].authorization == "Bearer sesame"


def test_a_server_that_is_down_costs_a_note(session: Path, capsys: Captured) -> None:
    with serving(lambda asked: 503) as server:
        assert run(["minutes", str(session), "--llm", server.url, "--llm-model", "tiny"]) == 0
    told = capsys.readouterr()
    assert told.out == f"{session / 'minutes.md'}\n{session / 'overview.svg'}\n"
    assert told.err == (
        "Note: The language model tiny was not used: its server answered with an error. These are the "
        "candidates found without it.\n"
    )
    assert "> The language model tiny was not used" in (session / "minutes.md").read_text(encoding="utf-8")


def test_an_empty_transcript_asks_no_model(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "transcript.json").write_text(json_text(EMPTY), encoding="utf-8")
    with serving() as server:
        assert run(["minutes", str(tmp_path), "-o", "-", "--llm", server.url, "--llm-model", "tiny"]) == 0
    assert server.asked == []
    assert "No speech was recognized." in capsys.readouterr().out


# --- what it refuses ----------------------------------------------------------------------------


def test_a_session_without_a_transcript_says_what_to_do(tmp_path: Path, capsys: Captured) -> None:
    assert refused(capsys, tmp_path) == (
        f"{tmp_path} holds no transcript.json: run `transcriber transcribe {tmp_path}` first, or name the "
        "folder that its results went to."
    )
    assert refused(capsys, tmp_path / "gone") == f"There is no file or folder {tmp_path / 'gone'}."
    (tmp_path / "transcript.json").write_bytes(b"\xff\xfe")
    assert "is no text: name a transcript.json, or the folder" in refused(capsys, tmp_path)
    (tmp_path / "transcript.json").write_text("{}")
    assert "This is not a transcript that can be read: it has no version." in refused(capsys, tmp_path)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--template", "retro"],
            "There is no template called 'retro', and no such file. Choose from: meeting",
        ),
        (["--template", "/nowhere/x.jinja"], "The template /nowhere/x.jinja cannot be read: No such file"),
        (["--language", "xx"], "Minutes cannot be written in the language 'xx'. Choose from: en, de"),
        (["--llm", "http://127.0.0.1:1"], "--llm needs the name of a model on that server: add --llm-model"),
        (["--llm-model", "tiny"], "--llm-model and --llm-key-env need a server: add --llm URL."),
        (
            ["--llm", "nowhere", "--llm-model", "tiny"],
            "--llm 'nowhere' is no server's address: give one like",
        ),
        (
            ["--llm", "http://127.0.0.1:1", "--llm-model", "tiny", "--llm-key-env", "NO_SUCH_KEY"],
            "The environment variable NO_SUCH_KEY, named by --llm-key-env, is not set.",
        ),
    ],
)
def test_settings_that_are_wrong(session: Path, capsys: Captured, options: list[str], sentence: str) -> None:
    assert sentence in refused(capsys, session, *options)
    assert not (session / "minutes.md").exists()


def test_a_template_with_an_error_names_its_line(session: Path, tmp_path: Path, capsys: Captured) -> None:
    mine = tmp_path / "mine.jinja"
    mine.write_text("{{ title }}\n{{ titel }}\n", encoding="utf-8")
    sentence = refused(capsys, session, "--template", str(mine))
    assert sentence == f"The template {mine} fails in line 2: 'titel' is undefined."
    mine.write_bytes(b"\xff")
    assert "is no UTF-8 text" in refused(capsys, session, "--template", str(mine))


def test_a_place_that_cannot_be_written(session: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(capsys, session, "-o", tmp_path / "file" / "minutes.md")


def test_the_sample_session_by_ear(tmp_path: Path, capsys: Captured) -> None:
    """The script of the sample session, as PocketSphinx hears it: all decisions and all tasks."""
    here = Path(__file__).parent
    shutil.copy(here / "minutes" / "sample_session.transcript.json", tmp_path / "transcript.json")
    assert run(["minutes", str(tmp_path), "-o", "-"]) == 0
    text = capsys.readouterr().out
    assert "we pay for the french version and the video comes next year" in text
    assert "then we will open on the twentieth of april" in text
    tasks = text.split("## Action items")[1].split("##")[0]
    dated = {"by wednesday", "on thursday", "this afternoon", "tomorrow morning", "by monday"}
    assert all(f"| {due} |" in tasks for due in {*dated, "before our next meeting"})
    assert "“do the visitors have to pay for it” … “we will not decide that today”" in text
