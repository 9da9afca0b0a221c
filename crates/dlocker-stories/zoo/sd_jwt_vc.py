"""An SD-JWT VC with key binding. Named so because the library's module is called sd_jwt."""

from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from animal import main, same

ISSUER = "https://university.example"


def make(wallet, world):
    issuer, holder = (JWK.generate(kty="EC", crv="P-256") for _ in range(2))
    claims = {
        "iss": ISSUER,
        "vct": "https://zoo.example/degree",
        "exp": 2_100_000_000,
        SDObj("name"): "Ottilie Owner",
        SDObj("degree"): "Zoology",
    }
    made = SDJWTIssuer(claims, issuer, holder_key=holder, extra_header_parameters={"typ": "dc+sd-jwt"})
    wallet.write("degree.sd-jwt", made.sd_jwt_issuance)
    wallet.write("holder.jwk", holder.export_private())
    world.write("issuer.jwk", issuer.export_public())


def works(wallet, world):
    holder = SDJWTHolder(wallet.read("degree.sd-jwt").strip())
    key = JWK.from_json(wallet.read("holder.jwk"))
    holder.create_presentation({"degree": True}, nonce="17", aud="verifier", holder_key=key)
    issuer = JWK.from_json(world.read("issuer.jwk"))
    verifier = SDJWTVerifier(holder.sd_jwt_presentation, lambda *_: issuer, expected_aud="verifier", expected_nonce="17")
    seen = verifier.get_verified_payload()
    same((seen["iss"], seen["degree"], seen.get("name")), (ISSUER, "Zoology", None), "what is disclosed")


main(make, works)
