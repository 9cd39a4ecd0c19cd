"""`transcriber-bot` and `python -m bot`.

In: arguments, the environment, a TOML file. Out: a running bot, and an exit code: 0 ended as asked,
1 failed inside, 2 the caller's mistake in one sentence. Logs go to stderr, one line a fact, without
names or speech.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path

import click

from bot.settings import Settings
from transcriber import __version__
from transcriber.errors import CallerError, TranscriberError


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Settings as TOML. Without it: transcriber.toml in the working folder, if there is one.",
)
@click.option("--check", is_flag=True, help="Say whether the bot could run here, without connecting.")
@click.option("--verbose", is_flag=True, help="Log what discord.py does, too.")
@click.version_option(__version__, prog_name="transcriber-bot")
def bot(config: Path | None, check: bool, verbose: bool) -> None:
    """The Discord bot that records voice channels and writes down who says what.

    Settings come from the environment (DISCORD_TOKEN, TRANSCRIBER_DATA, TRANSCRIBER_MODEL …; see the
    README) or from a TOML file.
    """
    settings = Settings.read(os.environ, config)
    if check:
        _check(settings)
        return
    from bot.check import check_davey, check_discord

    check_discord()
    check_davey()
    from bot.app import TranscriberBot, run  # only now: it takes both

    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    logging.getLogger("discord").setLevel(logging.INFO if verbose else logging.WARNING)

    async def whole() -> None:
        await run(TranscriberBot(settings))

    asyncio.run(whole())


def _check(settings: Settings) -> None:
    from bot.check import checked
    from transcriber.cli.doctor import show

    found = list(checked(settings))
    show(found)
    if any(finding.state == "fails" for finding in found):
        raise click.exceptions.Exit(2)


def main() -> None:
    """Runs the bot and exits with its code."""
    try:
        code = bot.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except TranscriberError as error:
        if os.environ.get("TRANSCRIBER_DEBUG"):
            raise
        click.echo(f"Error: {error}", err=True)
        sys.exit(2 if isinstance(error, CallerError) else 1)
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
