"""The MLS delivery service of one call: who proposes what, whose commit counts, who goes over when.

In: what members send (key packages, commits, "ready", "invalid"), joins and leaves. Out: messages
to members, through `send`. It knows no socket, no clock and no secret of the group: `flush`,
`overdue` and `transitions.expire` are called by whoever has a clock.

A group is made anew (epoch 0: every member has a local group of its own, and the first good commit
makes it the group of all) and then goes from epoch to epoch, by one commit each. A change may wait
for the next `flush`, so that joins of the same moment share one epoch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from .group import Accepted, Group, GroupMember, Pending
from .mls.commit import Commit
from .mls.external_sender import ExternalSender
from .mls.key_package import KeyPackage
from .mls.proposal import Add, ExternalProposal, Remove, append_payload, revoke_payload
from .mls.welcome import Welcome, parse_commit_welcome
from .mls.wire import Garbled
from .transitions import Transition, Transitions
from .voice_message import Binary, Op, VoiceMessage, Words


class DeliveryService(Group):
    """One call's group. Users are Discord ids; `send(user, message)` must not call back."""

    def __init__(
        self, channel: int, sender: ExternalSender, send: Callable[[int, VoiceMessage], None]
    ) -> None:
        super().__init__(channel)
        self.transitions = Transitions(self._send_to_member, self._executed)
        self.keys: dict[int, frozenset[int]] = {}
        """Transition number → who had the keys that it brought."""
        self.accepted: list[Accepted] = []
        self.rejected: Counter[str] = Counter()
        """Commits and key packages that did not count, by reason."""
        self.invalid: list[int] = []
        """Who sent op 31, in order."""
        self._sender = sender
        self._send = send

    @property
    def settled(self) -> bool:
        """Whether everybody has the keys that everybody should have, and nothing is on its way."""
        if self.transitions.under_way:
            return False
        if self.version == 0 or len(self.members) < 2:
            return True
        gone = any(user is not None and user not in self.members for user in self.leaves)
        return not gone and not self.pending and all(member.inside for member in self.members.values())

    # --- coming and going -----------------------------------------------------------------------

    def join(self, user: int) -> None:
        """A member came, and got its session description: it is told the external sender."""
        self.members[user] = GroupMember(user)
        self._send(user, Binary(Op.EXTERNAL_SENDER, bytes(self._sender.package)))

    def leave(self, user: int) -> None:
        """A member went. Call `flush` for what follows of it."""
        if self.members.pop(user, None) is None:
            return
        self.transitions.without(user)
        self._revoke([item for item in self.pending if item.user == user and item.adds])
        if self.version and self.epoch and not any(member.inside for member in self.members.values()):
            self.renew()  # those who are left cannot add anybody: nobody has the keys
        elif self.version and self.epoch and len(self.members) == 1:
            self.renew()
            self._tell_all(Op.PREPARE_TRANSITION, {"transition_id": 0, "protocol_version": 1})

    def renew(self) -> None:
        """Everybody begins a group of their own again, and sends a key package (op 24, epoch 1)."""
        self._forget_group()
        self._tell_all(Op.PREPARE_EPOCH, {"protocol_version": 1, "epoch": 1})

    def downgrade(self) -> int:
        """Announces the end of end-to-end encryption; the transition's number."""
        transition = self.transitions.begin(0, self.members)
        self._tell_all(Op.PREPARE_TRANSITION, {"transition_id": transition.number, "protocol_version": 0})
        self.transitions.announced(transition)
        return transition.number

    def upgrade(self) -> None:
        """Begins end-to-end encryption (again)."""
        self.version = 1
        self.renew()

    def _forget_group(self) -> None:
        self.epoch = 0
        self.leaves.clear()
        self.pending.clear()
        self.transitions.forget()
        for member in self.members.values():
            member.inside, member.package = False, None

    # --- what members send ----------------------------------------------------------------------

    def key_package(self, user: int, payload: bytes) -> None:
        """Op 26. Call `flush` for what follows of it."""
        member = self.members.get(user)
        try:
            package = KeyPackage.parse(payload)
            owner = package.leaf.user
        except Garbled:
            self.rejected["garbled key package"] += 1
            return
        if member is None or owner != user:
            self.rejected["key package of somebody else"] += 1
            return
        self._revoke([item for item in self.pending if item.user == user and item.adds])
        member.package = package
        if member.inside:  # a new one from inside: its state is gone, as after op 31
            self._outside(member)

    def commit(self, user: int, payload: bytes) -> bool:
        """Op 28. Whether this commit made the next epoch; if not, `rejected` has the reason."""
        try:
            commit, welcome = parse_commit_welcome(payload)
        except Garbled:
            self.rejected["garbled commit"] += 1
            return False
        if reason := self.fault(user, commit, welcome):
            self.rejected[reason] += 1
            return False
        self._accept(user, commit, welcome)
        return True

    def invalid_commit(self, user: int) -> None:
        """Op 31: the member could not follow, forgets everything and sends a key package."""
        self.invalid.append(user)
        member = self.members.get(user)
        if member is None:
            return
        member.package = None
        self._outside(member)
        self.transitions.without(user)
        if self.epoch and not any(member.inside for member in self.members.values()):
            self.renew()

    def _outside(self, member: GroupMember) -> None:
        """The member has forgotten the group, and all that it was shown."""
        member.inside = False
        for item in self.pending:
            item.shown.discard(member.user)

    # --- proposals ------------------------------------------------------------------------------

    def flush(self) -> None:
        """Proposes what has changed since the last time."""
        if not self.version or not self.members:
            return
        if self.epoch == 0:
            self._propose_first()
        else:
            self._propose_changes()

    def overdue(self, epoch: int) -> None:
        """Nobody committed in time: everything that is pending is proposed again, to whoever commits."""
        if epoch != self.epoch or not self.pending:
            return
        self.preferred = None
        self.rejected["no commit in time"] += 1
        self._revoke(list(self.pending))
        self.flush()

    def _propose_first(self) -> None:
        """Everybody is to be added to everybody's own group, which all have the same name and epoch."""
        packaged = [member for member in self.members.values() if member.package]
        proposed = {item.user for item in self.pending}
        for member in packaged:
            if member.user not in proposed:
                self._propose(member.user, self._add(member))
        self._show(member.user for member in packaged)

    def _propose_changes(self) -> None:
        """Removes of leaves without a member behind them, then Adds of those who wait."""
        leaving = {item.user for item in self.pending if not item.adds}
        stale = {leaf: user for leaf, user in enumerate(self.leaves) if user and self.stale(user)}
        if not leaving.issuperset(stale.values()):
            self._revoke([item for item in self.pending if item.adds])
            proposed = {item.user for item in self.pending}
            for leaf, user in stale.items():
                if user not in proposed:
                    self._propose(user, Remove(leaf))
        adding = {item.user for item in self.pending if item.adds}
        for member in self.members.values():
            if member.package and not member.inside and member.user not in adding:
                self._propose(member.user, self._add(member))
        self._show(member.user for member in self.members.values() if member.inside)

    def _add(self, member: GroupMember) -> Add:
        assert member.package is not None
        return Add(member.package)

    def _propose(self, user: int, proposal: Add | Remove) -> None:
        message = ExternalProposal.signed(self._sender, self.group, self.epoch, proposal)
        self.pending.append(Pending(user, message))

    def _show(self, to: Iterable[int]) -> None:
        """Sends everybody what they have not been shown, except what is about themselves."""
        for user in to:
            fresh = [item for item in self.pending if user not in item.shown and item.user != user]
            if fresh:
                self._send(user, Binary(Op.PROPOSALS, append_payload([item.message for item in fresh])))
                for item in fresh:
                    item.shown.add(user)

    def _revoke(self, items: list[Pending]) -> None:
        """Takes proposals back, and all others with them: the next `flush` makes those anew.

        For davey's sake. Its commit brings a welcome only when the very op 27 that it answers brought
        an Add, so an older Add would be committed without one. And it can take in only the last
        commit it made: were the remaining proposals to keep their references, an earlier commit,
        still on its way, would fit them again.
        """
        if not items:
            return
        for user in self.members:
            seen = [item.message.reference for item in self.pending if user in item.shown]
            if seen:
                self._send(user, Binary(Op.PROPOSALS, revoke_payload(seen)))
        self.pending.clear()

    # --- commits --------------------------------------------------------------------------------

    def _accept(self, user: int, commit: Commit, welcome: Welcome | None) -> None:
        by_reference = {item.message.reference: item for item in self.pending}
        items = [by_reference[ref] for ref in commit.proposals if isinstance(ref, bytes)]
        if self.epoch == 0:
            self.leaves = [user]
            self.members[user].inside = True
        removed = [item for item in items if isinstance(item.message.proposal, Remove)]
        for item in removed:
            self._blank(item)
        added = [item for item in items if item.adds]
        stayed = [member.user for member in self.members.values() if member.inside]
        for item in added:
            self._seat(item.user)
        self.epoch += 1
        self.pending.clear()
        everybody = frozenset(member.user for member in self.members.values() if member.inside)
        transition = self.transitions.begin(1, everybody)
        self.keys[transition.number] = everybody
        number = transition.number.to_bytes(2, "big")
        for member in stayed:
            self._send(member, Binary(Op.ANNOUNCE_COMMIT, number + bytes(commit)))
        for item in added:
            proposal = item.message.proposal
            assert isinstance(proposal, Add)
            own = None if welcome is None else welcome.only(proposal.package.reference)
            if own is None:
                self.rejected["nothing in the welcome"] += 1
            else:
                self._send(item.user, Binary(Op.WELCOME, number + bytes(own)))
        self.accepted.append(
            Accepted(
                self.epoch,
                user,
                tuple(item.user for item in added),
                tuple(item.user for item in removed),
                transition.number,
            )
        )
        self.transitions.announced(transition)

    def _blank(self, item: Pending) -> None:
        assert isinstance(item.message.proposal, Remove)
        self.leaves[item.message.proposal.leaf] = None

    def _seat(self, user: int) -> None:
        """Who is added takes the leftmost blank leaf (RFC 9420 section 7.7)."""
        self.members[user].inside = True
        if None in self.leaves:
            self.leaves[self.leaves.index(None)] = user
        else:
            self.leaves.append(user)

    # --- messages -------------------------------------------------------------------------------

    def _executed(self, transition: Transition) -> None:
        if transition.version == 0:
            self.version = 0

    def _send_to_member(self, user: int, message: VoiceMessage) -> None:
        """Op 22 goes to those who are still there."""
        if user in self.members:
            self._send(user, message)

    def _tell_all(self, op: Op, data: dict[str, int]) -> None:
        for user in self.members:
            self._send(user, Words(op, dict(data)))
