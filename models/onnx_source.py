"""Which ONNX model is meant by `onnx:NAME` or `onnx:DIR`, and what is known of it before it is loaded.

In: what stands behind `onnx:`, and a compute type. Out: a source, checked as far as its files tell. Nothing
here imports `onnx_asr` or touches the network. Names are those of onnx-asr's documentation.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from transcriber.errors import InputError, SettingError

ONNX_PREFIX = "onnx:"

_TWENTY_FIVE = "bg cs da de el en es et fi fr hr hu it lt lv mt nl pl pt ro ru sk sl sv uk"
_EUROPEAN = frozenset(_TWENTY_FIVE.split())
"""What Parakeet v3 and Canary v2 were trained on, by their model cards."""

_LANGUAGES: tuple[tuple[str, frozenset[str] | None], ...] = (
    ("nemo-parakeet-tdt-0.6b-v3", _EUROPEAN),
    ("nemo-parakeet", frozenset({"en"})),
    ("nemo-canary-1b-v2", _EUROPEAN),
    ("gigaam-multilingual", None),
    ("gigaam", frozenset({"ru"})),
    ("nemo-fastconformer-ru", frozenset({"ru"})),
    ("t-tech/t-one", frozenset({"ru"})),
    ("alphacep/vosk-model-ru", frozenset({"ru"})),
    ("alphacep/vosk-model-small-ru", frozenset({"ru"})),
)
"""How a model's name begins → its languages; None, and for any other name: not known here."""


@dataclass(frozen=True, slots=True)
class OnnxSource:
    """`model`: a name or, with a `path`, a model type. `quantization`: which of its files, as `int8`."""

    model: str
    label: str
    path: Path | None = None
    quantization: str | None = None

    @property
    def name(self) -> str:
        """`onnx:nemo-parakeet-tdt-0.6b-v3:int8`. The quantization changes what is heard."""
        return f"onnx:{self.label}" + (f":{self.quantization}" if self.quantization else "")

    @property
    def languages(self) -> frozenset[str] | None:
        """The codes that it knows; None when that is not known of it."""
        if self.path is not None:
            return None
        return next((codes for start, codes in _LANGUAGES if self.model.startswith(start)), None)

    @property
    def must_be_told(self) -> bool:
        """Whether it takes everything for English unless told the language: Canary does."""
        return self.model == "nemo-conformer-aed" or self.model.startswith("nemo-canary")


def onnx_source(model: str, compute_type: str = "auto") -> OnnxSource:
    """The model of that name, or in that directory.

    `compute_type` names the files to take: `auto` and `float32` the plain ones, any other those with that
    suffix. Raises `SettingError` when nothing is named, `InputError` for a directory that is no model.
    """
    quantization = None if compute_type in ("auto", "float32") else compute_type
    if not model.strip():
        raise SettingError("onnx: names no model: give one like onnx:nemo-parakeet-tdt-0.6b-v3, or a folder.")
    path = Path(model).expanduser()
    if path.is_dir():
        return OnnxSource(_type_in(path), _label(path), path, quantization)
    if path.exists() or model.startswith(("/", ".", "~")):
        raise InputError(f"There is no model directory at {path}: give a folder with an ONNX model.")
    return OnnxSource(model, model, None, quantization)


def _type_in(path: Path) -> str:
    try:
        config = json.loads((path / "config.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        config = None
    kind = config.get("model_type") if isinstance(config, dict) else None
    if not isinstance(kind, str) or "/" in kind:
        raise InputError(
            f'The folder {path} does not say what model it holds: it needs a config.json with "model_type", '
            "like nemo-conformer-tdt for Parakeet, as the models made for onnx-asr have."
        )
    return kind


def _label(path: Path) -> str:
    """The folder's name with a mark of its weights: each file's name, length and two ends."""
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.onnx*")):
        with file.open("rb") as data:
            digest.update(data.read(65536))
            length = data.seek(0, 2)
            data.seek(max(0, length - 65536))
            digest.update(data.read())
        digest.update(f"{file.name} {length}".encode())
    return f"{path.resolve().name}@{digest.hexdigest()[:8]}"
