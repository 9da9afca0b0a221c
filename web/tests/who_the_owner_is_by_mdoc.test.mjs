// An mdoc, from a wallet of other makers: what its device signs names the key that the answer is encrypted to, or that there is none.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Bank } from "./kit/bank.mjs";
import { MdocHolder, MdocIssuer } from "./kit/mdoc.mjs";
import { Owner } from "./kit/owner.mjs";
import { WalletApp, makeKey } from "./kit/wallet_app.mjs";

const ANNA = { given_name: "Anna Maria", family_name: "Weiß", birth_date: "1979-03-31" };

for (const mode of ["direct_post.jwt", "direct_post"]) {
  test(`an mdoc is shown by ${mode}, to the key that was asked for and no other`, { timeout: 240_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "dlocker-mdoc-"));
    const issuer = await MdocIssuer.make(folder);
    const bank = await Bank.open({ identity: { trust: `[${issuer.trusted()}]`, response_mode: `"${mode}"` } });
    try {
      const [app, holder] = [await WalletApp.make(bank), await MdocHolder.make(issuer, ANNA)];
      const owner = new Owner(bank, "old");
      await owner.settle(await bank.invite(owner.handle));
      await owner.run(["rehearse", "--pin-file", owner.pin]);
      /** Answers with a session transcript that names what `choose` gives for the key of the request. */
      const shown = async (who, asked, choose) => {
        const request = await app.fetch(asked.link);
        const { authorizationRequestPayload: payload } = request;
        assert.equal(payload.response_mode, mode);
        const key = payload.client_metadata.jwks?.keys[0];
        assert.equal(key !== undefined, mode === "direct_post.jwt");
        const { status } = await app.answer(request, { body: await holder.token(payload, choose(key)) });
        return { status, ...(await who.run(["identity", "check", asked.presentation], { allow: [4, 5] })) };
      };
      const [asked, other] = [(key) => key, (await makeKey()).jwk];
      for (const wrong of [() => other, (key) => (key ? undefined : other)]) {
        const { status, error } = await shown(owner, await owner.run(["identity", "bind"]), wrong);
        assert.equal(status, 400);
        assert.match(error.message, /another occasion \(its device signature differs\)/);
      }
      const bound = await shown(owner, await owner.run(["identity", "bind"]), asked);
      assert.deepEqual([bound.status, bound.entry], [200, "mobile-id"]);
      const phone = new Owner(bank, "new");
      await phone.recover();
      const evidence = await shown(phone, await phone.run(["identity", "present"]), asked);
      assert.deepEqual([evidence.status, evidence.state], [200, "accepted"]);
      assert.deepEqual((await bank.cases())[0].presented.map(({ entry, claims }) => ({ entry, claims })), [{ entry: "mobile-id", claims: 2 }]);
    } finally {
      await bank.close();
      await rm(folder, { recursive: true });
    }
  });
}
