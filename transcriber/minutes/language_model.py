"""What minutes ask of a language model, and how it may fail: a protocol, without any network.

In: nothing. Out: `LanguageModel`, `Ask`, `Reply`, `ModelFault`. Implementations live at the rim
(`models/language_model.py`); tests bring their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from transcriber.errors import RemoteFault


class ModelFault(RemoteFault):
    """A language model gave no usable answer. `reason` is a key of the fixed words:
    `unreachable`, `slow`, `refused` or `nonsense`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    @property
    def lasting(self) -> bool:
        """Whether asking the same model again is of no use."""
        return self.reason != "nonsense"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to a language model."""

    system: str
    user: str
    schema: dict[str, Any]
    """JSON schema of the answer."""
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `read`: the tokens that the server says it read; None when it does not say.
    `whole`: it was not cut for its length."""

    text: str
    read: int | None = None
    whole: bool = True


class LanguageModel(Protocol):
    """Something that answers in JSON."""

    @property
    def name(self) -> str:
        """What the minutes call it."""
        ...

    @property
    def context(self) -> int:
        """Tokens that it reads and writes at a time."""
        ...

    def ask(self, ask: Ask) -> Reply:
        """Raises `ModelFault`, and nothing else."""
        ...


def most_tokens(text: str) -> int:
    """How many tokens a text has at the most, for all but odd tokenizers: three and a third characters
    of English a token, and more than one for a character of Chinese or Japanese."""
    ascii_only = sum(c < "\x80" for c in text)
    wide = sum(c >= "\u2e80" for c in text)
    return round(0.3 * ascii_only + 0.7 * (len(text) - ascii_only - wide) + 1.4 * wide) + 1


def least_tokens(text: str) -> int:
    """How many it has at the least: no tokenizer in use joins two words into one token, nor more than
    four characters of Chinese or Japanese. A server that read fewer was not given everything."""
    wide = sum(c >= "\u2e80" for c in text)
    return max(len(text.split()), wide // 4)
