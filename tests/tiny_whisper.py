"""A Whisper of a few hundred kilobytes that says one known sentence, for tests of the plumbing.

Its files are those of a real CTranslate2 model, so that faster-whisper loads it by its own code. Every
encoder and attention weight is random. Only the way from a position to a token is set: token
embeddings and the layers' outputs are zero, so that a decoder state is its position's code, and the
output matrix turns the code of each position into the token that the script has there. What it says
never depends on what it hears.

`make_babbling_whisper(folder)` is the opposite: all weights are random, so that every sound gives other
words, none of which mean anything; what does not depend on the sound alone shows.

`make_tiny_whisper(folder)` takes a tenth of a second; `sentence` starts at the first position after
the prompt (start of transcript, and language and task when it is multilingual). Prompt tokens more,
as hotwords are, shift the position: then the sentence comes out without its beginning.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import whisper_spec
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

POSITIONS = 448
MELS = 80
TIMESTAMPS = 1501


@dataclass(frozen=True, slots=True)
class Size:
    """How large a model is. `vocabulary`: tokens at least; those beyond what it needs mean nothing."""

    width: int = 64
    heads: int = 2
    layers: int = 1
    vocabulary: int = 0


BASE = Size(512, 8, 6, 51_865)
"""As large as OpenAI's `base`, and as slow."""


def make_tiny_whisper(
    folder: Path,
    *,
    languages: tuple[str, ...] = ("en", "de", "fr"),
    sentence: str = "Hello there, all of you.",
    end: float = 1.0,
    detects: str = "en",
    no_speech: bool = False,
    sure: bool = True,
    size: Size = Size(),
    steady: bool = False,
) -> Path:
    """Writes the model into `folder` and returns it.

    `languages` empty makes it English-only. It says `sentence`, from 0 to `end` seconds, with a
    probability near 1 when `sure`, else hardly likelier than anything else; `no_speech` makes it
    hold whatever it hears for silence. `steady`: it never ends early; else, once enough of the unlikely beams
    beside the sentence have ended, a beam search may give it out without its end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words = [f"Ġ{word}" for word in sentence.split()]
    # the empty string in the vocabulary is what tells CTranslate2 that a model is multilingual
    text = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *dict.fromkeys(words), *([""] if languages else [])]
    text += [f"Ġ{i}" for i in range(size.vocabulary - len(text) - len(_special(languages)))]
    tokens = [*text, *_special(languages)]
    ids = {token: i for i, token in enumerate(tokens)}
    prompt = 3 if languages else 1
    said = ["<|0.00|>", *words, f"<|{end:.2f}|>", "<|endoftext|>"]
    script = {prompt - 1 + i: token for i, token in enumerate(said)}

    random = np.random.default_rng(0)
    codes = random.standard_normal((POSITIONS, size.width)).astype(np.float32)
    codes = (codes - codes.mean(1, keepdims=True)) / codes.std(1, keepdims=True)
    output = np.zeros((len(tokens), size.width), dtype=np.float32)
    for position, token in script.items():
        output[ids[token]] += codes[position] * (1.0 if sure else 0.01)
    for position in set(range(POSITIONS)) - set(script):
        output[ids["<|endoftext|>"]] += codes[position] * (0.2 if sure else 0.01)
    if steady:
        for position in range(prompt - 1, max(script)):
            output[ids["<|endoftext|>"]] -= codes[position]
    if languages:
        output[ids[f"<|{detects}|>"]] += codes[0]
    if no_speech:
        output[ids["<|nospeech|>"]] += codes[0] * 2

    _save(folder, _spec(random, codes, output, size), text, tokens, languages)
    return folder


def make_babbling_whisper(folder: Path, *, languages: tuple[str, ...] = ("en", "de", "fr")) -> Path:
    """Writes a model that says other words to every sound, and about as many as it has heard seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    text = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *(f"Ġw{i}" for i in range(400)), ""]
    tokens = [*text, *_special(languages)]
    random = np.random.default_rng(0)
    codes = random.standard_normal((POSITIONS, Size().width)).astype(np.float32)
    output = random.standard_normal((len(tokens), Size().width)).astype(np.float32) * np.float32(0.25)
    _save(folder, _spec(random, codes, output, Size(), babbles=True), text, tokens, languages)
    return folder


def _special(languages: tuple[str, ...]) -> list[str]:
    return [
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(f"<|{code}|>" for code in languages),
        *("<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>"),
        *("<|nospeech|>", "<|notimestamps|>"),
        *(f"<|{i * 0.02:.2f}|>" for i in range(TIMESTAMPS)),
    ]


def _save(folder: Path, spec: Any, text: list[str], tokens: list[str], languages: tuple[str, ...]) -> None:
    ids = {token: i for i, token in enumerate(tokens)}
    spec.register_vocabulary(tokens)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [ids["<|endoftext|>"]]
    spec.config.lang_ids = [ids[f"<|{code}|>"] for code in languages]
    spec.config.alignment_heads = [[0, 0], [0, 1]]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    _tokenizer(text, tokens[len(text) :], folder / "tokenizer.json")
    features = {"feature_size": MELS, "hop_length": 160, "n_fft": 400, "sampling_rate": 16000}
    (folder / "preprocessor_config.json").write_text(json.dumps({**features, "chunk_length": 30}))


def _tokenizer(text: list[str], special: list[str], path: Path) -> None:
    tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(text)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    tokenizer.save(str(path))


def _spec(
    random: np.random.Generator,
    codes: NDArray[np.float32],
    output: NDArray[np.float32],
    size: Size,
    babbles: bool = False,
) -> Any:
    """Layers on each side: random where it listens; zero where it would change the decoder's state,
    unless it `babbles`."""

    width = size.width

    def weights(*shape: int) -> NDArray[np.float32]:
        drawn: NDArray[np.float64] = random.standard_normal(shape) / np.sqrt(width)
        return drawn.astype(np.float32)

    def fill(linear: Any, weight: NDArray[np.float32]) -> None:
        linear.weight, linear.bias = weight, np.zeros(len(weight), dtype=np.float32)

    def norm(layer: Any) -> None:
        layer.gamma = np.ones(width, dtype=np.float32)
        layer.beta = np.zeros(width, dtype=np.float32)

    def zeros(*shape: int) -> NDArray[np.float32]:
        return np.zeros(shape, dtype=np.float32)

    spec = whisper_spec.WhisperSpec(size.layers, size.heads, size.layers, size.heads)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = weights(width, MELS, 3), zeros(width)
    encoder.conv2.weight, encoder.conv2.bias = weights(width, width, 3), zeros(width)
    encoder.position_encodings.encodings = weights(1500, width)
    decoder.position_encodings.encodings = codes
    decoder.embeddings.weight = weights(*output.shape) * 8 if babbles else np.zeros_like(output)
    decoder.projection.weight, decoder.projection.bias = output, zeros(len(output))
    for side, end in ((encoder, weights), (decoder, weights if babbles else zeros)):
        norm(side.layer_norm)
        for layer in side.layer:
            norm(layer.self_attention.layer_norm)
            fill(layer.self_attention.linear[0], weights(3 * width, width))
            fill(layer.self_attention.linear[1], end(width, width))
            norm(layer.ffn.layer_norm)
            fill(layer.ffn.linear_0, weights(4 * width, width))
            fill(layer.ffn.linear_1, end(width, 4 * width))
    for layer in decoder.layer:
        across = layer.attention
        norm(across.layer_norm)
        fill(across.linear[0], weights(width, width))
        fill(across.linear[1], weights(2 * width, width))
        fill(across.linear[2], weights(width, width) * 3 if babbles else zeros(width, width))
    return spec
