"""Stores of Askar: METHOD is `kdf` (a key from the passphrase) or `raw`, then the profiles."""

from aries_askar import Key, KeyAlg, Store

from animal import PASSPHRASE, main, same

COUNT = 50
FULL = {"kdf": "kdf:argon2i:int", "raw": "raw"}


def address(wallet):
    return f"sqlite://{wallet / 'store.db'}"


def key_of(world, method):
    return PASSPHRASE if method == "kdf" else world.read("key")


async def make(wallet, world, method, *profiles):
    world.write("key", Store.generate_raw_key())
    key = key_of(world, method)
    profiles = profiles or ("owner",)
    store = await Store.provision(address(wallet), FULL[method], key, profile=profiles[0], recreate=True)
    for profile in profiles:
        if profile != profiles[0]:
            await store.create_profile(profile)
        async with store.transaction(profile) as session:
            for n in range(COUNT):
                await session.insert("credential", f"{profile}-{n}", f"number {n} of {profile}", {"issuer": "zoo"})
            pair = Key.generate(KeyAlg.ED25519)
            await session.insert_key("signing", pair)
            await session.commit()
        world.write(f"{profile}.public", pair.get_public_bytes())
    await store.close()


async def works(wallet, world, method, *profiles):
    store = await Store.open(address(wallet), FULL[method], key_of(world, method))
    for profile in profiles or ("owner",):
        found = {e.name: e.value.decode() async for e in store.scan("credential", profile=profile)}
        same(found, {f"{profile}-{n}": f"number {n} of {profile}" for n in range(COUNT)}, "what is in it")
        async with store.session(profile) as session:
            pair = (await session.fetch_key("signing")).key
            signature = pair.sign_message(world.bytes("letter"))
            await session.insert("new", "entry", "written after the recovery")
            await session.remove("new", "entry")
        public = Key.from_public_bytes(KeyAlg.ED25519, world.bytes(f"{profile}.public"))
        same(public.verify_signature(world.bytes("letter"), signature), True, "the signature")
    await store.close()


main(make, works)
