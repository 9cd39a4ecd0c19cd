"""What was measured of one model on one material, the table of it, and its JSON.

In: results. Out: text. A figure that was not measured is None: `-` in the table, null in the JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from material import Skipped


@dataclass(frozen=True, slots=True)
class Result:
    """Percent, milliseconds, words an hour; `rtf` in CPU seconds a second of sound recognized."""

    model: str
    material: str
    words: int | None = None
    """Words (characters of unspaced languages) of the reference."""
    tcp_wer: float | None = None
    """Word errors with fixed speakers."""
    orc_wer: float | None = None
    """Word errors whoever they were given to."""
    attribution: float | None = None
    """Points between the two: words under a wrong name."""
    speakers: float | None = None
    """Words under the name of who was speaking."""
    start_median_ms: float | None = None
    start_p95_ms: float | None = None
    languages: float | None = None
    """Files whose language was told right."""
    inserted: float | None = None
    """Words an hour where nobody spoke."""
    rtf: float | None = None


_COLUMNS = {
    "words": ("words", "{:.0f}"),
    "tcp_wer": ("tcpWER %", "{:.1f}"),
    "orc_wer": ("tcORC %", "{:.1f}"),
    "attribution": ("attrib.", "{:.1f}"),
    "speakers": ("speaker %", "{:.1f}"),
    "start_median_ms": ("start ms", "{:.0f}"),
    "start_p95_ms": ("p95 ms", "{:.0f}"),
    "languages": ("lang. %", "{:.0f}"),
    "inserted": ("ins./h", "{:.1f}"),
    "rtf": ("RTF", "{:.3f}"),
}


def head() -> str:
    """The table's first row."""
    return _row("model", "material", [title for title, _ in _COLUMNS.values()])


def row(result: Result) -> str:
    """A result as a row of the table."""
    cells = []
    for name, (_, shown) in _COLUMNS.items():
        value = getattr(result, name)
        cells.append("-" if value is None else shown.format(value))
    return _row(result.model, result.material, cells)


def _row(model: str, material: str, cells: Sequence[str]) -> str:
    return f"{model:<26.26} {material:<26.26}" + "".join(f"{cell:>10}" for cell in cells)


def as_json(results: Sequence[Result], skipped: Sequence[Skipped]) -> str:
    """Everything, for programs."""
    document = {
        "results": [asdict(result) for result in results],
        "skipped": [asdict(each) for each in skipped],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
