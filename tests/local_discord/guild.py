"""The one guild of the local Discord: its members, roles and channels, and who is in which call.

It holds what is, and tells the gateway's listeners of every change (`dispatch`). It knows no socket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .channel import Channel, Overwrite, StageChannel, VoiceChannel
from .permission import ALL, EVERYBODY, NONE, Permission, named, overwritten
from .snowflake import Snowflakes

UPLOAD_LIMITS = {0: 10 << 20, 1: 10 << 20, 2: 50 << 20, 3: 100 << 20}
"""Premium tier → bytes of the largest upload (Discord's help center, "File attachments")."""

Kind = TypeVar("Kind", bound=Channel)

JOINED = "2024-01-01T00:00:00+00:00"


@dataclass(slots=True, eq=False)
class User:
    """An account."""

    id: int
    name: str
    bot: bool = False

    def payload(self) -> dict[str, Any]:
        """The user object."""
        return {
            "id": str(self.id),
            "username": self.name.lower(),
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(slots=True, eq=False)
class Member:
    """A user in the guild. `permissions`: their own role's, on top of @everyone's."""

    user: User
    role: int
    permissions: Permission = NONE
    nick: str | None = None
    deaf: bool = False
    mute: bool = False

    @property
    def id(self) -> int:
        """The user's."""
        return self.user.id

    def payload(self) -> dict[str, Any]:
        """The member object."""
        return {
            "user": self.user.payload(),
            "nick": self.nick,
            "avatar": None,
            "roles": [str(self.role)],
            "joined_at": JOINED,
            "premium_since": None,
            "deaf": self.deaf,
            "mute": self.mute,
            "flags": 0,
            "pending": False,
        }


@dataclass(slots=True, eq=False)
class VoiceState:
    """Where somebody is, and what they hear and say there."""

    member: Member
    channel: VoiceChannel
    session: str
    self_mute: bool = False
    self_deaf: bool = False
    self_video: bool = False
    suppress: bool = False
    login: str = ""
    """Of a bot: the session of the main gateway that it came by, and goes with."""


@dataclass(slots=True, eq=False, repr=False)
class Guild:
    """The guild. `dispatch(event, payload)` reaches every bot that is connected."""

    id: int
    name: str
    ids: Snowflakes
    dispatch: Callable[[str, dict[str, Any]], None]
    premium_tier: int = 0
    everybody: Permission = EVERYBODY
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    voice_states: dict[int, VoiceState] = field(default_factory=dict)
    afk_channel: VoiceChannel | None = None
    owner: int = 0

    @property
    def upload_limit(self) -> int:
        """Bytes of the largest upload."""
        return UPLOAD_LIMITS[self.premium_tier]

    # --- finding --------------------------------------------------------------------------------

    def text(self, name: str) -> Channel:
        """The text channel of this name. Raises LookupError."""
        return self._channel(name, Channel)

    def voice(self, name: str) -> VoiceChannel:
        """The voice channel of this name. Raises LookupError."""
        return self._channel(name, VoiceChannel)

    def stage(self, name: str) -> StageChannel:
        """The stage channel of this name. Raises LookupError."""
        return self._channel(name, StageChannel)

    def _channel(self, name: str, kind: type[Kind]) -> Kind:
        for channel in self.channels.values():
            if type(channel) is kind and channel.name == name:
                return channel
        raise LookupError(f"There is no {kind.__name__} named {name}.")

    def named(self, name: str) -> Member | None:
        """The member whose user has this name."""
        return next((member for member in self.members.values() if member.user.name == name), None)

    # --- changing -------------------------------------------------------------------------------

    def add_member(self, user: User) -> Member:
        """A user becomes a member, with a role of their own that allows nothing more."""
        member = Member(user, self.ids.make())
        self.members[user.id] = member
        self.dispatch("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": self._role(member)})
        self.dispatch("GUILD_MEMBER_ADD", {"guild_id": str(self.id), **member.payload()})
        return member

    def allow(self, member: Member, *names: str) -> None:
        """Gives a member permissions in the whole guild, by discord.py's names."""
        self._permit(member, member.permissions | named(names))

    def deny(self, *names: str) -> None:
        """Takes permissions from @everyone."""
        self.everybody = Permission(self.everybody & ~named(names))
        self.dispatch("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": self._everyone()})

    def _permit(self, member: Member, permissions: Permission) -> None:
        member.permissions = permissions
        self.dispatch("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": self._role(member)})

    def rename(self, member: Member, nick: str | None) -> None:
        """Sets a member's nickname."""
        member.nick = nick or None
        self.tell_member(member)

    def tell_member(self, member: Member) -> None:
        """Tells the bots how a member is."""
        self.dispatch("GUILD_MEMBER_UPDATE", {"guild_id": str(self.id), **member.payload()})

    def add_channel(self, channel: Channel) -> None:
        """A channel, or a thread, that was made."""
        self.channels[channel.id] = channel
        self.dispatch(channel.event("CREATE"), channel.payload())

    def tell_channel(self, channel: Channel) -> None:
        """Tells the bots how a channel is."""
        self.dispatch(channel.event("UPDATE"), channel.payload())

    def remove_channel(self, channel: Channel) -> None:
        """Deletes a channel. Whoever is in its call must have left."""
        del self.channels[channel.id]
        self.dispatch(channel.event("DELETE"), channel.payload())

    def set_afk(self, channel: VoiceChannel | None) -> None:
        """Names the channel into which the idle are moved, and in which nobody can speak."""
        self.afk_channel = channel
        lists = ("members", "channels", "threads", "voice_states", "presences")
        self.dispatch("GUILD_UPDATE", {k: v for k, v in self.payload().items() if k not in lists})

    def remove(self) -> None:
        """The bot is thrown out of the guild."""
        self.dispatch("GUILD_DELETE", {"id": str(self.id), "unavailable": False})

    # --- permissions ----------------------------------------------------------------------------

    def permissions(self, member: Member, channel: Channel | None = None) -> Permission:
        """What a member may, in the guild or in a channel (a thread has its parent's overwrites)."""
        base = Permission(self.everybody | member.permissions)
        if base & Permission.ADMINISTRATOR or member.id == self.owner:
            return ALL
        if channel is None:
            return base
        overwrites = channel.overwrites_of_parent
        order = [overwrites.get(target, Overwrite()) for target in (self.id, member.role, member.id)]
        return overwritten(base, [(each.allowed, each.denied) for each in order])

    # --- as Discord writes it -------------------------------------------------------------------

    def _everyone(self) -> dict[str, Any]:
        return _role(self.id, "@everyone", 0, self.everybody)

    def _role(self, member: Member) -> dict[str, Any]:
        return _role(member.role, member.user.name, 1, member.permissions)

    def roles(self) -> list[dict[str, Any]]:
        """All role objects."""
        return [self._everyone(), *map(self._role, self.members.values())]

    def voice_state(self, state: VoiceState, *, left: bool = False) -> dict[str, Any]:
        """The voice state object."""
        return {
            "guild_id": str(self.id),
            "channel_id": None if left else str(state.channel.id),
            "user_id": str(state.member.id),
            "member": state.member.payload(),
            "session_id": state.session,
            "deaf": state.member.deaf,
            "mute": state.member.mute,
            "self_deaf": state.self_deaf,
            "self_mute": state.self_mute,
            "self_video": state.self_video,
            "suppress": state.suppress,
            "request_to_speak_timestamp": None,
        }

    def payload(self, members: Iterable[Member] | None = None) -> dict[str, Any]:
        """The guild object, as GUILD_CREATE has it; `members`: only these."""
        channels = list(self.channels.values())
        members = self.members.values() if members is None else members
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner),
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "description": None,
            "region": "local",
            "preferred_locale": "en-US",
            "afk_channel_id": self.afk_channel and str(self.afk_channel.id),
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": self.premium_tier,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "vanity_url_code": None,
            "max_members": 500_000,
            "member_count": len(self.members),
            "large": False,
            "unavailable": False,
            "joined_at": JOINED,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": self.roles(),
            "members": [member.payload() for member in members],
            "presences": [],
            "channels": [channel.payload() for channel in channels if not channel.is_thread],
            "threads": [channel.payload() for channel in channels if channel.is_thread],
            "voice_states": [self.voice_state(state) for state in self.voice_states.values()],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


def _role(number: int, name: str, position: int, permissions: Permission) -> dict[str, Any]:
    return {
        "id": str(number),
        "name": name,
        "permissions": str(int(permissions)),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
