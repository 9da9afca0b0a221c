"""An mdoc: issued and verified by pymdoccbor, its device key used by pycose."""

import base64
import datetime

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pycose.headers import Algorithm
from pycose.keys import EC2Key
from pycose.messages import Sign1Message
from pymdoccbor.mdoc.issuer import MdocCborIssuer
from pymdoccbor.mdoc.verifier import MobileDocument
from pymdoccbor.tools import thaw_cbor

from animal import main, same

DOCTYPE = "org.iso.18013.5.1.mDL"
ELEMENTS = {"org.iso.18013.5.1": {"family_name": "Owner", "given_name": "Ottilie", "document_number": "Z-17"}}


def certificate(name, key, issuer, signer):
    def named(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer)).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
    made = made.not_valid_after(now + datetime.timedelta(days=3650))
    return made.sign(signer, hashes.SHA256())


def cose(key):
    numbers = key.private_numbers()
    point, size = numbers.public_numbers, 32
    return EC2Key(
        crv="P_256",
        x=point.x.to_bytes(size, "big"),
        y=point.y.to_bytes(size, "big"),
        d=numbers.private_value.to_bytes(size, "big"),
    )


def make(wallet, world):
    root, signer, device = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    authority = certificate("The Authority", root, "The Authority", root)
    chain = [certificate("The Licence Office", signer, "The Authority", root)]
    number = signer.private_numbers().private_value.to_bytes(32, "big")
    key = {"KTY": "EC2", "CURVE": "P_256", "ALG": "ES256", "D": number}
    issuer = MdocCborIssuer(private_key=key, alg="ES256")
    public = device.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    made = issuer.new(
        data=ELEMENTS,
        doctype=DOCTYPE,
        validity={"issuance_date": "2026-01-01", "expiry_date": "2036-01-01"},
        devicekeyinfo=base64.urlsafe_b64encode(public).decode(),
        x509_chain=chain,
    )
    issued = cbor2.dumps(made["documents"][0]["issuerSigned"])
    wallet.write("licence.mdoc", issued)
    wallet.write("licence.txt", base64.urlsafe_b64encode(issued).rstrip(b"=") + b"\n")
    form = serialization.PrivateFormat.PKCS8
    wallet.write("device.pem", device.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    world.write("authority.pem", authority.public_bytes(serialization.Encoding.PEM))


def check(issued, world, device):
    document = MobileDocument(docType=DOCTYPE, issuerSigned=cbor2.loads(issued))
    authority = x509.load_pem_x509_certificate(world.bytes("authority.pem"))
    same(document.verify(trusted_root_certs=[authority]), True, "the issuer's signature")
    seen = document.issuersigned.issuer_auth.payload_as_dict
    same(seen["docType"], DOCTYPE, "the type")
    public = seen["deviceKeyInfo"]["deviceKey"]
    shown = Sign1Message(phdr={Algorithm: "ES256"}, payload=b"what the reader asked for")
    shown.key = cose(device)
    # pycose's own `decode` does not know the types of newer releases of cbor2.
    read = Sign1Message.from_cose_obj(thaw_cbor(cbor2.loads(shown.encode()).value), True)
    read.key = EC2Key(crv="P_256", x=public[-2], y=public[-3])
    same(read.verify_signature(), True, "the device's signature")


def works(wallet, world):
    device = serialization.load_pem_private_key(wallet.bytes("device.pem"), None)
    check(wallet.bytes("licence.mdoc"), world, device)
    text = wallet.read("licence.txt").strip()
    check(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True), world, device)


main(make, works)
