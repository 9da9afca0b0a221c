"""W3C Verifiable Credentials with didkit: form `ldp` is JSON-LD with a proof, form `jwt` a JWT."""

import json
import os
import uuid

import didkit

from animal import main, same

FILES = {"ldp": "degree.json", "jwt": "degree.jwt"}
CONTEXTS = [
    "https://www.w3.org/2018/credentials/v1",
    {"DegreeCredential": "https://zoo.example/DegreeCredential", "degree": "https://zoo.example/degree"},
]


def end():
    """didkit's threads crash a Python that ends in order: this one ends at once."""
    os._exit(0)


async def party():
    key = didkit.generate_ed25519_key()
    return key, didkit.key_to_did("key", key)


async def options(key, form, purpose):
    method = await didkit.key_to_verification_method("key", key)
    return json.dumps({"proofPurpose": purpose, "verificationMethod": method, "proofFormat": form})


async def make(wallet, world, form):
    (issuer, issuer_did), (holder, holder_did) = await party(), await party()
    credential = {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": ["VerifiableCredential", "DegreeCredential"],
        "issuer": issuer_did,
        "issuanceDate": "2026-01-01T00:00:00Z",
        "expirationDate": "2036-01-01T00:00:00Z",
        "credentialSubject": {"id": holder_did, "degree": "Zoology"},
    }
    made = await didkit.issue_credential(json.dumps(credential), await options(issuer, form, "assertionMethod"), issuer)
    wallet.write(FILES[form], made)
    wallet.write("holder.jwk", holder)
    world.write("holder", holder_did)
    world.write("issuer", issuer_did)
    end()


async def verified(check, what, form, purpose):
    result = json.loads(await check(what, json.dumps({"proofPurpose": purpose, "proofFormat": form})))
    same(result["errors"], [], "the list of errors")
    same(bool(result["checks"]), True, "that something was checked")


async def works(wallet, world, form):
    credential = wallet.read(FILES[form]).strip()
    await verified(didkit.verify_credential, credential, form, "assertionMethod")
    holder = wallet.read("holder.jwk")
    same(didkit.key_to_did("key", holder), world.read("holder"), "the holder")
    presentation = {
        "@context": CONTEXTS[:1],
        "type": ["VerifiablePresentation"],
        "holder": world.read("holder"),
        "verifiableCredential": json.loads(credential) if form == "ldp" else credential,
    }
    how = await options(holder, form, "authentication")
    shown = await didkit.issue_presentation(json.dumps(presentation), how, holder)
    await verified(didkit.verify_presentation, shown, form, "authentication")
    end()


main(make, works)
