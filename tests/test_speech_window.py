"""Packing utterances into windows, and the exact way back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transcriber.config import WINDOW_GAP_SECONDS, WINDOW_WAIT_SECONDS
from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Packer, Window
from transcriber.types import SAMPLE_RATE, Samples


def capabilities(*, packs: bool = True, window: float = 30.0) -> Capabilities:
    return Capabilities(
        languages=None,
        detects_language=True,
        words=True,
        confidences=True,
        hotwords=True,
        window=window,
        packs=packs,
    )


def utterance(start: float, seconds: float, track: str = "t") -> Utterance:
    size = round(seconds * RECOGNIZER_RATE)
    return Utterance(track, round(start * SAMPLE_RATE), np.full(size, 0.1, dtype=np.float32))


def packed(utterances: list[Utterance], **wishes: float) -> list[Window]:
    packer = Packer(capabilities(**wishes))  # type: ignore[arg-type]
    windows = [window for one in utterances for window in packer.push("ann", one)]
    return windows + packer.finish()


def test_utterances_share_a_window_until_it_is_full() -> None:
    windows = packed([utterance(at, 9) for at in (0, 10, 20, 30)])
    assert [len(window.utterances) for window in windows] == [3, 1]
    assert len(windows[0].pcm) == round((3 * 9 + 2 * WINDOW_GAP_SECONDS) * RECOGNIZER_RATE)


def test_a_recognizer_that_does_not_gain_gets_each_by_itself_at_once() -> None:
    packer = Packer(capabilities(packs=False))
    for at in range(3):
        [window] = packer.push("ann", utterance(at * 5, 1))
        assert len(window.utterances) == 1
    assert packer.finish() == []


def test_utterances_far_apart_do_not_wait_for_each_other() -> None:
    windows = packed([utterance(0, 1), utterance(WINDOW_WAIT_SECONDS + 2, 1)])
    assert len(windows) == 2


def test_a_window_is_given_when_nothing_can_be_added_to_it() -> None:
    packer = Packer(capabilities())
    assert packer.push("ann", utterance(0, 1)) == []
    assert packer.settle(round(WINDOW_WAIT_SECONDS * SAMPLE_RATE)) == []
    assert len(packer.settle(round(WINDOW_WAIT_SECONDS * SAMPLE_RATE) + 1)) == 1


def test_speakers_never_share_a_window() -> None:
    packer = Packer(capabilities())
    packer.push("ann", utterance(0, 1))
    packer.push("bob", utterance(1, 1))
    assert sorted(window.speaker for window in packer.finish()) == ["ann", "bob"]


def test_an_utterance_longer_than_the_window_comes_in_parts_without_a_hole() -> None:
    windows = packed([utterance(7, 70)], packs=False)
    assert [len(window.pcm) for window in windows] == [480_000, 480_000, 160_000]
    starts = [window.utterances[0].start for window in windows]
    assert starts == [7 * SAMPLE_RATE, 37 * SAMPLE_RATE, 67 * SAMPLE_RATE]


def test_every_place_has_its_session_time() -> None:
    window = Window.of("ann", (utterance(100, 2), utterance(200, 3)))
    assert window.utterance_at(0.5) == 0
    assert window.session_time(0.5, 0) == round(100.5 * SAMPLE_RATE)
    second = 2 + WINDOW_GAP_SECONDS
    assert window.utterance_at(second + 1) == 1
    assert window.session_time(second + 1, 1) == 201 * SAMPLE_RATE


def test_the_silence_between_belongs_to_the_nearer_one_and_times_stay_inside() -> None:
    window = Window.of("ann", (utterance(100, 2), utterance(200, 3)))
    assert window.utterance_at(2 + WINDOW_GAP_SECONDS * 0.4) == 0
    assert window.utterance_at(2 + WINDOW_GAP_SECONDS * 0.6) == 1
    assert window.session_time(2.2, 0) == 102 * SAMPLE_RATE
    assert window.session_time(2.2, 1) == 200 * SAMPLE_RATE
    assert window.utterance_at(99) == 1
    assert window.session_time(99, 1) == 203 * SAMPLE_RATE
    assert window.session_time(-1, 0) == 100 * SAMPLE_RATE


@given(st.lists(st.tuples(st.floats(0.05, 40), st.floats(0.6, 50)), min_size=1, max_size=12))
def test_no_sample_is_lost_or_doubled_and_each_finds_back(plan: list[tuple[float, float]]) -> None:
    utterances, at = [], 0.0
    for seconds, pause in plan:
        utterances.append(utterance(at, seconds))
        at += seconds + pause
    windows = packed(utterances)
    assert all(len(window.pcm) <= 30 * RECOGNIZER_RATE for window in windows)
    covered: list[tuple[Samples, Samples]] = []
    for window in windows:
        for i, (offset, part) in enumerate(zip(window.offsets, window.utterances, strict=True)):
            place = (offset + len(part.pcm) // 2) / RECOGNIZER_RATE
            assert window.utterance_at(place) == i
            assert abs(window.session_time(place, i) - (part.start + part.end) // 2) <= 3
            covered.append((part.start, part.end))
    assert sum(end - start for start, end in covered) == sum(u.end - u.start for u in utterances)
    assert covered == sorted(covered)
