"""REST: logging in, the guild, its members and channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .api import NO_PERMISSION, Api, Ask, Refused
from .channel import Channel, Thread, VoiceChannel
from .guild import Guild, Member
from .permission import Permission
from .voice_servers import VoiceServers


class GuildRoutes:
    """The routes, on an `Api`."""

    def __init__(
        self, api: Api, guild: Guild, servers: VoiceServers, application: Callable[[], dict[str, Any]]
    ) -> None:
        self._guild = guild
        self._servers = servers
        self._application = application
        api.route("GET", "/users/@me", self._me)
        api.route("GET", "/gateway", self._gateway, token=False)
        api.route("GET", "/gateway/bot", self._gateway)
        api.route("GET", "/applications/@me", self._about)
        api.route("GET", "/oauth2/applications/@me", self._about)
        api.route("GET", "/users/{user}", self._user)
        api.route("GET", "/guilds/{guild}", self._get_guild)
        api.route("GET", "/guilds/{guild}/channels", self._channels)
        api.route("GET", "/guilds/{guild}/roles", self._roles)
        api.route("GET", "/guilds/{guild}/members", self._members)
        api.route("GET", "/guilds/{guild}/members/{user}", self._get_member)
        api.route("PATCH", "/guilds/{guild}/members/@me", self._rename_me)
        api.route("PATCH", "/guilds/{guild}/members/{user}", self._change_member)
        api.route("PATCH", "/guilds/{guild}/voice-states/@me", self._stage_state)
        api.route("GET", "/channels/{channel}", self._get_channel)
        api.route("PATCH", "/channels/{channel}", self._change_channel)
        api.route("DELETE", "/channels/{channel}", self._delete_channel)
        api.route("PUT", "/channels/{channel}/voice-status", self._nothing)

    def channel(self, ask: Ask) -> Channel:
        """The channel of the path. Raises Refused."""
        found = self._guild.channels.get(ask.number("channel"))
        if found is None:
            raise Refused(404, 10003, "Unknown Channel")
        return found

    def need(self, member: Member, channel: Channel | None, *needed: Permission) -> None:
        """Raises Refused when a member lacks a permission."""
        has = self._guild.permissions(member, channel)
        if any(not has & each for each in needed):
            raise Refused(*NO_PERMISSION)

    # --- logging in -----------------------------------------------------------------------------

    async def _me(self, ask: Ask) -> Any:
        return ask.bot.user.payload() | {"verified": True, "mfa_enabled": False, "email": None}

    async def _gateway(self, _: Ask) -> Any:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {"url": "wss://gateway.discord.gg", "shards": 1, "session_start_limit": limit}

    async def _about(self, _: Ask) -> Any:
        return self._application()

    async def _nothing(self, _: Ask) -> None:
        return None

    # --- members --------------------------------------------------------------------------------

    def _member(self, ask: Ask) -> Member:
        member = self._guild.members.get(ask.number("user"))
        if member is None:
            raise Refused(404, 10007, "Unknown Member")
        return member

    async def _user(self, ask: Ask) -> Any:
        return self._member(ask).user.payload()

    async def _members(self, _: Ask) -> Any:
        return [member.payload() for member in self._guild.members.values()]

    async def _get_member(self, ask: Ask) -> Any:
        return self._member(ask).payload()

    async def _rename_me(self, ask: Ask) -> Any:
        self.need(ask.bot, None, Permission.CHANGE_NICKNAME)
        if "nick" in ask.body:
            if len(ask.body["nick"] or "") > 32:
                raise Refused(400, 50035, "Invalid Form Body\nIn nick: must be 32 or fewer in length")
            self._guild.rename(ask.bot, ask.body["nick"])
        return ask.bot.payload()

    async def _change_member(self, ask: Ask) -> Any:
        """Nickname, server mute and deaf, and where in voice somebody is."""
        member = self._member(ask)
        if "nick" in ask.body:
            self.need(ask.bot, None, Permission.MANAGE_NICKNAMES)
            self._guild.rename(member, ask.body["nick"])
        if "channel_id" in ask.body:
            self.need(ask.bot, None, Permission.MOVE_MEMBERS)
            channel = self._guild.channels.get(int(ask.body["channel_id"] or 0))
            if isinstance(channel, VoiceChannel):
                self._servers.enter(member, channel)
            else:
                self._servers.leave(member, 4014)
        return member.payload()

    async def _stage_state(self, ask: Ask) -> None:
        state = self._servers.state(ask.bot.id)
        if state is not None and "suppress" in ask.body:
            self.need(ask.bot, state.channel, Permission.MUTE_MEMBERS)
            state.suppress = ask.body["suppress"]
            self._servers.tell_state(state)

    # --- guild and channels ---------------------------------------------------------------------

    async def _get_guild(self, ask: Ask) -> Any:
        if ask.number("guild") != self._guild.id:
            raise Refused(404, 10004, "Unknown Guild")
        return self._guild.payload()

    async def _roles(self, _: Ask) -> Any:
        return self._guild.roles()

    async def _channels(self, _: Ask) -> Any:
        return [channel.payload() for channel in self._guild.channels.values() if not channel.is_thread]

    async def _get_channel(self, ask: Ask) -> Any:
        return self.channel(ask).payload()

    async def _change_channel(self, ask: Ask) -> Any:
        channel = self.channel(ask)
        if isinstance(channel, Thread):
            channel.archived = ask.body.get("archived", channel.archived)
        else:
            self.need(ask.bot, channel, Permission.MANAGE_CHANNELS)
        channel.name = ask.body.get("name", channel.name)
        self._guild.tell_channel(channel)
        return channel.payload()

    async def _delete_channel(self, ask: Ask) -> Any:
        channel = self.channel(ask)
        self.need(ask.bot, channel, Permission.MANAGE_CHANNELS)
        self._guild.remove_channel(channel)
        return channel.payload()
