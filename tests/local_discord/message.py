"""Messages and files as the local Discord keeps them, for tests to look at.

In: what a bot posted. Out: the object that Discord's API would answer with (`payload`), and the
plain attributes a test asks for. A message knows its history (`edits`); it never forgets a file.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .channel import Channel, Thread
    from .guild import User

EPHEMERAL = 1 << 6
LOADING = 1 << 7


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file."""

    id: int
    name: str
    data: bytes = field(repr=False)
    content_type: str
    channel: int
    description: str | None = None

    @property
    def path(self) -> str:
        """Where the CDN has it."""
        return f"/attachments/{self.channel}/{self.id}/{self.name}"

    def payload(self) -> dict[str, Any]:
        """The attachment object."""
        url = f"https://cdn.discordapp.com{self.path}"
        found = {
            "id": str(self.id),
            "filename": self.name,
            "size": len(self.data),
            "url": url,
            "proxy_url": url,
            "content_type": self.content_type,
        }
        return found if self.description is None else found | {"description": self.description}


@dataclass(slots=True, eq=False)
class Message:
    """One message. `deleted` ones stay where a test holds them, but are gone from their channel."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    flags: int = 0
    created: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    edited: datetime.datetime | None = None
    edits: list[str] = field(default_factory=list)
    """The content before each edit."""
    thread: Thread | None = None
    webhook: int | None = None
    reference: dict[str, Any] | None = None
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        """Whether only whoever asked can see it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it says nothing yet but that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """All components that have a custom id, however deep."""
        return list(_pressable(self.components))

    def file(self, ending: str) -> File:
        """The only file whose name ends so."""
        (found,) = (file for file in self.files if file.name.endswith(ending))
        return found

    def payload(self) -> dict[str, Any]:
        """The message object."""
        found: dict[str, Any] = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": self.created.isoformat(),
            "edited_timestamp": self.edited and self.edited.isoformat(),
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [file.payload() for file in self.files],
            "embeds": [{"type": "rich", **embed} for embed in self.embeds],
            "components": self.components,
            "pinned": False,
            "type": 0,
            "flags": self.flags | (0 if self.thread is None else 1 << 5),
        }
        if self.thread is not None:
            found["thread"] = self.thread.payload()
        if self.webhook is not None:
            found["webhook_id"] = str(self.webhook)
            found["application_id"] = str(self.webhook)
        if self.reference is not None:
            found["message_reference"] = self.reference
        return found


def _pressable(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for component in components:
        if "custom_id" in component:
            found.append(component)
        found += _pressable(component.get("components", []))
    return found
