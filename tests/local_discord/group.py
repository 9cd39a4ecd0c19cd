"""What a group of end-to-end encryption is made of: its members, proposals under way, epochs."""

from __future__ import annotations

from dataclasses import dataclass, field

from .mls.commit import Commit
from .mls.key_package import KeyPackage
from .mls.proposal import Add, ExternalProposal
from .mls.welcome import Welcome


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


class Group:
    """The state of one call's group, and what can be asked of it. Users are Discord ids."""

    def __init__(self, channel: int) -> None:
        self.group = channel.to_bytes(8, "big")
        self.version = 1
        """The protocol that is in force; 0 is none."""
        self.epoch = 0
        self.members: dict[int, GroupMember] = {}
        self.leaves: list[int | None] = []
        self.pending: list[Pending] = []
        self.preferred: int | None = None
        """The only member whose commits count, as long as it is in a position to commit."""

    def stale(self, user: int) -> bool:
        """Whether a leaf's user is gone, or waits to be added again (then both at once, not before)."""
        member = self.members.get(user)
        return member is None or (not member.inside and member.package is not None)

    def fault(self, user: int, commit: Commit, welcome: Welcome | None) -> str | None:
        """Why this commit does not count; None when it does."""
        if not self.version:
            return "without encryption"
        if commit.group != self.group:
            return "other group"
        if commit.epoch != self.epoch:
            return "outdated" if commit.epoch < self.epoch else "ahead"
        member = self.members.get(user)
        if member is None or (self.epoch and not member.inside):
            return "not a member"
        leaf = self.leaves.index(user) if self.epoch else 0
        if commit.leaf != leaf:
            return "other leaf"
        if self.epoch and any(item.user == user for item in self.pending):
            return "own removal"
        expected = {item.message.reference for item in self.pending if item.user != user}
        if not expected or len(commit.proposals) != len(expected) or expected != set(commit.proposals):
            return "other proposals"
        if welcome is None and any(item.adds for item in self.pending if item.user != user):
            return "no welcome"
        if self.preferred not in (None, user) and self.can_commit(self.preferred):
            return "not preferred"
        return None

    def can_commit(self, user: int | None) -> bool:
        """Whether a commit of this member could count."""
        member = self.members.get(user or 0)
        if member is None or any(item.user == user for item in self.pending if self.epoch):
            return False
        return member.inside or (self.epoch == 0 and member.package is not None)
