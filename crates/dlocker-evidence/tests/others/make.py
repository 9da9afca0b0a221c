"""Credentials and presentations by PyPI's `sd-jwt` and `pymdoccbor`, with the keys and certificates of our own vectors.

    pip install -r requirements.txt && python make.py 1763000000

The argument is the moment of the presentation, in seconds since 1970. Signatures and salts are drawn with randomness, so the files differ each time.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import sys
import unittest.mock

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwcrypto.jwk import JWK
from pycose.headers import Algorithm
from pycose.keys import EC2Key
from pycose.messages import Sign1Message
from pymdoccbor.mdoc.issuer import MdocCborIssuer
from pymdoccbor.tests.test_01_mdoc_parser import ISSUED_MDOC
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer

NOW = int(sys.argv[1])
FOLDER = pathlib.Path(__file__).resolve().parents[4] / "spec/vectors/evidence"
OURS = json.loads((FOLDER / "sd_jwt.json").read_text())
DOCTYPE = "org.iso.18013.5.1.mDL"
NAMESPACE = "org.iso.18013.5.1"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sha256(data):
    return hashlib.sha256(data).digest()


def time(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def key(byte):
    """The key whose scalar is 32 times this byte."""
    return ec.derive_private_key(int.from_bytes(bytes([byte]) * 32, "big"), ec.SECP256R1())


ISSUER, HOLDER = key(0x31), key(0x0A)
X5C = json.loads(base64.urlsafe_b64decode(OURS["presented"].split(".")[0] + "==="))["x5c"]


def jwk(private):
    return JWK.from_pyca(private)


def thumbprint(private):
    public = jwk(private).export_public(as_dict=True)
    members = {name: public[name] for name in ("crv", "kty", "x", "y")}
    return sha256(json.dumps(members, separators=(",", ":"), sort_keys=True).encode()).hex()


def write(name, by, gives, **changes):
    if gives:
        gives = {"entry": "the-entry", "issuer": "x5c:CN=The State", "holder": thumbprint(HOLDER), **gives}
    file = {**OURS, "expect": "believed", "now": time(NOW), "by": by, "gives": gives, **changes}
    text = json.dumps(file, indent=2, ensure_ascii=False, sort_keys=True)
    (FOLDER / "others" / f"{name}.json").write_text(text + "\n")


def sd_jwt():
    open_claims = {"iss": "https://issuer.example", "iat": NOW - 3600, "exp": NOW + 3600, "vct": "urn:eudi:pid:1"}
    hidden = {
        SDObj("family_name"): "Möbius",
        SDObj("birthdate"): "1790-11-17",
        SDObj("address"): {SDObj("locality"): "Leipzig", SDObj("street_address"): "Am Wall 1", "country": "DE"},
        "nationalities": [SDObj("DE"), SDObj("IT")],
    }
    header = {"typ": "dc+sd-jwt", "x5c": X5C}
    issued = SDJWTIssuer(
        {**open_claims, **hidden}, jwk(ISSUER), jwk(HOLDER), extra_header_parameters=header, add_decoy_claims=True
    )
    holder = SDJWTHolder(issued.sd_jwt_issuance)
    shown = {"family_name": True, "address": {"locality": True}, "nationalities": [False, True]}
    # The library takes the moment from the clock.
    with unittest.mock.patch("sd_jwt.holder.time", lambda: NOW):
        holder.create_presentation(shown, nonce=OURS["nonce"], aud=OURS["client_id"], holder_key=jwk(HOLDER))
    claims = {
        **open_claims,
        "cnf": {"jwk": jwk(HOLDER).export_public(as_dict=True)},
        "family_name": "Möbius",
        "address": {"locality": "Leipzig", "country": "DE"},
        "nationalities": ["IT"],
    }
    signed = issued.sd_jwt_issuance.split("~")[0].rsplit(".", 1)[0]
    gives = {"kind": "urn:eudi:pid:1", "claims": claims, "fingerprint": sha256(signed.encode()).hex()}
    gives |= {"issued": time(NOW - 3600), "expires": time(NOW + 3600)}
    write("sd_jwt_python", "sd-jwt 0.10.4", gives, presented=holder.sd_jwt_presentation)


def cose(private):
    size, number = 32, private.private_numbers()
    x, y = (n.to_bytes(size, "big") for n in (number.public_numbers.x, number.public_numbers.y))
    return EC2Key(crv="P_256", x=x, y=y, d=number.private_value.to_bytes(size, "big"))


def embed(value):
    return cbor2.CBORTag(24, cbor2.dumps(value))


def device_signature(elements, key=HOLDER):
    """Over the handover of OpenID4VP 1.0, annex B.2.6.1, for a response that is not encrypted."""
    info = cbor2.dumps([OURS["client_id"], OURS["nonce"], None, OURS["response_uri"]])
    transcript = [None, None, ["OpenID4VPHandover", sha256(info)]]
    signed = cbor2.dumps(embed(["DeviceAuthentication", transcript, DOCTYPE, elements]))
    message = Sign1Message(phdr={Algorithm: "ES256"}, payload=signed)
    message.key = cose(key)
    protected, unprotected, _, signature = cbor2.loads(message.encode(tag=False))
    return [protected, unprotected, None, signature]


class Then(datetime.datetime):
    """A clock that stands still at the moment of the argument."""

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(NOW, datetime.timezone.utc).replace(tzinfo=None)


def mdoc():
    elements = {NAMESPACE: {"family_name": "Möbius", "given_name": "Augusta", "document_number": "17"}}
    private = {"KTY": "EC2", "CURVE": "P_256", "ALG": "ES256", "D": bytes([0x31]) * 32}
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = HOLDER.public_key().public_bytes(serialization.Encoding.PEM, form)
    day = lambda days: time(NOW + days * 86400)[:10]
    arguments = {
        "data": elements,
        "doctype": DOCTYPE,
        "validity": {"issuance_date": day(-1), "expiry_date": day(30)},
        "devicekeyinfo": base64.urlsafe_b64encode(public).decode(),
        "x509_chain": [x509.load_der_x509_certificate(base64.b64decode(X5C[0]))],
    }
    # So does this one.
    with unittest.mock.patch("datetime.datetime", Then):
        made = MdocCborIssuer(private_key=private, alg="ES256").new(**arguments)
    issued = made["documents"][0]["issuerSigned"]
    items = issued["nameSpaces"][NAMESPACE]
    issued["nameSpaces"][NAMESPACE] = [item for item in items if b"given_name" not in item.value]
    own = embed({})
    device = {"nameSpaces": own, "deviceAuth": {"deviceSignature": device_signature(own)}}
    document = {"docType": DOCTYPE, "issuerSigned": issued, "deviceSigned": device}
    response = cbor2.dumps({"version": "1.0", "documents": [document], "status": 0})
    payload = issued["issuerAuth"][2]
    validity = cbor2.loads(cbor2.loads(payload).value)["validityInfo"]
    shown = {"family_name": "Möbius", "document_number": "17"}
    gives = {"kind": DOCTYPE, "claims": {NAMESPACE: shown}, "fingerprint": sha256(payload).hex()}
    gives |= {"issued": time(validity["signed"].timestamp()), "expires": time(validity["validUntil"].timestamp())}
    entry = {**OURS["trust"][0], "format": "mso_mdoc", "kind": DOCTYPE, "claims": {"family_name": [NAMESPACE, "family_name"]}}
    by = "pymdoccbor 1.4.0, pycose 1.1.0, cbor2 6.3.0"
    write("mdoc_pymdoccbor", by, gives, format="mso_mdoc", presented=base64url(response), trust=[entry])


# Of ISO/IEC 18013-5:2021, annex D: the authority above the example's issuer, and the private key of its device.
ANNEX_D_AUTHORITY = """
308201ce30820173a00302010202142ab4edd052b2582f4c6ad96186de70f4de5a3994300a06082a8648ce3d04030230233114301206035504030c0b75746f7069612069616361310b300906
0355040613025553301e170d3230313030313030303030305a170d3239303932393030303030305a30233114301206035504030c0b75746f7069612069616361310b30090603550406130255
533059301306072a8648ce3d020106082a8648ce3d030107034200042c3e103dbc07b25c5a770aeedfa5d8bd15417e3e676142461a7875e3b4188a2221e6423599d1db19aaef66f923d394b6
1709549bcec2ea6ff60ec75268f2e094a38184308181301e0603551d120417301581136578616d706c65406578616d706c652e636f6d301c0603551d1f041530133011a00fa00d820b657861
6d706c652e636f6d301d0603551d0e0416041454fa2383a04c28e0d930792261c80c4881d2c00b300e0603551d0f0101ff04040302010630120603551d130101ff040830060101ff02010030
0a06082a8648ce3d0403020349003046022100ec897f0b8ae51028288955031f860069659b75989af7129fa609c24299a5c787022100d088d8741f5d05b360ef6e85023e90df1d31dd1e6701
a88efe9a7103021f986c
"""
ANNEX_D_DEVICE = 0x6ED542AD4783F0B18C833FADF2171273A35D969C581691EF704359CC7CF1E8C0


def annex_d():
    """The example of the standard as it stands, with a MAC, and with a signature over our occasion by its own device's key."""
    response = cbor2.loads(bytes.fromhex(ISSUED_MDOC))
    (document,) = response["documents"]
    authority = x509.load_der_x509_certificate(bytes.fromhex(ANNEX_D_AUTHORITY.replace("\n", "")))
    items = [cbor2.loads(item.value) for item in document["issuerSigned"]["nameSpaces"][NAMESPACE]]
    shown = {item["elementIdentifier"]: plain(item["elementValue"]) for item in items}
    device = ec.derive_private_key(ANNEX_D_DEVICE, ec.SECP256R1())
    payload = document["issuerSigned"]["issuerAuth"][2]
    gives = {"kind": DOCTYPE, "issuer": "x5c:C=US,CN=utopia iaca", "claims": {NAMESPACE: shown}}
    gives |= {"fingerprint": sha256(payload).hex(), "holder": thumbprint(device)}
    gives |= {"issued": "2020-10-01T13:30:02.000Z", "expires": "2021-10-01T13:30:02.000Z"}
    entry = {**OURS["trust"][0], "format": "mso_mdoc", "kind": DOCTYPE, "claims": {"family_name": [NAMESPACE, "family_name"]}}
    pem = authority.public_bytes(serialization.Encoding.PEM).decode()
    changes = {"format": "mso_mdoc", "trust": [entry], "files": {"state.pem": pem}, "now": "2020-11-01T00:00:00.000Z"}
    by = "ISO/IEC 18013-5:2021, annex D, as in pymdoccbor 1.4.0"
    mac = {"presented": base64url(cbor2.dumps(response)), "expect": "malformed", **changes}
    write("mdoc_iso_annex_d_mac", by, None, **mac)
    own = document["deviceSigned"]["nameSpaces"]
    document["deviceSigned"]["deviceAuth"] = {"deviceSignature": device_signature(own, device)}
    write("mdoc_iso_annex_d", by + "; signed by pycose 1.1.0", gives, presented=base64url(cbor2.dumps(response)), **changes)


def plain(value):
    """A value of an element as JSON has it."""
    if isinstance(value, (datetime.date, cbor2.CBORTag)):
        return value.value if isinstance(value, cbor2.CBORTag) else value.isoformat()
    if isinstance(value, bytes):
        return base64url(value)
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    return {name: plain(member) for name, member in value.items()} if isinstance(value, dict) else value


sd_jwt()
mdoc()
annex_d()
