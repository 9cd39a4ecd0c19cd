"""`transcriber follow`: what is said in a session while it is being recorded."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from transcriber.capture.session import Session
from transcriber.cli.common import errors, results, short_windows_option
from transcriber.cli.showing import Showing
from transcriber.cli.wishes import check_wishes, wish_options, wishes_of
from transcriber.errors import InputError
from transcriber.follow import Followers, Happening

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
@click.option(
    "--drafts/--no-drafts",
    default=None,
    help="Show what is being said before it is over. Without either: in a terminal.",
)
@recognizer_options
def follow(
    session: Path,
    language: str | None,
    glossary: Path | None,
    names: bool,
    correct: bool,
    drafts: bool | None,
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
    out = results()
    clock = time.monotonic if (out.is_terminal if drafts is None else drafts) else None
    with (
        closing(choice.open()) as recognizer,
        Followers(open_detector(), recognizer, clock=clock) as followers,
        Showing(out) as showing,
    ):
        check_wishes(wishes, recognizer, errors())
        followers.begin(session, wishes)
        try:
            for happening in _happenings(followers):
                showing.show(happening)
        except KeyboardInterrupt:
            errors().print("Stopped following. What was recognized is kept.")
            raise


def _happenings(followers: Followers) -> Iterator[Happening]:
    """Everything, until nothing is followed any more."""
    while len(followers):
        happenings = followers.step()
        if happenings is None:
            time.sleep(POLL_SECONDS)
            continue
        yield from happenings
