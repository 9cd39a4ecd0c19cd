"""REST: application commands, callbacks of interactions, and their webhooks; and asking as a user does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import interaction, posts
from .api import Api, Ask, Refused
from .changes import Changes
from .channel import Channel
from .guild import Guild, Member
from .interaction import Answer
from .message import EPHEMERAL, LOADING, Message
from .snowflake import Snowflakes

FIRST_ANSWER: Final = 3.0
"""Seconds within which a bot has to respond (Discord's documentation, "Receiving and responding")."""


class InteractionRoutes:
    """The routes, on an `Api`; and the users' side of interactions."""

    def __init__(
        self,
        api: Api,
        guild: Guild,
        ids: Snowflakes,
        changes: Changes,
        application: Callable[[], dict[str, Any]],
    ) -> None:
        self.commands: dict[int, list[dict[str, Any]]] = {0: []}
        """Guild → its commands; 0: the global ones."""
        self.patience = FIRST_ANSWER
        """Seconds within which a bot has to respond."""
        self._guild = guild
        self._ids = ids
        self._changes = changes
        self._application = application
        self._answers: dict[str, Answer] = {}
        for path in ("/applications/{app}/commands", "/applications/{app}/guilds/{guild}/commands"):
            api.route("PUT", path, self._sync)
            api.route("GET", path, self._list)
            api.route("POST", path, self._add)
        api.route("POST", "/interactions/{id}/{token}/callback", self._callback, token=False)
        api.route("POST", "/webhooks/{app}/{token}", self._follow_up, token=False)
        message = "/webhooks/{app}/{token}/messages/{message}"
        api.route("GET", message, self._get, token=False)
        api.route("PATCH", message, self._edit, token=False)
        api.route("DELETE", message, self._delete, token=False)

    # --- commands -------------------------------------------------------------------------------

    async def _sync(self, ask: Ask) -> Any:
        guild = int(ask.ids.get("guild", 0))
        self.commands[guild] = [self._known(command, ask, guild) for command in ask.body]
        self._changes.notify()
        return self.commands[guild]

    async def _list(self, ask: Ask) -> Any:
        return self.commands.get(int(ask.ids.get("guild", 0)), [])

    async def _add(self, ask: Ask) -> Any:
        guild = int(ask.ids.get("guild", 0))
        command = self._known(ask.body, ask, guild)
        others = [each for each in self.commands.get(guild, []) if each["name"] != command["name"]]
        self.commands[guild] = [*others, command]
        self._changes.notify()
        return command

    def _known(self, command: dict[str, Any], ask: Ask, guild: int) -> dict[str, Any]:
        made = {"id": str(self._ids.make()), "application_id": ask.ids["app"], "version": "1"}
        known = {"type": 1, "options": [], "description": "", **command, **made}
        return known | {"guild_id": str(guild)} if guild else known

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The commands in the guild: its own, then the global ones."""
        return self.commands.get(self._guild.id, []) + self.commands[0]

    # --- what users do --------------------------------------------------------------------------

    async def command(
        self,
        line: str,
        member: Member,
        channel: Channel,
        bot: Member,
        options: dict[str, Any],
        seconds: float,
    ) -> Answer:
        """Somebody types a command; returns when there is an answer to read."""
        data = interaction.command_data(self.offered, line, options, self._guild)
        found = next(each for each in self.offered if each["id"] == data["id"])
        if not interaction.may_use(found, self._guild.permissions(member, channel)):
            raise interaction.Unknown(f"{member.user.name} is not offered {line!r}: permissions are missing.")
        answer = self._answer(channel, bot)
        return await self._ask(interaction.COMMAND, answer, data, member, seconds)

    async def press(
        self, message: Message, custom_id: str, member: Member, bot: Member, seconds: float
    ) -> Answer:
        """Somebody presses a button; returns when the bot has responded."""
        button = next((each for each in message.buttons if each["custom_id"] == custom_id), None)
        if button is None or button.get("disabled"):
            ids = [each["custom_id"] for each in message.buttons if not each.get("disabled")]
            raise interaction.Unknown(f"The message has no button {custom_id!r} to press, only {ids}.")
        answer = self._answer(message.channel, bot)
        answer.source = message
        data = {"custom_id": custom_id, "component_type": button["type"]}
        return await self._ask(interaction.COMPONENT, answer, data, member, seconds)

    def _answer(self, channel: Channel, bot: Member) -> Answer:
        answer = Answer(self._ids.make(), interaction.new_token(), channel, bot.user)
        self._answers[answer.token] = answer
        return answer

    async def _ask(
        self, kind: int, answer: Answer, data: dict[str, Any], member: Member, seconds: float
    ) -> Answer:
        asked = interaction.payload(kind, answer, data, self._guild, member, self._application())
        self._guild.dispatch("INTERACTION_CREATE", asked)
        responded = "the bot responds to an interaction, for which Discord gives it 3 s"
        await self._changes.until(lambda: answer.kind is not None, responded, self.patience)
        await self._changes.until(lambda: answer.settled, "the bot has something to say", seconds)
        return answer

    # --- what the bot answers -------------------------------------------------------------------

    def _found(self, ask: Ask) -> Answer:
        answer = self._answers.get(ask.ids["token"])
        if answer is None:
            raise Refused(404, 10015, "Unknown Webhook")
        return answer

    async def _callback(self, ask: Ask) -> Any:
        answer = self._answers.get(ask.ids["token"])
        if answer is None or str(answer.id) != ask.ids["id"]:
            raise Refused(404, 10062, "Unknown interaction")
        if answer.kind is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        kind, data = ask.body["type"], ask.body.get("data") or {}
        message = self._respond(answer, ask, kind, data)
        answer.kind, answer.callback = kind, data
        self._changes.notify()
        found: dict[str, Any] = {"id": str(answer.id), "type": interaction.COMMAND}
        if message is None:
            return {"interaction": found}
        found |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
        return {"interaction": found, "resource": {"type": kind, "message": message.payload()}}

    def _respond(self, answer: Answer, ask: Ask, kind: int, data: dict[str, Any]) -> Message | None:
        if kind == interaction.MESSAGE:
            return self._post(answer, posts.made(self._ids, ask, data, answer.channel, answer.bot))
        if kind == interaction.DEFERRED_MESSAGE:
            message = Message(self._ids.make(), answer.channel, answer.bot)
            message.flags = LOADING | data.get("flags", 0) & EPHEMERAL
            return self._post(answer, message)
        if kind == interaction.UPDATE and answer.source is not None:
            posts.change(self._ids, ask, data, answer.source)
            answer.source.channel.edited(answer.source)
            return answer.source
        return answer.source if kind == interaction.DEFERRED_UPDATE else None

    def _post(self, answer: Answer, message: Message) -> Message:
        message.webhook = int(self._application()["id"])
        answer.messages.append(message)
        answer.channel.post(message)
        return message

    async def _follow_up(self, ask: Ask) -> Any:
        answer = self._found(ask)
        if answer.messages and answer.messages[0].loading:  # the first one takes the place of "thinking"
            return self._edited(ask, answer.messages[0])
        message = posts.made(self._ids, ask, ask.body, answer.channel, answer.bot)
        return self._post(answer, message).payload()

    def _message(self, ask: Ask) -> Message:
        answer, number = self._found(ask), ask.ids["message"]
        if number == "@original":
            if not answer.messages and answer.source is None:
                raise Refused(404, 10008, "Unknown Message")
            return answer.original
        for message in answer.messages:
            if str(message.id) == number:
                return message
        raise Refused(404, 10008, "Unknown Message")

    async def _get(self, ask: Ask) -> Any:
        return self._message(ask).payload()

    async def _edit(self, ask: Ask) -> Any:
        return self._edited(ask, self._message(ask))

    def _edited(self, ask: Ask, message: Message) -> Any:
        posts.change(self._ids, ask, ask.body, message)
        message.channel.edited(message)
        return message.payload()

    async def _delete(self, ask: Ask) -> None:
        message = self._message(ask)
        message.channel.delete(message)
