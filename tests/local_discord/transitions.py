"""Transitions of a call: announced with a number, said to be ready for by each member, then executed.

In: who is ready, who has left, whose time is over. Out: op 22 through `send`, once all are ready. It
knows no clock: `expire` is called by whoever has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .voice_message import Op, VoiceMessage, Words


@dataclass(slots=True, eq=False)
class Transition:
    """A change of keys or of protocol on its way: announced, but not executed before all are ready."""

    number: int
    version: int
    members: frozenset[int]
    waiting: set[int]


class Transitions:
    """Those of one call. `executed(transition)` is called before op 22 goes out."""

    def __init__(
        self, send: Callable[[int, VoiceMessage], None], executed: Callable[[Transition], None]
    ) -> None:
        self.under_way: dict[int, Transition] = {}
        self.hasty = False
        """Executes without waiting for anybody."""
        self._send = send
        self._executed = executed
        self._last = 0

    def begin(self, version: int, members: Iterable[int]) -> Transition:
        """A transition that is about to be announced to these members; call `announced` then."""
        everybody = frozenset(members)
        self._last = self._last % 0xFFFF + 1  # 0 would mean: at once
        transition = Transition(self._last, version, everybody, set(everybody))
        self.under_way[transition.number] = transition
        return transition

    def announced(self, transition: Transition) -> None:
        """All have been told; executes it when there is nobody to wait for."""
        if self.hasty or not transition.waiting:
            self._execute(transition)

    def ready(self, user: int, number: int) -> None:
        """Op 23: the member can go over."""
        if number in self.under_way:
            self._ready(self.under_way[number], user)

    def without(self, user: int) -> None:
        """The member has left, or is not able to go over: nobody waits for it."""
        for transition in list(self.under_way.values()):
            self._ready(transition, user)

    def expire(self, number: int) -> None:
        """Executes a transition even though some are not ready."""
        if number in self.under_way:
            self._execute(self.under_way[number])

    def forget(self) -> None:
        """The group is made anew: what was under way is not executed anymore."""
        self.under_way.clear()

    def _ready(self, transition: Transition, user: int) -> None:
        transition.waiting.discard(user)
        if not transition.waiting and transition.number in self.under_way:
            self._execute(transition)

    def _execute(self, transition: Transition) -> None:
        del self.under_way[transition.number]
        self._executed(transition)
        for user in transition.members:
            self._send(user, Words(Op.EXECUTE_TRANSITION, {"transition_id": transition.number}))
