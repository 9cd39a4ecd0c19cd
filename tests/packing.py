"""Utterances through a recognizer as the transcriber brings them: in windows, alone or shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transcriber.speech.lines import lines_of
from transcriber.speech.recognizer import Recognizer, Request
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Packer, Window
from transcriber.types import Line, Samples


def alone(utterances: Iterable[Utterance]) -> list[Window]:
    """A window for each."""
    return [Window.of(utterance.track, (utterance,)) for utterance in utterances]


def packed(recognizer: Recognizer, utterances: Iterable[Utterance]) -> list[Window]:
    """The windows that utterances share; every track is a speaker."""
    packer = Packer(recognizer.capabilities)
    windows = [window for one in utterances for window in packer.push(one.track, one)]
    return windows + packer.finish()


def read(recognizer: Recognizer, windows: Sequence[Window]) -> dict[Samples, list[Line]]:
    """Start of an utterance → what was read of it."""
    answers = recognizer.recognize(Request(window.pcm) for window in windows)
    lines: dict[Samples, list[Line]] = {}
    for window, heard in zip(windows, answers, strict=True):
        for line in lines_of(window, heard):
            start = max(one.start for one in window.utterances if one.start <= line.start)
            lines.setdefault(start, []).append(line)
    return lines
