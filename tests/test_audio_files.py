"""Audio files as a recording: whatever lies in a folder is its sound, in its place, or told in a sentence."""

from __future__ import annotations

import os
from itertools import count, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from placement import noise
from system_limits import without_privileges

from transcriber.audio.files import EXTENSIONS, FilesSource, audio_files
from transcriber.audio.source import Survey
from transcriber.errors import InputError
from transcriber.types import SAMPLE_RATE, Floats, Participant, Samples

LENGTH: Samples = 5 * SAMPLE_RATE + 12_345
"""Two whole blocks and a part of one."""

PRIMING: Samples = SAMPLE_RATE // 10


def stereo(length: Samples = LENGTH, seed: int = 1) -> Floats:
    return np.stack([noise(length, seed), noise(length, seed + 1)], axis=1)


def encoded(path: Path, pcm: Floats, codec: str, rate: int = SAMPLE_RATE) -> None:
    """Writes (n, channels) with one of FFmpeg's encoders, into the container that the name says."""
    import av

    layout = "stereo" if pcm.shape[1] == 2 else "mono"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm.T), format="fltp", layout=layout)
        frame.rate, frame.pts = rate, 0
        size = stream.codec_context.frame_size or 4096
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate, frame_size=size)
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            for packet in stream.encode(part):
                container.mux(packet)


KINDS = {
    "wav": "", "flac": "", "ogg": "", "aiff": "", "mp3": "", "opus": "libopus",
    "m4a": "aac", "mp4": "aac", "aac": "aac", "webm": "libopus", "mka": "pcm_s16le", "mov": "pcm_s16le",
}  # fmt: skip
"""Ending → FFmpeg's encoder; none: libsndfile writes it."""


def made(path: Path, pcm: Floats) -> Path:
    codec = KINDS[path.suffix[1:]]
    if codec:
        encoded(path, pcm, codec)
    else:
        soundfile.write(path, pcm, SAMPLE_RATE)
    return path


class Heard(NamedTuple):
    """What a source gave: sound by participant on the session's timeline, silence put back."""

    survey: Survey
    sound: dict[str, Floats]
    clock: Samples


def heard(*paths: Path) -> Heard:
    source = FilesSource(paths, "Meeting")
    survey = source.survey()
    stretches = list(source.stretches())
    clock = stretches[-1].clock
    sound = {who: np.zeros((clock, 2), np.float32) for who in survey.owners.values()}
    for stretch in stretches:
        for track, piece in stretch.pieces:
            assert piece.pcm.dtype == np.float32 and piece.pcm.any()
            sound[survey.owners[track]][piece.start : piece.end] = piece.pcm
    return Heard(survey, sound, clock)


def only(path: Path) -> Floats:
    [sound] = heard(path).sound.values()
    return sound


def alike(one: Floats, other: Floats) -> float:
    """1: the same, whatever the loudness; in its place, not beside it."""
    size = min(len(one), len(other))
    return float(np.corrcoef(one[:size].ravel(), other[:size].ravel())[0, 1])


def told(path: Path) -> str:
    """What is said of a file that cannot be read, at once or when it is decoded."""
    with pytest.raises(InputError) as error:
        heard(path)
    return str(error.value)


# --- what is read -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_any_kind_is_as_long_as_it_was_and_its_sound_in_place(tmp_path: Path, kind: str) -> None:
    assert kind in EXTENSIONS
    pcm = stereo()
    survey, sound, clock = heard(made(tmp_path / f"Ann.{kind}", pcm))
    assert survey.participants == (Participant("Ann", "Ann"),)
    assert (survey.title, survey.started, survey.lateness) == ("Meeting", None, 0)
    exact = kind in ("wav", "flac", "aiff", "mov", "ogg", "mp3")
    assert abs(survey.duration - LENGTH) <= (0 if exact else PRIMING)
    assert abs(clock - LENGTH) <= (0 if exact else PRIMING)
    late = 1024 if kind == "aac" else 0  # its container says nothing of the encoder's delay
    assert alike(sound["Ann"][late:], pcm) > 0.95
    if kind in ("wav", "flac", "mka"):
        assert np.abs(sound["Ann"] - pcm).max() < 1e-4


@pytest.mark.parametrize("rate", [8000, 16_000, 44_100, 96_000])
def test_any_sampling_rate_becomes_48_khz(tmp_path: Path, rate: int) -> None:
    def tones(at: int) -> Floats:
        time = np.arange(3 * at) / at
        pitch = 300 + 400 * time  # unlike itself anywhere else
        return np.asarray(0.3 * np.sin(2 * np.pi * pitch * time)[:, None].repeat(2, 1), dtype=np.float32)

    soundfile.write(tmp_path / "a.wav", tones(rate), rate)
    found = heard(tmp_path / "a.wav")
    assert (found.survey.duration, found.clock) == (3 * SAMPLE_RATE, 3 * SAMPLE_RATE)
    assert alike(found.sound["a"], tones(SAMPLE_RATE)) > 0.999


def test_one_channel_is_as_loud_as_two(tmp_path: Path) -> None:
    mono = stereo()[:, :1]
    one, two = tmp_path / "one.wav", tmp_path / "two.wav"
    soundfile.write(one, mono, SAMPLE_RATE)
    soundfile.write(two, mono.repeat(2, 1), SAMPLE_RATE)
    assert np.array_equal(only(one), only(two))


def test_several_channels_become_two(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", stereo()[:, :1].repeat(6, 1), SAMPLE_RATE)
    assert alike(only(tmp_path / "a.wav"), stereo()[:, :1].repeat(2, 1)) > 0.99


def test_a_video_is_its_sound(tmp_path: Path) -> None:
    path = tmp_path / "call.mkv"
    video(path, stereo(SAMPLE_RATE))
    assert np.abs(only(path) - stereo(SAMPLE_RATE)).max() < 1e-4


def video(path: Path, pcm: Floats | None) -> None:
    import av

    with av.open(str(path), "w") as container:
        pictures = container.add_stream("mpeg4", rate=10)
        pictures.width = pictures.height = 32
        pictures.pix_fmt = "yuv420p"
        sound: Any = container.add_stream("pcm_s16le", rate=SAMPLE_RATE) if pcm is not None else None
        for part in [av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8)) for _ in range(3)]:
            for packet in pictures.encode(part):
                container.mux(packet)
        for packet in pictures.encode(None):
            container.mux(packet)
        if sound is not None and pcm is not None:
            level = (pcm.reshape(1, -1) * 32768).round().astype(np.int16)
            frame = av.AudioFrame.from_ndarray(level, format="s16", layout="stereo")
            frame.rate = SAMPLE_RATE
            for packet in [*sound.encode(frame), *sound.encode(None)]:
                container.mux(packet)


def test_files_are_read_side_by_side_and_silence_is_left_out(tmp_path: Path) -> None:
    block = 2 * SAMPLE_RATE
    ann, ben = stereo(3 * block + 7, 1), stereo(block + 100, 3)
    ann[block : 2 * block] = 0
    for name, pcm in (("ann", ann), ("ben", ben)):
        soundfile.write(tmp_path / f"{name}.wav", pcm, SAMPLE_RATE)
    source = FilesSource([tmp_path / "ann.wav", tmp_path / "ben.wav"], "")
    for _ in range(2):  # it can be read again
        found = [
            ([(Path(track).stem, piece.start, piece.end) for track, piece in stretch.pieces], stretch.clock)
            for stretch in source.stretches()
        ]
        assert found == [
            ([("ann", 0, block), ("ben", 0, block)], block),
            ([("ben", block, block + 100)], 2 * block),
            ([("ann", 2 * block, 3 * block)], 3 * block),
            ([("ann", 3 * block, 3 * block + 7)], 3 * block + 7),
        ]
    assert source.survey().duration == 3 * block + 7


# --- whose it is ------------------------------------------------------------------------------------


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a/ann.wav", "a/ann.flac", "b/ann.wav", "b/ben.wav")]
    for seed, path in enumerate(paths):
        path.parent.mkdir(exist_ok=True)
        made(path, stereo(1000, seed))
    found = heard(*paths)
    assert list(found.survey.owners.values()) == ["ann", "ann.flac", "ann.wav", "ben"]
    assert len(found.survey.participants) == 4
    for (who, sound), seed in zip(found.sound.items(), count(), strict=False):
        assert np.abs(sound - stereo(1000, seed)).max() < 1e-4, who
    more = made(tmp_path / "ann.wav", stereo(1000, 9))
    assert list(heard(*paths, more).survey.owners.values())[-1] == str(more)


@pytest.mark.parametrize(
    "name",
    [
        os.fsdecode(b"caf\xe9.wav"),
        "a\n%d.wav",
        "10:30.wav",
        "file:a.wav",
        "concat:a|b.wav",
        "-i.wav",
        "http:a",
    ],
)
def test_whatever_a_file_is_called_it_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """No address, no pattern, no text even."""
    monkeypatch.chdir(tmp_path)
    made(tmp_path / "a.wav", stereo(1000)).rename(name)
    for path in (tmp_path / name, Path(name)):
        assert np.abs(only(path) - stereo(1000)).max() < 1e-4


def test_a_folders_audio_files_are_found_by_their_endings(tmp_path: Path) -> None:
    for name in ("b.WAV", "a.flac", "c.m4a", ".d.wav", "e.txt", "capture.pcapng", "f.m3u8", "wav"):
        (tmp_path / name).touch()
    (tmp_path / "g.wav").mkdir()
    assert [path.name for path in audio_files(tmp_path)] == ["a.flac", "b.WAV", "c.m4a"]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    with without_privileges(), pytest.raises(InputError) as error:
        audio_files(tmp_path)
    assert str(error.value) == f"{tmp_path} cannot be read: Permission denied."


# --- what is no sound -------------------------------------------------------------------------------


def test_a_file_that_is_empty_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    assert told(path) == f"{path} cannot be read as audio: No such file or directory."
    path.touch()
    assert told(path) == f"{path} is empty: there is no sound in it."
    assert told(tmp_path) == f"{tmp_path} cannot be read as audio: Is a directory."


def test_a_file_that_one_may_not_read_is_told(tmp_path: Path) -> None:
    path = made(tmp_path / "a.wav", stereo(1000))
    path.chmod(0)
    with without_privileges():
        assert told(path) == f"{path} cannot be read as audio: Permission denied."


@pytest.mark.parametrize(
    "data", [b"\0", b"RIFF", b"Dear all,\nno sound today.\n" * 50, bytes(range(256)) * 40]
)
@pytest.mark.parametrize("kind", ["wav", "mp3", "flac"])
def test_what_is_no_sound_whatever_it_is_called_is_told(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(data)
    assert told(path).startswith(f"{path} ")


def test_a_file_without_a_sample_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros((0, 2)), SAMPLE_RATE)
    assert told(path) == f"{path} holds no sound that can be decoded."


def test_a_video_without_sound_is_told(tmp_path: Path) -> None:
    video(tmp_path / "a.mp4", None)
    assert told(tmp_path / "a.mp4") == f"{tmp_path / 'a.mp4'} holds no sound."


PLAYLISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{}\n#EXT-X-ENDLIST\n",
    "ffconcat": "ffconcat version 1.0\nfile {}\n",
    "mpd": '<?xml version="1.0"?><MPD><Period><BaseURL>{}</BaseURL></Period></MPD>',
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={}\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
}


@pytest.mark.parametrize("kind", PLAYLISTS)
@pytest.mark.parametrize("ending", ["", ".wav"])
def test_what_names_other_files_is_no_sound_and_is_not_followed(
    tmp_path: Path, kind: str, ending: str
) -> None:
    made(tmp_path / "private.wav", stereo(1000))
    path = tmp_path / f"list.{kind}{ending}"
    path.write_text(PLAYLISTS[kind].format("private.wav"))
    assert told(path) == f"{path} cannot be read as audio: it is no sound file."


# --- what is damaged --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["wav", "flac", "m4a"])
def test_a_damaged_middle_is_silence_and_what_follows_lies_in_its_place(tmp_path: Path, kind: str) -> None:
    """A packet that cannot be decoded, and in FLAC one that is not even found."""
    path, pcm = made(tmp_path / f"a.{kind}", stereo()), stereo()
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 9000] = np.random.default_rng(1).bytes(9000)
    path.write_bytes(data)
    sound = only(path)
    assert abs(len(sound) - LENGTH) < (1100 if kind == "m4a" else 1)
    hurt = np.s_[2 * SAMPLE_RATE : 7 * SAMPLE_RATE // 2]
    for part in (np.s_[: 2 * SAMPLE_RATE], np.s_[7 * SAMPLE_RATE // 2 : LENGTH]):
        assert alike(sound[part], pcm[part]) > 0.95
    assert alike(sound[hurt], pcm[hurt]) < 0.99
    if kind == "flac":
        assert (np.abs(sound[hurt]) < 1e-3).all(axis=1).sum() > 4096


def test_what_an_ogg_file_lost_is_silence_too(tmp_path: Path) -> None:
    path, pcm = made(tmp_path / "a.ogg", stereo(20 * SAMPLE_RATE)), stereo(20 * SAMPLE_RATE)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    sound = only(path)
    assert len(sound) == 20 * SAMPLE_RATE
    for part in (np.s_[: 8 * SAMPLE_RATE], np.s_[14 * SAMPLE_RATE :]):
        assert alike(sound[part], pcm[part]) > 0.95


def test_a_single_packet_that_cannot_be_decoded_is_silence_of_its_length(tmp_path: Path) -> None:
    import av

    made(tmp_path / "whole.webm", stereo())
    with av.open(str(tmp_path / "whole.webm")) as whole, av.open(str(tmp_path / "a.mka"), "w") as damaged:
        stream = damaged.add_stream_from_template(whole.streams.audio[0])
        for i, packet in enumerate(whole.demux(audio=0)):
            if packet.size:
                copy = av.Packet(b"\xff\x41\xff\xff\xff" if i == 100 else bytes(packet))
                copy.pts, copy.dts, copy.duration = packet.pts, packet.dts, packet.duration
                copy.time_base, copy.stream = packet.time_base, stream
                damaged.mux(copy)
    one, other = only(tmp_path / "whole.webm"), only(tmp_path / "a.mka")
    assert LENGTH <= len(other) < LENGTH + 960
    silent = np.flatnonzero(~other.any(axis=1))
    assert len(silent) == pytest.approx(960, abs=50) and silent[-1] - silent[0] == len(silent) - 1
    assert 98 * 960 < silent[0] < 102 * 960
    assert alike(one[: silent[0] - 960], other) > 0.99
    behind = int(silent[-1]) + 4800  # Matroska counts in milliseconds
    assert max(alike(one[behind + lag : LENGTH - 48], other[behind:]) for lag in range(-48, 49)) > 0.99


def test_time_stamps_beyond_the_length_that_a_file_says_it_has_are_not_believed(tmp_path: Path) -> None:
    path = made(tmp_path / "a.flac", stereo())
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 30_000] = bytes(30_000)
    path.write_bytes(data)
    assert len(only(path)) == LENGTH
    data[22:26] = (SAMPLE_RATE).to_bytes(4, "big")  # the low bits of STREAMINFO's length
    path.write_bytes(data)
    assert LENGTH // 2 < len(only(path)) < LENGTH - 4096


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3", "opus", "webm", "aac"])
def test_a_file_that_was_cut_off_ends_where_it_ends(tmp_path: Path, kind: str) -> None:
    path, pcm = made(tmp_path / f"a.{kind}", stereo()), stereo()
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    survey, sound, clock = heard(path)
    late = 1024 if kind == "aac" else 0
    assert LENGTH / 4 < clock < LENGTH * 3 / 4
    assert abs(survey.duration - clock) <= PRIMING
    assert alike(sound["a"][late : clock - 8192], pcm) > 0.95


@pytest.mark.parametrize("size", [1, 30, 60])
@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3", "m4a", "webm"])
def test_of_a_file_cut_off_in_its_header_nothing_is_left(tmp_path: Path, kind: str, size: int) -> None:
    path = made(tmp_path / f"a.{kind}", stereo(1000))
    path.write_bytes(path.read_bytes()[: min(size, 40 if kind == "wav" else size)])
    assert told(path).startswith(f"{path} ")


def test_a_sampling_rate_that_changes_amid_a_file_changes_nothing(tmp_path: Path) -> None:
    """Two MP3 files joined: 48 kHz in stereo, then 24 kHz in mono."""
    first, second = stereo(2 * SAMPLE_RATE, 1), noise(SAMPLE_RATE, 5)
    soundfile.write(tmp_path / "1.mp3", first, SAMPLE_RATE)
    soundfile.write(tmp_path / "2.mp3", second, SAMPLE_RATE // 2)
    (tmp_path / "a.mp3").write_bytes((tmp_path / "1.mp3").read_bytes() + (tmp_path / "2.mp3").read_bytes())
    sound = only(tmp_path / "a.mp3")
    assert abs(len(sound) - 4 * SAMPLE_RATE) < PRIMING
    assert alike(sound[: 2 * SAMPLE_RATE - 4800], first) > 0.99
    slow = np.interp(np.arange(2 * SAMPLE_RATE) / 2, np.arange(SAMPLE_RATE), second).astype(np.float32)
    found = [sound[2 * SAMPLE_RATE + lag :][:SAMPLE_RATE, 0] for lag in range(0, 9600, 8)]
    assert max(alike(one, slow[:SAMPLE_RATE]) for one in found) > 0.8


SMALL: dict[str, bytes] = {}


@pytest.fixture(scope="module", autouse=True)
def small(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("small")
    for kind in KINDS:
        SMALL[kind] = made(folder / f"a.{kind}", stereo(3000)).read_bytes()


@given(
    kind=st.sampled_from(sorted(KINDS)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255), st.integers(1, 40)), max_size=6),
    cut=st.floats(0, 1) | st.just(1.0),
    ending=st.sampled_from(["", "wav", "mp3"]),
)
@example(kind="mp3", changes=[(0.0625, 77, 3)], cut=1.0, ending="")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_a_file_it_is_read_or_told(
    tmp_path: Path, kind: str, changes: list[tuple[float, int, int]], cut: float, ending: str
) -> None:
    data = bytearray(SMALL[kind])
    for at, value, length in changes:
        begin = int(at * len(data))
        data[begin : begin + length] = bytes([value]) * len(data[begin : begin + length])
    path = tmp_path / f"a.{ending or kind}"
    path.write_bytes(data[: int(cut * len(data))])
    source = FilesSource([path], "")
    try:
        survey = source.survey()
        assert survey.duration >= 0
        ends = [0]
        for stretch, _ in zip(source.stretches(), range(50), strict=False):
            ends.append(stretch.clock)
            assert all(np.isfinite(piece.pcm).all() for _, piece in stretch.pieces)
        assert all(a < b for a, b in pairwise(ends))
    except InputError as error:
        assert str(error).startswith(str(path)) and str(error).endswith(".")
