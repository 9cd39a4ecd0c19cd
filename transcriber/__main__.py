"""`python -m transcriber` is the `transcriber` command."""

from transcriber.cli import main

if __name__ == "__main__":
    main()
