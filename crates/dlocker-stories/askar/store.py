"""Makes, writes to and reads Askar stores for the stories. Commands: make PATH COUNT | write PATH KEY | read PATH KEY"""

import asyncio
import json
import sys
import threading

from aries_askar import Key, KeyAlg, Store


def value(n):
    return json.dumps({"schema": "degree", "number": n, "padding": f"{n:08d}" * 40})


async def make(path, count):
    key = Store.generate_raw_key()
    store = await Store.provision(f"sqlite://{path}", "raw", key, recreate=True)
    async with store.transaction() as txn:
        for n in range(int(count)):
            await txn.insert("credential", f"credential-{n}", value(n), {"issuer": f"did:example:{n % 7}"})
        await txn.insert("master_secret", "default", "112233445566778899")
        await txn.insert_key("signing", Key.generate(KeyAlg.ED25519), metadata="the owner's")
        await txn.commit()
    await store.close()
    print(json.dumps({"key": key}))


async def write(path, key):
    store = await Store.open(f"sqlite://{path}", "raw", key)
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    n = 0
    while not over.is_set():
        async with store.transaction() as txn:
            await txn.insert("written", f"written-{n}", value(n))
            await txn.commit()
        n += 1
        if n == 1:
            print("begun", flush=True)
        await asyncio.sleep(0)
    await store.close()
    print(f"total {n}", flush=True)


async def entries(store, category):
    return {e.name: e.value.decode() async for e in store.scan(category)}


async def read(path, key):
    store = await Store.open(f"sqlite://{path}", "raw", key)
    credentials = await entries(store, "credential")
    written = await entries(store, "written")
    secret = await entries(store, "master_secret")
    async with store.session() as session:
        keys = await session.fetch_all_keys()
        signature = keys[0].key.sign_message(b"letter") if keys else b""
        signs = bool(keys) and keys[0].key.verify_signature(b"letter", signature)
        count = len(keys)
    await store.close()
    wrong = [k for k, v in credentials.items() if v != value(int(k.split("-")[1]))]
    wrong += [f"written-{n}" for n in range(len(written)) if written.get(f"written-{n}") != value(n)]
    print(json.dumps({
        "credentials": len(credentials), "written": len(written), "keys": count, "signs": signs,
        "link_secret": secret.get("default"), "wrong": wrong,
    }))


asyncio.run({"make": make, "write": write, "read": read}[sys.argv[1]](*sys.argv[2:]))
