#!/bin/bash
# Makes the seeds of the fuzz targets with the real tools: one folder for each kind that `dlocker items` shows. Secrets in
# them are nobody's. Needs the tools of Debian that `cargo xtask test` installs, and a Python with the packages named in `python`.
#
#   fuzz/make-seeds.sh PYTHON FOLDER
set -euo pipefail
python=$1; mkdir -p "$2"; out=$(cd "$2" && pwd)
work=$(mktemp -d); trap 'GNUPGHOME=$work/gnupg gpgconf --kill all; rm -rf "$work"' EXIT; cd "$work"
put() { mkdir -p "$out/$1"; cp "$2" "$out/$1/${3:-$(basename "$2")}"; }

# OpenSSH
for kind in ed25519 ecdsa rsa; do
    ssh-keygen -q -t $kind $([ $kind = rsa ] && echo -b 1024) -N '' -C jo@phone -f $kind
    ssh-keygen -q -t $kind $([ $kind = rsa ] && echo -b 1024) -N secret -C jo@phone -f $kind-shut
    put openssh-key $kind; put openssh-key $kind.pub; put openssh-key $kind-shut
done
ssh-keygen -q -s rsa -I jo -n jo -V 20250101:20300101 ed25519.pub
ssh-keygen -q -s ed25519 -h -I host -n phone ecdsa.pub
put openssh-certificate ed25519-cert.pub; put openssh-certificate ecdsa-cert.pub

# OpenPGP
export GNUPGHOME=$work/gnupg; mkdir -m 700 "$GNUPGHOME"
gpg --batch -q --passphrase '' --quick-gen-key 'Jo Open <jo@example.org>' ed25519 default 5y
gpg --batch -q --passphrase '' --quick-gen-key 'Jo RSA <jo@example.net>' rsa1024 default never
gpg --batch -q --pinentry-mode loopback --passphrase secret --quick-gen-key 'Jo Shut <jo@example.com>' future-default default never
for who in org net; do gpg --batch --export-secret-keys jo@example.$who > $who.gpg; put pgp-secret-key $who.gpg; done
gpg --batch -q --pinentry-mode loopback --passphrase secret --armor --export-secret-keys jo@example.com > shut.asc; put pgp-secret-key shut.asc
gpg --batch --export jo@example.org > public.gpg; put pgp-public-key public.gpg
gpg --batch --armor --export jo@example.net > public.asc; put pgp-public-key public.asc
gpg --batch --export > ring.gpg; put pgp-public-key ring.gpg
echo hello > plain
gpg --batch -q --trust-model always -r jo@example.com -o message.gpg -e plain; gpg --batch -q --trust-model always -r jo@example.com -a -o message.asc -e plain
gpg --batch -q --pinentry-mode loopback --passphrase secret -o symmetric.gpg -c plain
for f in message.gpg message.asc symmetric.gpg; do put pgp-message $f; done
gpg --batch -q -u jo@example.org -o signature.sig -b plain; gpg --batch -q -u jo@example.net -a -o signature.asc -b plain
put pgp-signature signature.sig; put pgp-signature signature.asc
put pgp-revocation "$(ls gnupg/openpgp-revocs.d/* | head -1)" revocation.rev
put gnupg-keybox gnupg/pubring.kbx; put gnupg-trustdb gnupg/trustdb.gpg
n=0; for f in gnupg/private-keys-v1.d/*; do n=$((n + 1)); put gnupg-private-key $f $n.key; done
gpg --with-colons -K jo@example.org | awk -F: '/^fpr/ {print $10; exit}' > gpg-id; put pgp-key-id gpg-id
sq key generate --userid '<jo@example.org>' --export sq.pgp; put pgp-secret-key sq.pgp

# OpenSSL
openssl genpkey -quiet -algorithm ed25519 -out ed.pem; openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa.pem
openssl pkey -in ec.pem -aes256 -passout pass:secret -out shut.pem; openssl pkey -in rsa.pem -traditional -aes128 -passout pass:secret -out old-shut.pem
openssl pkey -in rsa.pem -traditional -out old.pem; openssl pkey -in ec.pem -traditional -out sec1.pem; openssl pkey -in rsa.pem -pubout -out public.pem
for f in ed ec rsa shut old-shut old sec1 public; do put pem-key $f.pem; done
openssl pkey -in ed.pem -outform DER -out ed.der; openssl pkey -in ec.pem -outform DER -traditional -out sec1.der; openssl pkey -in rsa.pem -outform DER -out rsa.der
openssl rsa -in rsa.pem -traditional -outform DER -out pkcs1.der 2>/dev/null; openssl pkey -in ec.pem -pubout -outform DER -out public.der
openssl pkcs8 -topk8 -in ec.pem -outform DER -passout pass:secret -out shut.der
for f in ed sec1 rsa pkcs1 public shut; do put der-key $f.der; done
openssl req -x509 -key ec.pem -subj '/O=Bank/CN=Jo' -days 3650 -out cert.pem; openssl x509 -in cert.pem -outform DER -out cert.der
openssl req -x509 -key rsa.pem -subj '/O=Only Org' -days 3650 -out org.pem
put pem-certificate cert.pem; put pem-certificate org.pem; put der-certificate cert.der
openssl pkcs12 -export -inkey ec.pem -in cert.pem -passout pass:secret -out modern.p12; openssl pkcs12 -export -legacy -inkey ec.pem -in cert.pem -passout pass:secret -out legacy.p12
put pkcs12 modern.p12; put pkcs12 legacy.p12
openssl cms -encrypt -in plain -outform DER -out enveloped.der org.pem; openssl cms -encrypt -aes-256-gcm -in plain -outform PEM -out enveloped.pem org.pem
openssl cms -sign -signer cert.pem -inkey ec.pem -in plain -outform DER -nodetach -out signed.der; openssl cms -sign -stream -signer cert.pem -inkey ec.pem -in plain -outform DER -nodetach -out stream.der
openssl cms -encrypt -in plain -out mail.p7m org.pem; openssl cms -sign -signer cert.pem -inkey ec.pem -in plain -out signed.eml
openssl cms -EncryptedData_encrypt -secretkey 000102030405060708090a0b0c0d0e0f -aes-128-cbc -in plain -outform DER -out data.der
for f in enveloped.der enveloped.pem signed.der stream.der mail.p7m signed.eml data.der; do put cms $f; done

# Databases, which lie beside the seeds: SQLite opens them before they are recognised
databases=$out/../databases; mkdir -p "$databases"/{nss,askar}
echo > none; echo secret77 > word
for word in none word; do
    mkdir nss-$word; certutil -N -d sql:nss-$word -f $word; cp nss-$word/key4.db "$databases/nss/keys-$word.db"
done
certutil -A -d sql:nss-none -f none -n jo -t CT,, -i cert.pem; cp nss-none/cert9.db "$databases/nss/certificates.db"
"$python" - "$databases/askar/store.db" <<'P'
import asyncio, sys
from aries_askar import Store
async def make():
    store = await Store.provision(f"sqlite://{sys.argv[1]}", "raw", Store.generate_raw_key(), profile="jo", recreate=True)
    async with store.session() as session:
        await session.insert("credential", "one", "value", {"issuer": "bank"})
    await store.close()
asyncio.run(make())
P

# Java
for type in JKS JCEKS; do
    lower=${type,,}
    keytool -genkeypair -alias jo -keyalg EC -storetype $type -keystore $lower -storepass secret -keypass secret -dname CN=Jo -validity 3650 2>/dev/null
    keytool -importcert -noprompt -alias bank -file cert.pem -storetype $type -keystore trust-$lower -storepass secret 2>/dev/null
    put $lower $lower; put $lower trust-$lower
done

# SoftHSM
export SOFTHSM2_CONF=$work/softhsm.conf; mkdir tokens; echo "directories.tokendir = $work/tokens" > softhsm.conf
softhsm2-util --init-token --free --label 'my token' --pin 1234 --so-pin 5678 > /dev/null
pkcs11-tool --module /usr/lib/softhsm/libsofthsm2.so -l -p 1234 --keypairgen --key-type EC:prime256v1 --label jo --id 01 > /dev/null 2>&1
n=0; for f in tokens/*/*.object; do n=$((n + 1)); put softhsm-object $f $n.object; done

# age, minisign, signify, WireGuard
age-keygen -o identity.txt 2>/dev/null; put age-identity identity.txt
age-keygen -y identity.txt > recipient.txt; put age-recipient recipient.txt
age -R recipient.txt -o file.age plain; age -a -R recipient.txt -o file.asc plain; age -R ed25519.pub -o ssh.age plain
for f in file.age file.asc ssh.age; do put age-file $f; done
minisign -G -W -p minisign.pub -s minisign.key > /dev/null; printf 'secret\nsecret\n' | minisign -G -f -p shut.pub -s shut.key > /dev/null
minisign -S -s minisign.key -m plain > /dev/null
put minisign-secret-key minisign.key; put minisign-secret-key shut.key; put minisign-public-key minisign.pub; put minisign-signature plain.minisig
signify-openbsd -G -n -p signify.pub -s signify.sec -c jo; signify-openbsd -S -s signify.sec -m plain -x plain.sig; signify-openbsd -S -e -s signify.sec -m plain -x embedded.sig
put signify-secret-key signify.sec; put signify-public-key signify.pub; put signify-signature plain.sig; put signify-signature embedded.sig
key=$(wg genkey); printf '[Interface]\nPrivateKey = %s\nAddress = 10.0.0.2/32\n\n[Peer]\nPublicKey = %s\nAllowedIPs = 0.0.0.0/0\nEndpoint = vpn.example.org:51820\n' "$key" "$(wg genkey | wg pubkey)" > wg.conf
put wireguard-config wg.conf

# JOSE
for alg in ES256 RS256 HS256 EdDSA; do jose jwk gen -i "{\"alg\":\"$alg\"}" -o $alg.jwk 2>/dev/null && put jwk $alg.jwk; done
jose jwk pub -i ES256.jwk -o public.jwk; put jwk public.jwk; jose jwk gen -s -i '{"keys":[{"alg":"ES256"},{"alg":"ES384"}]}' -o set.jwks; put jwks set.jwks
jose jwk gen -i '{"alg":"ECDH-ES+A256KW"}' -o wrap.jwk
jose jwe enc -i '{}' -k wrap.jwk -I plain -o general.jwe; put jwe general.jwe
jose jwe enc -i '{}' -k wrap.jwk -I plain -c -o compact.jwe; put jwe compact.jwe

# KeePass
printf 'secret\nsecret\n' | keepassxc-cli db-create -q -p keepassxc.kdbx > /dev/null 2>&1; put kdbx keepassxc.kdbx

"$python" - "$out" <<'P'
# mnemonic shamir-mnemonic eth-account pykeepass jwcrypto sd-jwt pymdoccbor anoncreds
import json, os, sys
out = sys.argv[1]
def put(kind, name, data):
    os.makedirs(f"{out}/{kind}", exist_ok=True)
    open(f"{out}/{kind}/{name}", "wb").write(data if isinstance(data, bytes) else data.encode())
from mnemonic import Mnemonic
for language in ["english", "japanese", "french"]:
    put("bip39-words", language, Mnemonic(language).generate(256 if language == "english" else 128) + "\n")
from shamir_mnemonic import shamir
shares = shamir.generate_mnemonics(1, [(2, 3)], b"sixteen bytes ok")[0]
put("slip39-words", "one", shares[0]); put("slip39-words", "three", "\n".join(shares) + "\n")
from eth_account import Account
put("ethereum-keystore", "v3.json", json.dumps(Account.encrypt("0x" + "11" * 32, "secret", kdf="pbkdf2", iterations=2)))
import pykeepass
base = pykeepass.create_database("/dev/shm/seed.kdbx", password="secret"); base.version
put("kdbx", "pykeepass.kdbx", open("/dev/shm/seed.kdbx", "rb").read()); os.remove("/dev/shm/seed.kdbx")
from jwcrypto import jwk, jwe, jwt
key = jwk.JWK.from_password("secret")
token = jwe.JWE(b'{"listOfCredentials":[]}', json.dumps({"alg": "PBES2-HS256+A128KW", "enc": "A128GCM"})); token.add_recipient(key)
put("eudi-migration-object", "migration.jwe", token.serialize(compact=True)); put("eudi-migration-object", "migration.json", token.serialize())
signer = jwk.JWK.generate(kty="EC", crv="P-256")
def signed(header, claims):
    t = jwt.JWT(header={"alg": "ES256", **header}, claims=claims); t.make_signed_token(signer); return t.serialize()
put("jwt", "token", signed({}, {"iss": "https://bank.example", "sub": "jo", "exp": 1893456000}))
vc = {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential", "Diploma"], "credentialSubject": {"id": "did:x"}}
put("jwt-vc", "claim", signed({}, {"iss": "did:example:uni", "exp": 1893456000, "vc": vc}))
put("jwt-vc", "whole", signed({"typ": "vc+jwt"}, {**vc, "@context": ["https://www.w3.org/ns/credentials/v2"], "issuer": "did:example:uni", "validUntil": "2030-01-01T00:00:00Z"}))
put("w3c-vc", "vc.json", json.dumps({**vc, "issuer": {"id": "did:example:uni", "name": "University"}, "expirationDate": "2030-01-01T00:00:00Z"}))
put("otpauth", "one", "otpauth://totp/Bank:jo%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=Bank")
put("otpauth", "two", "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP\notpauth://hotp/b?secret=JBSWY3DPEHPK3PXP&counter=1\n")
put("otpauth-migration", "one", "otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZTAC")
put("pkcs11-uri", "one", "pkcs11:token=my%20token;object=jo;type=private\n")
put("bitwarden-export", "plain.json", json.dumps({"encrypted": False, "folders": [], "items": [{"type": 1, "name": "bank", "login": {"username": "jo", "password": "x"}}]}))
put("bitwarden-export", "account.json", json.dumps({"encrypted": True, "encKeyValidation_DO_NOT_EDIT": "2.a|b|c", "folders": [], "items": []}))
put("bitwarden-export", "password.json", json.dumps({"encrypted": True, "passwordProtected": True, "salt": "x", "kdfType": 0, "kdfIterations": 600000, "encKeyValidation_DO_NOT_EDIT": "2.a|b|c", "data": "2.a|b|c"}))
put("fido-cxf", "export.json", json.dumps({"version": {"major": 1, "minor": 0}, "exporterRpId": "exporter.example", "exporterDisplayName": "Exporter", "timestamp": 1700000000, "accounts": [{"id": "YQ", "username": "jo", "email": "jo@example.org", "collections": [], "items": []}]}))
put("electrum-wallet", "plain.json", json.dumps({"seed_version": 18, "wallet_type": "standard", "use_encryption": False, "keystore": {"type": "bip32", "seed": "a b c"}}))
put("electrum-wallet", "changed.json", json.dumps({"seed_version": 59, "wallet_type": "standard", "keystore": {"type": "bip32"}}) + ',\n{"op": "add", "path": "/x", "value": 1}')
import base64
put("electrum-wallet", "shut", base64.b64encode(b"BIE1" + os.urandom(200)))
import anoncreds
schema = anoncreds.Schema.create("Diploma", "1.0", "did:example:uni", ["name", "degree"])
definition, private, proof = anoncreds.CredentialDefinition.create("did:example:schema", schema, "did:example:uni", "default", "CL", support_revocation=False)
secret = anoncreds.create_link_secret()
offer = anoncreds.CredentialOffer.create("did:example:schema", "did:example:uni/anoncreds/v0/CLAIM_DEF/1/default", proof)
request, metadata = anoncreds.CredentialRequest.create("entropy", None, definition, secret, "default", offer)
credential = anoncreds.Credential.create(definition, private, offer, request, {"name": "Jo", "degree": "MSc"})
put("anoncreds-credential", "diploma.json", credential.to_json()); put("anoncreds-link-secret", "number", secret)
put("anoncreds-link-secret", "old.json", json.dumps({"value": {"ms": secret}}))
put("anoncreds-link-secret", "named.json", json.dumps({"link_secret_id": "default", "link_secret": secret}))
put("anoncreds-schema", "schema.json", schema.to_json()); put("anoncreds-definition", "definition.json", definition.to_json()); put("anoncreds-issuer-key", "private.json", private.to_json())
import datetime, cbor2
from pymdoccbor.mdoc.issuer import MdocCborIssuer
name = {"country_name": "SE", "organization_name": "Bank", "common_name": "PID Issuer", "state_or_province_name": "S", "locality_name": "S", "san_url": "https://pid.example",
        "not_valid_before": datetime.datetime(2025, 1, 1), "not_valid_after": datetime.datetime(2030, 1, 1)}
issuer = MdocCborIssuer(private_key={"KTY": "EC2", "CURVE": "P_256", "ALG": "ES256", "D": b"\x11" * 32, "KID": b"1"}, alg="ES256", cert_info=name)
issuer.new(doctype="eu.europa.ec.eudi.pid.1", data={"eu.europa.ec.eudi.pid.1": {"family_name": "Jo"}}, validity={"issuance_date": "2025-01-01", "expiry_date": "2030-01-01"})
response = issuer.dump()
put("mdoc", "response", response)
signed = cbor2.dumps(cbor2.loads(response)["documents"][0]["issuerSigned"])
put("mdoc", "issuer-signed", signed); put("mdoc", "issuer-signed.txt", base64.urlsafe_b64encode(signed).decode().rstrip("="))
from sd_jwt.issuer import SDJWTIssuer, SDObj
sd = SDJWTIssuer({"iss": "https://pid.example", "vct": "urn:eudi:pid:1", "exp": 1893456000, SDObj("given_name"): "Jo"}, signer, extra_header_parameters={"typ": "dc+sd-jwt"})
put("sd-jwt-vc", "pid", sd.sd_jwt_issuance)
P
