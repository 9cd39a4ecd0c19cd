"""The `transcriber` command: its subcommands, and what errors look like.

In: arguments. Out: an exit code: 0 done, 1 failed inside, 2 the caller's mistake, 130 interrupted. An
error is one sentence on stderr; a traceback is for those who set TRANSCRIBER_DEBUG.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Sequence

import click

from transcriber import __version__
from transcriber.cli.chart import chart
from transcriber.cli.doctor import doctor
from transcriber.cli.export import export
from transcriber.cli.follow import follow
from transcriber.cli.importing import import_command
from transcriber.cli.inspect import inspect
from transcriber.cli.minutes import minutes
from transcriber.cli.models import models
from transcriber.cli.page import page
from transcriber.cli.serve import serve
from transcriber.cli.sound import mix, shrink, tracks
from transcriber.cli.transcribe import transcribe
from transcriber.cli.worker import worker
from transcriber.errors import CallerError, TranscriberError

INTERRUPTED = 130
"""What shells report for a program that SIGINT ended."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="transcriber")
def cli() -> None:
    """Who said what in a Discord voice call: transcripts and mixes of captured sessions.

    PATH is a session folder, a packet capture (pcap, pcapng), a folder of audio files with one
    file a speaker, or such files.
    """


for command in (
    transcribe,
    follow,
    mix,
    tracks,
    shrink,
    inspect,
    import_command,
    export,
    minutes,
    chart,
    page,
    serve,
    models,
    doctor,
    worker,
):
    cli.add_command(command)


def _as_it_was(error: UnicodeError) -> tuple[str | bytes, int]:
    """Prints what no encoding holds: a path's odd bytes as they are, other characters as `?`."""
    assert isinstance(error, UnicodeEncodeError)
    odd = error.object[error.start : error.end]
    return b"".join(os.fsencode(c) if "\udc80" <= c <= "\udcff" else b"?" for c in odd), error.end


codecs.register_error("as-it-was", _as_it_was)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and exits with its code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="as-it-was")
    try:
        code = cli.main(args=None if arguments is None else list(arguments), standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; Python must not try to flush into nothing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except TranscriberError as error:
        if os.environ.get("TRANSCRIBER_DEBUG"):
            raise
        click.echo(f"Error: {error}", err=True)
        return 2 if isinstance(error, CallerError) else 1
    except Exception as error:
        if os.environ.get("TRANSCRIBER_DEBUG"):
            raise
        click.echo(
            f"Error: something failed inside ({type(error).__name__}: {error}). "
            "Run it again with TRANSCRIBER_DEBUG=1 set to see where, and please report it.",
            err=True,
        )
        return 1
    return code if isinstance(code, int) else 0
