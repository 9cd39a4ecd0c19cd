"""A recording under way: what the voice connection tells becomes a capture.

In: a `Listener`'s calls. Out: the session's capture. Datagrams are stamped and queued on the thread that
reads them; everything else happens on the event loop: what has come is read and the queue drained every
DRAIN_SECONDS and before every fact, so that events are written in the order in which they happened. It
decodes nothing, waits for no disk, and goes on when the disk is full: what cannot be written waits in
memory, up to BACKLOG_BYTES, beyond which voice is dropped and a gap says so.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from bot.voice.clock import Clock, session_clock
from bot.voice.deafness import Deafness
from bot.voice.heard import Heard
from bot.voice.holes import Holes
from transcriber.capture.session import Session
from transcriber.capture.writer import CaptureWriter
from transcriber.errors import OutputError, SettingError
from transcriber.receive.e2ee import FrameDecryptor
from transcriber.receive.receiver import Receiver
from transcriber.receive.transport import Transport
from transcriber.types import Encryption, Event, Mark, Nanoseconds, Speaker, Stopped, Voice

_log = logging.getLogger(__name__)

DRAIN_SECONDS: Final = 0.2
"""As often as the capture is flushed. Each time costs as much as ten packets, whatever there is to do."""

STATS_TALKING: Final[Nanoseconds] = 250_000_000
STATS_SILENT: Final[Nanoseconds] = 5_000_000_000
"""While somebody spoke a moment ago, the file's time goes on every quarter of a second, so that a
follower knows soon that a sentence is over; in silence every 5 s will do."""

SECOND: Final[Nanoseconds] = 1_000_000_000
MOMENT: Final[Nanoseconds] = 3_000_000_000

BACKLOG_BYTES: Final = 64 << 20
"""Voice of 25 speakers for five minutes: time to make room on a full disk."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who a user is, for the capture."""

    name: str
    bot: bool = False


class Recorder:
    """Writes one session. Made on the event loop that it lives on.

    `who` names users; `catch_up` is called when what has arrived by now is wanted; `troubled` is told, in
    a sentence and once each time, that the capture cannot be written. `pending` bytes wait for the disk.
    """

    def __init__(
        self,
        session: Session,
        decryptor: FrameDecryptor,
        who: Callable[[int], Person],
        *,
        catch_up: Callable[[], None] = lambda: None,
        clock: Clock | None = None,
        troubled: Callable[[str], None] = _log.error,
    ) -> None:
        self.session = session
        self.deafness = Deafness()
        self.heard = Heard()
        self._clock = clock or session_clock()
        self._who = who
        self._catch_up = catch_up
        self._troubled = troubled
        self._loop = asyncio.get_running_loop()
        self._receiver = Receiver(decryptor)
        self._fsyncs: set[asyncio.Future[None]] = set()
        self._writer = CaptureWriter(session.capture, fsync=self._fsync_later)
        self._queue: deque[tuple[Nanoseconds, bytes]] = deque()
        self._holes = Holes()
        self._hears = False
        """The connection's key is known: what is queued can be opened."""
        self._paused = False
        self._full = False
        self._connections = 0
        self._encryption: tuple[int, int, str] | None = None
        self._voice_at: Nanoseconds = 0
        self._written_at: Nanoseconds = 0
        self._looked_at: Nanoseconds = 0
        self._task: asyncio.Task[None] | None = self._loop.create_task(self._run(), name="Recorder")

    # --- what the connection tells --------------------------------------------------------------

    def datagram(self, data: bytes, waited: Nanoseconds = 0) -> None:
        """On the reader thread: stamped and queued."""
        if data:
            self._queue.append((self._clock() - waited, data))

    def connecting(self) -> None:
        """Another connection: SSRCs and keys of the one before mean nothing any more."""
        if self._hears:
            self.drain()
        now = self._clock()
        self._hears = False
        self.heard.connected()
        reason = "join" if not self._connections else "reconnect"
        self._write(self._receiver.connected(now, self._connections, reason))
        self._connections += 1

    def keyed(self, mode: str, key: bytes) -> None:
        """It hears from here on; what came before the key did is opened now."""
        self._receiver.keyed(Transport(mode, key))
        self._hears = True
        self._write(self._holes.over("disconnected", self._clock()))
        self.drain()

    def lost(self) -> None:
        """What comes now and can still be opened is written; a hole begins behind it."""
        if self._hears:
            self.drain()
            self._holes.begins("disconnected", self._clock())

    def present(self, user: int) -> None:
        """A possible owner of streams that nobody named."""
        person = self._who(user)
        self._receiver.joined(str(user), person.name, person.bot)

    def speaking(self, user: int, ssrc: int) -> None:
        """A stream has an owner. Called again when the user's name has become known."""
        self._drain_if_keyed()
        person = self._who(user)
        self._write(self._receiver.speaking(self._clock(), ssrc, str(user), person.name, person.bot))

    def left(self, user: int) -> None:
        """The user left the channel."""
        self._drain_if_keyed()
        self._write(self._receiver.left(self._clock(), str(user)))

    def keys_changed(self) -> None:
        """What waits for a key is tried at once."""
        if self._hears:
            self.drain()
            self._write(self._receiver.keys_changed(self._clock()))

    # --- what the bot tells ---------------------------------------------------------------------

    def encryption(self, protocol: int, epoch: int, code: str) -> None:
        """The state of end-to-end encryption; written when it is another one."""
        state = (protocol, epoch, code)
        if state != self._encryption:
            self._encryption = state
            self._drain_if_keyed()
            self._write([Encryption(self._clock(), *state)])

    def mark(self, user: int, name: str, text: str) -> None:
        """A note that somebody makes."""
        self._drain_if_keyed()
        self._write([Mark(self._clock(), str(user), name, text)])

    def deafened(self, deaf: bool) -> bool:
        """Somebody deafened the bot on the server, or let it hear again; whether that is news."""
        if deaf == ("deafened" in self._holes):
            return False
        if deaf:
            self._holes.begins("deafened", self._clock())
        else:
            self._write(self._holes.over("deafened", self._clock()))
        return True

    def pause(self) -> None:
        """Nothing is heard until `resume`: what comes is dropped unread."""
        self._drain_if_keyed()
        self._paused = True
        self._holes.begins("paused", self._clock())

    def resume(self) -> None:
        """Hears again."""
        self.drain()
        self._paused = False
        self._write(self._holes.over("paused", self._clock()))

    @property
    def paused(self) -> bool:
        """Between `pause` and `resume`."""
        return self._paused

    @property
    def counters(self) -> dict[str, int]:
        """The receiver's counters."""
        return dict(self._receiver.counters)

    @property
    def now(self) -> Nanoseconds:
        """The session's time, UTC ns."""
        return self._clock()

    # --- the work -------------------------------------------------------------------------------

    def drain(self) -> None:
        """Everything that came goes through the receiver into the capture."""
        self._catch_up()
        queue, receiver = self._queue, self._receiver
        if self._paused:
            queue.clear()
            return
        heard: Nanoseconds = 0
        while queue:
            time, data = queue.popleft()
            events = receiver.datagram(time, data)
            if events:
                heard = time
                self._write(events)
        if heard:
            self._voice_at = heard
            self._holes.heard(heard)

    async def stop(self, reason: str) -> None:
        """Ends the recording: the capture is whole and on the disk. Raises OutputError when it is not."""
        if self._task is None:
            return
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        self._drain_if_keyed()
        now = self._clock()
        self._write(self._receiver.finish(now))
        self._write(self._holes.all_over(now))
        self._write([*self._receiver.stats(now), Stopped(now, reason)])
        self._writer.close()
        await asyncio.gather(*self._fsyncs)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(DRAIN_SECONDS)
            try:
                self._drain_if_keyed()
                self._tick(self._clock())
            except Exception:  # a fault of ours must not end the recording
                _log.exception("The recorder failed at one step, and goes on")

    def _tick(self, now: Nanoseconds) -> None:
        if now - self._looked_at >= SECOND:
            self._looked_at = now
            self._write(self._receiver.tick(now))
            self.deafness.look(now, self._receiver.counters, hears=self._hears and not self._paused)
        talking = now - self._voice_at < MOMENT
        if now - self._written_at >= (STATS_TALKING if talking else STATS_SILENT):
            self._write(self._receiver.stats(now))
        self._tell_the_writer(now)

    def _drain_if_keyed(self) -> None:
        if self._hears:
            self.drain()

    def _write(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, Voice):
                if self._full and self._writer.pending > BACKLOG_BYTES:
                    self._holes.begins("overrun", event.time)
                    continue
                self.heard.voice(event)
            elif isinstance(event, Speaker):
                self.heard.speaker(event)
            if event.time > self._written_at:
                self._written_at = event.time
            try:
                self._writer.write(event)
                if self._full:
                    self._recovered()
            except OutputError as error:
                self._failed(error)
            except SettingError as error:  # an event that the format cannot hold: no reason to stop
                _log.warning("One event was left out of the capture: %s", error)

    def _tell_the_writer(self, now: Nanoseconds) -> None:
        try:
            self._writer.tick(now)
            if not self._writer.pending:
                self._recovered()
        except OutputError as error:
            self._failed(error)

    def _failed(self, error: OutputError) -> None:
        if not self._full:
            self._full = True
            self._troubled(f"{error} What is heard meanwhile is kept in memory for a few minutes.")

    def _recovered(self) -> None:
        if self._full and not self._writer.pending:
            self._full = False
            self._write(self._holes.over("overrun", self._clock()))

    def _fsync_later(self, file: int) -> None:
        """A slow disk must not stop the event loop."""
        copy = os.dup(file)

        def work() -> None:
            try:
                os.fsync(copy)
            finally:
                os.close(copy)

        future = self._loop.run_in_executor(None, work)
        self._fsyncs.add(future)
        future.add_done_callback(self._fsynced)

    def _fsynced(self, future: asyncio.Future[None]) -> None:
        self._fsyncs.discard(future)
        if not future.cancelled() and (error := future.exception()) is not None:
            _log.warning("The disk did not confirm what was written: %s", error)
