"""Sound files: what was written can be read back, and what cannot be written is not there."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from placement import noise
from system_limits import full_disk, without_privileges

from transcriber.audio.encode import SOUND_FORMATS, SoundFile, sound_format, write_sound
from transcriber.errors import OutputError, SettingError
from transcriber.types import SAMPLE_RATE, Samples

WAV = SOUND_FORMATS["wav"]


def sound(length: Samples, channels: int = 2) -> NDArray[np.int16]:
    """Speech-like noise, each side its own; shape (n,) for one channel."""
    pcm = np.stack([noise(length, seed) for seed in range(channels)], axis=1)
    scaled = (pcm.clip(-1, 1) * 32767).astype(np.int16)
    return scaled if channels > 1 else scaled[:, 0]


def blocks(pcm: NDArray[np.int16], size: Samples = 10_000) -> list[NDArray[np.int16]]:
    return [pcm[at : at + size] for at in range(0, len(pcm), size)]


# --- what is written --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SOUND_FORMATS)
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("length", [1, 12_345, 2 * SAMPLE_RATE])
def test_what_was_written_is_read_back(tmp_path: Path, name: str, channels: int, length: Samples) -> None:
    kind, pcm = sound_format(name), sound(2 * SAMPLE_RATE, channels)[:length]
    path = tmp_path / f"mix.{kind.extension}"
    write_sound(path, kind, channels, length, blocks(pcm))
    info = soundfile.info(path)
    assert (info.frames, info.channels, info.samplerate) == (length, channels, SAMPLE_RATE)
    assert (info.format, info.subtype) == (kind.container, kind.encoding)
    read = soundfile.read(path, dtype="int16")[0]
    if name != "opus":
        assert np.array_equal(read, pcm)
    elif length > SAMPLE_RATE:
        for one, other in zip(read.reshape(length, -1).T, pcm.reshape(length, -1).T, strict=True):
            assert np.corrcoef(one, other)[0, 1] > 0.95
    assert list(tmp_path.iterdir()) == [path]


def test_opus_takes_as_much_room_as_is_said(tmp_path: Path) -> None:
    """128 kb/s in stereo."""
    path = tmp_path / "mix.opus"
    write_sound(path, SOUND_FORMATS["opus"], 2, 10 * SAMPLE_RATE, blocks(sound(10 * SAMPLE_RATE)))
    assert path.stat().st_size * 8 / 10 == pytest.approx(128_000, rel=0.2)


def test_how_it_is_cut_into_blocks_does_not_matter(tmp_path: Path) -> None:
    pcm = sound(30_000)
    for kind in SOUND_FORMATS.values():
        read = []
        for size in (777, 30_000):
            write_sound(tmp_path / "mix", kind, 2, len(pcm), blocks(pcm, size))
            read.append(soundfile.read(tmp_path / "mix", dtype="int16")[0])
        assert np.array_equal(*read)


@pytest.mark.parametrize(("length", "container"), [((1 << 30) - 1024, "WAV"), ((1 << 30) - 1023, "RF64")])
def test_past_4_gib_wav_is_rf64(tmp_path: Path, length: Samples, container: str) -> None:
    """By what is to be written; (1 << 30) samples of two channels are 4 GiB, headers left room for."""
    path, pcm = tmp_path / "mix.wav", sound(1000)
    write_sound(path, WAV, 2, length, [pcm])
    assert soundfile.info(path).format == container
    assert np.array_equal(soundfile.read(path, dtype="int16")[0], pcm)
    assert path.read_bytes()[:4] == (b"RIFF" if container == "WAV" else b"RF64")


def test_other_formats_stay_what_they_are_however_long(tmp_path: Path) -> None:
    write_sound(tmp_path / "mix.flac", SOUND_FORMATS["flac"], 2, 1 << 40, [sound(1000)])
    assert soundfile.info(tmp_path / "mix.flac").format == "FLAC"


def test_a_sound_file_is_private_and_may_be_empty(tmp_path: Path) -> None:
    write_sound(tmp_path / "a" / "b" / "mix.wav", WAV, 2, 0, [])
    assert soundfile.info(tmp_path / "a" / "b" / "mix.wav").frames == 0
    assert (tmp_path / "a" / "b" / "mix.wav").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name",
    [
        "Zoë 語 🎙.wav",
        "-rf.wav",
        " .wav",
        "a\nb.wav",
        "a%s:b?.wav",
        "mix",
        os.fsdecode(b"caf\xe9.wav"),
        "n" * 250,
    ],
)
def test_a_name_that_a_file_can_have_is_no_obstacle(tmp_path: Path, name: str) -> None:
    for kind in SOUND_FORMATS.values():
        write_sound(tmp_path / name, kind, 2, 1000, [sound(1000)])
        assert soundfile.info(os.fsencode(tmp_path / name)).frames == 1000
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(SettingError) as told:
        sound_format("mp3")
    assert str(told.value) == "Unknown sound format 'mp3': choose one of wav, flac, opus."


# --- what cannot be written -------------------------------------------------------------------------


def test_before_it_is_complete_nothing_has_its_name(tmp_path: Path) -> None:
    path = tmp_path / "mix.wav"
    with SoundFile(path, WAV, 2, 1000) as file:
        file.write(sound(1000))
        assert not path.exists()
    assert path.exists()


@pytest.mark.parametrize("name", SOUND_FORMATS)
def test_an_error_amid_it_leaves_the_file_of_before(tmp_path: Path, name: str) -> None:
    kind, path = SOUND_FORMATS[name], tmp_path / "mix"
    path.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), SoundFile(path, kind, 2, 1000) as file:
        file.write(sound(500))
        raise KeyboardInterrupt
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", SOUND_FORMATS)
@pytest.mark.parametrize("room", [0, 1000, 30_000])
def test_on_a_full_disk_that_is_told_and_the_file_of_before_stays(
    tmp_path: Path, name: str, room: int
) -> None:
    path = tmp_path / "mix"
    path.write_bytes(b"before")
    pcm = blocks(sound(8 * SAMPLE_RATE))
    with full_disk(room), pytest.raises(OutputError) as told:
        write_sound(path, SOUND_FORMATS[name], 2, 8 * SAMPLE_RATE, pcm)
    assert str(told.value) == f"The sound file {path} cannot be written: File too large."
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_on_a_full_disk_nothing_more_is_tried(tmp_path: Path) -> None:
    """It is told at once, and not at the end of a long recording."""
    with full_disk(1000), pytest.raises(OutputError), SoundFile(tmp_path / "mix", WAV, 2, 1000) as file:
        with pytest.raises(OutputError, match=r"cannot be written: File too large\.$"):
            file.write(sound(1000))
        raise OutputError("the caller's")


def test_what_went_wrong_is_told_and_not_what_cleaning_up_met(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    with pytest.raises(OutputError) as told, SoundFile(folder / "mix.wav", WAV, 2, 1000) as file:
        file.write(sound(1000))
        folder.rename(tmp_path / "elsewhere")
        folder.touch()
    assert str(told.value) == f"The sound file {folder / 'mix.wav'} cannot be written: Not a directory."


@pytest.mark.parametrize("name", ["flac", "opus"])
def test_a_disk_that_is_full_only_when_the_file_is_finished_is_told(tmp_path: Path, name: str) -> None:
    """What an encoder still holds is written at the end; without it the file would be cut short."""
    path = tmp_path / "mix"
    with (
        ExitStack() as stack,
        pytest.raises(OutputError) as told,
        SoundFile(path, SOUND_FORMATS[name], 2, 1000) as file,
    ):
        file.write(sound(1000))
        [part] = tmp_path.iterdir()
        stack.enter_context(full_disk(part.stat().st_size + 10))
    assert str(told.value) == f"The sound file {path} cannot be written: File too large."
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    for path in (tmp_path / "mix.wav", tmp_path / "new" / "mix.wav"):
        with without_privileges(), pytest.raises(OutputError) as told:
            write_sound(path, WAV, 2, 1000, [])
        assert str(told.value) == f"The sound file {path} cannot be written: Permission denied."


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot be written: (Not a directory|File exists)\.$"):
        write_sound(tmp_path / "file" / "mix.wav", WAV, 2, 1000, [])


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mix.wav"
    path.mkdir()
    with pytest.raises(OutputError) as told:
        write_sound(path, WAV, 2, 1000, [sound(1000)])
    assert str(told.value) == f"The sound file {path} cannot be written: Is a directory."
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 300)
    with pytest.raises(OutputError) as told:
        write_sound(path, WAV, 2, 1000, [])
    assert str(told.value) == f"The sound file {path} cannot be written: File name too long."
