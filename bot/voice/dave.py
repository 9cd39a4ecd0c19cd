"""End-to-end decryption with the keys that discord.py's connection has at the moment of asking.

In: a connection (its `dave_session` and `dave_protocol_version`, read anew for every frame: both are
replaced and changed while a call goes on). Out: what `FrameDecryptor` promises. It keeps no session,
no key and no epoch, and never changes them.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

import davey

from transcriber.errors import NoKeyYet, Unauthentic
from transcriber.receive.e2ee import looks_encrypted

_AUDIO: Final = davey.MediaType.audio


class Keys(Protocol):
    """What discord.py's `VoiceConnectionState` has of end-to-end encryption, and a count of changes."""

    dave_session: Any
    dave_protocol_version: int
    generation: int
    """Another number whenever a frame that failed might succeed now."""

    @property
    def plain_passes(self) -> bool:
        """Whether frames may come that are not encrypted."""
        ...


class DaveDecryptor:
    """The call's keys, live."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    @property
    def active(self) -> bool:
        """The protocol's version is not 0."""
        return self._keys.dave_protocol_version != 0

    @property
    def generation(self) -> int:
        """The connection's count of changes to its keys."""
        return self._keys.generation

    def decrypt(self, user: str, frame: bytes) -> bytes:
        """The Opus packet in a frame: see `FrameDecryptor`."""
        if not looks_encrypted(frame):
            if self._keys.plain_passes:
                return frame
            raise Unauthentic("A plain frame in an encrypted call.")
        session = self._keys.dave_session
        if session is None or not session.ready or not user.isdigit():
            raise NoKeyYet("There is no group yet.")
        try:
            opus: bytes = session.decrypt(int(user), _AUDIO, frame)
        except ValueError as error:  # all that davey raises because of data
            raise NoKeyYet(str(error)) from error
        return opus
