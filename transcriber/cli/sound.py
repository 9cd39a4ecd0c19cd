"""`transcriber mix` and `transcriber tracks`: sound without recognizing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from transcriber.audio.captured import CaptureSource
from transcriber.audio.encode import SOUND_FORMATS, SoundFormat, sound_format
from transcriber.audio.export import MixFile, TrackFiles
from transcriber.audio.multitrack import MULTITRACK, MultitrackFile
from transcriber.audio.shrink import shrunk
from transcriber.audio.source import Stretch, Survey
from transcriber.cli.common import (
    errors,
    key_options,
    output_option,
    paths_argument,
    progress_bar,
    results,
    results_folder,
)
from transcriber.errors import InputError, SettingError
from transcriber.inputs import Recording, check_heard, recordings
from transcriber.output import file_name, prepare_folder

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _format_option(*more: str) -> Callable[[_Command], _Command]:
    """--format, of sound files."""
    return click.option(
        "--format",
        "form",
        default="wav",
        show_default=True,
        metavar="|".join([*SOUND_FORMATS, *more]),
        help="The kind of sound file.",
    )


@click.command()
@paths_argument
@output_option("the files")
@_format_option()
@key_options
def mix(paths: tuple[Path, ...], output: Path | None, form: str, mode: str | None, key: str | None) -> None:
    """Mix everybody into one sound file, mix.wav."""
    kind = sound_format(form)

    def write(recording: Recording, survey: Survey, folder: Path) -> list[Path]:
        path = folder / f"mix.{kind.extension}"
        with MixFile(path, kind, survey) as file:
            _play(recording, survey, file.push)
        return [path]

    _each(paths, output, mode, key, write)


@click.command()
@paths_argument
@output_option("the files")
@_format_option(MULTITRACK)
@key_options
def tracks(
    paths: tuple[Path, ...], output: Path | None, form: str, mode: str | None, key: str | None
) -> None:
    """Write one sound file a speaker, all aligned, to tracks/.

    With --format mka it is one file, tracks.mka, with a track a speaker: their Opus packets as they
    came, not encoded again.
    """
    if form == MULTITRACK:
        _each(paths, output, mode, key, _multitrack)
        return
    kind = sound_format(form)

    def write(recording: Recording, survey: Survey, folder: Path) -> list[Path]:
        files = track_paths(folder / "tracks", survey, kind)
        with TrackFiles(files, kind, survey) as writer:
            _play(recording, survey, writer.push)
        return list(files.values())

    _each(paths, output, mode, key, write)


def _multitrack(recording: Recording, survey: Survey, folder: Path) -> list[Path]:
    if not isinstance(recording.source, CaptureSource):
        raise SettingError(
            f"{recording.path} holds audio files, and {MULTITRACK} is for the Opus packets of a capture: "
            f"choose one of {', '.join(SOUND_FORMATS)}."
        )
    path = folder / f"tracks.{MULTITRACK}"
    with MultitrackFile(path, survey) as file, progress_bar(errors(), "Writing", survey.duration) as reached:
        for placed, clock in recording.source.packets():
            file.push(placed, clock)
            reached(clock)
    return [path]


@click.command()
@click.argument("sound", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--limit",
    type=click.FloatRange(min=0.05),
    default=10.0,
    show_default=True,
    metavar="MB",
    help="The largest size of a file, in megabytes (10^6 bytes).",
)
@click.option("-o", "--output", metavar="DIR", type=click.Path(path_type=Path), help="Where the files go.")
def shrink(sound: Path, limit: float, output: Path | None) -> None:
    """Make Opus files of a mix that are small enough to be uploaded.

    The bitrate is the highest that fits; where even a low one does not, there are several parts.
    """
    if not sound.is_file():
        raise InputError(f"There is no file {sound}.")
    folder = output or sound.parent
    prepare_folder(folder)
    for path in shrunk(sound, folder, round(limit * 1_000_000)):
        results().print(str(path))


def track_paths(folder: Path, survey: Survey, kind: SoundFormat) -> dict[str, Path]:
    """Participant id → file, named after both name and id; of those who have sound."""
    names = {person.id: person.name for person in survey.participants}
    paths: dict[str, Path] = {}
    for owner in dict.fromkeys(survey.owners.values()):
        name = names.get(owner, owner)
        stem = file_name(name if name == owner else f"{name}-{owner}")
        while folder / f"{stem}.{kind.extension}" in paths.values():
            stem += "_"
        paths[owner] = folder / f"{stem}.{kind.extension}"
    return paths


def _play(recording: Recording, survey: Survey, listener: Callable[[Stretch], None]) -> None:
    with progress_bar(errors(), "Decoding", survey.duration) as reached:
        for stretch in recording.source.stretches():
            listener(stretch)
            reached(stretch.clock)


def _each(
    paths: tuple[Path, ...],
    output: Path | None,
    mode: str | None,
    key: str | None,
    write: Callable[[Recording, Survey, Path], list[Path]],
) -> None:
    found = recordings(paths, mode, key)
    for recording in found:
        survey = recording.source.survey()
        check_heard(recording, survey)
        folder = results_folder(recording, output, found)
        prepare_folder(folder)
        for path in write(recording, survey, folder):
            results().print(str(path))
        for warning in survey.warnings:
            errors().print(f"Note: {warning}")
