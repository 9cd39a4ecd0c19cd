"""`make bench`: every budget of the project, measured in one run. `python tests/bench NAME…` runs some."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import batching
import bleeding
import invented
import live
import long_call
import paging
import quality
import reading
import receiving
import sounding
from figure import Figure

BENCHES: dict[str, Callable[[], Iterator[Figure]]] = {
    "receiving": receiving.measure,
    "sounding": sounding.measure,
    "quality": quality.measure,
    "invented": invented.measure,
    "bleeding": bleeding.measure,
    "reading": reading.measure,
    "long_call": long_call.measure,
    "live": live.measure,
    "page": paging.measure,
    "batching": batching.measure,
}


def main(names: list[str]) -> int:
    """Prints the figures; 1 when a budget is missed."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no bench {unknown[0]!r}: choose from {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    missed = 0
    for name in names or BENCHES:
        for figure in BENCHES[name]():
            print(figure.row(), flush=True)
            missed += not figure.kept
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
