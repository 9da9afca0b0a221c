"""Exports of Bitwarden, written as its documentation describes them."""

import base64
import json
import os
import uuid

from cryptography.hazmat.primitives import hashes, hmac, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from animal import PASSPHRASE, main, same

ITERATIONS = 600_000
ITEM = {
    "id": "9a8f6d3c-1b7e-4f0a-8d55-b0e1c2d3e4f5",
    "organizationId": None,
    "folderId": None,
    "type": 1,
    "reprompt": 0,
    "name": "Mail",
    "notes": None,
    "favorite": False,
    "login": {
        "uris": [{"match": None, "uri": "https://mail.example"}],
        "username": "owner@example.com",
        "password": "the password of the mailbox",
        "totp": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "fido2Credentials": [],
    },
    "collectionIds": None,
}


def plain():
    return json.dumps({"encrypted": False, "folders": [], "items": [ITEM]}, indent=2)


def sha256_hmac(key, data):
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(data)
    return mac.finalize()


def seal(encryption, authentication, content):
    padder, iv = padding.PKCS7(128).padder(), os.urandom(16)
    cipher = Cipher(algorithms.AES(encryption), modes.CBC(iv)).encryptor()
    sealed = cipher.update(padder.update(content) + padder.finalize()) + cipher.finalize()
    parts = (iv, sealed, sha256_hmac(authentication, iv + sealed))
    return "2." + "|".join(base64.b64encode(part).decode() for part in parts)


def encrypted():
    salt = base64.b64encode(os.urandom(16)).decode()
    key = PBKDF2HMAC(hashes.SHA256(), 32, salt.encode(), ITERATIONS).derive(PASSPHRASE.encode())
    keys = [HKDFExpand(hashes.SHA256(), 32, info).derive(key) for info in (b"enc", b"mac")]
    return json.dumps({
        "encrypted": True,
        "passwordProtected": True,
        "salt": salt,
        "kdfType": 0,
        "kdfIterations": ITERATIONS,
        "encKeyValidation_DO_NOT_EDIT": seal(*keys, str(uuid.uuid4()).encode()),
        "data": seal(*keys, plain().encode()),
    }, indent=2)


def make(wallet, world, form):
    wallet.write("export.json", {"plain": plain, "encrypted": encrypted}[form]())


def seed(wallet, world):
    (item,) = json.loads(wallet.read("export.json"))["items"]
    same(item, ITEM, "the login")
    world.write("seed", item["login"]["totp"])


def parts(wallet, world):
    export = json.loads(wallet.read("export.json"))
    same((export["passwordProtected"], export["kdfIterations"]), (True, ITERATIONS), "the derivation")
    kind, texts = export["data"].split(".")
    same(kind, "2", "the kind of encryption")
    iv, sealed, mac = (base64.b64decode(text, validate=True) for text in texts.split("|"))
    world.write("salt", export["salt"])
    world.write("iv", iv.hex())
    world.write("sealed", sealed)
    world.write("signed", iv + sealed)
    world.write("mac", mac.hex())


def opened(wallet, world):
    same(json.loads(world.read("opened"))["items"], [ITEM], "the login")


main(make, seed, parts, opened)
