"""A measured figure beside its budget, and the table of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; within budget when at most (or, with `at_least`, at least) `budget`."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False
    remark: str = ""

    @property
    def kept(self) -> bool:
        """Whether the budget holds; a figure without one only informs."""
        if self.budget is None:
            return True
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    def row(self) -> str:
        """One row of the table."""
        bound = ""
        if self.budget is not None:
            bound = f"{'≥' if self.at_least else '≤'} {self.budget:g}"
        mark = "" if self.budget is None else "ok" if self.kept else "MISSED"
        remark = f"  ({self.remark})" if self.remark else ""
        return f"{self.name:<58}{self.value:>10.4g} {self.unit:<10}{bound:>10}  {mark}{remark}"


def best_of(times: int, work: Callable[[], object]) -> float:
    """The least seconds that `work` took: what it costs when nothing else disturbs."""
    least = float("inf")
    for _ in range(times):
        begin = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - begin)
    return least
