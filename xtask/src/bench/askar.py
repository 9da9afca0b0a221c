"""An Askar store for the benchmark. Commands: make PATH COUNT | change PATH KEY FROM COUNT"""

import asyncio
import json
import os
import random
import sys

from aries_askar import Store


def value(n):
    return json.dumps({
        "schema_id": f"did:example:{n % 40}:2:membership:1.{n % 3}",
        "values": {name: {"raw": str(random.randrange(10**6)), "encoded": str(random.getrandbits(256))} for name in ("given", "family", "number")},
        "signature": os.urandom(192).hex(),
    })


def tags(n):
    return {"issuer_did": f"did:example:{n % 40}", "schema_name": "membership", "rev_reg": str(n % 200)}


async def make(path, count):
    key = Store.generate_raw_key()
    store = await Store.provision(f"sqlite://{path}", "raw", key, recreate=True)
    async with store.transaction() as txn:
        for n in range(int(count)):
            await txn.insert("credential", f"credential-{n}", value(n), tags(n))
        await txn.commit()
    await store.close()
    print(key)


async def change(path, key, first, count):
    store = await Store.open(f"sqlite://{path}", "raw", key)
    async with store.transaction() as txn:
        for n in random.Random(int(first)).sample(range(20_000), int(count)):
            await txn.replace("credential", f"credential-{n}", value(n), tags(n))
        await txn.commit()
    await store.close()


asyncio.run({"make": make, "change": change}[sys.argv[1]](*sys.argv[2:]))
