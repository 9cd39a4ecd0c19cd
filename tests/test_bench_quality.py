"""The quality bench around its arithmetic: what there is, what is skipped and why, times, the table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fake_speech import CountingRecognizer
from material import SAMPLE, Call, Clips, Skipped, clips, materials, sample_reference
from result import Result, as_json, head, row
from timed import Timed

from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, Request


def test_what_is_not_there_is_skipped_with_a_reason(tmp_path: Path) -> None:
    found, skipped = materials(shared=tmp_path)
    assert isinstance(found[0], Call)
    assert found[0].path == SAMPLE
    reasons = {each.name: each.why for each in skipped}
    assert str(tmp_path / "captures" / "four-readers") in reasons["four readers"]
    assert str(tmp_path / "speech" / "manifest.json") in reasons["real speech"]


def test_files_are_grouped_by_set_and_language(tmp_path: Path) -> None:
    rows = [
        {"set": "one", "lang": "en", "path": "a.flac", "text": "yes"},
        {"set": "one", "lang": "en", "path": "b.flac", "text": "no"},
        {"set": "one", "lang": "de", "path": "c.flac", "text": "ja"},
        {"set": "two", "lang": "de", "path": "missing.flac", "text": "nein"},
    ]
    for name in "abc":
        (tmp_path / f"{name}.flac").touch()
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(rows))
    assert clips(manifest) == [
        Clips("one, de", "de", {tmp_path / "c.flac": "ja"}),
        Clips("one, en", "en", {tmp_path / "a.flac": "yes", tmp_path / "b.flac": "no"}),
    ]
    assert [len(each.texts) for each in clips(manifest, 1)] == [1, 1]


def test_the_sample_sessions_words_begin_when_they_reach_the_recording() -> None:
    first = sample_reference(SAMPLE)[0]
    assert (first.speaker, first.words) == ("Susan", ("hello", "everyone"))
    assert first.starts[0] == pytest.approx(1.0 + 0.062 + 0.0065)
    assert first.starts[1:] == (None,)


class Clock:
    """CPU seconds of one thread that does everything."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Busy(CountingRecognizer):
    """Computes for a second a request."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def answer(self, request: Request) -> Heard:
        self.clock.now += 1
        return super().answer(request)


def test_recognition_is_timed_without_what_its_requests_cost() -> None:
    clock = Clock()

    def requests() -> Iterator[Request]:
        for _ in range(4):
            clock.now += 10
            yield Request(np.zeros(RECOGNIZER_RATE // 2, dtype=np.float32))
        clock.now += 10

    timed = Timed(Busy(clock), clock, clock)
    for _ in timed.recognize(requests()):
        clock.now += 100  # nor with what is done with the answers
    assert timed.sound == 2.0
    assert timed.cpu == 4.0


def test_the_table_shows_what_was_not_measured() -> None:
    result = Result("sphinx", "sample session", words=620, tcp_wer=1.54, orc_wer=1.5, rtf=0.2412)
    title, cells = head(), row(result)
    assert len(title) == len(cells)
    assert title.split()[:2] == ["model", "material"]
    assert cells.split() == ["sphinx", "sample", "session", "620", "1.5", "1.5", *"-----", "-", "0.241"]


def test_the_json_holds_results_and_what_was_skipped() -> None:
    document = json.loads(as_json([Result("m", "s", words=1)], [Skipped("four readers", "not there")]))
    assert document["results"][0] | {"model": "m", "words": 1, "inserted": None} == document["results"][0]
    assert document["skipped"] == [{"name": "four readers", "why": "not there"}]
