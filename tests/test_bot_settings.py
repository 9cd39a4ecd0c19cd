"""The bot's settings: the environment, a file, and one sentence for everything else."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import bot as command
from bot.check import checked
from bot.settings import SETTINGS, Settings
from bot.worker import command as worker_words
from transcriber.cli.worker import worker
from transcriber.errors import SettingError

TOKEN = f"{base64.urlsafe_b64encode(b'123456789012345678').decode()}.AbCdEf.{'x' * 27}"


def file(folder: Path, text: str) -> Path:
    path = folder / "bot.toml"
    path.write_text(text)
    return path


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = file(tmp_path, 'token = "from the file"\nmodel = "small"\nguild = 42\noffline = true\n')
    settings = Settings.read({"DISCORD_TOKEN": TOKEN, "TRANSCRIBER_MODEL": "sphinx"}, path)
    assert settings == Settings(TOKEN, model="sphinx", guild=42, offline=True)
    assert TOKEN not in repr(settings)


def test_a_file_in_the_working_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "transcriber.toml").write_text(f'token = "{TOKEN}"\ndata = "~/calls"\nlanguage = "DE"\n')
    monkeypatch.chdir(tmp_path)
    settings = Settings.read({})
    assert (settings.data, settings.language) == (Path.home() / "calls", "de")


def test_several_languages_may_be_spoken_and_names_left_alone() -> None:
    environment = {"DISCORD_TOKEN": TOKEN, "TRANSCRIBER_LANGUAGE": "EN, de,en", "TRANSCRIBER_NAMES": "no"}
    settings = Settings.read(environment)
    assert (settings.language, settings.names) == ("en,de", False)


def test_the_worker_is_told_what_concerns_recognition() -> None:
    plain = worker_words(Settings(TOKEN))
    wished = worker_words(Settings(TOKEN, model="tiny", device="cpu", short_windows=True, offline=True))
    assert plain[1:] == [
        *["-m", "transcriber", "worker", "--model", "auto", "--device", "auto", "--compute-type", "auto"],
        "--drafts",
    ]
    assert wished[-2:] == ["--short-windows", "--offline"]
    with worker.make_context("worker", wished[4:]) as context:
        assert context.params["model"] == "tiny"
        assert context.params["short_windows"]


def test_empty_variables_are_as_if_they_were_not_there() -> None:
    empty = {known.variable: "" for known in SETTINGS.values()}
    assert Settings.read({**empty, "DISCORD_TOKEN": TOKEN}) == Settings(TOKEN)


def test_drafts_are_made_unless_somebody_says_no() -> None:
    def drafts(**more: str) -> bool:
        return "--drafts" in worker_words(Settings.read({"DISCORD_TOKEN": TOKEN, **more}))

    assert drafts()
    assert not drafts(TRANSCRIBER_DRAFTS="no")
    assert not drafts(TRANSCRIBER_CAPTIONS="no")  # nobody would see them


@pytest.mark.parametrize(
    ("environment", "text", "sentence"),
    [
        ({}, "", "The bot has no token: set DISCORD_TOKEN"),
        ({"TRANSCRIBER_GUILD": "abc"}, "", "TRANSCRIBER_GUILD must be a server's id"),
        ({"TRANSCRIBER_OFFLINE": "perhaps"}, "", "TRANSCRIBER_OFFLINE must be yes or no, not 'perhaps'"),
        ({"TRANSCRIBER_PROXY": "ftp://x"}, "", "TRANSCRIBER_PROXY must be a URL that begins with http://"),
        ({}, "modle = 1", "has a setting 'modle', which does not exist; there are token, data"),
        ({}, "token = [1]", "The setting token must be a single value."),
        ({}, "token = ", "are no valid TOML"),
    ],
)
def test_what_makes_no_sense_is_told(
    environment: dict[str, str], text: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.read(environment, file(tmp_path, text))
    assert sentence in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"nothing\.toml cannot be read: No such file"):
        Settings.read({}, tmp_path / "nothing.toml")


@pytest.mark.parametrize(
    "token", ["", "abc", "a.b.c", TOKEN.replace("M", "?"), f"{'A' * 24}.AbCdEf.{'x' * 27}"]
)
def test_a_token_that_is_none_is_seen_without_connecting(token: str, tmp_path: Path) -> None:
    found = {finding.what: finding for finding in checked(Settings(token, data=tmp_path, model="sphinx"))}
    assert found["Token"].state == "fails"
    assert token not in found["Token"].text or not token


def test_check_finds_everything_in_order_here(tmp_path: Path) -> None:
    found = list(checked(Settings(TOKEN, data=tmp_path / "new", model="sphinx")))
    assert {finding.state for finding in found} <= {"ok", "missing"}
    assert found[0].text == "looks like one, of the bot 123456789012345678"


def test_check_sees_a_folder_that_cannot_be_written_and_a_model_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = Settings(TOKEN, data=tmp_path / "file" / "x", model="gigantic")
    found = {finding.what: finding for finding in checked(settings)}
    assert found["Data folder"].state == "fails"
    assert found["Recognizer"].state == "fails"


@pytest.mark.parametrize("check", [True, False], ids=["--check", "started"])
def test_without_davey_it_says_so_at_once_and_what_to_install(check: bool, tmp_path: Path) -> None:
    (tmp_path / "davey.py").write_text("raise ImportError('no such thing')")
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])
    settings = {"DISCORD_TOKEN": TOKEN, "TRANSCRIBER_DATA": str(tmp_path), "TRANSCRIBER_MODEL": "sphinx"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *(["--check"] if check else [])],
        env={**os.environ, **settings, "PYTHONPATH": path, "COLUMNS": "300"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    said = done.stdout if check else done.stderr
    assert "davey cannot be loaded" in said
    assert "pip install 'davey" in said
    assert "Traceback" not in done.stdout + done.stderr
    if not check:
        assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1


def test_the_commands_help_names_the_readme() -> None:
    assert command.help is not None
    assert "README" in command.help
