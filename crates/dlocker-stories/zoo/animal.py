"""What the scripts of the zoo share: SCRIPT.py VERB WALLET WORLD [MORE...] calls a function of the script's."""

import inspect
import sys
from pathlib import Path

PASSPHRASE = "correct horse battery"


class Folder:
    """The owner's folder or the world's."""

    def __init__(self, path):
        self.path = Path(path)

    def __truediv__(self, name):
        return str(self.path / name)

    def read(self, name):
        return (self.path / name).read_text()

    def bytes(self, name):
        return (self.path / name).read_bytes()

    def write(self, name, content):
        if isinstance(content, bytes):
            (self.path / name).write_bytes(content)
        else:
            (self.path / name).write_text(content)


def same(found, expected, what):
    """Ends the script unless both are the same."""
    if found != expected:
        sys.exit(f"{what} should be {expected!r} and is {found!r}")


def main(*functions):
    """Calls the function that the first word names."""
    verb, wallet, world, *more = sys.argv[1:]
    named = {function.__name__: function for function in functions}
    result = named[verb](Folder(wallet), Folder(world), *more)
    if inspect.iscoroutine(result):
        import asyncio

        asyncio.run(result)
