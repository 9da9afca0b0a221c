"""A credential exchange file, written as the FIDO Alliance's format (version 1.0) has it."""

import base64
import json
import os
import subprocess

from animal import main

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def run(*words, **options):
    return subprocess.run(words, check=True, capture_output=True, **options).stdout


def passkey(world):
    pem = run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    world.write("public.pem", run("openssl", "pkey", "-pubout", input=pem))
    der = run("openssl", "pkcs8", "-topk8", "-nocrypt", "-outform", "DER", input=pem)
    return {
        "type": "passkey",
        "credentialId": b64(os.urandom(32)),
        "rpId": "shop.example",
        "username": "owner",
        "userDisplayName": "Ottilie Owner",
        "userHandle": b64(os.urandom(16)),
        "key": b64(der),
    }


def make(wallet, world):
    login = {
        "type": "basic-auth",
        "username": {"fieldType": "string", "value": "owner"},
        "password": {"fieldType": "concealed-string", "value": "the password of the mailbox"},
    }
    totp = {"type": "totp", "secret": SECRET, "period": 30, "digits": 6, "algorithm": "sha1", "issuer": "Shop"}
    item = {"id": b64(os.urandom(16)), "title": "Shop", "credentials": [passkey(world), login, totp]}
    account = {
        "id": b64(os.urandom(16)), "username": "owner", "email": "owner@example.com",
        "collections": [], "items": [item],
    }
    header = {
        "version": {"major": 1, "minor": 0},
        "exporterRpId": "exporter.example",
        "exporterDisplayName": "The Zoo",
        "timestamp": 1_767_225_600,
        "accounts": [account],
    }
    wallet.write("export.json", json.dumps(header))
    code = run("oathtool", "--base32", "--totp", "--now", "@1700000000", SECRET)
    world.write("code", code.decode().strip())


main(make)
