"""Named Whisper models: the same as faster-whisper's; what a directory must hold."""

from __future__ import annotations

from pathlib import Path

import faster_whisper.utils
import pytest

from models.weights import WEIGHTS, directory_label, missing_files, whisper_name


def test_names_and_repositories_are_those_of_faster_whisper() -> None:
    assert {name: weights.repo for name, weights in WEIGHTS.items()} == faster_whisper.utils._MODELS


def test_english_only_models_are_known_by_name() -> None:
    english = {name for name, weights in WEIGHTS.items() if weights.english}
    assert english == {name for name in WEIGHTS if name.endswith(".en") or name.startswith("distil")}


def test_a_complete_directory_lacks_nothing(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).touch()
    assert missing_files(tmp_path) == ()


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        ("model.bin", "model.bin"),
        ("config.json", "config.json"),
        ("tokenizer.json", "tokenizer.json"),
        ("vocabulary.json", "vocabulary.json or vocabulary.txt"),
    ],
)
def test_each_missing_file_is_named(tmp_path: Path, lost: str, named: str) -> None:
    for name in {"model.bin", "config.json", "tokenizer.json", "vocabulary.json"} - {lost}:
        (tmp_path / name).touch()
    assert missing_files(tmp_path) == (named,)


def test_a_label_tells_models_of_the_same_folder_name_apart(tmp_path: Path) -> None:
    labels = []
    for parent, content in (("a", b"x" * 200_000), ("b", b"x" * 199_999 + b"y"), ("c", b"x" * 200_001)):
        folder = tmp_path / parent / "mine"
        folder.mkdir(parents=True)
        (folder / "model.bin").write_bytes(content)
        labels.append(directory_label(folder))
    assert len(set(labels)) == 3
    assert all(label.startswith("mine@") and len(label) == 13 for label in labels)
    assert directory_label(tmp_path / "a" / "mine") == labels[0]


def test_the_name_holds_what_changes_the_text() -> None:
    assert whisper_name("small", "int8") == "whisper:small:int8"
    assert whisper_name("small", "int8", short_windows=True) == "whisper:small:int8:short"
