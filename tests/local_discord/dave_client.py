"""A client's half of DAVE: a real `davey.DaveSession` and the state around it.

In: what the voice gateway says. Out: what the client answers, and frames sealed with its key. It
does what discord.py does with the same messages, and, where `late_switch` is set, what the protocol
allows first-party clients to do: to go on sending under the old key until a transition is executed.
It knows no socket and no clock; what goes wrong is noted in `faults`, and never raised.
"""

from __future__ import annotations

from typing import Any

import davey

from .mls.proposal import APPEND
from .voice_message import Binary, Op, VoiceMessage, Words


class DaveClient:
    """One user in one call."""

    def __init__(self, user: int, channel: int, *, late_switch: bool = False) -> None:
        self.user = user
        self.channel = channel
        self.late_switch = late_switch
        self.session: davey.DaveSession | None = None
        self.protocol = 0
        """What it sends by: 0 is without end-to-end encryption."""
        self.sending = 0
        """The transition that brought the key it sends with; 0 while it has none."""
        self.faults: list[str] = []
        self._announced: dict[int, int] = {}
        self._held: tuple[int, bytes] | None = None

    @property
    def ready(self) -> bool:
        """Whether it can send as the protocol in force asks."""
        return self.protocol == 0 or (self.session is not None and bool(self.session.ready))

    def described(self, version: int) -> list[VoiceMessage]:
        """Op 4 came, with this protocol version: the answers to it."""
        self.protocol = version
        self.session = davey.DaveSession(version or 1, self.user, self.channel)
        return [self._key_package()] if version else []

    def seal(self, opus: bytes) -> bytes | None:
        """What goes into the packet: the frame encrypted, or as it is; None when there is no key yet."""
        if self.protocol == 0:
            return opus
        if self.session is None or not self.session.ready:
            return None
        return bytes(self.session.encrypt_opus(opus))

    def hear(self, message: VoiceMessage) -> list[VoiceMessage]:
        """One message of the gateway: the answers to it."""
        if self.session is None:
            return []
        try:
            if isinstance(message, Words):
                return self._hear_words(message.op, message.data)
            return self._hear_binary(message.op, message.payload)
        except ValueError as error:  # the only thing that davey raises because of data
            self.faults.append(f"{message.op.name}: {error}")
            return []

    def _hear_words(self, op: Op, data: dict[str, Any]) -> list[VoiceMessage]:
        if op is Op.PREPARE_TRANSITION:
            number = data["transition_id"]
            self._announced[number] = data["protocol_version"]
            if number:
                return [self._is_ready(number)]
            self._execute(number)
        elif op is Op.EXECUTE_TRANSITION:
            answers = self._catch_up()
            self._execute(data["transition_id"])
            return answers
        elif op is Op.PREPARE_EPOCH and data["epoch"] == 1:
            self._held = None
            self._session().reinit(data["protocol_version"], self.user, self.channel)
            return [self._key_package()]
        return []

    def _hear_binary(self, op: Op, payload: bytes) -> list[VoiceMessage]:
        if op is Op.EXTERNAL_SENDER:
            self._session().set_external_sender(payload)
            return []
        answers = self._catch_up()
        if op is Op.PROPOSALS:
            kind = davey.ProposalsOperationType.append
            if payload[0] != APPEND:
                kind = davey.ProposalsOperationType.revoke
            made = self._session().process_proposals(kind, payload[1:])
            if made is not None:
                answers.append(Binary(Op.COMMIT_WELCOME, made.commit + (made.welcome or b"")))
            return answers
        number = int.from_bytes(payload[:2], "big")
        if op is Op.ANNOUNCE_COMMIT and self.late_switch and number and self._session().ready:
            self._held = number, payload[2:]
            self._announced[number] = 1
            return [*answers, self._is_ready(number)]
        return answers + self._process(op, number, payload[2:])

    def _process(self, op: Op, number: int, payload: bytes) -> list[VoiceMessage]:
        """Takes a commit or welcome in; op 31 and a new key package when that fails."""
        session = self._session()
        try:
            if op is Op.ANNOUNCE_COMMIT:
                session.process_commit(payload)
            else:
                session.process_welcome(payload)
        except ValueError as error:
            self.faults.append(f"{op.name}: {error}")
            session.reinit(1, self.user, self.channel)
            return [Words(Op.INVALID_COMMIT_WELCOME, {"transition_id": number}), self._key_package()]
        self.sending = number
        if not number:
            return []
        self._announced[number] = 1
        return [self._is_ready(number)]

    def _catch_up(self) -> list[VoiceMessage]:
        """Takes in a commit that was held back; its `ready` has been said already."""
        if self._held is None:
            return []
        number, commit = self._held
        self._held = None
        answers = self._process(Op.ANNOUNCE_COMMIT, number, commit)
        return [answer for answer in answers if answer != self._is_ready(number)]

    def _execute(self, number: int) -> None:
        if number in self._announced:
            self.protocol = self._announced.pop(number)

    def _key_package(self) -> VoiceMessage:
        return Binary(Op.KEY_PACKAGE, self._session().get_serialized_key_package())

    def _is_ready(self, number: int) -> VoiceMessage:
        return Words(Op.TRANSITION_READY, {"transition_id": number})

    def _session(self) -> davey.DaveSession:
        assert self.session is not None
        return self.session
