"""A voice client that records: `vc = await channel.connect(cls=RecordingVoiceClient)`.

In: a channel that a discord.py client connects to. Out: sessions on disk (`record_to`), or a mix of
everybody (`record`). It hears from the moment it is connected; what it hears before a recording is
begun is forgotten. It never decodes: a mix is made by another process.

`aead_aes256_gcm_rtpsize`, which Discord prefers, is added to the modes of discord.py.
"""

from __future__ import annotations

import asyncio
import io
import logging
import struct
import sys
import tempfile
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.voice.clock import session_clock
from bot.voice.connection import RecordingConnection
from bot.voice.dave import DaveDecryptor
from bot.voice.recorder import Person, Recorder
from transcriber.capture.session import Session, SessionInfo
from transcriber.errors import OutputError, SettingError
from transcriber.types import SAMPLE_RATE

_log = logging.getLogger(__name__)

SECOND = 1_000_000_000
DEAF_NS = 5 * SECOND
"""Deaf for so long, it asks for new keys …"""
REJOIN_NS = 10 * SECOND
"""… and, deaf for so long after that, it connects anew."""


DEAFENED = "Somebody deafened me on this server: I hear nothing until that is undone."
HEARS_AGAIN = "I am no longer deafened: the recording goes on."


class RecordingVoiceClient(discord.VoiceClient):
    """Hears a voice channel. One recording at a time."""

    supported_modes = (
        "aead_aes256_gcm_rtpsize",  # type: ignore[arg-type]
        *discord.VoiceClient.supported_modes,
    )

    _connection: RecordingConnection

    def __init__(self, client: discord.Client, channel: Any) -> None:
        super().__init__(client, channel)
        self.recorder: Recorder | None = None
        self.ended = asyncio.Event()
        """Set once it has left the channel for good: asked to, removed by somebody, or given up."""
        self._watch: asyncio.Task[None] | None = None
        self._naming: set[asyncio.Task[None]] = set()
        self._people: dict[int, Person] = {}
        self._asked_for_keys = False
        self._troubled: Callable[[str], None] = _log.error

    def create_connection_state(self) -> RecordingConnection:
        """What discord.py connects with: see `RecordingConnection`."""
        return RecordingConnection(self)

    # --- recording ------------------------------------------------------------------------------

    def record_to(
        self,
        folder: Path | str,
        *,
        title: str | None = None,
        troubled: Callable[[str], None] = _log.error,
    ) -> Session:
        """Begins a session in `folder`, which it makes; the session. `stop_recording` ends it.

        Raises SettingError when one is being recorded, OutputError when it cannot be written or a
        session is there."""
        if self.recorder is not None:
            raise SettingError("A recording is under way already: stop it first.")
        clock = session_clock()
        started, place = clock(), Path(folder)
        name = getattr(self.channel, "name", str(self.channel.id))
        info = SessionInfo(
            id=place.name,
            title=title or name,
            started=started,
            guild=(str(self.guild.id), self.guild.name),
            channel=(str(self.channel.id), name),
        )
        session = Session.create(place, info)
        self._troubled = troubled
        decryptor = DaveDecryptor(self._connection)
        self.recorder = Recorder(
            session, decryptor, self._who, catch_up=self._connection.catch_up, clock=clock, troubled=troubled
        )
        self._connection.listen(self.recorder)
        self._watch = asyncio.get_running_loop().create_task(self._look_after(), name="Recording watch")
        return session

    async def stop_recording(self, reason: str = "asked") -> Session | None:
        """Ends the recording; its session, complete on the disk. None when there was none.

        Raises OutputError when the end of it could not be written."""
        recorder, self.recorder = self.recorder, None
        if recorder is None:
            return None
        self._connection.unlisten()
        if self._watch is not None and self._watch is not asyncio.current_task():
            self._watch.cancel()
        self._watch = None
        await recorder.stop(reason)
        return recorder.session

    async def record(self, seconds: float, *, title: str | None = None) -> io.BytesIO:
        """Records for so long; everybody mixed, as a WAV file (48 kHz, stereo, 16 bit). Silence where
        nobody spoke.

        Raises SettingError when a recording is under way, OutputError when nothing could be mixed."""
        with tempfile.TemporaryDirectory(prefix="transcriber-") as place:
            folder = Path(place) / "session"
            self.record_to(folder, title=title)
            recorder = self.recorder
            try:
                await asyncio.sleep(seconds)
            finally:
                await self.stop_recording()
            if recorder is None or not recorder.counters["voice"]:
                return _silence(seconds)
            return io.BytesIO(await _mixed(folder))

    async def disconnect(self, *, force: bool = False) -> None:
        """Ends a recording, if there is one, and leaves the channel."""
        await self.stop_recording("disconnected")
        await super().disconnect(force=force)

    def cleanup(self) -> None:
        """It has left for good; see the base class."""
        super().cleanup()
        self.ended.set()

    # --- what others want to know ---------------------------------------------------------------

    @property
    def encryption(self) -> tuple[int, int, str]:
        """End-to-end encryption: protocol version (0: none), epoch, verification code."""
        session, protocol = self._connection.dave_session, self._connection.dave_protocol_version
        if not protocol or session is None or not session.ready:
            return protocol, 0, ""
        return protocol, int(session.epoch or 0), str(session.voice_privacy_code or "")

    @property
    def speakers(self) -> dict[int, int]:
        """User → SSRC of those who spoke in this connection."""
        return dict(self._connection.ssrcs)

    # --- what discord.py tells ------------------------------------------------------------------

    async def on_voice_state_update(self, data: Any) -> None:
        """Our own voice state."""
        recorder = self.recorder
        if recorder is not None and data.get("channel_id") is not None:
            deaf = bool(data.get("deaf")) or bool(data.get("self_deaf"))
            if recorder.deafened(deaf):
                self._troubled(DEAFENED if deaf else HEARS_AGAIN)
        await super().on_voice_state_update(data)

    # --- the work -------------------------------------------------------------------------------

    def _who(self, user: int) -> Person:
        """A user's name as the guild shows it. Where it is not known it is asked for, and told later."""
        member = self.guild.get_member(user)
        if member is not None:
            self._people[user] = Person(member.display_name, member.bot)
        elif user not in self._people:
            self._people[user] = Person(f"User {user}")
            task = asyncio.get_running_loop().create_task(self._learn(user), name="Asking for a name")
            self._naming.add(task)
            task.add_done_callback(self._naming.discard)
        return self._people[user]

    async def _learn(self, user: int) -> None:
        try:
            member = await self.guild.fetch_member(user)
        except discord.HTTPException as error:
            _log.info("The name of a user could not be had: %s", error.status)
            return
        self._people[user] = Person(member.display_name, member.bot)
        ssrc = self._connection.ssrcs.get(user)
        if self.recorder is not None and ssrc is not None:
            self.recorder.speaking(user, ssrc)

    async def _look_after(self) -> None:
        """While recording: writes down the state of encryption, and mends deafness."""
        while self.recorder is not None:
            recorder = self.recorder
            if self._connection.given_up:
                _log.warning("The voice connection ended, and discord.py tries no more: leaving")
                await self._connection.disconnect()
                return
            self._connection.stay_known()
            if self.is_connected():
                recorder.encryption(*self.encryption)
                await self._mend(recorder)
            await asyncio.sleep(1)

    async def _mend(self, recorder: Recorder) -> None:
        lasts = recorder.deafness.lasts
        if not lasts and recorder.deafness.hears:
            self._asked_for_keys = False
        if lasts < (REJOIN_NS if self._asked_for_keys else DEAF_NS):
            return
        try:
            if not self._asked_for_keys and self._connection.dave_protocol_version:
                _log.warning("Packets arrive and none can be decrypted: asking for new keys")
                self._asked_for_keys = True
                await self._connection.rekey()
            else:
                _log.warning("Packets arrive and none can be decrypted: connecting anew")
                self._asked_for_keys = False
                await self._connection.rejoin()
        except (discord.DiscordException, OSError, ValueError) as error:
            _log.warning("That failed: %s", error)
        recorder.deafness.forgive()

    def _encrypt_aead_aes256_gcm_rtpsize(self, header: bytes, data: bytes) -> bytes:
        """Transport encryption of what is sent, in Discord's preferred mode (discord.py looks it up by
        this name)."""
        counter = struct.pack(">I", self._incr_nonce)
        self.checked_add("_incr_nonce", 1, 4294967295)
        sealed = AESGCM(bytes(self.secret_key)).encrypt(counter + bytes(8), bytes(data), bytes(header))
        return bytes(header) + sealed + counter


def session_name(title: str, moment: datetime | None = None) -> str:
    """A folder's name for a session that begins now: its time (UTC), then its title."""
    from transcriber.output import file_name

    at = (moment or datetime.now(UTC)).strftime("%Y-%m-%dT%H-%M-%SZ")
    return f"{at}-{file_name(title)[:60]}"


def _silence(seconds: float) -> io.BytesIO:
    """A WAV file in which nothing is heard."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(bytes(4 * round(seconds * SAMPLE_RATE)))
    held.seek(0)
    return held


async def _mixed(folder: Path) -> bytes:
    """The mix of a session, made by another process: decoding holds up the event loop of this one."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "transcriber", "mix", str(folder), "-o", str(folder),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await process.communicate()
    path = folder / "mix.wav"
    if process.returncode or not path.exists():
        reason = said.decode(errors="replace").strip().splitlines()
        raise OutputError(f"The recording could not be mixed: {reason[-1] if reason else 'no reason given'}")
    return await asyncio.to_thread(path.read_bytes)
