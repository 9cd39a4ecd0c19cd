"""Channels: text, voice with its chat, stage, threads; and the messages in them.

A channel holds what was posted, and tells the bots of every change through its guild. A voice
channel's `call` is the voice server's side of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .changes import Changes
from .message import Message
from .permission import NONE, Permission, named

if TYPE_CHECKING:
    from .call import Call
    from .guild import Guild, Member
    from .person import Person

MODES = ("aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize")
"""What Discord's voice servers offer since November 2024, in their order."""


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows and denies somebody."""

    allowed: Permission = NONE
    denied: Permission = NONE


@dataclass(slots=True, eq=False, repr=False)
class Channel:
    """A text channel."""

    guild: Guild
    id: int
    name: str
    changes: Changes
    position: int = 0
    messages: list[Message] = field(default_factory=list)
    overwrites: dict[int, Overwrite] = field(default_factory=dict)

    kind = 0
    """Discord's channel type."""
    is_thread = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id}, {self.name!r})"

    @property
    def overwrites_of_parent(self) -> dict[int, Overwrite]:
        """The overwrites that hold here."""
        return self.overwrites

    @property
    def threads(self) -> list[Thread]:
        """The threads below it, oldest first."""
        every = self.guild.channels.values()
        return [thread for thread in every if isinstance(thread, Thread) and thread.parent is self]

    def event(self, what: str) -> str:
        """The name of the gateway's event for a change of it: CREATE, UPDATE or DELETE."""
        return f"CHANNEL_{what}"

    def deny(self, *names: str, to: Member | None = None) -> None:
        """Takes permissions away here, by discord.py's names: from a member, or from everybody."""
        target = self.guild.id if to is None else to.id
        old = self.overwrites.get(target, Overwrite())
        self.overwrites[target] = Overwrite(old.allowed & ~named(names), old.denied | named(names))
        self.guild.tell_channel(self)

    def message(self, number: int) -> Message | None:
        """The message of this id."""
        return next((message for message in self.messages if message.id == number), None)

    def post(self, message: Message) -> None:
        """A message appears."""
        self.messages.append(message)
        if not message.ephemeral:
            self.guild.dispatch("MESSAGE_CREATE", self._written(message))
        self.changes.notify()

    def edited(self, message: Message) -> None:
        """A message has changed."""
        if not message.ephemeral:
            self.guild.dispatch("MESSAGE_UPDATE", self._written(message))
        self.changes.notify()

    def delete(self, message: Message) -> None:
        """A message disappears."""
        message.deleted = True
        self.messages.remove(message)
        ids = {"id": str(message.id), "channel_id": str(self.id), "guild_id": str(self.guild.id)}
        self.guild.dispatch("MESSAGE_DELETE", ids)
        self.changes.notify()

    async def until(self, question: Callable[[Message], object], seconds: float = 5.0) -> Message:
        """The first message for which `question` is true, once there is one."""

        def first() -> Message | None:
            return next((message for message in self.messages if question(message)), None)

        await self.changes.until(first, f"a message in {self.name} that the test waits for", seconds)
        found = first()
        assert found is not None
        return found

    def _written(self, message: Message) -> dict[str, Any]:
        member = self.guild.members.get(message.author.id)
        found = message.payload() | {"guild_id": str(self.guild.id)}
        if member is not None:
            found["member"] = {name: value for name, value in member.payload().items() if name != "user"}
        return found

    def payload(self) -> dict[str, Any]:
        """The channel object."""
        return {
            "id": str(self.id),
            "type": self.kind,
            "guild_id": str(self.guild.id),
            "name": self.name,
            "topic": None,
            "position": self.position,
            "parent_id": None,
            "nsfw": False,
            "rate_limit_per_user": 0,
            "last_message_id": str(self.messages[-1].id) if self.messages else None,
            "permission_overwrites": [
                {
                    "id": str(target),
                    "type": 0 if target == self.guild.id else 1,
                    "allow": str(int(each.allowed)),
                    "deny": str(int(each.denied)),
                }
                for target, each in self.overwrites.items()
            ],
        }


@dataclass(slots=True, eq=False, repr=False)
class Thread(Channel):
    """A public thread below a text channel."""

    parent: Channel = field(kw_only=True)
    owner: int = field(kw_only=True)
    archived: bool = False
    created: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))

    kind = 11
    is_thread = True

    @property
    def overwrites_of_parent(self) -> dict[int, Overwrite]:
        """The overwrites that hold here: the parent's."""
        return self.parent.overwrites

    def event(self, what: str) -> str:
        """As for channels, with a name of its own."""
        return f"THREAD_{what}"

    def payload(self) -> dict[str, Any]:
        """The channel object of a thread."""
        return Channel.payload(self) | {
            "parent_id": str(self.parent.id),
            "owner_id": str(self.owner),
            "message_count": len(self.messages),
            "member_count": 1,
            "thread_metadata": {
                "archived": self.archived,
                "auto_archive_duration": 1440,
                "archive_timestamp": self.created.isoformat(),
                "locked": False,
                "create_timestamp": self.created.isoformat(),
            },
        }


@dataclass(slots=True, eq=False, repr=False)
class VoiceChannel(Channel):
    """A voice channel, with its text chat. Set `dave` and `modes` before anybody joins.

    `modes`: what its voice server offers, in order. `dave`: whether calls begin end-to-end encrypted.
    """

    call: Call = field(init=False)
    user_limit: int = 0
    dave: bool = True
    modes: tuple[str, ...] = MODES
    enter: Callable[[VoiceChannel, str], Person] = field(init=False)
    """Makes a person; the local Discord sets it."""

    kind = 2

    async def join(self, name: str) -> Person:
        """A person joins the call (and the guild, the first time), and has its keys when this returns."""
        (person,) = await self.join_all(name)
        return person

    async def join_all(self, *names: str) -> list[Person]:
        """Several join at once, in one epoch."""
        people = [self.enter(self, name) for name in names]
        for person in people:
            await person.settled()
        return people

    def payload(self) -> dict[str, Any]:
        """The channel object of a voice channel."""
        found = Channel.payload(self)
        return found | {"bitrate": 64_000, "user_limit": self.user_limit, "rtc_region": None}


@dataclass(slots=True, eq=False, repr=False)
class StageChannel(VoiceChannel):
    """A stage, which is not end-to-end encrypted."""

    dave: bool = False

    kind = 13
