"""The local Discord: REST, gateway, voice gateway, CDN and UDP on 127.0.0.1, in the running loop.

In: clients that connect, and a test that makes things happen. Out: `guild` with its channels, people
who join and speak, answers to commands, misbehavior on demand. Use it as an async context manager.
Nothing here is reachable from another machine, and nothing of it connects to one.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import aiohttp
from aiohttp import web

from . import client
from .api import PREFIX, Api
from .call import Call
from .certificate import Certificate
from .changes import Changes
from .channel import Channel, StageChannel, VoiceChannel
from .gateway import Gateway
from .guild import Guild, Member, User
from .interaction import Answer
from .message import Message
from .person import Person
from .proxy import Proxy
from .rest_guild import GuildRoutes
from .rest_interactions import InteractionRoutes
from .rest_messages import MessageRoutes
from .snowflake import Snowflakes
from .voice_gateway import VoiceConnection
from .voice_servers import VoiceServers
from .voice_session import VoiceSession

ALL_INTENTS = 1 << 12 | 1 << 14 | 1 << 18
"""Application flags: presence, members and message content are switched on."""


class LocalDiscord:
    """One guild, `Test Guild`, with channels `general`, `standup`, `lounge` (voice) and `stage`."""

    def __init__(self, *, port: int = 0, proxy_port: int = 0, bot: str = "Scribe") -> None:
        self.ids = Snowflakes()
        self.changes = Changes()
        self.certificate = Certificate()
        self._members: dict[str, Member] = {}
        self.gateway = Gateway(self._members, self.application, self.changes)
        self.guild = Guild(self.ids.make(), "Test Guild", self.ids, self.gateway.dispatch)
        self.servers = VoiceServers(self.guild, self.changes, self.gateway.tell)
        self.gateway.guild, self.gateway.servers = self.guild, self.servers
        self.api = Api(self._members)
        routes = GuildRoutes(self.api, self.guild, self.servers, self.application)
        self._messages = MessageRoutes(self.api, self.guild, routes, self.ids, self.changes)
        self.interactions = InteractionRoutes(self.api, self.guild, self.ids, self.changes, self.application)
        self.people: dict[str, Person] = {}
        """By name; also those who have left."""
        self.bot = self.add_bot(bot)
        self.guild.owner = self._add_user("Owner").id
        for name in ("general", "minutes"):
            self.add_channel(Channel, name)
        for name in ("standup", "lounge"):
            self.add_channel(VoiceChannel, name)
        self.add_channel(StageChannel, "stage")
        self._down: Literal["all", "voice"] | None = None
        self._port, self._proxy_port = port, proxy_port
        self._folder: tempfile.TemporaryDirectory[str]
        self._runner: web.AppRunner
        self._proxy: Proxy

    # --- making ---------------------------------------------------------------------------------

    def add_bot(self, name: str) -> Member:
        """A bot, who is a member of the guild; its token is made of its id, as Discord's are."""
        member = self._add_user(name, bot=True)
        # Three parts, as real ones have: what checks a token's form takes it.
        token = f"{_encoded(str(member.id))}.{secrets.token_urlsafe(4)}.{secrets.token_urlsafe(28)}"
        self._members[token] = member
        return member

    def _add_user(self, name: str, *, bot: bool = False) -> Member:
        return self.guild.add_member(User(self.ids.make(), name, bot))

    def add_channel(self, kind: type[Channel], name: str) -> Channel:
        """A channel of the guild."""
        channel = kind(self.guild, self.ids.make(), name, self.changes, len(self.guild.channels))
        if isinstance(channel, VoiceChannel):
            channel.call = Call(channel, self.changes)
            channel.enter = self._enter
        self.guild.add_channel(channel)
        return channel

    def person(self, name: str) -> Person:
        """The person of this name; made, and a member of the guild, when there is none yet."""
        if name not in self.people:
            member = self.guild.named(name) or self._add_user(name)
            self.people[name] = Person(member, self.guild.voice("standup"), self.servers)
        return self.people[name]

    def _enter(self, channel: VoiceChannel, name: str) -> Person:
        person = self.person(name)
        person.channel.call.go(person.user)
        person.channel = channel
        person.enter()
        return person

    def application(self) -> dict[str, Any]:
        """The application object; its id is the bot's."""
        return {
            "id": str(self.bot.id),
            "name": self.bot.user.name,
            "description": "",
            "icon": None,
            "bot_public": False,
            "bot_require_code_grant": False,
            "owner": self.bot.user.payload(),
            "verify_key": "",
            "flags": ALL_INTENTS,
            "team": None,
            "summary": "",
        }

    # --- connecting -----------------------------------------------------------------------------

    @property
    def token(self) -> str:
        """The bot's token."""
        return next(iter(self._members))

    @property
    def address(self) -> str:
        """`host:port` of everything but UDP."""
        return f"127.0.0.1:{self._port}"

    @property
    def proxy(self) -> str:
        """The URL of an HTTP proxy that leads to this Discord under Discord's names, and nowhere else."""
        return f"http://127.0.0.1:{self._proxy_port}"

    @property
    def authority(self) -> Path:
        """The authority's certificate, a PEM file that exists as long as this does."""
        return Path(self._folder.name) / "authority.pem"

    def connector(self) -> aiohttp.TCPConnector:
        """A connector for one real, unpatched `discord.Client(connector=…)` in this loop."""
        return client.connector("127.0.0.1", self._port, self.certificate.authority)

    def environment(self) -> dict[str, str]:
        """What a bot's process needs: through the proxy, or through `client.connector_for`."""
        return {
            "DISCORD_TOKEN": self.token,
            "TRANSCRIBER_GUILD": str(self.guild.id),
            "TRANSCRIBER_PROXY": self.proxy,
            "SSL_CERT_FILE": str(self.authority),
            "LOCAL_DISCORD": self.address,
        }

    async def __aenter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="local-discord-")
        self.authority.write_text(self.certificate.authority, encoding="ascii")
        await self.servers.start()
        app = web.Application(client_max_size=1 << 30)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, ssl_context=self.certificate.context)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._proxy = Proxy(self._port)
        self._proxy_port = await self._proxy.start(self._proxy_port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._proxy.close()
        self.gateway.close(1001)
        for session in self.servers.sessions.values():
            if session.outbox is not None:
                session.outbox.close(1001)
        await self._runner.cleanup()
        self.servers.close()
        self._folder.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        voice = host.endswith(".discord.media")
        if self._down == "all" or (self._down == "voice" and voice):
            return web.Response(status=503)
        if host == "gateway.discord.gg":
            return await self.gateway.serve(request)
        if voice:
            return await VoiceConnection(self.servers).serve(request)
        if host == "cdn.discordapp.com":
            return await self._messages.file(request)
        if request.path.startswith(PREFIX):
            return await self.api.serve(request)
        return web.Response(status=404)

    # --- what users do --------------------------------------------------------------------------

    async def command(
        self,
        line: str,
        *,
        user: Person | Member | str,
        channel: Channel | None = None,
        options: dict[str, Any] | None = None,
        seconds: float = 15.0,
    ) -> Answer:
        """Somebody types `/line`; what the bot answered, when there is something to read.

        `options`: by name; channels, members and persons as the objects they are. Raises `Unknown`
        (an AssertionError) for a command that is not synced or not offered to this user, and
        AssertionError when the bot does not respond within 3 s, as Discord gives it.
        """
        where = channel or self.guild.text("general")
        await self.changes.until(
            lambda: self.interactions.offered and self.gateway.connected, "the bot is there, with commands"
        )
        member = self._member(user)
        return await self.interactions.command(line, member, where, self.bot, options or {}, seconds)

    async def press(
        self, message: Message, custom_id: str, user: Person | Member | str, *, seconds: float = 15.0
    ) -> Answer:
        """Somebody presses a button of a message; what the bot answered."""
        return await self.interactions.press(message, custom_id, self._member(user), self.bot, seconds)

    def _member(self, user: Person | Member | str) -> Member:
        if isinstance(user, str):
            user = self.person(user)
        return user.member if isinstance(user, Person) else user

    async def until(self, question: Callable[[], object], what: str, seconds: float = 5.0) -> None:
        """Returns when `question()` is true; asks after every change. Raises AssertionError."""
        await self.changes.until(question, what, seconds)

    # --- the bot's voice ------------------------------------------------------------------------

    @property
    def session(self) -> VoiceSession | None:
        """The bot's session on a voice server, while there is one."""
        return self.servers.session(self.bot.id)

    async def in_call(self, channel: VoiceChannel, seconds: float = 10.0) -> VoiceSession:
        """The bot's session, once it is in the call of `channel` and everybody has the keys."""

        def there() -> bool:
            return self.bot.id in channel.call.members and channel.call.settled

        await self.until(there, f"the bot is in the call of {channel.name}", seconds)
        session = self.session
        assert session is not None
        return session

    def drop(self, code: int) -> None:
        """Closes the bot's voice websocket; 1006 is without a word, 4014 alone has no other sign."""
        session = self.session
        assert session is not None, "The bot is in no call."
        self.servers.drop(session, code)

    def kick(self, member: Person | Member | None = None) -> None:
        """Throws somebody (the bot) out of voice."""
        who = self.bot if member is None else self._member(member)
        if not who.user.bot:
            self.people[who.user.name].channel.call.go(who.id)
        self.servers.leave(who, 4014)

    def drag(self, channel: VoiceChannel) -> None:
        """Moves the bot to another channel."""
        self.servers.enter(self.bot, channel)

    def idle(self) -> None:
        """The bot was idle for longer than the guild bears: it is moved to the AFK channel."""
        assert self.guild.afk_channel is not None, "The guild has no AFK channel."
        self.servers.enter(self.bot, self.guild.afk_channel)

    def deafen(self, deaf: bool = True) -> None:
        """Server-deafens the bot: it is sent nothing anymore."""
        self.bot.deaf = deaf
        state, session = self.servers.state(self.bot.id), self.session
        if session is not None:
            session.hears = not deaf
        if state is not None:
            self.servers.tell_state(state)

    def new_server(self) -> None:
        """Gives the bot another voice server in the middle of its call."""
        self.servers.renew(self.bot.id)

    @contextmanager
    def outage(self, what: Literal["all", "voice"] = "all", *, forgets: bool = False) -> Iterator[None]:
        """Discord, or its voice servers, are down: websockets break without a word, everything asked is
        answered with 503, and the bot's call is over. `forgets`: gateway sessions cannot be resumed
        afterwards."""
        self._down = what
        if what == "all":
            self.gateway.close(1006)
        if self.session is not None:
            self.servers.end(self.session, 1006)
        if forgets:
            self.gateway.forget()
        try:
            yield
        finally:
            self._down = None


def _encoded(text: str) -> str:
    import base64

    return base64.urlsafe_b64encode(text.encode("ascii")).decode("ascii").rstrip("=")
