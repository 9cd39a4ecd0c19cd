"""What the commands share: options, output folders, printing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from transcriber.inputs import Recording
from transcriber.receive.transport import MODES
from transcriber.types import SAMPLE_RATE, Samples

_Command = TypeVar("_Command", bound=Callable[..., Any])

paths_argument = click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)


def key_options(command: _Command) -> _Command:
    """--mode and --key, for encrypted packet captures."""
    command = click.option(
        "--key",
        metavar="HEX",
        help="The transport key of an encrypted packet capture, 64 hexadecimal digits.",
    )(command)
    return click.option("--mode", metavar="MODE", help=f"Its transport mode: {', '.join(MODES)}.")(command)


short_windows_option = click.option(
    "--short-windows",
    is_flag=True,
    help="Let Whisper hear each utterance in a window of its own length, not of 30 s: several times as fast "
    "on a CPU, at some cost in accuracy.",
)


def output_option(what: str) -> Callable[[_Command], _Command]:
    """-o/--output, a folder."""
    return click.option(
        "-o",
        "--output",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help=f"Where {what} go. Without it: a session's own folder, or PATH.transcript beside PATH.",
    )


def results_folder(recording: Recording, output: Path | None, of: Sequence[Recording]) -> Path:
    """Where a recording's results go: several recordings get a folder each."""
    if output is None:
        return recording.results
    return output if len(of) == 1 else output / recording.name


def errors() -> Console:
    """For everything but results: stderr, so that results can be piped."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def results() -> Console:
    """For results: stdout. Into a file or pipe, tables are as wide as they need to be."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 200
    return console


@contextmanager
def progress_bar(console: Console, what: str, total: Samples) -> Iterator[Callable[[Samples], None]]:
    """A bar on a terminal, nothing elsewhere; what it gives is called with the session time reached."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[reached]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=max(total, 1), reached="")

        def reached(at: Samples) -> None:
            shown = bar.tasks[0].completed
            bar.update(task, completed=max(shown, min(at, total)), reached=duration_text(max(int(shown), at)))

        yield reached


def duration_text(duration: Samples) -> str:
    """`1:02:03` or `2:03`."""
    minutes, second = divmod(duration // SAMPLE_RATE, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"
