"""Makes, writes to and reads Askar stores for the stories.

Commands: make PATH COUNT PROFILE... | write PATH KEY PROFILE... | read PATH KEY PROFILE... ; without a profile it is the store's own.
"""

import asyncio
import json
import sys
import threading

from aries_askar import Key, KeyAlg, Store


def value(n):
    return json.dumps({"schema": "degree", "number": n, "padding": f"{n:08d}" * 40})


async def make(path, count, *profiles):
    key = Store.generate_raw_key()
    store = await Store.provision(f"sqlite://{path}", "raw", key, recreate=True)
    for profile in profiles or (None,):
        if profile:
            await store.create_profile(profile)
        async with store.transaction(profile) as txn:
            for n in range(int(count)):
                await txn.insert("credential", f"credential-{n}", value(n), {"issuer": f"did:example:{n % 7}"})
            await txn.insert("master_secret", "default", "112233445566778899")
            await txn.insert_key("signing", Key.generate(KeyAlg.ED25519), metadata="the owner's")
            await txn.commit()
    await store.close()
    print(json.dumps({"key": key}))


async def write(path, key, *profiles):
    """Commits entry after entry, to each profile in turn."""
    store = await Store.open(f"sqlite://{path}", "raw", key)
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    n = 0
    while not over.is_set():
        for profile in profiles or (None,):
            async with store.transaction(profile) as txn:
                await txn.insert("written", f"written-{n}", value(n))
                await txn.commit()
        n += 1
        if n == 1:
            print("begun", flush=True)
        await asyncio.sleep(0)
    await store.close()
    print(f"total {n}", flush=True)


async def entries(store, profile, category):
    return {e.name: e.value.decode() async for e in store.scan(category, profile=profile)}


async def read(path, key, *profiles):
    store = await Store.open(f"sqlite://{path}", "raw", key)
    seen = [await read_profile(store, profile) for profile in profiles or (None,)]
    await store.close()
    print(json.dumps(seen if profiles else seen[0]))


async def read_profile(store, profile):
    credentials = await entries(store, profile, "credential")
    written = await entries(store, profile, "written")
    secret = await entries(store, profile, "master_secret")
    async with store.session(profile) as session:
        keys = await session.fetch_all_keys()
        signature = keys[0].key.sign_message(b"letter") if keys else b""
        signs = bool(keys) and keys[0].key.verify_signature(b"letter", signature)
        count = len(keys)
    wrong = [k for k, v in credentials.items() if v != value(int(k.split("-")[1]))]
    wrong += [f"written-{n}" for n in range(len(written)) if written.get(f"written-{n}") != value(n)]
    return {
        "credentials": len(credentials), "written": len(written), "keys": count, "signs": signs,
        "link_secret": secret.get("default"), "wrong": wrong,
    }


asyncio.run({"make": make, "write": write, "read": read}[sys.argv[1]](*sys.argv[2:]))
