"""Defaults and bounds, each said once, with its reason. Constants of a wire format live with its parser."""

from __future__ import annotations

from typing import Final

from transcriber.types import SAMPLE_RATE, Samples

# --- receive: holding and reordering ------------------------------------------------------------

HOLD_SECONDS: Final = 10.0
"""Packets without owner or key are held this long. Keys of an epoch live 10 s, so later is never."""

HOLD_PACKETS: Final = 4096
"""And this many of them in all: 25 people for 3 s, under 2 MiB."""

REORDER_DEPTH: Final = 32
"""A missing packet is given up once a packet 32 numbers later has come (640 ms of speech)."""

REORDER_WAIT_NS: Final = 400_000_000
"""… or once the packet that overtook it is 0.4 s old: later than that, a listener has heard the hole."""

RESTART_JUMP: Final = 3000
"""A sequence number further away than this is another numbering (MAX_DROPOUT, RFC 3550 A.1)."""

# --- audio: decoding and placing ----------------------------------------------------------------

CONCEALED_FRAMES: Final = 5
"""At most this many lost packets in a row are concealed; libopus fades to silence by then (100 ms)."""

ANCHOR_WINDOW_NS: Final = 400_000_000
"""A talk-spurt is anchored on the earliest arrival, relative to RTP time, of its first 0.4 s:
20 packets, of which the luckiest waited in no queue."""

ANCHOR_TOLERANCE: Final[Samples] = SAMPLE_RATE * 60 // 1000
"""RTP clock and arrival clock disagree when they are 60 ms apart: above the luckiest packet's
jitter, below the shortest pause (5 silence frames) in which a clock can have stood still."""

DRIFT_TOLERANCE: Final[Samples] = SAMPLE_RATE * 20 // 1000
"""Inside a talk-spurt the position is mended when it has drifted by one frame, 20 ms."""

ENVELOPE_BUCKET: Final[Samples] = SAMPLE_RATE * 5
"""The least delay is remembered in buckets of 5 s …"""

ENVELOPE_BUCKETS: Final = 12
"""… over the last 12 of them that hold speech: enough for the least delay to be a true one."""

DRIFT_MIN_SPAN: Final[Samples] = SAMPLE_RATE * 60
"""Drift is estimated once a stream's clock has been seen for a minute: 5 ms of jitter over less
would read as 100 ppm."""

DRIFT_LIMIT_PPM: Final = 500.0
"""A quartz that is further off than this is a misreading (they keep 100 ppm)."""

MIX_BLOCK: Final[Samples] = SAMPLE_RATE
"""The mix is made in blocks of one second: 384 kB each, inside the caches."""

# --- capture ------------------------------------------------------------------------------------

FLUSH_SECONDS: Final = 0.5
"""Captured packets reach the file within half a second, so that a follower is never far behind."""

FSYNC_SECONDS: Final = 5.0
"""And the disk within five: what a power cut may cost."""

READ_CHUNK: Final = 256 * 1024
"""Bytes of capture read at a time: about 20 s of one speaker, 8 MiB once decoded."""
