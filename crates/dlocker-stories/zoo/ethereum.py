"""Keystores of Ethereum: opened with the password, they sign."""

import json

from eth_account import Account
from eth_account.messages import encode_defunct

from animal import PASSPHRASE, main, same

KINDS = {"scrypt": 2**13, "pbkdf2": 10_000}


def make(wallet, world):
    account = Account.create()
    for kdf, work in KINDS.items():
        store = Account.encrypt(account.key, PASSPHRASE, kdf=kdf, iterations=work)
        wallet.write(f"{kdf}.json", json.dumps(store))
    world.write("address", account.address)


def works(wallet, world):
    letter = encode_defunct(text=world.read("letter"))
    for kdf in KINDS:
        key = Account.decrypt(wallet.read(f"{kdf}.json"), PASSPHRASE)
        signed = Account.sign_message(letter, key)
        same(Account.recover_message(letter, signature=signed.signature), world.read("address"), "the signer")


main(make, works)
