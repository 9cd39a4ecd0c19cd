"""`transcriber doctor`: whether this machine has what the project needs."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click
from rich.table import Table
from rich.text import Text

from transcriber.audio import opus
from transcriber.cli.common import results
from transcriber.errors import TranscriberError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `missing` is what can be done without, `fails` what cannot."""

    state: Literal["ok", "missing", "fails"]
    what: str
    text: str


_COLORS = {"ok": "green", "missing": "yellow", "fails": "red"}


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Check libopus, end-to-end encryption, recognizers, devices, weights and disk."""
    found = list(findings())
    show(found)
    if any(finding.state == "fails" for finding in found):
        context.exit(1)


def show(found: Iterable[Finding]) -> None:
    """Findings as a table."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in found:
        table.add_row(Text(finding.state, _COLORS[finding.state]), finding.what, Text(finding.text))
    results().print(table)


def findings() -> Iterator[Finding]:
    """Everything in CHECKS."""
    for name, (check, needed) in CHECKS.items():
        try:
            yield Finding("ok", name, check())
        except (TranscriberError, ImportError, OSError, importlib.metadata.PackageNotFoundError) as error:
            yield Finding("fails" if needed else "missing", name, str(error))


def _python() -> str:
    return f"{platform.python_version()} on {platform.machine()}"


def _opus() -> str:
    return opus.version()


def _davey() -> str:
    davey = importlib.import_module("davey")
    return f"davey {importlib.metadata.version('davey')}, DAVE protocol {davey.DAVE_PROTOCOL_VERSION}"


def _discord() -> str:
    return f"discord.py {importlib.metadata.version('discord.py')}"


def _sphinx() -> str:
    importlib.import_module("pocketsphinx")
    return f"PocketSphinx {importlib.metadata.version('pocketsphinx')} with its English model"


def _detector() -> str:
    from models.registry import open_detector

    return open_detector().name


def _whisper() -> str:
    from models.device import choose_compute_type, choose_device

    device = choose_device("auto")
    ctranslate2 = importlib.import_module("ctranslate2")
    types = sorted(ctranslate2.get_supported_compute_types(device))
    return (
        f"ctranslate2 {ctranslate2.__version__} on {device}, computes in "
        f"{choose_compute_type(device, 'auto')} (can: {', '.join(types)})"
    )


def _weights() -> str:
    from models.fetch import available

    here = [weights.name for weights in available() if weights.path is not None]
    if not here:
        raise OSError("no Whisper weights here: `transcriber models fetch small`, or copy a model folder")
    return ", ".join(here)


def _disk() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    return f"{free / 1e9:.1f} GB free here; an hour of mix.wav takes 0.7 GB"


CHECKS: dict[str, tuple[Callable[[], str], bool]] = {
    "Python": (_python, True),
    "libopus": (_opus, True),
    "end-to-end encryption": (_davey, True),
    "Discord": (_discord, True),
    "speech detector": (_detector, True),
    "PocketSphinx": (_sphinx, True),
    "Whisper": (_whisper, True),
    "Whisper's weights": (_weights, False),
    "disk": (_disk, True),
}
"""What is checked → how, and whether the project is of no use without it."""
