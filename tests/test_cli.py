"""The command line as a user types it: what it prints, writes and answers with."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile
from short_session import make_session
from tiny_whisper import make_tiny_whisper

from transcriber import __version__
from transcriber.capture.session import Session
from transcriber.cli.main import run
from transcriber.transcript.formats import DEFAULT_FORMATS, FORMATS

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_session(tmp_path_factory.mktemp("sessions") / "standup")


@pytest.fixture(scope="module")
def transcribed(session: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The session's results by the embedded recognizer."""
    out = tmp_path_factory.mktemp("results")
    assert run(["transcribe", str(session), "-o", str(out), "--model", "sphinx", "--quiet"]) == 0
    return out


def refused(capsys: Captured, *arguments: str | Path) -> str:
    """The one sentence of a command that is the caller's mistake."""
    assert run([str(argument) for argument in arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    [sentence] = told.err.strip().splitlines()
    assert sentence.startswith("Error: ")
    return sentence.removeprefix("Error: ")


def program(*arguments: str | Path, **more: object) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "transcriber", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        **more,
    )


# --- what it does -------------------------------------------------------------------------------


def test_transcribe_writes_the_default_formats_and_the_mix(transcribed: Path) -> None:
    names = {path.name for path in transcribed.iterdir()}
    expected = {f"transcript.{FORMATS[name].extension}" for name in DEFAULT_FORMATS}
    assert expected == {name for name in names if name.startswith("transcript.")}
    assert "mix.wav" in names
    assert not [name for name in names if name.endswith(".part")]


def test_the_words_are_those_that_were_said(transcribed: Path) -> None:
    text = (transcribed / "transcript.txt").read_text()
    assert "Susan: hello everyone" in text
    assert "good morning" in text


def test_the_json_names_everybody_and_every_line_has_a_speaker(transcribed: Path) -> None:
    parsed = json.loads((transcribed / "transcript.json").read_text())
    people = {person["id"]: person["name"] for person in parsed["participants"]}
    assert set(people.values()) == {"Susan", "Robert", "David"}
    assert parsed["recognizer"].startswith("sphinx")
    assert parsed["lines"]
    for line in parsed["lines"]:
        assert line["speaker"] in people
        assert 0 <= line["start"] <= line["end"] <= parsed["duration"]
        assert line["words"]


def test_the_mix_is_as_long_as_the_session(transcribed: Path) -> None:
    sound = soundfile.info(transcribed / "mix.wav")
    assert (sound.samplerate, sound.channels) == (48_000, 2)
    assert abs(sound.duration - 9) < 0.02  # the last packet may begin before the end and reach beyond


def test_the_transcript_is_printed_as_it_grows(session: Path, transcribed: Path, capsys: Captured) -> None:
    command = ["transcribe", str(session), "-o", str(transcribed), "--model", "sphinx", "--no-mix"]
    assert run(command) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "[00:00:01] Susan: hello everyone"
    assert told.out.splitlines()[-1] == str(transcribed / "transcript.vtt")
    assert "of an earlier run were used again" in told.err


def test_whisper_runs_from_a_folder(session: Path, tmp_path: Path) -> None:
    """Random weights: the way to the transcript and back, never what it says."""
    model = make_tiny_whisper(tmp_path / "tiny")
    out = tmp_path / "out"
    command = ["transcribe", str(session), "-o", str(out), "--model", str(model), "--no-mix", "--quiet"]
    assert run([*command, "--language", "en"]) == 0
    parsed = json.loads((out / "transcript.json").read_text())
    assert parsed["recognizer"].startswith("whisper:tiny@")
    speakers = {person["id"] for person in parsed["participants"]}
    assert all(line["speaker"] in speakers and line["end"] <= parsed["duration"] for line in parsed["lines"])


def test_debug_tells_what_was_read_more_than_once(session: Path, tmp_path: Path) -> None:
    """This model is unsure of what it says by beams, and sure of what is drawn."""
    model = make_tiny_whisper(tmp_path / "tiny.en", languages=())
    command = ["transcribe", str(session), "-o", str(tmp_path), "--model", str(model), "--no-mix", "--quiet"]
    assert run(command) == 0
    assert "debug" not in json.loads((tmp_path / "transcript.json").read_text())
    assert run([*command, "--debug"]) == 0
    parsed = json.loads((tmp_path / "transcript.json").read_text())
    speakers = {person["id"] for person in parsed["participants"]}
    assert parsed["debug"]
    for doubt in parsed["debug"]:
        assert doubt["speaker"] in speakers
        assert 0 <= doubt["start"] < doubt["end"]
        first = doubt["tried"][0]
        assert first["way"] == "in a batch"
        assert first["faults"]
        assert [one["taken"] for one in doubt["tried"]].count(True) == 1
    assert any(not one["faults"] and one["taken"] for doubt in parsed["debug"] for one in doubt["tried"])


def test_auto_without_whisper_says_what_is_lost_and_how_to_get_it(
    session: Path, transcribed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    command = ["transcribe", str(session), "-o", str(transcribed), "--offline", "--no-mix", "--quiet"]
    assert run(command) == 0
    told = capsys.readouterr().err
    assert told.startswith("Using PocketSphinx, because Whisper's weights are not on this machine")
    assert "transcriber models fetch small" in told


def test_only_the_formats_asked_for(session: Path, tmp_path: Path, transcribed: Path) -> None:
    (tmp_path / "recognized.jsonl").write_bytes((transcribed / "recognized.jsonl").read_bytes())
    command = ["transcribe", str(session), "-o", str(tmp_path), "--model", "sphinx", "--quiet"]
    assert run([*command, "--format", "srt,txt", "--no-mix"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "recognized.jsonl",
        "transcript.srt",
        "transcript.txt",
    }


def test_mix_and_tracks_write_sound_of_one_length(session: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(["mix", str(session), "-o", str(tmp_path), "--format", "flac"]) == 0
    assert run(["tracks", str(session), "-o", str(tmp_path), "--format", "opus"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == str(tmp_path / "mix.flac")
    assert len(printed) == 4
    [frames] = {soundfile.info(path).frames for path in printed}
    assert abs(frames - 9 * 48_000) < 960
    assert {Path(path).stem.split("-")[0] for path in printed[1:]} == {"Susan", "Robert", "David"}


def test_inspect_tells_what_is_there(session: Path, capsys: Captured) -> None:
    assert run(["inspect", str(session)]) == 0
    told = capsys.readouterr().out
    assert "Susan" in told
    assert run(["inspect", str(session), "--json"]) == 0
    parsed = json.loads(capsys.readouterr().out)
    assert abs(parsed["duration"] - 9) < 0.02
    assert [person["name"] for person in parsed["participants"]] == ["Susan", "Robert", "David"]
    assert parsed["participants"][0]["received"] > 100


def test_export_writes_another_format_from_the_json(
    transcribed: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert run(["export", str(transcribed), "--format", "srt", "-o", str(tmp_path)]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "transcript.srt")
    assert (tmp_path / "transcript.srt").read_text() == (transcribed / "transcript.srt").read_text()


def test_a_folder_of_audio_files_is_a_recording(session: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(["tracks", str(session), "-o", str(tmp_path)]) == 0
    (tmp_path / "tracks").rename(tmp_path / "people")
    for path in (tmp_path / "people").iterdir():
        path.rename(path.with_name(path.name.split("-")[0] + ".wav"))
    capsys.readouterr()
    assert run(["transcribe", str(tmp_path / "people"), "--model", "sphinx", "--no-mix"]) == 0
    assert "Susan: hello everyone" in capsys.readouterr().out
    assert (tmp_path / "people.transcript" / "transcript.md").exists()


def test_models_and_doctor_tell_about_this_machine(capsys: Captured) -> None:
    assert run(["models"]) == 0
    assert "large-v3-turbo" in capsys.readouterr().out
    assert run(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "libopus" in told
    assert "DAVE protocol" in told


def test_version_and_help(capsys: Captured) -> None:
    assert run(["--version"]) == 0
    assert __version__ in capsys.readouterr().out
    for command in ("transcribe", "mix", "tracks", "inspect", "export", "models", "doctor"):
        assert run([command, "--help"]) == 0


def test_paths_and_names_that_no_encoding_holds_are_printed(session: Path, tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/odd-\xff"
    command = [sys.executable, "-m", "transcriber", "mix", str(session), "-o", os.fsdecode(odd)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, check=True)
    assert done.stdout == odd + b"/mix.wav\n"


# --- what it refuses ----------------------------------------------------------------------------


def test_no_such_path(capsys: Captured, tmp_path: Path) -> None:
    assert refused(capsys, "inspect", tmp_path / "gone") == f"There is no file or folder {tmp_path / 'gone'}."


def test_a_folder_that_is_no_session(capsys: Captured, tmp_path: Path) -> None:
    assert "is no session: it holds neither capture.pcapng nor audio files" in refused(
        capsys, "transcribe", tmp_path, "--model", "sphinx"
    )


def test_an_empty_and_a_garbage_capture(capsys: Captured, tmp_path: Path) -> None:
    capture = tmp_path / "capture.pcapng"
    capture.write_bytes(b"")
    assert "is empty: nothing was captured" in refused(capsys, "mix", tmp_path)
    capture.write_bytes(os.urandom(500))
    assert "is not a pcapng capture" in refused(capsys, "mix", tmp_path)


def test_a_torn_capture_is_transcribed_as_far_as_it_goes(
    session: Path, tmp_path: Path, capsys: Captured
) -> None:
    torn = tmp_path / "torn"
    torn.mkdir()
    data = Session(session).capture.read_bytes()
    (torn / "capture.pcapng").write_bytes(data[: len(data) * 2 // 3 + 1])
    assert run(["mix", str(torn)]) == 0
    told = capsys.readouterr()
    assert "Note: The capture was cut off in the middle of a block; its last" in told.err
    assert 4 < soundfile.info(torn / "mix.wav").duration < 9


def test_a_capture_without_voice(capsys: Captured, tmp_path: Path) -> None:
    from transcriber.capture.writer import CaptureWriter
    from transcriber.types import Connected

    with CaptureWriter(tmp_path / "capture.pcapng") as writer:
        writer.write(Connected(1, 0, "join"))
    sentence = refused(capsys, "transcribe", tmp_path, "--model", "sphinx")
    assert sentence.startswith(f"{tmp_path} holds no voice: there is nothing to hear. The recording ends")
    assert not (tmp_path / "transcript.md").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--format", "doc"], "There is no transcript format 'doc'. Choose from: md, json, txt, srt, vtt,"),
        (["--model", "smal"], "There is no model called 'smal', and no such directory: did you mean small"),
        (["--model", "."], "is no CTranslate2 Whisper model: it lacks model.bin"),
        (
            ["--mode", "aes", "--key", "00" * 32],
            "Unknown transport mode 'aes': choose one of aead_aes256_gcm",
        ),
        (["--key", "00" * 32], "A key needs its transport mode: add --mode with one of"),
        (["--mode", "xsalsa20_poly1305", "--key", "abc"], "The key is not hexadecimal: give it as 64 digits"),
        (["--mode", "xsalsa20_poly1305", "--key", "abcd"], "The key has 2 bytes, and every mode takes 32"),
        (["--glossary", "/nowhere/terms"], "The glossary /nowhere/terms cannot be read: No such file"),
        (["--model", "sphinx", "--language", "de"], "does not know the language 'de': it knows en."),
        (["--model", "sphinx", "--language", "en,de"], "does not know the language 'de': it knows en."),
        (["--language", ", "], "--language names no language: give a code such as en, or several (en,de)."),
    ],
)
def test_settings_that_are_wrong(
    capsys: Captured, session: Path, tmp_path: Path, options: list[str], sentence: str
) -> None:
    assert sentence in refused(capsys, "transcribe", session, "-o", tmp_path, *options)
    assert list(tmp_path.iterdir()) == []


def test_a_named_model_is_never_replaced(capsys: Captured, session: Path, tmp_path: Path) -> None:
    sentence = refused(capsys, "transcribe", session, "-o", tmp_path, "--model", "tiny", "--offline")
    assert "The weights of Whisper tiny are not on this machine, and fetching is off" in sentence


def test_an_unreadable_and_an_empty_audio_file(capsys: Captured, tmp_path: Path) -> None:
    empty, text = tmp_path / "empty.flac", tmp_path / "text.ogg"
    empty.write_bytes(b"")
    text.write_text("this is no sound")
    assert refused(capsys, "mix", empty) == f"{empty} is empty: there is no sound in it."
    assert refused(capsys, "mix", text).startswith(f"{text} cannot be read as audio: ")


def test_an_output_folder_that_cannot_be_made(capsys: Captured, session: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sentence = refused(capsys, "mix", session, "-o", tmp_path / "file" / "results")
    assert (
        sentence == f"The output folder {tmp_path / 'file' / 'results'} cannot be written: Not a directory."
    )


def test_unknown_commands_and_options_end_with_2(capsys: Captured) -> None:
    assert run(["transcript"]) == 2
    assert run(["mix"]) == 2
    assert run(["mix", "x", "--loud"]) == 2
    assert "Usage: " in capsys.readouterr().err


# --- what happens in the middle -----------------------------------------------------------------


def test_a_full_disk_is_told_and_leaves_nothing_half_written(session: Path, tmp_path: Path) -> None:
    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    process = program("mix", session, "-o", tmp_path, preexec_fn=little_room)
    out, err = process.communicate()
    assert process.returncode == 2
    assert out == ""
    assert f"The sound file {tmp_path / 'mix.wav'} cannot be written: " in err
    assert list(tmp_path.iterdir()) == []


def test_interrupted_it_keeps_what_it_has_and_goes_on_there(tmp_path: Path) -> None:
    longer = make_session(tmp_path / "longer", 40)
    out = tmp_path / "out"
    command = ("transcribe", longer, "-o", out, "--model", "sphinx", "--jobs", "2")
    process = program(*command, start_new_session=True)
    answers = out / "recognized.jsonl"
    deadline = time.monotonic() + 60
    while not (answers.exists() and answers.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "run the same command again to go on from here" in err
    assert "Traceback" not in err
    assert {path.name for path in out.iterdir()} == {"recognized.jsonl"}
    kept = len(answers.read_text().splitlines())
    again = program(*command)
    _, err = again.communicate(timeout=120)
    assert again.returncode == 0
    assert f"{kept} answers of an earlier run were used again" in err
    assert (out / "transcript.json").exists()
