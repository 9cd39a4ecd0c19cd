"""A server's answer to `/audio/transcriptions` becomes phrases.

In: what the server sent, decoded from JSON, and how long the sound was. Out: a `Heard`. Servers differ in
what they tell: segments with words, segments and words side by side, segments alone, or only a text,
which is then one phrase as long as the sound. Times that cannot be are left out; text never is, but for
what the server's model itself holds for silence. Field names are those of OpenAI's API reference,
"Create transcription", `verbose_json`; `probability` and words in segments are faster-whisper's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from models.language_names import language_code
from transcriber.config import NO_SPEECH, UNSURE_LOGPROB
from transcriber.speech.recognizer import Heard, HeardWord, Phrase


class Nonsense(ValueError):
    """The answer is no transcription."""


def heard_of(answer: object, duration: float, asked: str | None) -> Heard:
    """The phrases in `answer` for a sound of `duration` seconds, in order, all within the sound.

    `asked` is the language that the server was told. Raises `Nonsense` where there is no text.
    """
    if not isinstance(answer, Mapping) or not isinstance(answer.get("text"), str):
        raise Nonsense
    language = asked or language_code(answer.get("language"))
    segments = _objects(answer.get("segments"))
    if segments is None or not all(_tells(segment) for segment in segments):
        segments = []
    if segments:
        phrases = [_phrase(segment, duration) for segment in segments]
        _share(phrases, _words(answer.get("words"), duration))
        phrases = [phrase for phrase, told in zip(phrases, segments, strict=True) if not _invented(told)]
    else:
        words = _words(answer.get("words"), duration)
        text = _text(answer["text"])
        start, end = (words[0].start, words[-1].end) if words else (0.0, duration)
        phrases = [Phrase(start, end, text, _spelled(words, text))]
    phrases = [phrase for phrase in phrases if phrase.text]
    return Heard(tuple(sorted(phrases, key=lambda phrase: phrase.start)), language)


def _objects(value: object) -> list[Mapping[str, Any]] | None:
    """A list of objects; None for anything else."""
    if not isinstance(value, list) or not all(isinstance(part, Mapping) for part in value):
        return None
    return value


def _text(value: str) -> str:
    """Half a surrogate pair, which JSON can hold and no file can, becomes a question mark."""
    return value.encode("utf-8", "replace").decode().strip()


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _tells(segment: Mapping[str, Any]) -> bool:
    """Whether a segment has a text and a time that can be."""
    start, end = _number(segment.get("start")), _number(segment.get("end"))
    return isinstance(segment.get("text"), str) and start is not None and end is not None and start <= end


def _invented(segment: Mapping[str, Any]) -> bool:
    """Whether the server's Whisper holds a segment for silence and is unsure of its words besides."""
    silence, sure = _number(segment.get("no_speech_prob")), _number(segment.get("avg_logprob"))
    return silence is not None and sure is not None and silence > NO_SPEECH and sure < UNSURE_LOGPROB


def _phrase(segment: Mapping[str, Any], duration: float) -> Phrase:
    start = min(max(float(segment["start"]), 0.0), duration)
    end = min(max(float(segment["end"]), start), duration)
    logprob = _number(segment.get("avg_logprob"))
    sure = None if logprob is None else math.exp(min(logprob, 0.0))
    text = _text(segment["text"])
    words = _words(segment.get("words"), duration)
    return Phrase(words[0].start if words else start, words[-1].end if words else end, text, words, sure)


def _words(value: object, duration: float) -> tuple[HeardWord, ...]:
    """Words in order and within the sound; none where a single one makes no sense."""
    words: list[HeardWord] = []
    floor = 0.0
    for word in _objects(value) or ():
        text = word.get("word", word.get("text"))
        start, end = _number(word.get("start")), _number(word.get("end"))
        if not isinstance(text, str) or start is None or end is None:
            return ()
        text = _text(text)
        if not text:
            continue
        floor = min(max(start, floor), duration)
        sure = _number(word.get("probability"))
        sure = None if sure is None else min(max(sure, 0.0), 1.0)
        words.append(HeardWord(floor, min(max(end, floor), duration), text, sure))
    return tuple(words)


def _share(phrases: list[Phrase], words: Sequence[HeardWord]) -> None:
    """Gives words that came beside the segments to the phrases in which they were spoken."""
    if not words or not phrases or any(phrase.words for phrase in phrases):
        return
    borders = [(before.end + after.start) / 2 for before, after in pairwise(phrases)]
    shares: list[list[HeardWord]] = [[] for _ in phrases]
    for word in words:
        middle = (word.start + word.end) / 2
        shares[sum(border <= middle for border in borders)].append(word)
    for i, (phrase, share) in enumerate(zip(phrases, shares, strict=True)):
        if share:
            spelled = _spelled(share, phrase.text)
            phrases[i] = replace(phrase, start=share[0].start, end=share[-1].end, words=spelled)


def _spelled(words: Iterable[HeardWord], text: str) -> tuple[HeardWord, ...]:
    """Words as the text spells them, with its commas and full stops, where they match one by one."""
    words, tokens = tuple(words), text.split()
    if len(words) != len(tokens):
        return words
    pairs = list(zip(words, tokens, strict=True))
    if any(_letters(word.text) != _letters(token) for word, token in pairs):
        return words
    return tuple(replace(word, text=token) for word, token in pairs)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
