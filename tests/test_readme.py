"""What the READMEs say is so: commands and options exist, tables and outputs are those of the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import discord
import pytest

from bot.settings import SETTINGS
from bot.voice.client import RecordingVoiceClient
from transcriber.audio.encode import SOUND_FORMATS
from transcriber.cli.main import cli, run
from transcriber.pictures.charts import CHARTS
from transcriber.receive.transport import MODES
from transcriber.transcript.formats import FORMATS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP = (ROOT / "transcriber" / "README.md").read_text(encoding="utf-8")

BLOCKS = re.findall(r"```\n(.*?)```", README, re.DOTALL)
INLINE = re.findall(r"`(transcriber [^`]+)`", README)
COMMANDS = sorted(
    {
        line.removeprefix("$ ")
        for block in BLOCKS
        for line in block.splitlines()
        if re.match(r"(\$ )?transcriber ", line)
    }
    | set(INLINE)
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_exists_with_its_options(command: str) -> None:
    found: click.Command = cli
    for word in shlex.split(command)[1:]:
        if word.startswith("--"):
            options = {name for param in found.params for name in (*param.opts, *param.secondary_opts)}
            assert word in options | {"--help"}, f"{word} in {command!r}"
        elif isinstance(found, click.Group) and word in found.commands:
            found = found.commands[word]
    assert found is not cli or "--help" in command


def test_every_make_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", README)) <= targets


def test_the_first_commands_are_the_two_that_newcomers_need() -> None:
    assert [line.split("#")[0].strip() for line in BLOCKS[0].splitlines()] == ["make demo", "make test"]


def test_the_tables_are_those_of_the_code() -> None:
    for name, form in FORMATS.items():
        assert f"| `{name}` | `transcript.{form.extension}` | {form.description} |" in README
    for name, sound in SOUND_FORMATS.items():
        assert f"| `{name}` | {sound.about} |" in README
    for name, chart in CHARTS.items():
        assert f"| `{name}` | {chart.description} |" in README
    for mode in MODES:
        assert f"`{mode}`" in README


def test_every_setting_of_the_bot_is_there() -> None:
    for known in SETTINGS.values():
        assert f"| `{known.variable}` | {known.about} |" in README


def test_the_bots_map_names_every_module() -> None:
    text = (ROOT / "bot" / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w/]+\.py)`", text)) | {"__init__.py"}
    assert {path.name for path in (ROOT / "bot").rglob("*.py")} <= named
    assert {name for name in named if not list((ROOT / "bot").rglob(name.removeprefix("tests/")))} <= {
        "tests/test_bot_connection.py"
    }


def test_the_example_of_another_bot_is_python_that_names_what_exists() -> None:
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    compile(example, "README.md", "exec")
    assert len([line for line in example.splitlines() if line]) <= 20
    for method in re.findall(r"vc\.(\w+)\(", example + README):
        assert hasattr(RecordingVoiceClient, method)


def test_the_invite_asks_for_what_the_bot_needs() -> None:
    [number] = re.findall(r"permissions=(\d+)", README)
    needed = {
        "view_channel", "connect", "send_messages", "send_messages_in_threads", "create_public_threads",
        "embed_links", "attach_files", "read_message_history", "change_nickname",
    }  # fmt: skip
    assert int(number) == discord.Permissions(**dict.fromkeys(needed, True)).value


def test_the_output_of_inspect_is_what_it_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(ROOT / "tests" / "sample_session")]) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()[1:]]
    [block] = [block for block in BLOCKS if block.startswith("$ transcriber inspect")]
    assert [line.rstrip() for line in block.splitlines()[2:]] == printed


def test_the_map_names_every_module() -> None:
    named = set(re.findall(r"`([\w/]+\.py)`", MAP))
    for path in (ROOT / "transcriber").rglob("*.py"):
        if path.name.startswith("__") or {"cli", "transcript", "minutes"} & set(path.parts):
            continue  # the command line is one row, transcripts and minutes have READMEs of their own
        assert path.name in named, f"{path} is not on the map"
    assert {name for name in named if not list((ROOT / "transcriber").rglob(name))} == set()
