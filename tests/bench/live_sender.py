"""Sends sealed packets at an even rate, in a process of its own.

`python live_sender.py SOCKET HOST PORT SECONDS FILE`: an inherited UDP socket's number, where to, for how
long, and a file of packets, each behind its length (two bytes, little-endian). Out: on stdout a JSON object:
seconds of CPU and of the wall, and how late the last packets were.
"""

from __future__ import annotations

import gc
import json
import socket
import struct
import sys
import time
from pathlib import Path

LENGTH = struct.Struct("<H")
AT_ONCE = 8
"""Packets between two looks at the clock."""


def packets(data: bytes) -> list[bytes]:
    """The packets of a file."""
    found, at = [], 0
    while at < len(data):
        [size] = LENGTH.unpack_from(data, at)
        at += LENGTH.size + size
        found.append(data[at - size : at])
    return found


def send(number: int, address: tuple[str, int], seconds: float, sealed: list[bytes]) -> dict[str, float]:
    """All of them, evenly over so many seconds."""
    gc.disable()
    late, every = 0.0, seconds / len(sealed)
    with socket.socket(fileno=number) as out:
        begin, used = time.monotonic(), time.process_time()
        for index, packet in enumerate(sealed):
            if not index % AT_ONCE:
                early = begin + index * every - time.monotonic()
                if early > 0:
                    time.sleep(early)
                late = max(0.0, -early)
            out.sendto(packet, address)
    return {"cpu": time.process_time() - used, "wall": time.monotonic() - begin, "late": late}


def main(number: str, host: str, port: str, seconds: str, path: str) -> None:
    """Sends, and tells how that went."""
    sealed = packets(Path(path).read_bytes())
    print(json.dumps(send(int(number), (host, int(port)), float(seconds), sealed)))


if __name__ == "__main__":
    main(*sys.argv[1:])
