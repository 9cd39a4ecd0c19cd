"""What `onnx:` may be followed by: a name, or a folder that says what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_onnx import make_tiny_onnx

from models.onnx_source import onnx_source
from transcriber.errors import InputError, SettingError


def test_a_name_stays_a_name_with_its_quantization() -> None:
    assert onnx_source("nemo-parakeet-tdt-0.6b-v3").name == "onnx:nemo-parakeet-tdt-0.6b-v3"
    assert onnx_source("alphacep/vosk-model-ru", "float32").name == "onnx:alphacep/vosk-model-ru"
    source = onnx_source("nemo-parakeet-tdt-0.6b-v3", "int8")
    assert (source.name, source.quantization) == ("onnx:nemo-parakeet-tdt-0.6b-v3:int8", "int8")


def test_a_folder_tells_its_type_and_is_marked_by_its_weights(tmp_path: Path) -> None:
    source = onnx_source(str(make_tiny_onnx(tmp_path / "mine")))
    assert (source.model, source.path) == ("nemo-conformer-ctc", tmp_path / "mine")
    assert source.name.startswith("onnx:mine@")
    other = make_tiny_onnx(tmp_path / "other" / "mine")
    assert onnx_source(str(other)).name == source.name
    with (other / "model.onnx").open("ab") as file:
        file.write(b"\0")
    assert onnx_source(str(other)).name != source.name


@pytest.mark.parametrize(
    "config", [None, "", "[]", "{}", '{"model_type": 7}', '{"model_type": "a/b"}', "[" * 99_999]
)
def test_a_folder_that_does_not_say_what_it_holds_is_told(tmp_path: Path, config: str | None) -> None:
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    with pytest.raises(InputError, match=r'does not say what model it holds: .* "model_type", like nemo-'):
        onnx_source(str(tmp_path))


@pytest.mark.parametrize("model", ["/nowhere", "./nowhere", "~nobody/nowhere"])
def test_a_path_without_a_folder_is_told(model: str) -> None:
    with pytest.raises(InputError, match="There is no model directory at"):
        onnx_source(model)


@pytest.mark.parametrize("model", ["", " "])
def test_nothing_is_no_model(model: str) -> None:
    with pytest.raises(SettingError, match="names no model: give one like onnx:nemo-parakeet"):
        onnx_source(model)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("nemo-parakeet-tdt-0.6b-v2", {"en"}),
        ("nemo-parakeet-ctc-0.6b", {"en"}),
        ("gigaam-v3-e2e-rnnt", {"ru"}),
        ("gigaam-multilingual-ctc", None),
        ("whisper-base", None),
    ],
)
def test_what_models_know_is_known(name: str, known: set[str] | None) -> None:
    assert onnx_source(name).languages == known


def test_the_european_models_know_twenty_five_and_canary_must_be_told_which() -> None:
    parakeet, canary = onnx_source("nemo-parakeet-tdt-0.6b-v3"), onnx_source("nemo-canary-1b-v2")
    assert parakeet.languages == canary.languages
    assert len(parakeet.languages or ()) == 25
    assert (parakeet.must_be_told, canary.must_be_told) == (False, True)
