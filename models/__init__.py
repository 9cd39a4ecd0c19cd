"""Speech models behind the protocols of transcriber.speech; imported only when asked for."""
