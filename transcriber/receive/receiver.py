"""Datagrams and gateway facts become events; whatever is wrong with them becomes a count.

In: what a voice connection brings, each with the time of its arrival in UTC nanoseconds: datagrams,
and what the voice gateway says (a connection, its key, who speaks on which SSRC, who is there, who
left). Out: a list of events a call, in the order in which a capture holds them. Nothing here owns a
socket, a clock or a thread; no datagram and no gateway fact raises; and what only the caller can
know is the caller's to write down: marks, gaps of the network, the state of end-to-end encryption,
the end of the recording.

What is done with frames that have no owner or no key, and with users who are out, is the law of
`streams`. SSRCs belong to a connection: with the next one, owners and held packets are forgotten.
Duplicates pass (`reorder` drops them), but for those that an end-to-end cipher refuses.

Every datagram is counted in `datagrams` and, sooner or later, once in one of the others, except
`held` and `replayed`, which only some go through:

| counter | datagrams that |
|---|---|
| datagrams | came in all |
| voice | became a Voice event |
| unconnected | came before a connection and its key |
| discovery | were IP discovery |
| keepalive | were the echo of a keep-alive |
| rtcp | were RTCP; their sender reports are kept in `reports` |
| malformed | were not what the wire format says |
| payload_type | were RTP, but not of Discord's voice payload type: video |
| consent | were of a user who is out, or may have been |
| unauthentic | failed transport decryption: another key, or damage |
| probe | were empty but for header and padding: bandwidth probes |
| duplicate | repeated an end-to-end encrypted packet that was decrypted before |
| undecryptable | failed end-to-end decryption to the end |
| ownerless | were held because nobody knew their owner, and nobody came to know |
| overflow | were held, and had to make room |
| forgotten | were held when their connection ended |
| held | were held, once each |
| replayed | were held and then became a Voice event |
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from transcriber.config import SENDER_REPORTS
from transcriber.errors import RemoteFault, SettingError
from transcriber.receive.e2ee import FrameDecryptor, NoEncryption
from transcriber.receive.rtp import (
    FIXED_HEADER,
    SENDER_REPORT_TYPE,
    VOICE_PAYLOAD_TYPE,
    SenderReport,
    kind,
    rtp_header,
)
from transcriber.receive.streams import Streams
from transcriber.receive.transport import Opener
from transcriber.types import Connected, Consent, Event, Left, Nanoseconds, Speaker, Stats

COUNTERS: Final = (
    "datagrams",
    "voice",
    "unconnected",
    "discovery",
    "keepalive",
    "rtcp",
    "malformed",
    "payload_type",
    "consent",
    "unauthentic",
    "probe",
    "duplicate",
    "undecryptable",
    "ownerless",
    "overflow",
    "forgotten",
    "held",
    "replayed",
)
"""The names of all counters, in the order of the module's table."""


class Receiver:
    """The receiving side of one recording, through all its connections.

    `counters` are as in the module's table; `reports` holds the latest sender report by SSRC, of
    this connection.
    """

    def __init__(self, decryptor: FrameDecryptor | None = None) -> None:
        self.counters: Counter[str] = Counter(dict.fromkeys(COUNTERS, 0))
        self.reports: dict[int, SenderReport] = {}
        self._transport: Opener | None = None
        self._streams = Streams(NoEncryption() if decryptor is None else decryptor, self.counters)

    @property
    def waiting(self) -> int:
        """How many packets are held at the moment."""
        return self._streams.waiting

    # --- gateway facts --------------------------------------------------------------------------

    def connected(
        self, time: Nanoseconds, connection: int, reason: str, transport: Opener | None = None
    ) -> list[Event]:
        """A connection began. Without a transport its key comes later, with `keyed`: the gateway
        may say who speaks before it sends the key."""
        events = self._streams.forget(time)
        self._transport = transport
        self.reports.clear()
        return [*events, Connected(time, connection, reason)]

    def keyed(self, transport: Opener) -> None:
        """The connection's transport key came, or is another one."""
        self._transport = transport

    def joined(self, user: str, name: str, bot: bool = False) -> None:
        """This user is in the channel (op 11): a possible owner of packets that have none."""
        self._streams.joined(user, name, bot)

    def speaking(self, time: Nanoseconds, ssrc: int, user: str, name: str, bot: bool = False) -> list[Event]:
        """This SSRC is this user's (op 5, or `audio_ssrc` of op 12). 0 says that the user has none."""
        self._streams.joined(user, name, bot)
        if not 0 < ssrc <= 0xFFFFFFFF:
            return []
        return self._streams.own(Speaker(time, ssrc, user, name, bot))

    def left(self, time: Nanoseconds, user: str) -> list[Event]:
        """The user left the channel (op 13)."""
        self._streams.left(user)
        return [Left(time, user)]

    def keys_changed(self, time: Nanoseconds) -> list[Event]:
        """The keys of end-to-end encryption are others: what is held is tried at once."""
        return self._streams.settle(time)

    def consent(self, time: Nanoseconds, user: str, choice: str) -> list[Event]:
        """The user is `in` (as everybody is who said nothing) or `out`.

        Raises SettingError for another choice.
        """
        if choice == "out":
            self._streams.exclude(user)
        elif choice == "in":
            self._streams.admit(user)
        else:
            raise SettingError(f"There is no consent {choice!r}; choose in or out.")
        return [Consent(time, user, choice)]

    # --- the stream of time ---------------------------------------------------------------------

    def datagram(self, time: Nanoseconds, data: bytes) -> list[Event]:
        """One datagram of the connection's socket, whatever it is."""
        events = self._streams.tick(time)
        self.counters["datagrams"] += 1
        try:
            events += self._read(time, data)
        except RemoteFault as fault:
            self.counters[fault.reason] += 1
        return events

    def tick(self, time: Nanoseconds) -> list[Event]:
        """Tells the time, about once a second, so that what is held is tried again, or given up,
        while nobody speaks."""
        return self._streams.tick(time)

    def stats(self, time: Nanoseconds) -> list[Event]:
        """The counters as they stand."""
        return [Stats(time, dict(self.counters))]

    def finish(self, time: Nanoseconds) -> list[Event]:
        """The recording ends: what is held is tried for the last time, and the rest given up."""
        return self._streams.finish(time)

    # --- one datagram, in the order of work that `rtp` lays down ----------------------------------

    def _read(self, time: Nanoseconds, data: bytes) -> list[Event]:
        transport = self._transport
        if transport is None:
            return self._reject("unconnected")
        what = kind(data)
        if what == "rtcp":
            return self._read_rtcp(transport.open_rtcp(data))
        if what != "rtp":
            return self._reject(what)
        header = rtp_header(data)
        _, second, sequence, timestamp, ssrc = FIXED_HEADER.unpack_from(data)
        if second & 0x7F != VOICE_PAYLOAD_TYPE:
            return self._reject("payload_type")
        if self._streams.is_out(ssrc):
            return self._reject("consent")
        payload = transport.open(data, header)
        if not payload:
            return self._reject("probe")
        return self._streams.hear(self.counters["datagrams"], time, ssrc, sequence, timestamp, payload)

    def _read_rtcp(self, rtcp: bytes) -> list[Event]:
        if rtcp[1] == SENDER_REPORT_TYPE:
            report = SenderReport.parse(rtcp)
            if report.ssrc not in self.reports and len(self.reports) >= SENDER_REPORTS:
                del self.reports[next(iter(self.reports))]
            self.reports[report.ssrc] = report
        return self._reject("rtcp")

    def _reject(self, reason: str) -> list[Event]:
        self.counters[reason] += 1
        return []
