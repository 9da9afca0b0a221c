"""A set of keys: one signs, one decrypts."""

from jwcrypto import jwe, jwk, jws
from jwcrypto.common import json_encode

from animal import main, same


def key(folder, name, kid):
    return jwk.JWKSet.from_json(folder.read(name)).get_key(kid)


def make(wallet, world):
    letter = jwe.JWE(world.bytes("letter"), json_encode({"alg": "ECDH-ES+A128KW", "enc": "A128GCM", "kid": "read"}))
    letter.add_recipient(key(world, "public.jwks", "read"))
    world.write("letter.jwe", letter.serialize())


def works(wallet, world):
    signed = jws.JWS(world.bytes("letter"))
    signed.add_signature(key(wallet, "keys.jwks", "sign"), "ES256", json_encode({"alg": "ES256"}))
    seen = jws.JWS()
    seen.deserialize(signed.serialize(), key(world, "public.jwks", "sign"))
    same(seen.payload, world.bytes("letter"), "what was signed")
    letter = jwe.JWE()
    letter.deserialize(world.read("letter.jwe"), key(wallet, "keys.jwks", "read"))
    same(letter.payload, world.bytes("letter"), "the letter")


main(make, works)
