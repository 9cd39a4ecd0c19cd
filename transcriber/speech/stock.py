"""What a model says where nothing is said: its stock phrases, asked of the model itself.

In: a recognizer, and a text in doubt. Out: whether the model writes that text for silence and noise, too.
It is asked with ten short sounds made here, once in each language that it is asked in, not before there is a
doubt: most calls never need it, none begins later for it, and who does need it waits for ten windows,
once for each model on this machine. Answers are kept in the user's cache folder; where that cannot
be written, they are asked for again in the next session. Nothing of anybody's speech comes in here.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from transcriber.capture.file import write_whole
from transcriber.errors import TranscriberError
from transcriber.speech.noise import BROWN, PINK, WHITE, colored, hum
from transcriber.speech.quality import letters
from transcriber.speech.recognizer import RECOGNIZER_RATE, Recognizer, Request
from transcriber.types import Floats

_log = logging.getLogger(__name__)

VERSION = 1
"""Of the sounds below: what was kept for others is asked anew."""


def sounds() -> Iterator[Floats]:
    """Silence and noise of the lengths and levels that pass a detector by mistake."""
    for seconds in (1.0, 4.0):
        yield np.zeros(round(seconds * RECOGNIZER_RATE), dtype=np.float32)
    yield colored(2.0, 1, color=WHITE, level=-70)
    yield colored(0.7, 2, color=WHITE, level=-35)
    yield colored(3.0, 3, color=PINK, level=-50)
    yield colored(1.0, 4, color=PINK, level=-30)
    yield colored(2.0, 5, color=BROWN, level=-30)
    yield hum(1.5, 6, mains=50, level=-35)
    yield hum(0.8, 7, mains=60, level=-25)
    yield _burst(colored(1.2, 8, color=WHITE, level=-25))


def cache_folder() -> Path | None:
    """Where users' programs keep what can be had again (XDG Base Directory Specification 0.8); None for
    a user without a home."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named / "transcriber"
    try:
        return Path.home() / ".cache" / "transcriber"
    except RuntimeError:
        return None


class Stock:
    """The stock phrases of one recognizer. `folder`: where they are kept; None keeps none."""

    def __init__(self, recognizer: Recognizer, folder: Path | None) -> None:
        self._recognizer = recognizer
        self._folder = folder
        self._known: dict[str | None, frozenset[str]] = {}

    def holds(self, text: str, language: str | None) -> bool:
        """Whether the model says this where nothing is said, asked in this language (None: detecting).

        False for a recognizer that has no such phrases, and for one that fails when it is asked."""
        if not self._recognizer.capabilities.invents:
            return False
        if language not in self._known:
            self._known[language] = self._phrases(language)
        return letters(text) in self._known[language]

    def _phrases(self, language: str | None) -> frozenset[str]:
        path = self._path(language)
        kept = _read(path)
        if kept is not None:
            return kept
        try:
            requests = [Request(sound, language) for sound in sounds()]
            answers = list(self._recognizer.recognize(iter(requests)))
        except TranscriberError as error:
            _log.info("%s cannot be asked for its stock phrases: %s", self._recognizer.name, error)
            return frozenset()
        found = {letters(phrase.text) for heard in answers for phrase in heard.phrases}
        found |= {letters("".join(phrase.text for phrase in heard.phrases)) for heard in answers}
        found.discard("")
        _log.info(
            "%s has %d stock phrases for %d sounds without speech.",
            self._recognizer.name, len(found), len(requests),
        )  # fmt: skip
        _write(path, found)
        return frozenset(found)

    def _path(self, language: str | None) -> Path | None:
        if self._folder is None:
            return None
        about = json.dumps([VERSION, self._recognizer.name, language]).encode()
        return self._folder / "stock" / f"{hashlib.blake2b(about, digest_size=16).hexdigest()}.json"


def _burst(sound: Floats) -> Floats:
    """Swells and fades, as a breath does."""
    swell = np.sin(np.pi * np.linspace(0, 1, len(sound))) ** 2
    return np.asarray(sound * swell, dtype=np.float32)


def _read(path: Path | None) -> frozenset[str] | None:
    if path is None:
        return None
    try:
        phrases = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(phrases, list) or not all(isinstance(phrase, str) for phrase in phrases):
        return None
    return frozenset(phrases)


def _write(path: Path | None, phrases: set[str]) -> None:
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, json.dumps(sorted(phrases), ensure_ascii=False).encode("utf-8", "replace"))
    except OSError as error:
        _log.info("Stock phrases cannot be kept in %s: %s.", path.parent, error.strerror)
