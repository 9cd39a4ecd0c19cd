"""`transcriber follow`: what is said in a session while it is being recorded."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from transcriber.capture.session import Session
from transcriber.cli.common import errors, results, short_windows_option
from transcriber.cli.wishes import check_wishes, wish_options, wishes_of
from transcriber.errors import InputError
from transcriber.follow import Done, Failed, Followers, Happening, Said
from transcriber.transcript.clock import clock
from transcriber.transcript.plain import plain

POLL_SECONDS = 0.05
"""How often a capture is asked for more: far less than what people notice."""


def recognizer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--model and what it computes with."""
    for option in (
        click.option("--offline", is_flag=True, help="Never fetch a model's weights."),
        short_windows_option,
        click.option("--compute-type", default="auto", show_default=True, help="How Whisper computes."),
        click.option("--device", default="auto", show_default=True, help="Where Whisper computes."),
        click.option(
            "--model",
            default="auto",
            show_default=True,
            help="auto, sphinx, a Whisper size (see `transcriber models`), a folder with a CTranslate2 "
            "Whisper, onnx:NAME, onnx:DIR, or a server that then hears everything: http://HOST:PORT/v1#NAME.",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("session", type=click.Path(path_type=Path))
@wish_options
@recognizer_options
def follow(
    session: Path,
    language: str | None,
    glossary: Path | None,
    names: bool,
    correct: bool,
    model: str,
    device: str,
    compute_type: str,
    short_windows: bool,
    offline: bool,
) -> None:
    """Print what is said in SESSION while it is being recorded.

    When the recording ends, the transcript and the mix are written into the session's folder.
    Interrupted (Ctrl-C), the same command begins again with what was said so far.
    """
    from models.registry import open_detector, resolve

    if not session.is_dir():
        raise InputError(f"There is no session folder {session}.")
    if not Session(session).capture.exists():
        raise InputError(f"There is no capture in {session}: only what a recorder writes can be followed.")
    wishes = wishes_of(language, glossary, names, correct)
    choice = resolve(
        model,
        device=device,
        compute_type=compute_type,
        jobs=os.cpu_count() or 1,
        offline=offline,
        short_windows=short_windows,
        announce=errors().print,
    )
    out, err = results(), errors()
    with closing(choice.open()) as recognizer, Followers(open_detector(), recognizer) as followers:
        check_wishes(wishes, recognizer, err)
        followers.begin(session, wishes)
        try:
            for happening in _happenings(followers):
                _print(out, err, happening)
        except KeyboardInterrupt:
            err.print("Stopped following. What was recognized is kept.")
            raise


def _happenings(followers: Followers) -> Iterator[Happening]:
    """Everything, until nothing is followed any more."""
    while len(followers):
        happenings = followers.step()
        if happenings is None:
            time.sleep(POLL_SECONDS)
            continue
        yield from happenings


def _print(out: Console, err: Console, happening: Happening) -> None:
    match happening:
        case Said():
            line = happening.line
            out.print(
                Text.assemble(
                    (f"[{clock(line.start)}]", "dim"),
                    " ",
                    (f"{plain(happening.name)}:", "bold"),
                    f" {plain(line.text)}",
                )
            )
        case Done():
            for path in happening.files:
                out.print(str(path))
        case Failed():
            raise InputError(happening.why)
