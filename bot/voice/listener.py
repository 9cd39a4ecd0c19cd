"""What the voice connection tells to whoever listens.

In: nothing. Out: the names of what happens. `RecordingConnection` calls these; `Recorder` implements
them; a bot that only wants to know who is there may bring its own.
"""

from __future__ import annotations

from typing import Protocol

from transcriber.types import Nanoseconds


class Listener(Protocol):
    """All but `datagram` are called on the event loop, in the order in which things happened."""

    def datagram(self, data: bytes, waited: Nanoseconds = 0) -> None:
        """A datagram came so long ago. Called on the reader thread: only stamp and queue."""
        ...

    def connecting(self) -> None:
        """The voice server accepted a connection (op 2); its key is to come."""
        ...

    def keyed(self, mode: str, key: bytes) -> None:
        """The connection's transport mode and key (op 4): from here on it hears."""
        ...

    def lost(self) -> None:
        """The connection is over; another one may come. May be told twice."""
        ...

    def present(self, user: int) -> None:
        """This user is in the channel (op 11)."""
        ...

    def speaking(self, user: int, ssrc: int) -> None:
        """This user speaks by this SSRC (op 5, or op 12's `audio_ssrc`)."""
        ...

    def left(self, user: int) -> None:
        """This user left the channel (op 13)."""
        ...

    def keys_changed(self) -> None:
        """The keys or the protocol of end-to-end encryption are others."""
        ...


class Nobody:
    """Listens to nothing."""

    def datagram(self, data: bytes, waited: Nanoseconds = 0) -> None:
        """Nothing."""

    def connecting(self) -> None:
        """Nothing."""

    def keyed(self, mode: str, key: bytes) -> None:
        """Nothing."""

    def lost(self) -> None:
        """Nothing."""

    def present(self, user: int) -> None:
        """Nothing."""

    def speaking(self, user: int, ssrc: int) -> None:
        """Nothing."""

    def left(self, user: int) -> None:
        """Nothing."""

    def keys_changed(self) -> None:
        """Nothing."""
