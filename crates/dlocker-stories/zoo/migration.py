"""A Migration Object as technical specification 10 (version 1.0) has it: transaction log and list of credentials, sealed as JWE."""

import json

from jwcrypto import jwe, jwk

from animal import main

CREDENTIAL = {
    "credentialIdentifier": "urn:eudi:pid:de:1",
    "format": "dc+sd-jwt",
    "issuerName": "The Licence Office",
    "issuerIdentifier": {"type": "http://data.europa.eu/eudi/id/EUID", "identifier": "DEZ.0000000017"},
    "issuerType": "PIDProvider",
    "supplyPointURL": "https://office.example/supply",
}
TRANSACTION = {
    "transactionIdentifier": "17",
    "time": "2026-01-01T12:00:00",
    "transactionType": "CredentialIssuance",
    "transactionResult": "Completed",
    "interactingPartyType": "PIDProvider",
    "interactingPartyName": "The Licence Office",
}


def make(wallet, world, passphrase):
    content = json.dumps({
        "transactionLogObject": [TRANSACTION],
        "listOfCredentials": [CREDENTIAL],
        "nonDeviceBoundCredentials": [],
    })
    algorithms = {"alg": "PBES2-HS256+A128KW", "enc": "A128GCM"}
    sealed = jwe.JWE(content.encode(), json.dumps(algorithms), algs=list(algorithms.values()))
    key = jwk.JWK.from_password(passphrase)
    sealed.add_recipient(key)
    wallet.write("migration.json", sealed.serialize())
    world.write("object", content)
    world.write("passphrase.jwk", key.export())


main(make)
