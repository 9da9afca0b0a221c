"""An AnonCreds credential: issued to a link secret, and presented with it. Named so because of the library's own name."""

from anoncreds import (
    Credential,
    CredentialDefinition,
    CredentialOffer,
    CredentialRequest,
    PresentCredentials,
    Presentation,
    PresentationRequest,
    Schema,
    create_link_secret,
    generate_nonce,
)

from animal import main, same

ISSUER = "did:example:university"
SCHEMA = f"{ISSUER}/schema/degree"
DEFINITION = f"{ISSUER}/definition/degree"


def make(wallet, world):
    schema = Schema.create("degree", "1.0", ISSUER, ["name", "age"])
    definition, private, correct = CredentialDefinition.create(SCHEMA, schema, ISSUER, "zoo", "CL")
    secret = create_link_secret()
    offer = CredentialOffer.create(SCHEMA, DEFINITION, correct)
    request, metadata = CredentialRequest.create("entropy", None, definition, secret, "default", offer)
    issued = Credential.create(definition, private, offer, request, {"name": "Ottilie", "age": "34"})
    wallet.write("credential.json", issued.process(metadata, secret, definition).to_json())
    wallet.write("link-secret.txt", secret)
    for folder in (wallet, world):
        folder.write("schema.json", schema.to_json())
        folder.write("definition.json", definition.to_json())


def works(wallet, world):
    request = PresentationRequest.load({
        "name": "zoo", "version": "1.0", "nonce": generate_nonce(),
        "requested_attributes": {"name": {"name": "name"}},
        "requested_predicates": {"adult": {"name": "age", "p_type": ">=", "p_value": 18}},
    })
    shown = PresentCredentials()
    credential = Credential.load(wallet.read("credential.json"))
    shown.add_attributes(credential, "name")
    shown.add_predicates(credential, "adult")
    secret = wallet.read("link-secret.txt")

    def public(folder):
        schema, definition = folder.read("schema.json"), folder.read("definition.json")
        return {SCHEMA: Schema.load(schema)}, {DEFINITION: CredentialDefinition.load(definition)}

    proof = Presentation.create(request, shown, None, secret, *public(wallet))
    read = Presentation.load(proof.to_json())
    same(read.verify(request, *public(world)), True, "the proof")


main(make, works)
