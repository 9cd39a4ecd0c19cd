"""`transcriber transcribe`: recordings become transcripts and mixes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from transcriber.cli.common import (
    errors,
    key_options,
    output_option,
    paths_argument,
    progress_bar,
    results,
    results_folder,
    short_windows_option,
)
from transcriber.cli.export import chosen_formats, formats_option
from transcriber.cli.wishes import check_wishes, wish_options, wishes_of
from transcriber.inputs import recordings
from transcriber.transcribe import Transcription
from transcriber.transcript.clock import clock
from transcriber.transcript.plain import plain
from transcriber.types import Line


@click.command()
@paths_argument
@output_option("the results")
@formats_option("Transcript format")
@click.option(
    "--model",
    default="auto",
    show_default=True,
    help="auto, sphinx, a Whisper size (see `transcriber models`), a folder with a CTranslate2 Whisper, "
    "onnx:NAME, onnx:DIR, or a server that then hears everything: http://HOST:PORT/v1#NAME.",
)
@wish_options
@key_options
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many utterances to recognize at a time. Without it: one a processor.",
)
@click.option(
    "--device", default="auto", show_default=True, help="Where Whisper computes: auto, cpu or cuda."
)
@click.option(
    "--compute-type",
    default="auto",
    show_default=True,
    help="How Whisper computes: int8, float16 … (see `transcriber doctor`).",
)
@short_windows_option
@click.option("--mix/--no-mix", default=True, show_default=True, help="Whether to write mix.wav.")
@click.option("--again", is_flag=True, help="Recognize everything anew, not only what is missing.")
@click.option("--offline", is_flag=True, help="Never fetch a model's weights.")
@click.option(
    "--debug", is_flag=True, help="Write into the JSON what was read more than once, and every reading."
)
@click.option("--quiet", is_flag=True, help="Print the names of the files only.")
def transcribe(
    paths: tuple[Path, ...],
    output: Path | None,
    formats: tuple[str, ...],
    model: str,
    language: str | None,
    glossary: Path | None,
    names: bool,
    correct: bool,
    mode: str | None,
    key: str | None,
    jobs: int | None,
    device: str,
    compute_type: str,
    short_windows: bool,
    mix: bool,
    again: bool,
    offline: bool,
    debug: bool,
    quiet: bool,
) -> None:
    """Transcribe recordings: who said what, when; and mix everybody into mix.wav.

    The transcript is printed as it grows. Interrupted (Ctrl-C), running the same command again goes
    on where it stopped.
    """
    from models.registry import open_detector, resolve

    chosen = chosen_formats(formats)
    found = recordings(paths, mode, key)
    wishes = wishes_of(language, glossary, names, correct)
    choice = resolve(
        model,
        device=device,
        compute_type=compute_type,
        jobs=jobs or os.cpu_count() or 1,
        offline=offline,
        short_windows=short_windows,
        announce=errors().print,
    )
    with closing(choice.open()) as recognizer:
        check_wishes(wishes, recognizer, errors())
        for recording in found:
            folder = results_folder(recording, output, found)
            work = Transcription(
                recording,
                folder,
                open_detector(),
                recognizer,
                chosen,
                wishes,
                mix=mix,
                again=again,
                debug=debug,
            )
            _follow(work, quiet)
            _tell(work)


def _follow(work: Transcription, quiet: bool) -> None:
    """Runs the work, printing lines as they come."""
    out, err = results(), errors()
    with closing(work.run()) as run:
        next(run)
        assert work.survey is not None
        names = {person.id: plain(person.name) for person in work.survey.participants}
        with progress_bar(err, "Transcribing", work.survey.duration) as reached:
            try:
                for progress in run:
                    if not quiet:
                        for line in progress.lines:
                            _print(out, line, names)
                    reached(progress.at)
            except KeyboardInterrupt:
                err.print(
                    "Stopped. What was recognized is kept: run the same command again to go on from here."
                )
                raise


def _print(console: Console, line: Line, names: dict[str, str]) -> None:
    name = names.get(line.speaker, line.speaker)
    row = Text.assemble((f"[{clock(line.start)}]", "dim"), " ", (f"{name}:", "bold"), f" {plain(line.text)}")
    console.print(row)


def _tell(work: Transcription) -> None:
    """What came of it."""
    assert work.transcript is not None
    out, err = results(), errors()
    for warning in work.transcript.warnings:
        err.print(f"Note: {warning}")
    if not work.transcript.lines:
        err.print("Note: no words were recognized; the transcript says so.")
    if work.found:
        err.print(f"{work.found} answers of an earlier run were used again (--again recognizes anew).")
    _files(out, work.files)


def _files(console: Console, files: Sequence[Path]) -> None:
    for path in files:
        console.print(str(path))
