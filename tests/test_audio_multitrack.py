"""The multitrack file: every packet as it came, each sound within a millisecond of its place.

Read back by FFmpeg's demuxer and decoder, through PyAV."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest
import soundfile
from opus_encoder import OpusOptions
from placement import spurts
from short_session import SAMPLE, make_session
from simulated_call import STARTED, Call, Heard, Network, Person, simulate
from system_limits import full_disk
from test_audio_captured import Kept

from transcriber.audio.captured import CaptureSource
from transcriber.audio.multitrack import MultitrackFile
from transcriber.audio.source import Survey
from transcriber.audio.stream import PlacedPackets
from transcriber.audio.timeline import Placed
from transcriber.cli.main import run
from transcriber.errors import OutputError
from transcriber.types import SAMPLE_RATE, SILENCE_FRAME, Floats, Participant, Samples, Voice

QUICK = OpusOptions(application="audio", complexity=0)
MILLISECOND = SAMPLE_RATE // 1000


@pytest.fixture(scope="module")
def heard() -> Heard:
    people = (
        Person("Anna", spurts((0.5, 2.0), (4.0, 5.0)), user="1", opus=QUICK),
        Person("Ben", spurts((1.0, 3.5), (14.0, 15.0), seed=2), user="2", opus=QUICK),
    )
    return simulate(Call(people, Network(jitter=2_000_000)))


@pytest.fixture(scope="module")
def source(heard: Heard) -> CaptureSource:
    return CaptureSource(Kept(heard.events, 37), "Stand-up", STARTED)


class Read(NamedTuple):
    """What FFmpeg reads: a track's name, its packets with their milliseconds, and its sound."""

    name: str
    packets: list[tuple[int, bytes]]
    sound: Floats


def written(path: Path, source: CaptureSource) -> Survey:
    survey = source.survey()
    with MultitrackFile(path, survey) as file:
        for packets, clock in source.packets():
            file.push(packets, clock)
    return survey


def read(path: Path, duration: Samples) -> list[Read]:
    found = []
    with av.open(str(path)) as container:
        for number in range(len(container.streams.audio)):
            with av.open(str(path)) as file:
                stream = file.streams.audio[number]
                packets: list[tuple[int, bytes]] = []
                sound = np.zeros((duration + 2 * SAMPLE_RATE, 2), np.float32)
                for packet in file.demux(stream):
                    if packet.pts is None:
                        continue
                    assert packet.time_base == Fraction(1, 1000)
                    packets.append((packet.pts, bytes(packet)))
                    for frame in packet.decode():
                        pcm = frame.to_ndarray().T
                        assert frame.rate == SAMPLE_RATE and pcm.shape[1] == 2
                        at = packet.pts * MILLISECOND
                        sound[at : at + len(pcm)] = pcm
                found.append(Read(stream.metadata["title"], packets, sound[:duration]))
    return found


def lag(one: Floats, other: Floats, window: slice) -> int:
    """By how many samples `other` lies behind `one`, as far as 2 ms are looked at."""
    signal, moved = one[window].sum(axis=1), other.sum(axis=1)
    shifts = range(-96, 97, 4)
    alike = [float(np.dot(signal, moved[window.start + by : window.stop + by])) for by in shifts]
    return shifts[int(np.argmax(alike))]


def envelope(sound: Floats) -> Floats:
    """How loud each second is."""
    whole = sound[: len(sound) // SAMPLE_RATE * SAMPLE_RATE]
    power: Floats = np.square(whole).reshape(-1, SAMPLE_RATE * 2).mean(axis=1)
    return np.asarray(np.sqrt(power), dtype=np.float32)


def decoded(source: CaptureSource, owner: str, duration: Samples) -> Floats:
    """A participant's sound as the mix and the WAV tracks have it."""
    owners = source.survey().owners
    sound = np.zeros((duration, 2), np.float32)
    for stretch in source.stretches():
        for track, piece in stretch.pieces:
            if owners[track] == owner:
                sound[piece.start : piece.end] += piece.pcm[: duration - piece.start]
    return sound


def test_every_packet_is_in_the_file_as_it_came_once(
    tmp_path: Path, source: CaptureSource, heard: Heard
) -> None:
    survey = written(tmp_path / "tracks.mka", source)
    for track, name in zip(read(tmp_path / "tracks.mka", survey.duration), ("Anna", "Ben"), strict=True):
        assert track.name == name
        sent = {packet.opus for packet in heard.of(name)} - {SILENCE_FRAME}
        kept = [data for _, data in track.packets if data != SILENCE_FRAME]
        assert set(kept) == sent
        assert len(kept) == len([packet for packet in heard.of(name) if packet.opus != SILENCE_FRAME])


def test_every_sound_lies_within_a_millisecond_of_where_the_tracks_have_it(
    tmp_path: Path, source: CaptureSource
) -> None:
    survey = written(tmp_path / "tracks.mka", source)
    tracks = read(tmp_path / "tracks.mka", survey.duration)
    for owner, track, seconds in (("1", tracks[0], (0.6, 1.2, 4.1)), ("2", tracks[1], (1.2, 2.5, 14.2))):
        expected = decoded(source, owner, survey.duration)
        for begin in seconds:
            at = round(begin * SAMPLE_RATE)
            window = slice(at, at + SAMPLE_RATE // 2)
            assert np.abs(expected[window]).max() > 0.01
            assert abs(lag(expected, track.sound, window)) <= MILLISECOND // 2


def test_all_tracks_begin_and_end_with_the_session(tmp_path: Path, source: CaptureSource) -> None:
    survey = written(tmp_path / "tracks.mka", source)
    for track in read(tmp_path / "tracks.mka", survey.duration):
        assert track.packets[0] == (0, SILENCE_FRAME)
        assert abs(track.packets[-1][0] + 20 - survey.duration / MILLISECOND) <= 1
        times = [at for at, _ in track.packets]
        assert times == sorted(set(times))
    with av.open(str(tmp_path / "tracks.mka")) as file:
        assert file.duration is not None
        assert abs(file.duration / av.time_base - survey.duration / SAMPLE_RATE) < 0.002
        assert file.metadata["title"] == "Stand-up"


def test_who_speaks_from_the_first_moment_has_no_silence_before(tmp_path: Path, heard: Heard) -> None:
    events = list(heard.events)
    first = next(index for index, event in enumerate(events) if isinstance(event, Voice))
    source = CaptureSource(Kept(events[first:], 37), "")
    survey = written(tmp_path / "tracks.mka", source)
    anna, ben = read(tmp_path / "tracks.mka", survey.duration)  # unnamed streams are as they came
    assert [at for at, _ in anna.packets[:3]] == [0, 19, 39]  # placed 1.2 ms before the start, by jitter
    assert anna.packets[0][1] == heard.of("Anna")[0].opus
    assert ben.packets[0] == (0, SILENCE_FRAME)


def placed(start: Samples, *packets: bytes, trim: Samples = 0) -> PlacedPackets:
    """Packets of 20 ms one behind the other; `trim` is cut from the first."""
    data = b"".join(packets)
    base = np.frombuffer(data, np.uint8).ctypes.data
    length = np.array([len(packet) for packet in packets], np.int64)
    none = np.zeros(len(packets), np.int64)
    place = Placed(
        start + 960 * np.arange(len(packets)), none, none.copy(), none.astype(bool), none.astype(bool)
    )
    place.start[0] += trim
    place.trim[0] = trim
    return PlacedPackets(place, none + 960, base + np.cumsum(length) - length, length, (data,))


def pushed(path: Path, *packets: tuple[str, PlacedPackets]) -> list[tuple[int, bytes]]:
    survey = Survey("", None, SAMPLE_RATE, (Participant("1", "Ann"),), {"a": "1", "b": "1"})
    with MultitrackFile(path, survey) as file:
        for one in packets:
            file.push([one], 0)
    return read(path, SAMPLE_RATE)[0].packets[1:-1]


def test_of_two_streams_of_one_person_at_a_time_the_first_is_kept(tmp_path: Path) -> None:
    found = pushed(
        tmp_path / "tracks.mka",
        ("a", placed(4800, b"\xf8a1", b"\xf8a2")),
        ("b", placed(6240, b"\xf8b1", b"\xf8b2")),
    )
    assert found == [(100, b"\xf8a1"), (120, b"\xf8a2"), (150, b"\xf8b2")]


def test_a_packet_that_is_cut_off_entirely_is_left_out(tmp_path: Path) -> None:
    first, cut = ("a", placed(4800, b"\xf8a1")), ("a", placed(4800, b"\xf8a2", b"\xf8a3", trim=960))
    assert pushed(tmp_path / "tracks.mka", first, cut) == [(100, b"\xf8a1"), (120, b"\xf8a3")]


def test_no_track_cuts_off_a_beginning(tmp_path: Path, source: CaptureSource) -> None:
    """Neither CodecDelay nor pre-skip: FFmpeg gives as many samples as the packets last."""
    written(tmp_path / "tracks.mka", source)
    with av.open(str(tmp_path / "tracks.mka")) as file:
        stream = file.streams.audio[0]
        assert stream.codec_context.extradata is not None
        assert stream.codec_context.extradata[10:12] == b"\0\0"
        frames = [frame for packet in file.demux(stream) for frame in packet.decode()]
    assert {frame.samples for frame in frames} == {960}
    assert frames[0].pts == 0


def test_what_was_lost_is_a_gap_between_time_stamps(tmp_path: Path, heard: Heard) -> None:
    spoken = [event for event in heard.events if isinstance(event, Voice)]
    gone = spoken[5:15]
    source = CaptureSource(Kept([event for event in heard.events if event not in gone], 37), "", STARTED)
    survey = written(tmp_path / "tracks.mka", source)
    packets = read(tmp_path / "tracks.mka", survey.duration)[0].packets
    steps = [after - before for (before, _), (after, _) in pairwise(packets)]
    assert 220 in steps


def test_the_same_capture_gives_the_same_file(tmp_path: Path, source: CaptureSource) -> None:
    written(tmp_path / "one.mka", source)
    written(tmp_path / "two.mka", source)
    assert (tmp_path / "one.mka").read_bytes() == (tmp_path / "two.mka").read_bytes()


def test_somebody_who_came_back_has_one_track(tmp_path: Path) -> None:
    """In the sample session Susan speaks in two connections."""
    assert run(["tracks", str(SAMPLE), "-o", str(tmp_path), "--format", "mka"]) == 0
    assert run(["tracks", str(SAMPLE), "-o", str(tmp_path)]) == 0
    tracks = {track.name: track.sound for track in read(tmp_path / "tracks.mka", 228 * SAMPLE_RATE)}
    assert list(tracks) == ["Susan", "Robert", "David"]
    for path in (tmp_path / "tracks").iterdir():
        pcm: Floats = soundfile.read(path, dtype="float32")[0]
        moved = tracks[path.stem.split("-")[0]]
        loud = np.abs(pcm[: len(pcm) // SAMPLE_RATE * SAMPLE_RATE, 0]).reshape(-1, SAMPLE_RATE).sum(axis=1)
        for second in np.argsort(loud)[-6:].tolist():
            window = slice(second * SAMPLE_RATE, (second + 1) * SAMPLE_RATE)
            assert abs(lag(pcm, moved, window)) <= MILLISECOND // 2, (path.stem, second)
        assert np.corrcoef(envelope(pcm), envelope(moved[: len(pcm)]))[0, 1] > 0.99


def test_a_speaker_whose_sound_was_all_lost_has_an_empty_track(tmp_path: Path) -> None:
    people = (Participant("1", "Ann"), Participant("2", "<b>&\0\ud800\u202eé"))
    survey = Survey("", None, 5 * SAMPLE_RATE, people, {"a": "1", "b": "2"})
    with MultitrackFile(tmp_path / "tracks.mka", survey):
        pass
    tracks = read(tmp_path / "tracks.mka", survey.duration)
    assert [track.name for track in tracks] == ["Ann", "<b>&é"]
    assert [[at for at, _ in track.packets] for track in tracks] == [[0, 4980]] * 2


# --- what stands in the way -------------------------------------------------------------------------


def test_an_error_on_the_way_leaves_no_file(tmp_path: Path, source: CaptureSource) -> None:
    with pytest.raises(KeyboardInterrupt), MultitrackFile(tmp_path / "tracks.mka", source.survey()) as file:
        file.push(*next(iter(source.packets())))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_on_a_full_disk_that_is_told_and_the_file_of_before_stays(
    tmp_path: Path, source: CaptureSource
) -> None:
    (tmp_path / "tracks.mka").write_text("before")
    with full_disk(2000), pytest.raises(OutputError) as told:
        written(tmp_path / "tracks.mka", source)
    assert str(told.value) == f"The sound file {tmp_path / 'tracks.mka'} cannot be written: File too large."
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_a_folder_that_is_gone_is_told(tmp_path: Path, source: CaptureSource) -> None:
    with pytest.raises(OutputError, match="cannot be written: No such file or directory"):
        MultitrackFile(tmp_path / "gone" / "tracks.mka", source.survey())


def test_audio_files_have_no_packets_to_keep(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soundfile.write(tmp_path / "Ann.wav", np.full(9600, 0.1), SAMPLE_RATE)
    assert run(["tracks", str(tmp_path / "Ann.wav"), "--format", "mka"]) == 2
    assert capsys.readouterr().err == (
        f"Error: {tmp_path / 'Ann.wav'} holds audio files, and mka is for the Opus packets of a capture: "
        "choose one of wav, flac, opus.\n"
    )


def test_a_mix_is_no_multitrack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = make_session(tmp_path / "standup", 3)
    assert run(["mix", str(session), "--format", "mka"]) == 2
    assert "Unknown sound format 'mka': choose one of wav, flac, opus." in capsys.readouterr().err
