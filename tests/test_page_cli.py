"""`transcriber page` as a user types it."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from minutes_server import good, serving
from page_reader import read_page
from transcript_cases import EMPTY, HAND_MADE

from transcriber.capture.writer import CaptureWriter
from transcriber.cli.main import run
from transcriber.transcript.as_json import json_text
from transcriber.types import Encryption

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def session(tmp_path: Path) -> Path:
    folder = tmp_path / "a session"
    folder.mkdir()
    (folder / "transcript.json").write_text(json_text(HAND_MADE), encoding="utf-8")
    return folder


def mix(folder: Path, name: str = "mix.wav", seconds: float = 2.0) -> Path:
    """A tone as the session's mix."""
    tone = np.sin(np.arange(round(48_000 * seconds)) / 20).astype(np.float32) / 4
    soundfile.write(folder / name, np.stack([tone, tone], axis=1), 48_000)
    return folder / name


def test_the_page_goes_beside_the_transcript_and_says_what_it_lacks(session: Path, capsys: Captured) -> None:
    assert run(["page", str(session)]) == 0
    told = capsys.readouterr()
    assert told.out == f"{session / 'page.html'}\n"
    assert told.err == (
        f"Note: the page has no sound, since no mix lies beside {session / 'transcript.json'}: make it with "
        "`transcriber mix`.\n"
    )
    read = read_page((session / "page.html").read_text(encoding="utf-8"))
    assert read.said("h1") == ["Stand-up #7"]
    assert read.data["sound"] is None


def test_a_mix_that_fits_is_in_the_page_as_opus(session: Path, capsys: Captured) -> None:
    mix(session)
    assert run(["page", str(session / "transcript.json")]) == 0
    assert capsys.readouterr().err == ""
    read = read_page((session / "page.html").read_text(encoding="utf-8"))
    assert read.data["sound"] == {"type": "audio/ogg"}
    sound = base64.b64decode(read.scripts["sound"])
    assert sound.startswith(b"OggS")
    with soundfile.SoundFile(io.BytesIO(sound)) as file:
        assert abs(file.frames - 96_000) < 960
    assert sorted(path.name for path in session.iterdir()) == ["mix.wav", "page.html", "transcript.json"]


def test_a_mix_of_one_channel_stays_one(session: Path) -> None:
    soundfile.write(session / "mix.wav", np.zeros(48_000, np.float32), 48_000)
    assert run(["page", str(session)]) == 0
    read = read_page((session / "page.html").read_text(encoding="utf-8"))
    with soundfile.SoundFile(io.BytesIO(base64.b64decode(read.scripts["sound"]))) as file:
        assert file.channels == 1


def test_an_opus_mix_goes_in_as_it_is(session: Path) -> None:
    mix(session)
    assert run(["shrink", str(session / "mix.wav")]) == 0
    assert run(["page", str(session)]) == 0
    read = read_page((session / "page.html").read_text(encoding="utf-8"))
    assert base64.b64decode(read.scripts["sound"]) == (session / "mix.opus").read_bytes()


@pytest.mark.parametrize("embed", ["0", "0.001"])
def test_a_mix_that_does_not_fit_stays_beside_and_is_named_as_the_page_sees_it(
    session: Path, tmp_path: Path, embed: str
) -> None:
    mix(session)
    out = tmp_path / "made" / "p.html"
    assert run(["page", str(session), "-o", str(out), "--embed", embed]) == 0
    read = read_page(out.read_text(encoding="utf-8"))
    assert read.data["sound"] == {"url": "../a%20session/mix.wav"}
    assert "sound" not in read.scripts


def test_the_language_and_what_the_capture_knows(session: Path) -> None:
    with CaptureWriter(session / "capture.pcapng") as writer:
        writer.write(Encryption(1, 1, 1, "11111 22222"))
    assert run(["page", str(session), "--language", "DE"]) == 0
    text = (session / "page.html").read_text(encoding="utf-8")
    assert "Zur Aufnahme" in text
    assert "11111 22222" in text


def test_an_empty_transcript_has_a_page(tmp_path: Path) -> None:
    (tmp_path / "transcript.json").write_text(json_text(EMPTY), encoding="utf-8")
    assert run(["page", str(tmp_path)]) == 0
    assert "No speech was recognized." in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_minutes_by_a_language_model(session: Path, capsys: Captured) -> None:
    with serving(good) as server:
        command = ["page", str(session), "--llm", server.url, "--llm-model", "tiny"]
        assert run(command) == 0
        read = read_page((session / "page.html").read_text(encoding="utf-8"))
        assert "tiny" in read.said("bdi")
        assert len(server.asked) > 0
    with serving(lambda asked: 503) as server:
        assert run([*command[:3], server.url, *command[4:]]) == 0
    assert "Note: The language model tiny was not used" in capsys.readouterr().err
    read = read_page((session / "page.html").read_text(encoding="utf-8"))
    assert any("was not used" in each for each in read.said("p"))


def refused(capsys: Captured, *arguments: str | Path) -> str:
    """The one sentence of a command that is the caller's mistake."""
    assert run(["page", *map(str, arguments)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    return told.err.strip().splitlines()[-1].removeprefix("Error: ")


def test_what_it_refuses(session: Path, tmp_path: Path, capsys: Captured) -> None:
    assert "holds no transcript.json: run `transcriber transcribe" in refused(capsys, tmp_path)
    assert "Minutes cannot be written in the language 'xx'" in refused(capsys, session, "--language", "xx")
    (session / "mix.wav").write_bytes(b"no sound")
    assert refused(capsys, session) == (
        f"{session / 'mix.wav'} cannot be read as a sound file: make it again with `transcriber mix`."
    )
    assert not (session / "page.html").exists()
    (session / "mix.wav").unlink()
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(capsys, session, "-o", tmp_path / "file" / "p.html")
    assert "--embed" in refused(capsys, session, "--embed", "-1")
