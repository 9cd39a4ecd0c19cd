"""What `--model` means: names, directories, `auto`; and that nothing is imported before it is chosen."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub
import pytest
from tiny_hub import TinyHub, tiny_hub
from tiny_onnx import make_tiny_onnx
from tiny_whisper import make_tiny_whisper

from models import catalog, registry
from models.catalog import DETECTORS, RECOGNIZERS, detector_table, recognizer_table, weights_table
from models.fetch import Hub, fetch
from models.registry import Choice, load_class, resolve
from models.weights import WEIGHTS
from transcriber.config import AUTO_ON_CPU
from transcriber.errors import InputError, MissingPart, SettingError

ROOT = Path(__file__).parents[1]


class Said(list[str]):
    """An `announce` that remembers."""

    def __call__(self, sentence: str) -> None:
        self.append(sentence)


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    huggingface_hub.close_session()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_whisper(tmp_path_factory.mktemp("models") / "mine")


@pytest.fixture
def server(folder: Path) -> Iterator[TinyHub]:
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    with tiny_hub(WEIGHTS["small"].repo, files) as hub:
        yield hub


@pytest.fixture
def nowhere(tmp_path: Path) -> Hub:
    """A hub that refuses, and an empty cache."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Hub(f"http://127.0.0.1:{port}", tmp_path / "cache")


def chosen(model: str, hub: Hub, said: Said | None = None, **options: object) -> Choice:
    heard = said if said is not None else Said()
    return resolve(model, device="cpu", announce=heard, hub=hub, **options)  # type: ignore[arg-type]


def test_sphinx_is_chosen_by_name_without_a_word(nowhere: Hub) -> None:
    said = Said()
    choice = chosen("sphinx", nowhere, said, jobs=1)
    assert (choice.kind, choice.name, said) == ("sphinx", "sphinx:en-us", [])
    recognizer = choice.open()
    assert recognizer.name == choice.name
    recognizer.close()


def test_a_directory_is_chosen_by_its_path(folder: Path, nowhere: Hub) -> None:
    choice = chosen(str(folder), nowhere)
    recognizer = choice.open()
    assert recognizer.name == choice.name
    assert choice.name.startswith("whisper:mine@")
    recognizer.close()


def test_a_directory_without_weights_is_told_with_the_missing_files(tmp_path: Path, nowhere: Hub) -> None:
    (tmp_path / "config.json").touch()
    with pytest.raises(
        InputError, match=r"lacks model\.bin, tokenizer\.json, vocabulary\.json or vocabulary\.txt\."
    ):
        chosen(str(tmp_path), nowhere)


def test_a_path_that_does_not_exist_is_told(tmp_path: Path, nowhere: Hub) -> None:
    with pytest.raises(InputError, match=r"There is no model directory at .*nothing"):
        chosen(str(tmp_path / "nothing"), nowhere)


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("smal", r"did you mean small or small\.en"),
        ("large-v3-trubo", "did you mean large-v3-turbo"),
        ("pocketsphinx", r"did you mean sphinx\?"),
        ("qqqq", "choose one of auto, sphinx, tiny"),
    ],
)
def test_an_unknown_name_is_told_with_the_close_ones(asked: str, hint: str, nowhere: Hub) -> None:
    with pytest.raises(SettingError, match=rf"no model called '{asked}', and no such directory: {hint}"):
        chosen(asked, nowhere)


def test_a_named_model_that_is_on_disk_is_taken_without_the_hub(server: TinyHub, tmp_path: Path) -> None:
    fetch("small", None, Hub(server.endpoint, tmp_path))
    asked = len(server.requests)
    said = Said()
    choice = chosen("small", Hub(server.endpoint, tmp_path), said)
    assert (choice.name, said) == ("whisper:small:int8", [])
    assert len(server.requests) == asked
    recognizer = choice.open()
    assert recognizer.name == choice.name
    recognizer.close()


def test_a_named_model_is_fetched_when_the_hub_answers(server: TinyHub, tmp_path: Path) -> None:
    said, seen = Said(), []
    choice = chosen(
        "small", Hub(server.endpoint, tmp_path), said, progress=lambda done, total: seen.append((done, total))
    )
    assert choice.name == "whisper:small:int8"
    assert said == ["Fetching Whisper small, about 486 MB, once."]
    assert seen[-1][0] == seen[-1][1] > 0


def test_a_named_model_is_never_replaced(nowhere: Hub) -> None:
    said = Said()
    with pytest.raises(
        MissingPart,
        match=r"Whisper base are not on this machine, and the model hub does not answer: run `transcriber "
        r"models fetch base` .*`--model DIR`",
    ):
        chosen("base", nowhere, said)
    assert said == []


def test_offline_means_that_the_hub_is_not_asked(server: TinyHub, tmp_path: Path) -> None:
    hub = Hub(server.endpoint, tmp_path)
    with pytest.raises(MissingPart, match="and fetching is off"):
        chosen("small", hub, offline=True)
    said = Said()
    assert chosen("auto", hub, said, offline=True).kind == "sphinx"
    assert "and fetching is off" in said[0]
    assert server.requests == []


def test_auto_takes_whisper_when_it_is_on_disk(server: TinyHub, tmp_path: Path, nowhere: Hub) -> None:
    fetch(AUTO_ON_CPU, None, Hub(server.endpoint, tmp_path))
    said = Said()
    choice = chosen("auto", Hub(nowhere.endpoint, tmp_path), said)
    assert (choice.name, said) == (f"whisper:{AUTO_ON_CPU}:int8", [])


def test_auto_fetches_whisper_when_the_hub_answers(
    server: TinyHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Said()
    choice = chosen("auto", Hub(server.endpoint, tmp_path), said)
    assert choice.kind == "whisper"
    assert len(said) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "Fetching Whisper small" in err  # the bar


def test_auto_falls_back_to_sphinx_and_says_so_in_one_sentence(nowhere: Hub) -> None:
    said = Said()
    assert chosen("auto", nowhere, said).kind == "sphinx"
    (sentence,) = said
    assert sentence == (
        "Using PocketSphinx, because Whisper's weights are not on this machine and the model hub does not "
        "answer: expect about half of the words right in free speech, English only, no punctuation or "
        "capitals. To get Whisper, run `transcriber models fetch small`, or copy a model directory here "
        "and give `--model DIR`."
    )


def test_auto_falls_back_when_the_fetch_fails_on_the_way(server: TinyHub, tmp_path: Path) -> None:
    server.damage = True
    said = Said()
    assert chosen("auto", Hub(server.endpoint, tmp_path), said, progress=lambda a, b: None).kind == "sphinx"
    assert len(said) == 2
    assert "fetching them failed (The weights of Whisper small could not be fetched" in said[1]


def test_a_gpu_gets_the_larger_whisper(nowhere: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "choose_device", lambda asked: "cuda")
    said = Said()
    assert chosen("auto", nowhere, said).kind == "sphinx"
    assert "models fetch large-v3-turbo" in said[0]


def test_wishes_reach_the_recognizer(folder: Path, nowhere: Hub) -> None:
    choice = chosen(str(folder), nowhere, compute_type="float32", jobs=3)
    assert choice.name.endswith(":float32")
    assert choice.options["jobs"] == 3
    assert choice.options["device"] == "cpu"
    with pytest.raises(SettingError, match="'float16' is not supported on cpu"):
        chosen(str(folder), nowhere, compute_type="float16")


def test_short_windows_are_in_the_name_and_need_no_packing(folder: Path, nowhere: Hub) -> None:
    choice = chosen(str(folder), nowhere, short_windows=True)
    recognizer = choice.open()
    assert recognizer.name == choice.name
    assert choice.name.endswith(":int8:short")
    assert not recognizer.capabilities.packs
    recognizer.close()


def test_distilled_models_are_english_only(
    folder: Path, nowhere: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "locate", lambda name, hub: folder)
    recognizer = chosen("distil-large-v3", nowhere).open()
    assert recognizer.capabilities.languages == frozenset({"en"})
    recognizer.close()
    assert chosen("large-v3", nowhere).options["english"] is False


def test_a_server_on_this_machine_is_chosen_by_its_address_without_a_word(nowhere: Hub) -> None:
    said = Said()
    choice = chosen("http://127.0.0.1:8000/v1#tiny", nowhere, said, jobs=3)
    assert (choice.kind, said, choice.options["jobs"]) == ("http", [], 3)
    recognizer = choice.open()
    assert recognizer.name == choice.name
    recognizer.close()


def test_that_the_sound_leaves_the_machine_is_said_once_before_anything_is_sent(nowhere: Hub) -> None:
    said = Said()
    chosen("https://asr.example.com/v1#tiny", nowhere, said)
    (sentence,) = said
    assert sentence == (
        "Note: what is said leaves this machine: the sound of every utterance is sent to asr.example.com."
    )


def test_a_choice_shows_no_key(nowhere: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSCRIBER_ASR_KEY", "sk-secret")
    choice = chosen("http://127.0.0.1:8000#tiny", nowhere)
    assert "sk-secret" not in f"{choice!r} {choice.open()!r}"


def test_an_onnx_model_is_chosen_by_name_or_folder(nowhere: Hub, tmp_path: Path) -> None:
    choice = chosen("onnx:nemo-parakeet-tdt-0.6b-v3", nowhere, compute_type="int8", offline=True)
    assert (choice.kind, choice.name) == ("onnx", "onnx:nemo-parakeet-tdt-0.6b-v3:int8")
    assert (choice.options["device"], choice.options["offline"]) == ("cpu", True)
    assert chosen(f"onnx:{make_tiny_onnx(tmp_path / 'mine')}", nowhere).name.startswith("onnx:mine@")


@pytest.mark.parametrize("target", [*RECOGNIZERS.values(), *DETECTORS.values()])
def test_every_plug_in_can_be_loaded(target: catalog.Entry | catalog.DetectorEntry) -> None:
    assert isinstance(load_class(target.target), type)


def test_a_missing_package_is_told() -> None:
    with pytest.raises(
        MissingPart, match=r"Nothing cannot be used because a Python package is missing .*models\.no"
    ):
        load_class("models.no:Nothing")


HEAVY = (
    "httpx2",
    "faster_whisper",
    "ctranslate2",
    "pocketsphinx",
    "onnxruntime",
    "webrtcvad",
    "huggingface_hub",
)


@pytest.mark.parametrize(
    "module", ["models", "models.registry", "models.catalog", "models.fetch", "models.device"]
)
def test_importing_the_registry_imports_no_model(module: str) -> None:
    code = f"import sys, {module}; print(*(name for name in {HEAVY} if name in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("\n", "")


@pytest.mark.parametrize("table", [recognizer_table, weights_table, detector_table])
def test_the_readme_holds_the_tables_of_the_registry(table: object) -> None:
    assert callable(table)
    assert table() in (ROOT / "models" / "README.md").read_text(encoding="utf-8")
