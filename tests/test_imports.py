"""Imports go one way, and the core knows no clock, socket, thread or Discord."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LAYERS = [
    {"transcriber", "transcriber.types", "transcriber.errors"},
    {"transcriber.config"},
    {"transcriber.receive"},
    {"transcriber.capture"},
    {"transcriber.audio"},
    {"transcriber.speech"},
    {"transcriber.transcript"},
    {"transcriber.minutes"},
    {"transcriber.pictures"},
    {"transcriber.page"},
    {"transcriber.inputs", "transcriber.output"},
    {"transcriber.imported", "transcriber.minuted"},
    {"transcriber.transcribe"},
    {"transcriber.follow"},
    {"transcriber.serve"},
    {"models"},
    {"transcriber.cli", "transcriber.__main__"},
    {"bot"},
]
"""What stands further down may import what stands further up, never the other way."""

CORE = ("receive", "capture", "audio", "speech", "transcript", "minutes", "pictures", "page")
FORBIDDEN = {"asyncio", "discord", "http", "select", "signal", "socket", "threading", "time", "urllib"}

FILES = sorted(path for folder in ("transcriber", "models", "bot") for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def layer(module: str) -> int | None:
    """The layer that a module of ours belongs to, by its longest known prefix."""
    parts = module.split(".")
    for size in range(len(parts), 0, -1):
        name = ".".join(parts[:size])
        for number, names in enumerate(LAYERS):
            if name in names:
                return number
    return None


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_imports_what_comes_after_it(path: Path) -> None:
    mine = layer(name_of(path))
    assert mine is not None
    wrong = [name for name in imported(path) if (other := layer(name)) is not None and other > mine]
    assert wrong == []


@pytest.mark.parametrize("path", [p for p in FILES if p.parts[-2] in CORE], ids=name_of)
def test_the_core_is_pure(path: Path) -> None:
    assert FORBIDDEN.isdisjoint(name.split(".")[0] for name in imported(path))


def test_what_commands_import_at_once_is_quick() -> None:
    """Models, PyAV and onnxruntime wait until they are needed."""
    import subprocess
    import sys

    program = "import sys, transcriber.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    heavy = {"faster_whisper", "ctranslate2", "onnxruntime", "pocketsphinx", "av", "discord", "soundfile"}
    heavy |= {"jinja2", "httpx2", "pydantic", "resvg_py"}
    assert heavy.isdisjoint(loaded.stdout.split())
