"""The Discord bot: voice client, commands, publishing. It uses transcriber and models; nothing imports it."""
