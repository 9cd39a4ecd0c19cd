"""The recognizers and detectors that there are, as data, and the tables that people read of them.

In: nothing. Out: RECOGNIZERS and DETECTORS, which name a class each, and Markdown. Nothing here imports
a model or its packages.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.weights import WEIGHTS


@dataclass(frozen=True, slots=True)
class Entry:
    """A plug-in: `target` is `module:Class`; the rest is for people, `model` as it stands after `--model`."""

    target: str
    model: str
    description: str
    languages: str
    size: str
    speed: str
    words: str
    hotwords: str
    licence: str


RECOGNIZERS: dict[str, Entry] = {
    "whisper": Entry(
        target="models.whisper:WhisperRecognizer",
        model="SIZE or DIR",
        description="faster-whisper (CTranslate2): punctuation, capitals, many languages",
        languages="99, English only for `.en` and `distil-`",
        size="78 MB to 3.1 GB, fetched or copied",
        speed="as fast as speech on two cores up to `small`; a GPU for more",
        words="yes",
        hotwords="yes",
        licence="MIT",
    ),
    "sphinx": Entry(
        target="models.sphinx:SphinxRecognizer",
        model="sphinx",
        description="PocketSphinx with its own model: lower case, no punctuation",
        languages="English",
        size="37 MB, installed with the package",
        speed="four times as fast as speech on each core",
        words="yes",
        hotwords="no",
        licence="BSD-2-Clause",
    ),
    "onnx": Entry(
        target="models.onnx:OnnxRecognizer",
        model="onnx:NAME or onnx:DIR",
        description="onnx-asr, an extra: Parakeet and Canary by NVIDIA, GigaAM, Vosk, Whisper",
        languages="by model: 25 European (Parakeet v3, Canary), English (Parakeet v2), Russian …",
        size="0.6 (int8) to 2.4 GB for Parakeet 0.6B, fetched or copied",
        speed="by model; not measured here",
        words="yes, but from Canary and Whisper",
        hotwords="no",
        licence="MIT; Parakeet and Canary CC-BY-4.0, others their own",
    ),
    "http": Entry(
        target="models.openai_compatible:ServerRecognizer",
        model="http://HOST:PORT/v1#NAME or https://…",
        description="a server with OpenAI's /v1/audio/transcriptions: the sound is sent there",
        languages="the server's",
        size="nothing here",
        speed="the server's, and the way to it",
        words="where the server gives them",
        hotwords="yes, as a prompt",
        licence="the server's",
    ),
}


@dataclass(frozen=True, slots=True)
class DetectorEntry:
    """A voice activity detector: `target` is `module:Class`."""

    target: str
    description: str
    licence: str


DETECTORS: dict[str, DetectorEntry] = {
    "webrtcvad+silero": DetectorEntry(
        target="models.vad:GatedDetector",
        description="webrtcvad finds where to listen, Silero decides",
        licence="MIT and BSD-3-Clause",
    ),
    "silero": DetectorEntry(
        target="models.vad:SileroDetector",
        description="Silero v6 everywhere: the same accuracy at twice the cost",
        licence="MIT",
    ),
    "webrtcvad": DetectorEntry(
        target="models.vad:GateDetector",
        description="webrtcvad alone: nearly free, takes hum and noise for speech",
        licence="MIT and BSD-3-Clause",
    ),
}

DEFAULT_DETECTOR = "webrtcvad+silero"


def recognizer_table() -> str:
    """RECOGNIZERS as a Markdown table, as it stands in README.md."""
    rows = ["| recognizer | `--model` | languages | size | speed | word times | hotwords | licence |"]
    rows.append("|" + "---|" * 8)
    for name, entry in RECOGNIZERS.items():
        rows.append(
            f"| `{name}`: {entry.description} | `{entry.model}` | {entry.languages} | {entry.size} "
            f"| {entry.speed} | {entry.words} | {entry.hotwords} | {entry.licence} |"
        )
    return "\n".join(rows)


def weights_table() -> str:
    """WEIGHTS as a Markdown table, as it stands in README.md."""
    rows = ["| `--model` | download | languages | among Whispers |", "|---|---|---|---|"]
    for name, weights in WEIGHTS.items():
        languages = "English" if weights.english else "99"
        rows.append(f"| `{name}` | {weights.size // 1_000_000} MB | {languages} | {weights.speed} |")
    return "\n".join(rows)


def detector_table() -> str:
    """DETECTORS as a Markdown table, as it stands in README.md."""
    rows = ["| detector | what it does | licence |", "|---|---|---|"]
    rows += [f"| `{name}` | {entry.description} | {entry.licence} |" for name, entry in DETECTORS.items()]
    return "\n".join(rows)
