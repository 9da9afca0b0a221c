"""Three shares of a master secret, of which two are enough."""

import hashlib
import secrets
from itertools import combinations

from shamir_mnemonic import combine_mnemonics, generate_mnemonics

from animal import PASSPHRASE, main, same


def mark(secret):
    return hashlib.sha256(secret).hexdigest()


def make(wallet, world):
    secret = secrets.token_bytes(16)
    (shares,) = generate_mnemonics(1, [(2, 3)], secret, PASSPHRASE.encode(), iteration_exponent=0)
    for n, share in enumerate(shares):
        wallet.write(f"share-{n}.txt", share + "\n")
    world.write("mark", mark(secret))


def works(wallet, world):
    shares = [wallet.read(f"share-{n}.txt").strip() for n in range(3)]
    for pair in combinations(shares, 2):
        same(mark(combine_mnemonics(list(pair), PASSPHRASE.encode())), world.read("mark"), "the master secret")


main(make, works)
