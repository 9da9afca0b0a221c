"""KeePass databases. `make` makes one of version 4 with everything in it that a wallet may have."""

import subprocess
import time

import pyotp
from pykeepass import PyKeePass, create_database

from animal import PASSPHRASE, main, same

SECRET = "the password of the mailbox"
TOTP = "otpauth://totp/Mail:owner?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Mail"
KEY_FILE = """<?xml version="1.0" encoding="utf-8"?>
<KeyFile><Meta><Version>1.00</Version></Meta><Key><Data>{}</Data></Key></KeyFile>
"""


def openssl(*words, **options):
    return subprocess.run(["openssl", *words], check=True, capture_output=True, **options).stdout


def make(wallet, world):
    key = openssl("rand", "-base64", "32").decode().strip()
    wallet.write("passwords.keyx", KEY_FILE.format(key))
    path = wallet / "passwords.kdbx"
    base = create_database(path, password=PASSPHRASE, keyfile=wallet / "passwords.keyx")
    mail = base.add_entry(base.root_group, "mail", "owner", SECRET, url="https://mail.example", otp=TOTP)
    mail.add_attachment(base.add_binary(world.bytes("letter")), "letter")
    passkey = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    world.write("public.pem", openssl("pkey", "-pubout", input=passkey))
    entry = base.add_entry(base.root_group, "passkey", "owner", "", url="https://shop.example", tags=["Passkey"])
    entry.set_custom_property("KPEX_PASSKEY_PRIVATE_KEY_PEM", passkey.decode(), protect=True)
    entry.set_custom_property("KPEX_PASSKEY_RELYING_PARTY", "shop.example")
    entry.set_custom_property("KPEX_PASSKEY_USERNAME", "owner")
    derivation = base.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    derivation.I.value, derivation.M.value = 2, 2**20
    base.save()
    same(PyKeePass(path, PASSPHRASE, wallet / "passwords.keyx").version[0], 4, "the version")


def version(wallet, world, major, minor):
    same(PyKeePass(wallet / "passwords.kdbx", PASSPHRASE).version, (int(major), int(minor)), "the version")


def opens(wallet, world):
    base = PyKeePass(wallet / "passwords.kdbx", PASSPHRASE)
    same(base.find_entries(title="mail", first=True).password, SECRET, "the password")


def totp(wallet, world, code):
    """The code is that of this moment or of the period before."""
    known = pyotp.parse_uri(TOTP)
    same(code in {known.at(time.time()), known.at(time.time() - 30)}, True, "the code")


main(make, version, opens, totp)
