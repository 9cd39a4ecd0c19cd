"""`transcriber worker`: follows sessions for the bot, in a process of its own.

In: commands as JSON lines on stdin. Out: what happened, as JSON lines on stdout; nothing else ever
gets there. Times in seconds. It ends when stdin does, or with an error that it tells first.

A line is told once, by `said`. With `--drafts`, `draft` tells what is known of an utterance that goes on:
its `id`, `committed` text that only grows under that id, and `tentative` text behind it. Each `said` of an
utterance that was shown so has that id as `draft`; behind them comes its last `draft`, which is `ended`:
its `committed` is all that is to be shown in the draft's place, `lines` are the ids of the lines, and
`differs` is how many words they and the draft do not have in common.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

import click

from transcriber.cli.follow import POLL_SECONDS, recognizer_options
from transcriber.errors import TranscriberError
from transcriber.follow import Done, Drafted, Failed, Followers, Happening, Said
from transcriber.speech.recognizer import Recognizer
from transcriber.speech.wishes import Wishes
from transcriber.types import Line, seconds


@click.command(hidden=True)
@click.option("--drafts", is_flag=True, help="Tell what is being said, too, before it is over.")
@recognizer_options
def worker(
    drafts: bool, model: str, device: str, compute_type: str, short_windows: bool, offline: bool
) -> None:
    """Follow sessions for the bot: commands come as JSON lines on stdin, happenings go to stdout.

    `{"do": "begin", "session": DIR, …}` follows a session, with the keys of `Wishes`; `{"do": "end",
    "session": DIR}` says that it grows no more. It ends when stdin does.
    """
    from models.registry import open_detector, resolve

    out, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints must not come between

    def announce(sentence: object) -> None:
        _tell(out, {"event": "note", "text": str(sentence)})

    try:
        choice = resolve(
            model,
            device=device,
            compute_type=compute_type,
            jobs=os.cpu_count() or 1,
            offline=offline,
            short_windows=short_windows,
            announce=announce,
        )
        clock = time.monotonic if drafts else None
        with (
            closing(choice.open()) as recognizer,
            Followers(open_detector(), recognizer, clock=clock) as followers,
        ):
            serve(followers, recognizer, sys.stdin, out)
    except TranscriberError as error:
        _tell(out, {"event": "refused", "why": str(error)})
        raise


def serve(followers: Followers, recognizer: Recognizer, source: TextIO, out: TextIO) -> None:
    """Does what `source` says, line by line, and tells `out` what happens; until `source` ends."""
    known = recognizer.capabilities.languages
    languages = None if known is None else sorted(known)
    _tell(out, {"event": "ready", "recognizer": recognizer.name, "languages": languages})
    commands = _commands(source)
    while True:
        happenings = followers.step()
        try:
            line = commands.get(timeout=POLL_SECONDS) if happenings is None else commands.get_nowait()
            if line is None:
                return
            _obey(followers, line, out)
        except queue.Empty:
            pass
        for happening in happenings or ():
            _tell(out, _told(happening))


def _commands(source: TextIO) -> queue.Queue[str | None]:
    """The lines of stdin as they come, None at its end."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in source:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True, name="Commands").start()
    return lines


def _obey(followers: Followers, line: str, out: TextIO) -> None:
    command = json.loads(line)
    folder = Path(command["session"])
    try:
        if command["do"] == "begin":
            followers.begin(folder, _wishes(command))
        elif command["do"] == "end":
            followers.end(folder)
    except TranscriberError as error:
        _tell(out, {"event": "failed", "session": str(folder), "why": str(error)})


def _wishes(command: dict[str, Any]) -> Wishes:
    """What the bot told of a session, as plain data."""
    return Wishes(
        languages=tuple(command.get("languages", ())),
        glossary=tuple(command.get("glossary", ())),
        roster=tuple(command.get("roster", ())),
        spoken=dict(command.get("spoken", {})),
        names=bool(command.get("names", True)),
        correct=bool(command.get("correct", True)),
    )


def _told(happening: Happening) -> dict[str, Any]:
    match happening:
        case Said():
            return {
                "event": "said",
                "session": str(happening.session),
                "line": _line(happening.line),
                "name": happening.name,
                "behind": seconds(happening.behind),
                "draft": happening.draft,
            }
        case Drafted():
            draft = happening.draft
            return {
                "event": "draft",
                "session": str(happening.session),
                "id": draft.id,
                "speaker": draft.speaker,
                "name": happening.name,
                "start": seconds(draft.start),
                "committed": draft.committed,
                "tentative": draft.tentative,
                "ended": draft.ended,
                "lines": list(draft.lines),
                "differs": draft.differs,
            }
        case Done():
            return {
                "event": "done",
                "session": str(happening.session),
                "files": [str(path) for path in happening.files],
                "lines": len(happening.transcript.lines),
                "duration": seconds(happening.transcript.duration),
                "participants": [
                    {"id": one.id, "name": one.name, "talk": seconds(one.talk)}
                    for one in happening.transcript.participants
                ],
                "warnings": list(happening.transcript.warnings),
                "recognizer": happening.transcript.recognizer,
                "digest": happening.digest,
                "spoken": dict(happening.spoken),
            }
        case Failed():
            return {"event": "failed", "session": str(happening.session), "why": happening.why}


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "speaker": line.speaker,
        "start": seconds(line.start),
        "end": seconds(line.end),
        "text": line.text,
    }


def _tell(out: TextIO, happening: dict[str, Any]) -> None:
    out.write(json.dumps(happening) + "\n")
    out.flush()
