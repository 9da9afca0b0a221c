"""Runs a command at a terminal of its own and types the passphrase whenever it is asked for.

terminal.py PASSPHRASE WALLET WORLD COMMAND...
"""

import os
import pty
import sys

passphrase, wallet, _world, *command = sys.argv[1:]
os.chdir(wallet)


def read(fd):
    said = os.read(fd, 1024)
    if b"passphrase" in said.lower() and said.rstrip().endswith(b":"):
        os.write(fd, passphrase.encode() + b"\n")
    return said


status = pty.spawn(command, read)
sys.exit(os.waitstatus_to_exitcode(status))
