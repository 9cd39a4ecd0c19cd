"""A batch of requests goes through Whisper's network: heard, told apart by language, written, timed.

In: a loaded `faster_whisper.WhisperModel`, and requests of one kind. Out: a `Reading` each. Requests of a
batch may differ in language and hotwords; the number of prompt tokens and the length of the window
are the same for all (CTranslate2 wants it so): that is their `kind`. What is read does not depend on
what else is in the batch: encoding (on a CPU) and word times go row by row, where a batch gains nothing;
languages are told and tokens are written for all rows at once, where a batch costs little more than a row.
A text of before is never given to the model, so that one bad window cannot spoil what follows.

Not made of `faster_whisper.BatchedInferencePipeline`: that gives all rows one prompt and one language,
drops what the model had no room for instead of reading on, and lets the times of words depend on the
row before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from models.batches import Wanted
from models.whisper_draw import Drawer
from models.whisper_reading import Piece, Reading, TimedWord, pieces_of
from models.whisper_row import FRAME_SECONDS, FRAMES, Row, Written, short_window
from transcriber.config import HOTWORD_TERMS
from transcriber.speech.recognizer import RECOGNIZER_RATE, Request
from transcriber.types import Floats

BEAM = 5
"""Whisper's published accuracy was measured with five beams."""

OPENING, CLOSING = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"
"""Marks that belong to the word behind them, and to the one before."""


class WhisperEngine:
    """Reads batches with a `model` that knows `languages`. Several threads may use it at a time.

    `short`: the encoder sees windows as long as their sound, not of 30 s, which it was trained on.
    """

    def __init__(self, model: Any, languages: frozenset[str], *, short: bool = False) -> None:
        self._model = model
        self._languages = languages
        self._short = short
        self._tokenizers: dict[str, Tokenizer] = {}
        any_language = self._tokenizer(min(languages))
        self._first_timestamp = any_language.timestamp_begin
        self._suppressed = get_suppressed_tokens(any_language, [-1])
        self._drawer = Drawer(any_language.eot, any_language.timestamp_begin)

    def kind(self, request: Request) -> Hashable:
        """Requests of the same kind can share a batch."""
        return len(self._prompt(request, min(self._languages))), self._window(request)

    def read(self, requests: Sequence[Request], wanted: Wanted = lambda: True) -> list[Reading]:
        """A reading each; the work is dropped, and readings are of no use, once nothing is `wanted`."""
        rows = [self._row(request) for request in requests]
        self._read(rows, self._write, wanted)
        return [row.reading() for row in rows]

    def read_again(
        self, request: Request, temperatures: Iterable[float], wanted: Wanted = lambda: True
    ) -> Iterator[Reading]:
        """A reading at each temperature, for one request by itself; `wanted` as for `read`.

        At 0 it is read as in a batch; above, text is drawn, by a chance that is the request's own: the
        same request at the same temperature gives the same text.
        """
        first = self._row(request)
        for temperature in temperatures:
            row = replace(first, segments=[])
            chance = np.random.default_rng([*_seed(request), round(temperature * 1000)])
            draw = partial(self._draw, temperature=temperature, chance=chance)
            self._read([row], draw if temperature else self._write, wanted)
            yield row.reading()

    def _read(
        self, rows: Sequence[Row], write: Callable[[Sequence[Row]], list[Written]], wanted: Wanted
    ) -> None:
        left = [row for row in rows if not row.over]
        while left and wanted():
            self._encode(left, wanted)
            if not wanted():
                return
            self._tell_languages([row for row in left if not row.language])
            for row, written in zip(left, write(left), strict=True):
                if not wanted():
                    return
                pieces, rest = pieces_of(written.tokens, self._first_timestamp, row.sound * FRAME_SECONDS)
                row.take(written, self._timed(row, pieces), rest)
            left = [row for row in left if not row.over]

    # --- what the model is given ---------------------------------------------------------------------

    def _row(self, request: Request) -> Row:
        spectrum: Floats = self._model.feature_extractor(np.ascontiguousarray(request.pcm, dtype=np.float32))
        language = request.language or ("" if len(self._languages) > 1 else min(self._languages))
        return Row(request, spectrum, self._window(request), language)

    def _window(self, request: Request) -> int:
        return short_window(len(request.pcm), RECOGNIZER_RATE) if self._short else FRAMES

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            many = self._model.model.is_multilingual
            self._tokenizers[language] = Tokenizer(self._model.hf_tokenizer, many, "transcribe", language)
        return self._tokenizers[language]

    def _prompt(self, request: Request, language: str) -> list[int]:
        hotwords = ", ".join(request.hotwords[:HOTWORD_TERMS]) or None
        prompt: list[int] = self._model.get_prompt(self._tokenizer(language), [], hotwords=hotwords)
        return prompt

    # --- hearing -------------------------------------------------------------------------------------

    def _encode(self, rows: Sequence[Row], wanted: Wanted) -> None:
        new = [row for row in rows if row.at not in row.encoded]
        at_once = 1 if self._model.model.device == "cpu" else max(1, len(new))
        for begin in range(0, len(new), at_once):
            if not wanted():
                return
            some = new[begin : begin + at_once]
            seen = _storage(np.stack([row.seen() for row in some]))
            encoded = _array(self._model.model.encode(seen, to_cpu=True))
            for place, row in enumerate(some):
                row.encoded[row.at] = encoded[place : place + 1]

    def _tell_languages(self, rows: Sequence[Row]) -> None:
        """The likeliest language of each row and its probability: of those that its request allows, or, when
        the model knows none of them, of all that it knows."""
        if not rows:
            return
        for row, found in zip(rows, self._model.model.detect_language(_joined(rows)), strict=True):
            likely = {token[2:-2]: float(probability) for token, probability in found}
            allowed = self._languages.intersection(row.request.languages) or self._languages
            row.language = max(sorted(allowed), key=lambda code: likely.get(code, 0.0))
            row.confidence = likely.get(row.language, 0.0)

    # --- writing -------------------------------------------------------------------------------------

    def _write(self, rows: Sequence[Row]) -> list[Written]:
        """The likeliest text of each row, by beams."""
        results = self._model.model.generate(
            _joined(rows),
            [self._prompt(row.request, row.language) for row in rows],
            beam_size=BEAM,
            max_length=self._model.max_length,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
        )
        return [_written(result) for result in results]

    def _draw(self, rows: Sequence[Row], temperature: float, chance: np.random.Generator) -> list[Written]:
        """Text drawn at a temperature, row by row."""
        return [self._drawn(row, temperature, chance) for row in rows]

    def _drawn(self, row: Row, temperature: float, chance: np.random.Generator) -> Written:
        encoded, prompt = _joined([row]), self._prompt(row.request, row.language)
        no_speech = 0.0

        def ahead(tokens: Sequence[int], many: int) -> tuple[Sequence[int], Sequence[Floats]]:
            nonlocal no_speech
            most = len(tokens) + many
            [result] = self._model.model.generate(
                encoded,
                [[*prompt, *tokens]],
                beam_size=1,
                max_length=max(2 * most, most + len(prompt)),  # of which half may be text
                return_logits_vocab=True,
                return_no_speech_prob=True,
                suppress_tokens=self._suppressed,
            )
            no_speech = float(result.no_speech_prob)
            # what was given comes back, as if it had just been written
            logits = [np.asarray(row) for row in result.logits[0][len(tokens) :]]
            return result.sequences_ids[0][len(tokens) :], logits

        tokens, logprob = self._drawer.draw(ahead, temperature, chance)
        return Written(tokens, logprob, no_speech)

    # --- timing --------------------------------------------------------------------------------------

    def _timed(self, row: Row, pieces: Sequence[Piece]) -> list[tuple[Piece, str, tuple[TimedWord, ...]]]:
        """Each piece that has text, with it and its words, in seconds from the request's start."""
        tokenizer = self._tokenizer(row.language)
        texts = [tokenizer.decode(list(piece.tokens)) for piece in pieces]
        spoken = [(piece, text) for piece, text in zip(pieces, texts, strict=True) if text.strip()]
        if not spoken:
            return []
        drafts: list[dict[str, Any]] = [
            {
                "seek": row.at,
                "start": row.offset + piece.start,
                "end": row.offset + piece.end,
                "tokens": list(piece.tokens),
            }
            for piece, _ in spoken
        ]
        self._model.add_word_timestamps(
            [drafts], tokenizer, _joined([row]), row.sound, OPENING, CLOSING, row.spoken_until
        )
        return [
            (piece, text, tuple(map(_word, draft["words"])))
            for (piece, text), draft in zip(spoken, drafts, strict=True)
        ]


def _written(result: Any) -> Written:
    tokens = result.sequences_ids[0]
    logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)
    return Written(tokens, logprob, float(result.no_speech_prob))


def _word(word: dict[str, Any]) -> TimedWord:
    start, end = round(float(word["start"]), 3), round(float(word["end"]), 3)
    return TimedWord(start, end, word["word"], float(word["probability"]))


def _joined(rows: Sequence[Row]) -> Any:
    """What the network heard in the rows' windows, as one batch."""
    heard = [row.encoded[row.at] for row in rows]
    return _storage(heard[0] if len(heard) == 1 else np.concatenate(heard))


def _storage(array: Any) -> Any:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(array))


def _array(storage: Any) -> Any:
    """CTranslate2's numbers as numpy's, which has no bfloat16."""
    if storage.dtype == ctranslate2.DataType.bfloat16:
        storage = storage.to(ctranslate2.DataType.float32)
    return np.asarray(storage)


def _seed(request: Request) -> list[int]:
    digest = hashlib.blake2b(np.ascontiguousarray(request.pcm, dtype="<f4").tobytes(), digest_size=16)
    return [int.from_bytes(digest.digest(), "little")]
