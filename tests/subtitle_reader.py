"""Subtitles read by FFmpeg, through PyAV: a reader that this project did not write."""

from __future__ import annotations

import io

import av
from av.subtitles.subtitle import AssSubtitle


def demuxed(text: str, container: str) -> list[tuple[int, int, str]]:
    """(Start, end, payload) of each cue, milliseconds; `container` is `srt` or `webvtt`.

    FFmpeg sorts by start and drops cues that are the same in all three.
    """
    found = []
    with av.open(io.BytesIO(text.encode()), "r", format=container) as file:
        for packet in file.demux(file.streams.subtitles[0]):
            if packet.pts is not None and packet.duration is not None:
                assert packet.time_base is not None and packet.time_base.denominator == 1000
                found.append((packet.pts, packet.pts + packet.duration, bytes(packet).decode()))
    return found


def shown(text: str, container: str) -> list[str]:
    """What FFmpeg's decoder puts on the screen, a text a cue."""
    with av.open(io.BytesIO(text.encode()), "r", format=container) as file:
        stream = file.streams.subtitles[0]
        parts = [part for packet in file.demux(stream) for part in stream.decode(packet)]
        return [part.dialogue.decode() for part in parts if isinstance(part, AssSubtitle)]
