"""Twenty-four words, and the address that they lead to."""

from eth_account import Account
from mnemonic import Mnemonic

from animal import main, same

Account.enable_unaudited_hdwallet_features()


def make(wallet, world):
    words = Mnemonic("english").generate(256)
    wallet.write("words.txt", words + "\n")
    world.write("address", Account.from_mnemonic(words).address)


def works(wallet, world):
    words = wallet.read("words.txt").strip()
    same(Mnemonic("english").check(words), True, "the checksum")
    same(Account.from_mnemonic(words).address, world.read("address"), "the address")


main(make, works)
