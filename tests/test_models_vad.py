"""Detectors: chunking never changes a result, speech is found, noise is vetoed."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
import webrtcvad
from hypothesis import given, settings
from hypothesis import strategies as st

from models import vad
from models.catalog import DETECTORS
from models.registry import open_detector
from models.vad import GATE_FRAME, GROUP, GatedDetector, Silero, SileroSession, load_silero, silero_path
from transcriber.errors import MissingPart, SettingError, TranscriberError
from transcriber.speech.detector import DETECTOR_FRAME, Detector
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.types import Floats

GOLDEN = Path(__file__).parent / "golden"
OPENED: dict[str, Detector] = {name: open_detector(name) for name in DETECTORS}


def spoken() -> Floats:
    """A second of silence, a spoken sentence of 3.6 s, a second of silence."""
    pcm, rate = sf.read(GOLDEN / "slt_greeting.opus", dtype="float32")
    assert rate == RECOGNIZER_RATE
    silence = np.zeros(RECOGNIZER_RATE, dtype=np.float32)
    return np.concatenate([silence, pcm, silence])


def noise(kind: str) -> Floats:
    """Four seconds of what is no speech."""
    time = np.arange(4 * RECOGNIZER_RATE) / RECOGNIZER_RATE
    random = np.random.default_rng(3)
    sound = {
        "hum": sum(0.05 / k * np.sin(2 * np.pi * 50 * k * time) for k in range(1, 8)),
        "tone": 0.1 * np.sin(2 * np.pi * 440 * time),
        "white noise": random.normal(0, 0.03, len(time)),
        "silence": np.zeros(len(time)),
    }[kind]
    return np.asarray(sound, dtype=np.float32)


def heard(detector: Detector, pcm: Floats, cuts: list[int] | None = None) -> Floats:
    """All probabilities of `pcm`, pushed in the pieces that `cuts` makes."""
    session = detector.start()
    edges = [0, *sorted(cuts or []), len(pcm)]
    parts = [session.push(pcm[a:b]) for a, b in itertools.pairwise(edges)]
    return np.concatenate([*parts, session.finish()])


@pytest.mark.parametrize("name", DETECTORS)
@settings(max_examples=20)
@given(length=st.integers(0, 90_000), cuts=st.lists(st.integers(0, 90_000), max_size=12))
def test_the_pieces_do_not_change_a_bit(name: str, length: int, cuts: list[int]) -> None:
    pcm = spoken()[:length]
    whole = heard(OPENED[name], pcm)
    pieces = heard(OPENED[name], pcm, [min(cut, len(pcm)) for cut in cuts])
    assert whole.dtype == pieces.dtype == np.float32
    assert whole.tobytes() == pieces.tobytes()
    assert len(whole) == -(-len(pcm) // DETECTOR_FRAME)


@pytest.mark.parametrize("name", DETECTORS)
def test_pieces_of_one_sample_and_what_others_hear_do_not_matter(name: str) -> None:
    pcm = spoken()[15_000:19_000]
    detector = OPENED[name]
    whole = heard(detector, pcm)
    one, other, hum = detector.start(), detector.start(), noise("hum")
    parts = []
    for i in range(len(pcm)):
        parts.append(one.push(pcm[i : i + 1]))
        other.push(hum[i : i + 1])
    assert np.concatenate([*parts, one.finish()]).tobytes() == whole.tobytes()


@pytest.mark.parametrize("name", DETECTORS)
def test_probabilities_come_while_the_sound_goes_on(name: str) -> None:
    session = OPENED[name].start()
    frames = len(session.push(spoken()))
    assert frames >= len(spoken()) // DETECTOR_FRAME - 3 * GROUP


@pytest.mark.parametrize("name", DETECTORS)
def test_speech_is_found_where_it_is(name: str) -> None:
    speech = heard(OPENED[name], spoken()) >= 0.5
    second = RECOGNIZER_RATE // DETECTOR_FRAME
    sentence = speech[second + 8 : -second - 12]
    assert sentence.mean() > 0.8
    assert not speech[: second - 2].any()
    assert not speech[-second + 8 :].any()


@pytest.mark.parametrize("kind", ["hum", "tone", "white noise", "silence"])
def test_silero_vetoes_what_the_gate_lets_through(kind: str) -> None:
    pcm = noise(kind)
    assert (heard(OPENED["silero"], pcm) < 0.5).all()
    assert (heard(OPENED["webrtcvad+silero"], pcm) < 0.5).all()
    if kind == "hum":
        assert heard(OPENED["webrtcvad"], pcm).mean() > 0.9


class ScriptedVad:
    """webrtcvad that calls every third 30 ms frame speech."""

    def __init__(self, mode: int) -> None:
        self._count = 0

    def is_speech(self, pcm: bytes, rate: int) -> bool:
        assert (len(pcm), rate) == (2 * GATE_FRAME, RECOGNIZER_RATE)
        self._count += 1
        return self._count % 3 == 2


def test_a_frame_is_lively_when_a_gate_frame_that_shares_a_sample_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Against the plain rule, sample by sample."""
    monkeypatch.setattr(webrtcvad, "Vad", ScriptedVad)
    answers = heard(OPENED["webrtcvad"], spoken())
    lively = np.arange(len(answers) * DETECTOR_FRAME) // GATE_FRAME % 3 == 1
    assert (answers == lively.reshape(-1, DETECTOR_FRAME).any(axis=1)).all()
    assert 0 < answers.mean() < 1


def test_silero_does_not_run_where_the_gate_hears_nothing_near() -> None:
    answers = heard(OPENED["webrtcvad+silero"], noise("silence"))
    assert (answers == 0).all()
    assert (heard(OPENED["silero"], noise("silence")) > 0).any()  # it would have given small numbers


class ScriptedGate:
    """Lets through the frames that it was told to."""

    def __init__(self, groups: str) -> None:
        self._flags = np.repeat([group == "x" for group in groups], GROUP).astype(np.float32)
        self._samples = self._given = 0

    def push(self, pcm: Floats) -> Floats:
        self._samples += len(pcm)
        start, self._given = self._given, self._samples // DETECTOR_FRAME
        return self._flags[start : self._given]

    def finish(self) -> Floats:
        return self._flags[self._given : -(-self._samples // DETECTOR_FRAME)]


def gated(groups: str, pcm: Floats) -> Floats:
    """Through Silero behind a gate whose groups are open (x) or shut (.)."""
    session = SileroSession(Silero(load_silero()), ScriptedGate(groups))
    pieces = [session.push(pcm[i : i + 1000]) for i in range(0, len(pcm), 1000)]
    return np.concatenate([*pieces, session.finish()])


def test_silero_hears_the_groups_that_are_let_through_and_their_neighbors() -> None:
    pcm = spoken()[RECOGNIZER_RATE:][: 11 * GROUP * DETECTOR_FRAME]
    answers = gated("..x....xx..", pcm).reshape(-1, GROUP)
    assert ["x" if group.any() else "." for group in answers] == list(".xxx..xxxx.")
    sound = pcm.reshape(-1, GROUP * DETECTOR_FRAME)[1:4].ravel()
    before = pcm[: GROUP * DETECTOR_FRAME][-64:]
    assert answers[1:4].tobytes() == Silero(load_silero()).hear(before, sound.reshape(-1, 512)).tobytes()


def test_after_a_rest_silero_starts_as_at_the_beginning() -> None:
    """The same sound behind a rest gets the same probabilities as before it."""
    part = spoken()[RECOGNIZER_RATE:][: 4 * GROUP * DETECTOR_FRAME]
    silence = np.zeros_like(part)
    answers = gated("....xxxx........xxxx", np.concatenate([silence, part, silence, silence, part]))
    first, second = answers[3 * GROUP : 8 * GROUP], answers[15 * GROUP :]
    assert first.max() > 0.9
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("name", DETECTORS)
def test_a_finished_session_is_spent(name: str) -> None:
    session = OPENED[name].start()
    assert len(session.finish()) == 0
    with pytest.raises(TranscriberError, match="finished: start another one"):
        session.push(np.zeros(10, dtype=np.float32))
    with pytest.raises(TranscriberError, match="finished: start another one"):
        session.finish()


def test_a_missing_model_file_is_told_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert silero_path().is_file()
    monkeypatch.setattr(vad, "SILERO_FILE", "silero_vad_v0.onnx")
    with pytest.raises(MissingPart, match=r"silero_vad_v0\.onnx is missing.*pip install"):
        GatedDetector()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingPart, match="comes inside the Python package faster-whisper"):
        GatedDetector()


def test_a_damaged_model_file_is_told_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    damaged = tmp_path / "silero_vad_v6.onnx"
    damaged.write_bytes(silero_path().read_bytes()[:1000])
    monkeypatch.setattr(vad, "silero_path", lambda: damaged)
    with pytest.raises(MissingPart, match=r"cannot be loaded .*install it again"):
        open_detector("silero")


def test_an_unknown_detector_is_told_with_the_known_ones() -> None:
    with pytest.raises(SettingError, match=r"no detector called 'energy': choose one of webrtcvad"):
        open_detector("energy")


def test_names_tell_detectors_apart() -> None:
    assert len({detector.name for detector in OPENED.values()}) == len(DETECTORS)
