"""The small Whisper's vocabulary: byte-pair tokens, and Whisper's special ones in Whisper's order.

In: sentences to learn the pairs from. Out: a `tokenizers` tokenizer as faster-whisper and transformers
load it, and the numbers of the special tokens. Timestamps have no entry in the tokenizer, as in
Whisper's own: their numbers follow the last special token's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

TEXT_TOKENS: Final = 640
"""256 bytes and 384 pairs: common words are one token, and a rare one is spelled in few."""

LANGUAGES: Final = ("en", "de")
LETTERS: Final = " 'abcdefghijklmnopqrstuvwxyzßäöü"
"""What CTC learns to hear: number 1 is the first of these, 0 is CTC's blank."""

TIMESTAMPS: Final = 1501
"""0.00 to 30.00 s in steps of 0.02 s."""

SPECIAL: Final = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{language}|>" for language in LANGUAGES),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)


def learn(sentences: Iterable[str]) -> Tokenizer:
    """A tokenizer for such sentences."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=TEXT_TOKENS,
        show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        max_token_length=8,
    )
    tokenizer.train_from_iterator(sentences, trainer)
    return _with_special(tokenizer)


def _with_special(tokenizer: Tokenizer) -> Tokenizer:
    """Adds the empty token, by which CTranslate2 tells a multilingual Whisper, and the special ones."""
    import json

    state: dict[str, Any] = json.loads(tokenizer.to_str())
    state["model"]["vocab"][""] = len(state["model"]["vocab"])
    whole = Tokenizer.from_str(json.dumps(state))
    whole.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in SPECIAL])
    return whole


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenizer with its special numbers."""

    tokenizer: Tokenizer

    @classmethod
    def load(cls, path: Path) -> Tokens:
        """From a `tokenizer.json`."""
        return cls(Tokenizer.from_file(str(path)))

    def special(self, name: str) -> int:
        """The number of `<|name|>`."""
        number = self.tokenizer.token_to_id(f"<|{name}|>")
        if number is None:
            raise LookupError(f"There is no token <|{name}|>.")
        return int(number)

    @property
    def first_timestamp(self) -> int:
        """The number of <|0.00|>."""
        return self.special("notimestamps") + 1

    @property
    def size(self) -> int:
        """How many tokens there are, timestamps included."""
        return self.first_timestamp + TIMESTAMPS

    def timestamp(self, seconds: float) -> int:
        """The token of a time, to the nearest 0.02 s."""
        return self.first_timestamp + min(max(round(seconds * 50), 0), TIMESTAMPS - 1)

    @staticmethod
    def letters(text: str) -> list[int]:
        """A text as CTC learns it: without capitals and punctuation."""
        return [LETTERS.index(letter) + 1 for letter in text.lower().replace("-", " ") if letter in LETTERS]

    def words(self, text: str) -> list[list[int]]:
        """The tokens of a text's blank-separated words, each with its blank before it."""
        return [self.tokenizer.encode(f" {word}", add_special_tokens=False).ids for word in text.split()]
