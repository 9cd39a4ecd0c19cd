"""`transcriber inspect`: what is in a recording, without recognizing it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from transcriber.audio.source import Survey
from transcriber.cli.common import duration_text, key_options, paths_argument, results
from transcriber.inputs import Recording, recordings
from transcriber.transcript.plain import plain
from transcriber.types import Absence, Participant, seconds


@click.command()
@paths_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@key_options
def inspect(paths: tuple[Path, ...], as_json: bool, mode: str | None, key: str | None) -> None:
    """Show what is in a recording: participants, durations, losses, drift, gaps."""
    surveys = [(recording, recording.source.survey()) for recording in recordings(paths, mode, key)]
    if as_json:
        found = [described(recording, survey) for recording, survey in surveys]
        click.echo(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
        return
    console = results()
    for recording, survey in surveys:
        _show(console, recording, survey)


def described(recording: Recording, survey: Survey) -> dict[str, Any]:
    """A survey as plain data; times in seconds from the session's start."""
    return {
        "path": str(recording.path),
        "title": survey.title,
        "started": survey.started,
        "duration": seconds(survey.duration),
        "encryption": survey.encryption,
        "participants": [_person(person, survey) for person in survey.participants],
        "gaps": [_gap(gap) for gap in survey.gaps],
        "notes": len(survey.notes),
        "packets": dict(survey.rejected),
        "warnings": list(survey.warnings),
    }


def _person(person: Participant, survey: Survey) -> dict[str, Any]:
    quality = asdict(person.quality)
    # What only decoding can tell is not known here.
    for name in ("recovered", "concealed"):
        del quality[name]
    return {
        "id": person.id,
        "name": person.name,
        "bot": person.bot,
        "streams": sum(owner == person.id for owner in survey.owners.values()),
        "talk": seconds(person.talk),
        "drift_ppm": None if person.drift_ppm is None else round(person.drift_ppm, 1),
        **quality,
        "loss": _loss(person),
    }


def _gap(gap: Absence) -> dict[str, Any]:
    return {
        "start": seconds(gap.start), "end": seconds(gap.end), "reason": gap.reason, "speaker": gap.speaker,
    }  # fmt: skip


def _loss(person: Participant) -> float:
    """The share of packets that never came."""
    sent = person.quality.received + person.quality.lost
    return round(person.quality.lost / sent, 4) if sent else 0.0


def _show(console: Console, recording: Recording, survey: Survey) -> None:
    console.print(f"{recording.path}: {plain(survey.title)}")
    begun = f", began {survey.started}" if survey.started else ""
    console.print(f"{duration_text(survey.duration)} long{begun}")
    if survey.encryption:
        console.print(f"end-to-end encrypted, code {survey.encryption}")
    table = Table(box=None, pad_edge=False)
    for name in ("Participant", "Id"):
        table.add_column(name, overflow="fold")
    for name in ("Streams", "Talk", "Packets", "Lost", "Late", "Duplicate", "Drift"):
        table.add_column(name, justify="right", no_wrap=True)
    for person in survey.participants:
        shown = _person(person, survey)
        drift = "?" if person.drift_ppm is None else f"{person.drift_ppm:+.0f} ppm"
        table.add_row(
            Text(plain(person.name) + (" (bot)" if person.bot else "")),
            Text(person.id),
            str(shown["streams"]),
            duration_text(person.talk),
            str(person.quality.received),
            f"{person.quality.lost} ({_loss(person):.1%})",
            str(person.quality.late),
            str(person.quality.duplicate),
            drift,
        )
    console.print(table)
    for gap in survey.gaps:
        whose = f" of {gap.speaker}" if gap.speaker else ""
        console.print(f"gap{whose}: {duration_text(gap.start)} to {duration_text(gap.end)}, {gap.reason}")
    if survey.rejected:
        console.print("packets: " + ", ".join(f"{count} {name}" for name, count in survey.rejected.items()))
    for warning in survey.warnings:
        console.print(f"Note: {warning}")
