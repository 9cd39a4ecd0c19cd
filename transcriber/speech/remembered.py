"""What was recognized stays recognized: answers on disk, found again by the sound they answer.

In: requests and their answers. Out: the answer to a request that was answered before by a recognizer
of the same name. One line of JSON an answer, appended and flushed as it comes, so that an
interruption costs at most the last one; a torn or foreign line is passed over.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from transcriber.errors import OutputError
from transcriber.speech.recognizer import Heard, HeardWord, Phrase, Request
from transcriber.types import Tried


class Remembered:
    """The answers in one file. `again` begins with none, and replaces those that it answers anew.

    Raises OutputError when the file cannot be written.
    """

    def __init__(self, path: Path, recognizer: str, *, again: bool = False) -> None:
        self._path = path
        self._recognizer = recognizer
        self._answers = {} if again else _read(path, recognizer)
        self._file: TextIO | None = None
        self.found = 0
        """How many answers were found again."""

    def __enter__(self) -> Remembered:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def find(self, request: Request) -> Heard | None:
        """The answer to this request, if there is one."""
        answer = self._answers.get(_key(request))
        self.found += answer is not None
        return answer

    def keep(self, request: Request, heard: Heard) -> None:
        """Remembers an answer."""
        key = _key(request)
        self._answers[key] = heard
        record = {"key": key, "recognizer": self._recognizer, **_written(heard)}
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                # A torn last line must not swallow the first one that is appended.
                torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n")
                self._file = self._path.open("a", encoding="utf-8")
                self._file.write("\n" if torn else "")
            self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise OutputError(f"{self._path} cannot be written: {error.strerror}.") from error


def _key(request: Request) -> str:
    """Names a request by its sound and everything that bears on the answer."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(np.ascontiguousarray(request.pcm, dtype="<f4").tobytes())
    told: list[object] = [request.language, request.hotwords]
    digest.update(json.dumps([*told, request.languages] if request.languages else told).encode())
    return digest.hexdigest()


def _read(path: Path, recognizer: str) -> dict[str, Heard]:
    """The answers of this recognizer; the latest where there are several to one request."""
    answers: dict[str, Heard] = {}
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return answers
    for line in lines:
        try:
            record = json.loads(line)
            if record["recognizer"] == recognizer:
                answers[str(record["key"])] = _heard(record)
        except (ValueError, KeyError, TypeError, IndexError, RecursionError):
            continue
    return answers


def _written(heard: Heard) -> dict[str, Any]:
    return {
        "language": heard.language,
        "language_confidence": heard.language_confidence,
        "phrases": [
            {
                "start": phrase.start,
                "end": phrase.end,
                "text": phrase.text,
                "confidence": phrase.confidence,
                "words": [[word.start, word.end, word.text, word.confidence] for word in phrase.words],
            }
            for phrase in heard.phrases
        ],
        **({"tried": [_tried(one) for one in heard.tried]} if heard.tried else {}),
    }


def _tried(one: Tried) -> dict[str, Any]:
    faults = list(one.faults)
    return {"way": one.way, "text": one.text, "logprob": one.logprob, "faults": faults, "taken": one.taken}


def _heard(record: dict[str, Any]) -> Heard:
    def number(value: Any) -> float | None:
        return None if value is None else float(value)

    phrases = tuple(
        Phrase(
            start=float(phrase["start"]),
            end=float(phrase["end"]),
            text=str(phrase["text"]),
            words=tuple(
                HeardWord(float(word[0]), float(word[1]), str(word[2]), number(word[3]))
                for word in phrase["words"]
            ),
            confidence=number(phrase["confidence"]),
        )
        for phrase in record["phrases"]
    )
    tried = tuple(
        Tried(
            str(one["way"]),
            str(one["text"]),
            float(one["logprob"]),
            tuple(map(str, one["faults"])),
            bool(one["taken"]),
        )
        for one in record.get("tried", ())  # answers of earlier versions have none
    )
    language = record["language"]
    language = None if language is None else str(language)
    return Heard(phrases, language, number(record["language_confidence"]), tried)
