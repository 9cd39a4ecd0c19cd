"""Interactions: a command that somebody types or a button they press, and all that the bot answers.

In: the synced commands, and what somebody does with them. Out: the payload of INTERACTION_CREATE, and an
`Answer` that fills while the bot responds, edits and follows up.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .message import Message
from .permission import Permission

if TYPE_CHECKING:
    from .channel import Channel
    from .guild import Guild, Member, User

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 1, 2, 3, 4, 5
"""Types of interactions."""

MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9
"""Types of callbacks."""

SUBCOMMAND, GROUP = 1, 2
_USER, _CHANNEL = 6, 7


@dataclass(slots=True, eq=False)
class Answer:
    """What a bot makes of one interaction. `messages`: the first response and follow-ups, in order."""

    id: int
    token: str
    channel: Channel
    bot: User
    source: Message | None = None
    """Of a button: the message that it is on."""
    kind: int | None = None
    """The callback's type; None while there is none."""
    messages: list[Message] = field(default_factory=list)
    callback: dict[str, Any] = field(default_factory=dict)
    """The callback's data as it came: choices, a modal."""

    @property
    def deferred(self) -> bool:
        """Whether the bot asked for time first."""
        return self.kind in (DEFERRED_MESSAGE, DEFERRED_UPDATE)

    @property
    def settled(self) -> bool:
        """Whether there is something to read, or the callback needs nothing more."""
        if self.kind in (None, DEFERRED_MESSAGE):
            return any(not message.loading for message in self.messages)
        return True

    @property
    def original(self) -> Message:
        """The first response, or the message that an update changed."""
        return self.source if self.source and self.kind in (UPDATE, DEFERRED_UPDATE) else self.messages[0]

    @property
    def content(self) -> str:
        """The text of the first response."""
        return self.original.content

    @property
    def embeds(self) -> list[dict[str, Any]]:
        """The embeds of the first response."""
        return self.original.embeds

    @property
    def ephemeral(self) -> bool:
        """Whether the first response is seen only by whoever asked."""
        return self.original.ephemeral

    @property
    def text(self) -> str:
        """All that the first response says: content, and titles, descriptions and fields of embeds."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.get("title") or "", embed.get("description") or ""]
            for each in embed.get("fields", []):
                parts += [each["name"], each["value"]]
        return "\n".join(part for part in parts if part)


class Unknown(AssertionError):
    """There is no such command, option or button, or this user would not be offered it."""


def command_data(
    commands: list[dict[str, Any]], line: str, options: dict[str, Any], guild: Guild
) -> dict[str, Any]:
    """The `data` of a slash command; `line` is its full name, `transcribe start`. Raises Unknown."""
    name, *rest = line.removeprefix("/").split()
    found = next((each for each in commands if each["name"] == name and each.get("type", 1) == 1), None)
    if found is None:
        raise Unknown(f"The bot has synced no command {name!r}, only {[each['name'] for each in commands]}.")
    data: dict[str, Any] = {"id": found["id"], "name": name, "type": 1, "resolved": {}}
    if "guild_id" in found:
        data["guild_id"] = found["guild_id"]
    level, target = found, data
    for part in rest:
        below = next((each for each in level.get("options", []) if each["name"] == part), None)
        if below is None or below["type"] not in (SUBCOMMAND, GROUP):
            raise Unknown(f"The command {name!r} has no subcommand {part!r}.")
        target["options"] = [{"name": part, "type": below["type"], "options": []}]
        level, target = below, target["options"][0]
    target["options"] = _filled(level, options, data["resolved"], guild)
    return data


def _filled(
    level: dict[str, Any], options: dict[str, Any], resolved: dict[str, Any], guild: Guild
) -> list[dict[str, Any]]:
    known = {each["name"]: each for each in level.get("options", [])}
    if unknown := options.keys() - known.keys():
        raise Unknown(f"{level['name']!r} has no options {sorted(unknown)}, only {sorted(known)}.")
    missing = [name for name, each in known.items() if each.get("required") and name not in options]
    if missing:
        raise Unknown(f"{level['name']!r} needs {missing}.")
    filled = []
    for name, value in options.items():
        kind = known[name]["type"]
        choices = [choice["value"] for choice in known[name].get("choices", [])]
        if choices and value not in choices:
            raise Unknown(f"{value!r} is no choice for {name!r}; there are {choices}.")
        filled.append({"name": name, "type": kind, "value": _value(kind, value, resolved, guild)})
    return filled


def _value(kind: int, value: Any, resolved: dict[str, Any], guild: Guild) -> Any:
    """The value as Discord writes it; members and channels by id, and resolved."""
    if kind == _CHANNEL:
        resolved.setdefault("channels", {})[str(value.id)] = value.payload() | {"permissions": str(1 << 53)}
        return str(value.id)
    if kind == _USER:
        member = guild.members[_id(value)]
        resolved.setdefault("users", {})[str(member.id)] = member.user.payload()
        resolved.setdefault("members", {})[str(member.id)] = {
            key: each for key, each in member.payload().items() if key != "user"
        }
        return str(member.id)
    return value


def _id(value: Any) -> int:
    """The user id of a person or member."""
    return int(value.member.id if hasattr(value, "member") else value.id)


def payload(
    kind: int,
    answer: Answer,
    data: dict[str, Any],
    guild: Guild,
    member: Member,
    application: dict[str, Any],
) -> dict[str, Any]:
    """The payload of INTERACTION_CREATE."""
    channel, bot = answer.channel, guild.members[answer.bot.id]
    found = {
        "id": str(answer.id),
        "application_id": application["id"],
        "type": kind,
        "data": data,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "channel_id": str(channel.id),
        "channel": channel.payload(),
        "member": member.payload() | {"permissions": str(int(guild.permissions(member, channel)))},
        "token": answer.token,
        "version": 1,
        "app_permissions": str(int(guild.permissions(bot, channel))),
        "locale": "en-US",
        "guild_locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(guild.id)},
        "context": 0,
        "attachment_size_limit": guild.upload_limit,
    }
    if answer.source is not None:
        found["message"] = answer.source.payload()
    return found


def may_use(command: dict[str, Any], permissions: Permission) -> bool:
    """Whether Discord offers the command to somebody with these permissions."""
    needed = command.get("default_member_permissions")
    return needed is None or permissions & int(needed) == int(needed)


def new_token() -> str:
    """An interaction's token."""
    return secrets.token_hex(24)
