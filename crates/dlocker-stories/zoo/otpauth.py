"""Links of one-time codes. What the codes must be `oathtool` has said."""

import pyotp

from animal import main, same


def make(wallet, world):
    secret = pyotp.random_base32()
    world.write("secret", secret)
    totp = pyotp.TOTP(secret).provisioning_uri(name="owner@example.com", issuer_name="Shop")
    hotp = pyotp.HOTP(secret, initial_count=7).provisioning_uri(name="owner@example.com", issuer_name="Mail")
    wallet.write("one.txt", totp + "\n")
    wallet.write("codes.txt", f"{hotp}\n{totp}\n")


def works(wallet, world):
    hotp, totp = (pyotp.parse_uri(line) for line in wallet.read("codes.txt").split())
    same(hotp.at(0), world.read("hotp"), "the counted code")
    for link in (totp, pyotp.parse_uri(wallet.read("one.txt").strip())):
        same(link.at(1_700_000_000), world.read("totp"), "the timed code")


main(make, works)
