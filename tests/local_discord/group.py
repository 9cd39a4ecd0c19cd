"""What a group of end-to-end encryption is made of: its members, proposals under way, epochs."""

from __future__ import annotations

from dataclasses import dataclass, field

from .mls.key_package import KeyPackage
from .mls.proposal import Add, ExternalProposal


@dataclass(slots=True, eq=False)
class GroupMember:
    """Somebody in the call. `inside`: has the group's keys; else waits to be added."""

    user: int
    package: KeyPackage | None = None
    inside: bool = False


@dataclass(slots=True, eq=False)
class Pending:
    """A proposal of this epoch that no commit has covered yet."""

    user: int
    message: ExternalProposal
    shown: set[int] = field(default_factory=set)

    @property
    def adds(self) -> bool:
        """Whether it is an Add."""
        return isinstance(self.message.proposal, Add)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A commit that became an epoch."""

    epoch: int
    committer: int
    added: tuple[int, ...]
    removed: tuple[int, ...]
    transition: int
