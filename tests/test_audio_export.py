"""The mix and the tracks as files: aligned, of one length, and whole or not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from opus_encoder import OpusOptions
from placement import spurts
from simulated_call import LOOKAHEAD, STARTED, Call, Heard, Network, Person, simulate
from system_limits import full_disk
from test_audio_captured import Kept

from transcriber.audio.captured import CaptureSource
from transcriber.audio.encode import SOUND_FORMATS
from transcriber.audio.export import MixFile, TrackFiles
from transcriber.audio.source import Source, Stretch, Survey
from transcriber.errors import OutputError
from transcriber.types import SAMPLE_RATE

QUICK = OpusOptions(application="audio", complexity=0)
FLAC = SOUND_FORMATS["flac"]


@pytest.fixture(scope="module")
def heard() -> Heard:
    people = (
        Person("Anna", spurts((0.5, 2.0), (4.0, 5.0)), user="1", opus=QUICK),
        Person("Ben", spurts((1.0, 3.5), seed=2), user="2", opus=QUICK),
    )
    return simulate(Call(people, Network(jitter=2_000_000)))


@pytest.fixture
def source(heard: Heard) -> Source:
    return CaptureSource(Kept(heard.events, 37), "", STARTED)


def written(path: Path) -> NDArray[np.int16]:
    pcm: NDArray[np.int16] = soundfile.read(path, dtype="int16")[0]
    return pcm


def export(folder: Path, source: Source) -> tuple[NDArray[np.int16], dict[str, NDArray[np.int16]]]:
    survey = source.survey()
    paths = {who: folder / f"{who}.flac" for who in ("1", "2")}
    with (
        MixFile(folder / "mix.wav", SOUND_FORMATS["wav"], survey) as mix,
        TrackFiles(paths, FLAC, survey) as tracks,
    ):
        for stretch in source.stretches():
            mix.push(stretch)
            tracks.push(stretch)
    return written(folder / "mix.wav"), {who: written(path) for who, path in paths.items()}


def test_all_files_begin_at_the_sessions_start_and_are_of_its_length(tmp_path: Path, source: Source) -> None:
    mix, tracks = export(tmp_path, source)
    duration = source.survey().duration
    assert [len(pcm) for pcm in (mix, *tracks.values())] == [duration] * 3
    assert duration > 5 * SAMPLE_RATE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.flac", "2.flac", "mix.wav"]


def test_every_sound_is_where_it_was_said(tmp_path: Path, source: Source, heard: Heard) -> None:
    _, tracks = export(tmp_path, source)
    for who, name in (("1", "Anna"), ("2", "Ben")):
        truth = np.zeros(len(tracks[who]), np.float32)
        for packet in heard.of(name):
            truth[packet.place + LOOKAHEAD :][: len(packet.sound)] = packet.sound
        signal = tracks[who].mean(axis=1)
        lags = range(-480, 481, 4)
        alike = [np.dot(np.roll(signal, -lag), truth) for lag in lags]
        assert abs(lags[int(np.argmax(alike))]) <= 120  # 2.5 ms: the jitter of the luckiest packet


def test_the_mix_is_the_tracks_folded(tmp_path: Path, source: Source) -> None:
    """Where one speaks alone the mix is their track; together, the rule but for the rounding of all."""
    mix, tracks = export(tmp_path, source)
    x, y = (tracks[who] / 32767 for who in ("1", "2"))
    folded = x + y - np.where(x * y > 0, np.sign(x) * x * y, 0)
    assert np.abs(mix / 32767 - folded).max() < 3 / 32767
    alone = np.s_[4 * SAMPLE_RATE :]
    assert np.array_equal(mix[alone], tracks["1"][alone]) and mix[alone].any()


def test_sound_that_outlasts_the_survey_is_kept_in_all_files(tmp_path: Path, source: Source) -> None:
    stretches = list(source.stretches())
    whole = source.survey()

    class Shorter:
        def survey(self) -> Survey:
            return Survey("", None, SAMPLE_RATE, (), whole.owners, whole.lateness)

        def stretches(self) -> list[Stretch]:
            return stretches

    mix, tracks = export(tmp_path, Shorter())  # type: ignore[arg-type]
    assert len({len(mix), *map(len, tracks.values())}) == 1
    assert len(mix) > 4.9 * SAMPLE_RATE


def test_a_session_without_sound_is_a_silent_mix_and_no_tracks(tmp_path: Path) -> None:
    survey = Survey("", None, 1000, (), {})
    with MixFile(tmp_path / "mix.wav", SOUND_FORMATS["wav"], survey), TrackFiles({}, FLAC, survey):
        pass
    assert written(tmp_path / "mix.wav").shape == (1000, 2) and len(list(tmp_path.iterdir())) == 1


def test_an_error_amid_it_leaves_no_file(tmp_path: Path, source: Source) -> None:
    survey, paths = source.survey(), {who: tmp_path / f"{who}.flac" for who in ("1", "2")}
    with (
        pytest.raises(KeyboardInterrupt),
        MixFile(tmp_path / "mix.flac", FLAC, survey) as mix,
        TrackFiles(paths, FLAC, survey) as tracks,
    ):
        for stretch in source.stretches():
            mix.push(stretch)
            tracks.push(stretch)
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_track_that_cannot_be_written_leaves_none_of_the_others(tmp_path: Path, source: Source) -> None:
    survey = source.survey()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        TrackFiles({"1": tmp_path / "1.flac", "2": tmp_path / "file" / "2.flac"}, FLAC, survey)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_disk_that_is_full_at_the_end_leaves_no_file(tmp_path: Path, source: Source) -> None:
    survey, paths = source.survey(), {who: tmp_path / f"{who}.wav" for who in ("1", "2")}
    wav = SOUND_FORMATS["wav"]
    with full_disk(survey.duration * 4 - 4000):
        with pytest.raises(OutputError), MixFile(tmp_path / "mix.wav", wav, survey) as mix:
            for stretch in source.stretches():
                mix.push(stretch)
        with pytest.raises(OutputError), TrackFiles(paths, wav, survey) as tracks:
            for stretch in source.stretches():
                tracks.push(stretch)
    assert list(tmp_path.iterdir()) == []
