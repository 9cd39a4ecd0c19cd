"""A checkpoint becomes a folder that faster-whisper loads: `export.py TRAINED MODEL_FOLDER`.

The weights go into transformers' Whisper, and from there through CTranslate2's own converter, to int8.
Beside them lie the tokenizer and the settings of the spectrum.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from ctranslate2.converters import TransformersConverter
from transformers import (
    GenerationConfig,
    PreTrainedTokenizerFast,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
)

from whisper_training.network import LONGEST_TEXT, MELS, POSITIONS, Shape
from whisper_training.tokens import LANGUAGES, Tokens
from whisper_training.train import LOOKING_HEADS


def export(trained: Path, target: Path, compute_type: str = "int8") -> None:
    """Writes `target` anew."""
    state = torch.load(trained / "checkpoint.pt", weights_only=True)
    shape = Shape(**state["shape"])
    tokens = Tokens.load(trained / "tokenizer.json")
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder)
        _as_transformers(state["model"], shape, tokens).save_pretrained(whole)
        WhisperFeatureExtractor(feature_size=MELS).save_pretrained(whole)
        shutil.copy(trained / "tokenizer.json", whole / "tokenizer.json")
        PreTrainedTokenizerFast(tokenizer_file=str(whole / "tokenizer.json")).save_pretrained(whole)
        TransformersConverter(str(whole)).convert(str(target), quantization=compute_type, force=True)
    shutil.copy(trained / "tokenizer.json", target / "tokenizer.json")
    settings = {
        "feature_size": MELS,
        "sampling_rate": 16000,
        "hop_length": 160,
        "chunk_length": 30,
        "n_fft": 400,
    }
    (target / "preprocessor_config.json").write_text(json.dumps(settings, indent=1) + "\n")


def _as_transformers(
    weights: dict[str, Any], shape: Shape, tokens: Tokens
) -> WhisperForConditionalGeneration:
    """transformers' model with these weights."""
    end = tokens.special("endoftext")
    config = WhisperConfig(
        vocab_size=shape.vocabulary,
        num_mel_bins=MELS,
        d_model=shape.width,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_ffn_dim=4 * shape.width,
        decoder_ffn_dim=4 * shape.width,
        max_source_positions=POSITIONS,
        max_target_positions=LONGEST_TEXT,
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        decoder_start_token_id=tokens.special("startoftranscript"),
    )
    model = WhisperForConditionalGeneration(config)
    named = {
        f"model.{name}": weight
        for name, weight in weights.items()
        if name.split(".")[0] in ("encoder", "decoder")
    }
    named["proj_out.weight"] = weights["decoder.embed_tokens.weight"]
    model.load_state_dict(named)
    suppressed = ("startoftranscript", "translate", "transcribe", "startoflm", "startofprev", "nospeech")
    blank = tokens.tokenizer.token_to_id("Ġ")
    model.generation_config = GenerationConfig(
        suppress_tokens=[tokens.special(name) for name in suppressed],
        begin_suppress_tokens=[blank, end],
        lang_to_id={f"<|{code}|>": tokens.special(code) for code in LANGUAGES},
        alignment_heads=[[shape.decoder_layers - 2, head] for head in range(LOOKING_HEADS)],
        decoder_start_token_id=tokens.special("startoftranscript"),
        eos_token_id=end,
        pad_token_id=end,
    )
    return model


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("trained", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--compute-type", default="int8")
    wanted = parser.parse_args()
    export(wanted.trained, wanted.target, wanted.compute_type)


if __name__ == "__main__":
    main()
