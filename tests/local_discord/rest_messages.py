"""REST: messages, threads, reactions, and the files on the CDN."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from . import posts
from .api import Api, Ask, Refused
from .changes import Changes
from .channel import Channel, Thread
from .guild import Guild
from .message import Message
from .permission import Permission
from .rest_guild import GuildRoutes
from .snowflake import Snowflakes


class MessageRoutes:
    """The routes, on an `Api`."""

    def __init__(self, api: Api, guild: Guild, rest: GuildRoutes, ids: Snowflakes, changes: Changes) -> None:
        self._guild = guild
        self._rest = rest
        self._ids = ids
        self._changes = changes
        api.route("GET", "/channels/{channel}/messages", self._list)
        api.route("POST", "/channels/{channel}/messages", self._post)
        api.route("GET", "/channels/{channel}/messages/{message}", self._get)
        api.route("PATCH", "/channels/{channel}/messages/{message}", self._edit)
        api.route("DELETE", "/channels/{channel}/messages/{message}", self._delete)
        api.route("POST", "/channels/{channel}/messages/{message}/threads", self._thread_below)
        api.route("POST", "/channels/{channel}/threads", self._thread)
        for method, path in (
            ("POST", "/channels/{channel}/typing"),
            ("PUT", "/channels/{channel}/thread-members/@me"),
            ("PUT", "/channels/{channel}/thread-members/{user}"),
            ("PUT", "/channels/{channel}/pins/{message}"),
            ("PUT", "/channels/{channel}/messages/pins/{message}"),
            ("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me"),
            ("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me"),
        ):
            api.route(method, path, self._nothing)

    async def _nothing(self, ask: Ask) -> None:
        self._rest.channel(ask)

    def _message(self, ask: Ask) -> Message:
        found = self._rest.channel(ask).message(ask.number("message"))
        if found is None:
            raise Refused(404, 10008, "Unknown Message")
        return found

    def _mine(self, ask: Ask) -> Message:
        message = self._message(ask)
        if message.author is not ask.bot.user:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        return message

    def _need_to_send(self, ask: Ask, channel: Channel) -> None:
        in_thread = isinstance(channel, Thread)
        send = Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES
        self._rest.need(ask.bot, channel, Permission.VIEW_CHANNEL, send)
        if ask.uploads:
            self._rest.need(ask.bot, channel, Permission.ATTACH_FILES)
        if isinstance(channel, Thread) and channel.archived:  # posting brings a thread back
            channel.archived = False
            self._guild.tell_channel(channel)

    async def _list(self, ask: Ask) -> Any:
        messages = self._rest.channel(ask).messages
        before, after = int(ask.query.get("before", 1 << 64)), int(ask.query.get("after", 0))
        found = [each for each in messages if after < each.id < before and not each.ephemeral]
        limit = int(ask.query.get("limit", 50))
        found = found[:limit] if "after" in ask.query else found[-limit:]
        return [each.payload() for each in reversed(found)]

    async def _post(self, ask: Ask) -> Any:
        channel = self._rest.channel(ask)
        self._need_to_send(ask, channel)
        message = posts.made(self._ids, ask, ask.body, channel, ask.bot.user)
        channel.post(message)
        return message.payload()

    async def _get(self, ask: Ask) -> Any:
        return self._message(ask).payload()

    async def _edit(self, ask: Ask) -> Any:
        message = self._mine(ask)
        posts.change(self._ids, ask, ask.body, message)
        message.channel.edited(message)
        return message.payload()

    async def _delete(self, ask: Ask) -> None:
        message = self._message(ask)
        if message.author is not ask.bot.user:
            self._rest.need(ask.bot, message.channel, Permission.MANAGE_MESSAGES)
        message.channel.delete(message)

    # --- threads --------------------------------------------------------------------------------

    async def _thread_below(self, ask: Ask) -> Any:
        message = self._message(ask)
        if message.thread is not None:
            raise Refused(400, 160004, "A thread has already been created for this message")
        message.thread = self._made(ask, message.channel, message.id)
        message.channel.edited(message)
        return message.thread.payload()

    async def _thread(self, ask: Ask) -> Any:
        return self._made(ask, self._rest.channel(ask), self._ids.make()).payload()

    def _made(self, ask: Ask, parent: Channel, number: int) -> Thread:
        self._rest.need(ask.bot, parent, Permission.VIEW_CHANNEL, Permission.CREATE_PUBLIC_THREADS)
        if parent.kind != 0:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        name = ask.body["name"]
        if not 0 < len(name) <= 100:
            raise Refused(400, 50035, "Invalid Form Body\nIn name: must be between 1 and 100 in length")
        thread = Thread(self._guild, number, name, self._changes, parent=parent, owner=ask.bot.id)
        self._guild.add_channel(thread)
        self._changes.notify()
        return thread

    # --- files ----------------------------------------------------------------------------------

    async def file(self, request: web.Request) -> web.Response:
        """The CDN: an attachment's bytes."""
        for channel in self._guild.channels.values():
            for message in channel.messages:
                for file in message.files:
                    if file.path == request.path:
                        return web.Response(body=file.data, content_type="application/octet-stream")
        return web.Response(status=404)
