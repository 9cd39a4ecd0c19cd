"""The MLS delivery service, with real davey sessions: every member opens every other's frames."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable

import davey
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local_discord.dave_client import DaveClient
from local_discord.delivery import DeliveryService
from local_discord.mls.external_sender import ExternalSender, ExternalSenderPackage
from local_discord.mls.key_package import KeyPackage
from local_discord.mls.proposal import ExternalProposal, parse_proposals
from local_discord.mls.welcome import parse_commit_welcome
from local_discord.mls.wire import Garbled, Reader, vector
from local_discord.voice_message import Binary, Op, VoiceMessage, Words

CHANNEL = 77


class World:
    """A call without a clock or a socket. `late`: who goes on under old keys for as long as they may."""

    def __init__(self, late: tuple[int, ...] = ()) -> None:
        self.clients: dict[int, DaveClient] = {}
        self.queue: deque[tuple[int, VoiceMessage]] = deque()
        self.log: list[tuple[int, VoiceMessage]] = []
        """What members said."""
        self.late = late
        self.lazy = 0
        """Whose commits do not arrive."""
        self.service = DeliveryService(CHANNEL, ExternalSender(12345), self._send)

    def _send(self, user: int, message: VoiceMessage) -> None:
        self.queue.append((user, message))

    def join(self, *users: int) -> None:
        for user in users:
            client = self.clients[user] = DaveClient(user, CHANNEL, late_switch=user in self.late)
            self.service.join(user)
            self.answer(user, client.described(self.service.version))

    def leave(self, user: int) -> None:
        del self.clients[user]
        self.service.leave(user)

    def forget(self, user: int) -> None:
        """What a member does that cannot follow: op 31."""
        session = self.clients[user].session
        assert session is not None
        session.reinit(1, user, CHANNEL)
        self.service.invalid_commit(user)
        self.service.key_package(user, session.get_serialized_key_package())

    def answer(self, user: int, answers: list[VoiceMessage]) -> None:
        for message in answers:
            self.log.append((user, message))
            if isinstance(message, Words):
                if message.op is Op.TRANSITION_READY:
                    self.service.transitions.ready(user, message.data["transition_id"])
                else:
                    self.service.invalid_commit(user)
            elif message.op is Op.KEY_PACKAGE:
                self.service.key_package(user, message.payload)
            elif user != self.lazy:
                self.service.commit(user, message.payload)

    def step(self) -> None:
        user, message = self.queue.popleft()
        if user in self.clients:
            self.answer(user, self.clients[user].hear(message))

    def settle(self) -> None:
        self.service.flush()
        while self.queue:
            self.step()
            if not self.queue:
                self.service.flush()
        assert self.service.settled

    def check(self) -> None:
        """Everybody opens what everybody else seals."""
        self.settle()
        for speaker, client in self.clients.items():
            for listener, other in self.clients.items():
                if speaker != listener:
                    opus = bytes([0x78]) + random.randbytes(40)
                    sealed = client.seal(opus)
                    assert sealed is not None and sealed != opus and other.session is not None
                    assert other.session.decrypt(speaker, davey.MediaType.audio, sealed) == opus

    def commits(self) -> list[tuple[int, bytes]]:
        found = []
        for user, message in self.log:
            if isinstance(message, Binary) and message.op is Op.COMMIT_WELCOME:
                found.append((user, message.payload))
        return found


def test_members_come_and_go_one_by_one() -> None:
    world = World(late=(3, 5))
    for user in range(1, 7):
        world.join(user)
        world.check()
    for user in (4, 1, 6):
        world.leave(user)
        world.check()
    world.join(9)
    world.check()
    assert world.service.leaves[0] == 9  # the leftmost blank leaf
    assert not any(client.faults for client in world.clients.values())
    assert len(world.service.accepted) == 5 + 3 + 1


def test_changes_of_the_same_moment_share_one_epoch() -> None:
    world = World()
    world.join(*range(1, 6))
    world.check()
    assert [len(each.added) for each in world.service.accepted] == [4]
    world.join(7, 8)
    world.leave(2)
    world.check()
    last = world.service.accepted[-1]
    assert (last.epoch, set(last.added), last.removed) == (2, {7, 8}, (2,))


def test_the_last_one_begins_anew_and_is_alone() -> None:
    world = World()
    world.join(1, 2)
    world.check()
    world.leave(1)
    world.settle()
    assert world.service.epoch == 0 and not world.service.leaves
    world.join(3)
    world.check()


def test_who_forgets_is_removed_and_added_at_once() -> None:
    world = World()
    world.join(1, 2, 3)
    world.check()
    world.forget(2)
    world.check()
    last = world.service.accepted[-1]
    assert (last.added, last.removed) == ((2,), (2,))


def test_when_everybody_forgets_the_group_is_made_anew() -> None:
    world = World()
    world.join(1, 2)
    world.check()
    world.forget(1)
    world.forget(2)
    world.check()


def test_downgrade_and_upgrade() -> None:
    world = World()
    world.join(1, 2, 3)
    world.check()
    world.service.downgrade()
    world.settle()
    assert [client.protocol for client in world.clients.values()] == [0, 0, 0]
    assert world.clients[1].seal(b"x" * 9) == b"x" * 9
    world.service.upgrade()
    world.check()
    assert [client.protocol for client in world.clients.values()] == [1, 1, 1]


def test_a_transition_waits_for_all_unless_time_is_over() -> None:
    world = World()
    world.join(1, 2)
    world.service.flush()
    ready = world.service.transitions
    while not ready.under_way:
        world.step()
    (number,) = ready.under_way
    ready.ready(1, number)
    assert ready.under_way
    ready.ready(1, number)
    assert ready.under_way  # nobody counts twice
    ready.expire(number)
    assert not ready.under_way


def test_the_preferred_member_makes_the_commit() -> None:
    world = World()
    world.service.preferred = 3
    world.join(1, 2, 3)
    world.check()
    assert world.service.accepted[-1].committer == 3
    assert world.service.rejected["not preferred"] >= 1


def test_proposals_that_nobody_commits_are_made_anew() -> None:
    world = World()
    world.service.preferred = 1
    world.join(1, 2)
    world.lazy = 1
    world.service.flush()
    while world.queue:
        world.step()
    assert not world.service.settled and world.service.rejected["not preferred"] == 1
    world.service.overdue(world.service.epoch)
    world.check()
    assert world.service.rejected["no commit in time"] == 1


Bend = Callable[[World, int, bytes], bool]

BAD: dict[str, Bend] = {
    "garbled commit": lambda world, user, payload: world.service.commit(user, payload[:-1]),
    "outdated": lambda world, user, _: world.service.commit(user, world.commits()[0][1]),
    "other leaf": lambda world, user, payload: world.service.commit(_other(world, user), payload),
    "not a member": lambda world, _, payload: world.service.commit(99, payload),
    "no welcome": lambda world, user, payload: world.service.commit(user, _without_welcome(payload)),
    "other proposals": lambda world, user, payload: _flushed(world) and world.service.commit(user, payload),
}


def _other(world: World, user: int) -> int:
    return next(each for each in (1, 2) if each != user)


def _without_welcome(payload: bytes) -> bytes:
    return bytes(parse_commit_welcome(payload)[0])


def _flushed(world: World) -> bool:
    world.join(8)
    world.service.flush()
    return True


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_commit_is_refused(reason: str) -> None:
    world = World()
    world.join(1, 2)
    world.check()
    world.join(3)
    world.service.flush()
    made: list[tuple[int, bytes]] = []
    for user, message in list(world.queue):
        answers = world.clients[user].hear(message)
        made += [(user, each.payload) for each in answers if isinstance(each, Binary) and each.op == 28]
    epoch, before = world.service.epoch, world.service.rejected[reason]
    user, payload = made[0]
    assert not BAD[reason](world, user, payload)
    assert world.service.rejected[reason] == before + 1 and world.service.epoch == epoch
    if reason != "other proposals":
        assert world.service.commit(user, payload)


def test_key_packages_are_those_of_their_senders() -> None:
    world = World()
    world.join(1, 2)
    session = world.clients[1].session
    assert session is not None
    package = session.get_serialized_key_package()
    world.service.key_package(2, package)
    world.service.key_package(1, package[:-1])
    world.service.key_package(9, package)
    assert world.service.rejected == {"key package of somebody else": 2, "garbled key package": 1}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("forgetful", [False, True])
def test_whatever_happens_in_between_everybody_is_there_in_the_end(seed: int, forgetful: bool) -> None:
    draw = random.Random(seed)
    world, number = World(late=(1, 4, 7)), 1
    for _ in range(20):
        chance = draw.random()
        if chance < 0.4 or not world.clients:
            world.join(number)
            number += 1
        elif chance < 0.65:
            world.leave(draw.choice(list(world.clients)))
        elif forgetful and chance < 0.72:
            world.forget(draw.choice(list(world.clients)))
        if draw.random() < 0.5:
            world.service.flush()
        for _ in range(min(len(world.queue), draw.choice([0, 0, 1, 3, 10, 100]))):
            world.step()
    world.check()
    assert forgetful or not any(client.faults for client in world.clients.values())


PARSERS: dict[str, Callable[[bytes], object]] = {
    "key package": KeyPackage.parse,
    "commit": parse_commit_welcome,
    "proposals": parse_proposals,
    "external sender": ExternalSenderPackage.parse,
    "vector": lambda data: Reader(data).vector(),
}


def samples() -> dict[str, bytes]:
    world = World()
    world.join(1, 2)
    world.service.flush()
    proposals = next(m.payload for _, m in world.queue if isinstance(m, Binary) and m.op is Op.PROPOSALS)
    sender = next(m.payload for _, m in world.queue if isinstance(m, Binary) and m.op is Op.EXTERNAL_SENDER)
    world.settle()
    session = world.clients[1].session
    assert session is not None
    return {
        "key package": session.get_serialized_key_package(),
        "commit": world.commits()[0][1],
        "proposals": proposals,
        "external sender": sender,
        "vector": vector(bytes(100)),
    }


SAMPLES = samples()


def test_what_is_parsed_is_what_is_written() -> None:
    assert bytes(KeyPackage.parse(SAMPLES["key package"])) == SAMPLES["key package"]
    commit, welcome = parse_commit_welcome(SAMPLES["commit"])
    assert bytes(commit) + bytes(welcome or b"") == SAMPLES["commit"]
    assert all(isinstance(each, ExternalProposal) for each in parse_proposals(SAMPLES["proposals"]))
    assert bytes(ExternalSenderPackage.parse(SAMPLES["external sender"])) == SAMPLES["external sender"]


@settings(max_examples=200)
@given(
    name=st.sampled_from(sorted(PARSERS)),
    at=st.integers(0, 1 << 16),
    value=st.integers(0, 255),
    size=st.integers(0, 1 << 16),
)
def test_damaged_bytes_are_garbled_and_nothing_else(name: str, at: int, value: int, size: int) -> None:
    data = bytearray(SAMPLES[name])
    data[at % len(data)] = value
    for damaged in (bytes(data), bytes(data[: size % len(data)])):
        try:
            PARSERS[name](damaged)
        except Garbled:
            continue
