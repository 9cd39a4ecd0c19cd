"""What there is to recognize and to detect speech with, and which of it a wish means.

In: the value of `--model` and of its companions. Out: a `Choice`, which knows the recognizer's name
and loads it when told to. Importing this module imports no model and none of their packages. A
model that was named is never replaced by another one; only `auto` chooses, and says what it chose
when that costs accuracy.
"""

from __future__ import annotations

import difflib
import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from models.catalog import DEFAULT_DETECTOR, DETECTORS, RECOGNIZERS
from models.device import choose_compute_type, choose_device
from models.fetch import DEFAULT_HUB, Hub, Progress, fetch, hub_answers, locate, progress_bar
from models.onnx_source import ONNX_PREFIX, onnx_source
from models.server_address import is_address, server_address
from models.weights import WEIGHTS, directory_label, missing_files, whisper_name
from transcriber.config import AUTO_ON_CPU, AUTO_ON_GPU
from transcriber.errors import InputError, MissingPart, OutputError, SettingError
from transcriber.speech.detector import Detector
from transcriber.speech.recognizer import Recognizer

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Choice:
    """A recognizer that was chosen and not loaded. `name` is what the loaded one will call itself."""

    kind: str
    name: str
    options: dict[str, Any] = field(default_factory=dict)

    def open(self) -> Recognizer:
        """Loads it. Raises what its class raises, `MissingPart` when a package is not installed."""
        return cast(Recognizer, load_class(RECOGNIZERS[self.kind].target)(**self.options))


@dataclass(frozen=True, slots=True)
class _Wish:
    """How a Whisper shall run, and how to get its weights."""

    device: str
    compute_type: str
    jobs: int
    offline: bool
    short_windows: bool
    announce: Callable[[str], None]
    progress: Progress | None
    hub: Hub


def resolve(
    model: str = AUTO,
    *,
    device: str = "auto",
    compute_type: str = "auto",
    jobs: int = 1,
    offline: bool = False,
    short_windows: bool = False,
    announce: Callable[[str], None],
    progress: Progress | None = None,
    hub: Hub = DEFAULT_HUB,
) -> Choice:
    """What `--model` means on this machine; fetches weights that are missing when the hub answers.

    `model`: `auto`, `sphinx`, a Whisper size, a directory with a CTranslate2 Whisper, `onnx:` with a name
    or a directory, or a server's `URL#MODEL`. `short_windows` is for Whisper alone. `announce` gets one
    sentence when weights are being fetched, when `auto` has to take PocketSphinx, or when the sound will
    leave this machine. `progress` follows a download; None shows a bar on the terminal. Raises
    `SettingError` for what it does not know, `InputError` for a directory that is no model, `MissingPart`
    for weights that are neither here nor to be had, `OutputError` when they cannot be stored.
    """
    jobs = max(1, jobs)
    if model == "sphinx":
        return _sphinx(jobs)
    if is_address(model):
        return _server(model, jobs, announce)
    if model.startswith(ONNX_PREFIX):
        return _onnx(model.removeprefix(ONNX_PREFIX), device, compute_type, jobs, offline)
    wish = _Wish(choose_device(device), compute_type, jobs, offline, short_windows, announce, progress, hub)
    if model == AUTO:
        return _automatic(wish)
    if model in WEIGHTS:
        return _named(model, wish)
    path = Path(model).expanduser()
    if path.is_dir():
        return _directory(path, wish)
    if os.sep in model or path.exists():
        raise InputError(f"There is no model directory at {path}: give a folder with a CTranslate2 Whisper.")
    raise SettingError(_unknown(model))


def open_detector(name: str = DEFAULT_DETECTOR) -> Detector:
    """Loads a voice activity detector.

    Raises `SettingError` for an unknown name, `MissingPart` when its package or model is not there.
    """
    if name not in DETECTORS:
        raise SettingError(f"There is no detector called {name!r}: choose one of {', '.join(DETECTORS)}.")
    return cast(Detector, load_class(DETECTORS[name].target)())


def load_class(target: str) -> Any:
    """The class that `module:Class` names. Raises `MissingPart` when a package it needs is missing."""
    module, _, name = target.partition(":")
    try:
        return getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise MissingPart(
            f"{name} cannot be used because a Python package is missing or broken ({error}): install this "
            "project's dependencies again."
        ) from error


def model_names() -> list[str]:
    """Every value of `--model` that is a name."""
    return [AUTO, "sphinx", *WEIGHTS]


def _sphinx(jobs: int) -> Choice:
    return Choice("sphinx", "sphinx:en-us", {"jobs": jobs})


def _server(address: str, jobs: int, announce: Callable[[str], None]) -> Choice:
    server = server_address(address)
    if server.warning:
        announce(server.warning)
    return Choice("http", server.name, {"address": address, "jobs": jobs})


def _onnx(model: str, device: str, compute_type: str, jobs: int, offline: bool) -> Choice:
    source = onnx_source(model, compute_type)
    return Choice("onnx", source.name, {"source": source, "device": device, "jobs": jobs, "offline": offline})


def _whisper(path: Path, label: str, english: bool, wish: _Wish) -> Choice:
    compute_type = choose_compute_type(wish.device, wish.compute_type)
    options = {"path": path, "label": label, "english": english, "jobs": wish.jobs}
    options |= {"device": wish.device, "compute_type": compute_type, "short_windows": wish.short_windows}
    return Choice("whisper", whisper_name(label, compute_type, wish.short_windows), options)


def _directory(path: Path, wish: _Wish) -> Choice:
    missing = missing_files(path)
    if missing:
        raise InputError(
            f"The folder {path} is no CTranslate2 Whisper model: it lacks {', '.join(missing)}. Copy these "
            "files there too, or give a name: " + ", ".join(WEIGHTS) + "."
        )
    return _whisper(path, directory_label(path), False, wish)


def _named(name: str, wish: _Wish) -> Choice:
    path = locate(name, wish.hub)
    if path is None:
        if wish.offline or not hub_answers(hub=wish.hub, name=name):
            why = "fetching is off" if wish.offline else "the model hub does not answer"
            raise MissingPart(
                f"The weights of Whisper {name} are not on this machine, and {why}: run `transcriber models "
                f"fetch {name}` where there is a network, or copy a directory with a CTranslate2 Whisper "
                "here and give `--model DIR`."
            )
        path = _fetch(name, wish)
    return _whisper(path, name, WEIGHTS[name].english, wish)


def _automatic(wish: _Wish) -> Choice:
    name = AUTO_ON_GPU if wish.device == "cuda" else AUTO_ON_CPU
    path = locate(name, wish.hub)
    reason = "and fetching is off"
    if path is None and not wish.offline:
        reason = "and the model hub does not answer"
        if hub_answers(hub=wish.hub, name=name):
            try:
                path = _fetch(name, wish)
            except (MissingPart, OutputError) as error:
                reason = f"and fetching them failed ({str(error).split(':')[0]})"
    if path is not None:
        return _whisper(path, name, WEIGHTS[name].english, wish)
    wish.announce(
        f"Using PocketSphinx, because Whisper's weights are not on this machine {reason}: expect about "
        "half of the words right in free speech, English only, no punctuation or capitals. To get "
        f"Whisper, run `transcriber models fetch {name}`, or copy a model directory here and give "
        "`--model DIR`."
    )
    return _sphinx(wish.jobs)


def _fetch(name: str, wish: _Wish) -> Path:
    wish.announce(f"Fetching Whisper {name}, about {WEIGHTS[name].size // 1_000_000} MB, once.")
    if wish.progress is not None:
        return fetch(name, wish.progress, wish.hub)
    with progress_bar(name) as progress:
        return fetch(name, progress, wish.hub)


def _unknown(model: str) -> str:
    close = difflib.get_close_matches(model, model_names(), n=3, cutoff=0.5)
    nothing = f"There is no model called {model!r}, and no such directory"
    if close:
        return f"{nothing}: did you mean {' or '.join(close)}?"
    return f"{nothing}: choose one of {', '.join(model_names())}."
