"""A Discord on 127.0.0.1 for tests: the real protocols, with the real discord.py and the real davey.

    async with LocalDiscord() as discord:
        bot = discord.Client(connector=discord.connector(), …)    # unpatched; started with discord.token
        ann = await discord.guild.voice("standup").join("Ann")
        sent = await ann.say(pcm)

| module | what it is |
|---|---|
| `local` | `LocalDiscord`: all of it together, and misbehavior on demand |
| `guild`, `channel`, `message`, `permission`, `snowflake` | what there is |
| `api`, `posts`, `rest_…`, `interaction` | REST, commands and buttons |
| `gateway`, `outbox` | the main gateway |
| `voice_servers`, `voice_gateway`, `voice_session`, `voice_message` | voice states, voice websockets, UDP |
| `call`, `delivery`, `mls` | a call: packets to everybody, and the keys of end-to-end encryption |
| `person`, `speech`, `dave_client` | simulated people |
| `certificate`, `client`, `proxy` | how an unmodified client gets here |
| `changes` | waiting without sleeping |
"""

from .local import LocalDiscord
from .person import Person, Sent
from .speech import PERFECT, ROUGH, Network, Speech

__all__ = ["PERFECT", "ROUGH", "LocalDiscord", "Network", "Person", "Sent", "Speech"]
