"""Audio files as a source of sound: one file a speaker, each beginning at the session's start or at
an offset from it.

In: paths of audio files, in any format that FFmpeg (through PyAV) reads. Out: what `Source`
promises. Files are decoded side by side in short blocks, so memory does not grow with their length;
digital silence is left out, as a gap is, and a damaged stretch becomes one. It reads no other file
and no network, whatever a file asks for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from transcriber.audio.sound import CHANNELS, Piece
from transcriber.audio.source import Stretch, Survey
from transcriber.errors import InputError
from transcriber.types import SAMPLE_RATE, Floats, Note, Participant, Presence, Samples

_BLOCK: Samples = 2 * SAMPLE_RATE
_PRIMING: Samples = SAMPLE_RATE // 10
"""Encoders put up to 0.1 s of silence before and after the sound, which decoders drop again."""

_LEAP: Samples = SAMPLE_RATE // 50
"""Where time stamps leap by more than this, within the length that the file says it has, sound was lost."""

_END: Floats = np.zeros((0, CHANNELS), dtype=np.float32)

EXTENSIONS = frozenset(
    [
        "aac",
        "aif",
        "aiff",
        "flac",
        "m4a",
        "m4b",
        "mka",
        "mkv",
        "mov",
        "mp3",
        "mp4",
        "oga",
        "ogg",
        "opus",
        "wav",
        "webm",
        "wma",
    ]
)
"""What a folder's files are told apart by; a file that is named is read whatever it is called."""


def audio_files(folder: Path) -> list[Path]:
    """The audio files directly in a folder, by name. Raises InputError when it cannot be listed."""
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower().lstrip(".") in EXTENSIONS and path.is_file() and path.name[0] != "."
        )
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error.strerror}.") from error


CONTAINERS = frozenset(
    [
        "aac",
        "aiff",
        "amr",
        "asf",
        "au",
        "avi",
        "caf",
        "flac",
        "matroska",
        "mov",
        "mp3",
        "mpegts",
        "ogg",
        "w64",
        "wav",
        "wv",
    ]
)
"""What is read, by FFmpeg's names: files that hold sound themselves. Playlists name other files, or
addresses that nobody meant to ask."""


@dataclass(frozen=True, slots=True)
class FilesSource:
    """One audio file a speaker; unless `people` says whose it is, the participant's id and name are
    the file's name.

    `offsets`: where a file's sound begins, from the session's start; what lies before that is cut off.
    """

    files: Sequence[Path]
    title: str
    started: str | None = None
    people: Mapping[Path, Participant] = field(default_factory=dict)
    offsets: Mapping[Path, Samples] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def survey(self) -> Survey:
        """Opens every file. Raises InputError for one that is missing, empty or no sound."""
        owners = self._owners()
        ends = [sound_length(path) + self.offsets.get(path, 0) for path in self.files]
        known = {person.id: person for person in self.people.values()}
        participants = tuple(
            known.get(owner, Participant(id=owner, name=owner)) for owner in dict.fromkeys(owners.values())
        )
        return Survey(
            title=self.title,
            started=self.started,
            duration=max([0, *ends]),
            participants=participants,
            owners=owners,
            presences=tuple(Presence(person.id, person.name, since=0) for person in participants),
            notes=self.notes,
        )

    def stretches(self) -> Iterator[Stretch]:
        """The sound of all files, two seconds of each at a time."""
        running = {
            str(path): _blocks(_shifted(_heard(path), self.offsets.get(path, 0))) for path in self.files
        }
        for begin in itertools.count(0, _BLOCK):
            blocks = {track: block for track, blocks in running.items() if len(block := next(blocks, _END))}
            if not blocks:
                return
            running = {track: running[track] for track in blocks}
            pieces = tuple((track, Piece(begin, block)) for track, block in blocks.items() if block.any())
            yield Stretch(pieces, begin + max(map(len, blocks.values())))

    def _owners(self) -> dict[str, str]:
        """Path → speaker; files of one name in different folders, or with different endings, are
        told apart by their full name."""
        owners: dict[str, str] = {}
        for path in self.files:
            if path in self.people:
                owners[str(path)] = self.people[path].id
                continue
            name = path.stem
            if name in owners.values():
                name = path.name if path.name not in owners.values() else str(path)
            owners[str(path)] = name
        return owners


def _opened(path: Path) -> Any:
    """The file's container, checked to hold sound."""
    import av

    options = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "file"}
    try:
        if path.stat().st_size == 0:
            raise InputError(f"{path} is empty: there is no sound in it.")
        # "file:", since 10:30.wav is no address; a title may be in any encoding
        container = av.open(f"file:{path}", options=options, metadata_errors="replace")
    except (av.error.ArgumentError, av.error.InvalidDataError) as error:
        raise InputError(f"{path} cannot be read as audio: it is no sound file.") from error
    except (OSError, av.error.FFmpegError) as error:
        raise InputError(f"{path} cannot be read as audio: {error.strerror}.") from error
    if not container.streams.audio:
        container.close()
        raise InputError(f"{path} holds no sound.")
    return container


def sound_length(path: Path) -> Samples:
    """How long the file's sound is: what its header says, unless its packets say otherwise.

    Raises InputError for a file that is missing, empty or no sound."""
    import av

    container = _opened(path)
    stream = container.streams.audio[0]
    ticks = 0
    try:
        for packet in container.demux(stream):
            ticks += packet.duration or 0
    except (OSError, av.error.FFmpegError):
        pass  # the end, as far as this file goes
    finally:
        container.close()
    counted, said = _samples(ticks, stream), _samples(stream.duration, stream)
    return max(0, said if abs(said - counted) < _PRIMING else counted)


def _samples(ticks: int | None, stream: Any) -> Samples:
    """A duration in the stream's own unit as samples."""
    return round(float((ticks or 0) * stream.time_base * SAMPLE_RATE))


def _blocks(sound: Iterator[Floats]) -> Iterator[Floats]:
    """The same sound in blocks of `_BLOCK` samples, the last one shorter."""
    held: list[Floats] = []
    count = 0
    for pcm in sound:
        held.append(pcm)
        count += len(pcm)
        while count >= _BLOCK:
            joined = np.concatenate(held)
            yield joined[:_BLOCK]
            held = [joined[_BLOCK:]]
            count -= _BLOCK
    if count:
        yield np.concatenate(held)


def _shifted(sound: Iterator[Floats], offset: Samples) -> Iterator[Floats]:
    """The sound behind so much silence; of an offset below zero, without so much of its beginning."""
    yield from _silence(offset)
    early = max(0, -offset)
    for pcm in sound:
        cut = min(early, len(pcm))
        early -= cut
        yield pcm[cut:]


def _heard(path: Path) -> Iterator[Floats]:
    """The file's sound as 48 kHz stereo float32.

    A damaged end is where it ends. Raises InputError when nothing in it can be decoded."""
    import av

    container = _opened(path)
    heard = False
    try:
        for pcm in _sound(container):
            heard = True
            yield pcm
    except (OSError, av.error.FFmpegError) as error:
        if not heard:
            raise InputError(f"{path} cannot be decoded: {error.strerror or error}.") from error
    finally:
        container.close()
    if not heard:
        raise InputError(f"{path} holds no sound that can be decoded.")


def _sound(container: Any) -> Iterator[Floats]:
    """Whatever the decoder gives, as 48 kHz stereo; silence for what it could not read before."""
    import av

    stream = container.streams.audio[0]
    resampler, shape = None, None
    said = _samples(stream.duration, stream) or (container.duration or 0) * SAMPLE_RATE // av.time_base
    at = 0.0  # how far the file has been read, in samples
    damaged = 0
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            damaged += packet.duration or 0
            continue
        for frame in frames:
            lost, damaged = _samples(damaged, stream), 0
            if frame.pts is not None:  # also what was not even recognized as a packet
                place = _samples(frame.pts - (stream.start_time or 0), stream)
                if at + lost + _LEAP < place < said:
                    lost = place - round(at)
            yield from _silence(lost)
            at += lost + frame.samples * SAMPLE_RATE / frame.rate
            if resampler is None or shape != (frame.format.name, frame.layout.name, frame.rate):
                yield from _flushed(resampler)
                shape = (frame.format.name, frame.layout.name, frame.rate)
                layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
                resampler = av.AudioResampler(format="flt", layout=layout, rate=SAMPLE_RATE)
            frame.pts = None  # the resampler would fill what a wrong timestamp leaves out
            yield from map(_stereo, resampler.resample(frame))
    yield from _flushed(resampler)


def _silence(length: Samples) -> Iterator[Floats]:
    for begin in range(0, length, _BLOCK):
        yield np.zeros((min(_BLOCK, length - begin), CHANNELS), dtype=np.float32)


def _flushed(resampler: Any) -> Iterator[Floats]:
    """What a resampler still holds."""
    if resampler is not None:
        yield from map(_stereo, resampler.resample(None))


def _stereo(frame: Any) -> Floats:
    """A frame of interleaved float32; one channel goes to both sides as loud as it is."""
    pcm: Floats = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
    return pcm if pcm.shape[1] == CHANNELS else np.repeat(pcm, CHANNELS, axis=1)
