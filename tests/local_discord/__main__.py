"""Starts a Discord on 127.0.0.1 with three people who talk, for playing with the bot by hand.

`python tests/local_discord` prints how a bot connects, says what the bot answers and posts, and runs
until Ctrl-C. Without `--wait`, somebody types `/transcribe start` as soon as the bot offers it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shlex
import signal
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
# A folder that is run comes first among the places to import from; its names belong to the package.
sys.path[:] = [place for place in sys.path if place != str(TESTS / "local_discord")]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from local_discord import LocalDiscord  # noqa: E402
from local_discord.conversation import conversation, talk  # noqa: E402
from local_discord.message import Message  # noqa: E402

PORT, PROXY_PORT = 8443, 8444
FOR_EVER = float("inf")


def show(message: Message) -> None:
    """One message as a line or more on the terminal."""
    seen = " (only you can see this)" if message.ephemeral else ""
    print(f"[{message.channel.name}] {message.author.name}{seen}: {message.content}")
    for embed in message.embeds:
        print("   |", embed.get("title") or "", "|", embed.get("description") or "")
        for field in embed.get("fields", []):
            print("   |", field["name"], "|", field["value"])
    for file in message.files:
        print(f"   {file.name}: {len(file.data)} bytes")


async def told(discord: LocalDiscord) -> None:
    """Prints every message once it is there, and again when it has changed."""
    shown: dict[int, int] = {}

    def fresh() -> list[Message]:
        messages = [message for channel in discord.guild.channels.values() for message in channel.messages]
        return [each for each in messages if shown.get(each.id) != len(each.edits) and not each.loading]

    while True:
        await discord.until(fresh, "a message", FOR_EVER)
        for message in fresh():
            shown[message.id] = len(message.edits)
            show(message)


async def run(port: int, proxy_port: int, *, wait: bool, keep_talking: bool) -> None:
    """The local Discord, until it is interrupted."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    spurts = conversation(TESTS / "sample_session" / "capture.pcapng")
    async with LocalDiscord(port=port, proxy_port=proxy_port) as discord:
        channel = discord.guild.voice("standup")
        people = await channel.join_all(*spurts)
        print("A local Discord is running. In another terminal:\n")
        for name, value in discord.environment().items():
            print(f"export {name}={shlex.quote(value)}")
        print("transcriber-bot\n")
        print(f"{', '.join(spurts)} are in the voice channel {channel.name}. Ctrl-C ends it.\n", flush=True)
        tasks = [asyncio.create_task(told(discord))]

        async def meet() -> None:
            if not wait:
                await discord.until(
                    lambda: discord.interactions.offered and discord.gateway.connected, "a bot", FOR_EVER
                )
                await discord.command("transcribe start", user=people[0], options={"channel": channel})
            while True:
                await asyncio.gather(*(talk(person, spurts[person.name]) for person in people))
                if not keep_talking:
                    return

        tasks.append(asyncio.create_task(meet()))
        await stop.wait()
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                print(f"Something went wrong: {result}", file=sys.stderr)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python tests/local_discord", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="of REST and the gateways")
    parser.add_argument("--proxy-port", type=int, default=PROXY_PORT, help="of the HTTP proxy")
    parser.add_argument("--wait", action="store_true", help="nobody types a command")
    parser.add_argument("--once", action="store_true", help="the people say it once")
    chosen = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(chosen.port, chosen.proxy_port, wait=chosen.wait, keep_talking=not chosen.once))


if __name__ == "__main__":
    main()
