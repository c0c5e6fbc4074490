import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { ProviderKeys, ProviderKeysError } from "./provider-keys.ts";

async function aKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" };
  const sign = async () => new SignJWT({ sub: "1" }).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);
  return { jwk, sign };
}

function stage(published: object[]) {
  let time = 0;
  let reads = 0;
  let isDown = false;
  const keys = new ProviderKeys(
    async () => {
      reads += 1;
      if (isDown) {
        throw new TypeError("fetch failed");
      }
      return { keys: [...published] };
    },
    () => new Date(time),
  );
  return {
    keys,
    pass: (seconds: number) => void (time += seconds * 1000),
    reads: () => reads,
    down: (value: boolean) => void (isDown = value),
  };
}

describe("the provider's keys", () => {
  it("verify a token by a key that was published seconds after they were read (F13)", async () => {
    const [old, fresh] = [await aKey("old"), await aKey("fresh")];
    const published = [old.jwk];
    const { keys, pass, reads } = stage(published);
    await jwtVerify(await old.sign(), keys.find);
    pass(5);
    published.unshift(fresh.jwk);
    await jwtVerify(await fresh.sign(), keys.find);
    await jwtVerify(await old.sign(), keys.find);
    expect(reads()).toBe(2);
  });

  it("are read twice in the first minute of a flood of invented names, and once in each later one (S5)", async () => {
    const { keys, pass, reads } = stage([(await aKey("one")).jwk]);
    for (let round = 0; round < 100; round += 1) {
      await keys.current(`invented-${round}`, "stranger");
    }
    expect(reads()).toBe(2);
    pass(59);
    await keys.current("invented", "stranger");
    expect(reads()).toBe(2);
    pass(1);
    await Promise.all(Array.from({ length: 50 }, async (_each, index) => keys.current(`more-${index}`, "stranger")));
    expect(reads()).toBe(3);
  });

  it("are looked for at once when the provider itself names one, though strangers have just used up their look (F13)", async () => {
    const [old, fresh, next] = [await aKey("old"), await aKey("fresh"), await aKey("next")];
    const published = [old.jwk];
    const { keys, pass, reads } = stage(published);
    await keys.current("old", "provider");
    await keys.current("invented", "stranger");
    published.unshift(fresh.jwk);
    const has = async (kid: string) => (await keys.current(kid, "provider")).keys.some((key) => key.kid === kid);
    expect(await has("fresh")).toBe(true);
    // And again, where it replaces them twice within a minute; but not for each of its own answers.
    published.unshift(next.jwk);
    pass(9);
    expect([await has("next"), reads()]).toEqual([false, 3]);
    pass(1);
    expect([await has("next"), reads()]).toEqual([true, 4]);
  });

  it("let everybody who comes during a rotation wait for the one call (F13)", async () => {
    const [old, fresh] = [await aKey("old"), await aKey("fresh")];
    const published = [old.jwk];
    const { keys, reads } = stage(published);
    await keys.current("old", "stranger");
    published.push(fresh.jwk);
    const sets = await Promise.all(Array.from({ length: 20 }, async () => keys.current("fresh", "stranger")));
    expect(sets.every((set) => set.keys.some((key) => key.kid === "fresh"))).toBe(true);
    expect(reads()).toBe(2);
  });

  it("are forgotten after five minutes, so that a withdrawn key does not go on counting", async () => {
    const [old, fresh] = [await aKey("old"), await aKey("fresh")];
    const published = [old.jwk];
    const { keys, pass } = stage(published);
    await keys.current("old", "stranger");
    published.splice(0, 1, fresh.jwk);
    pass(300);
    await expect(jwtVerify(await old.sign(), keys.find)).rejects.toThrow("no applicable key");
  });

  it("that cannot be read are no keys, and are not asked for by every request", async () => {
    const { keys, pass, reads, down } = stage([(await aKey("one")).jwk]);
    down(true);
    for (let round = 0; round < 10; round += 1) {
      await expect(keys.current("one", "stranger")).rejects.toThrow(ProviderKeysError);
    }
    expect(reads()).toBe(1);
    down(false);
    pass(5);
    expect((await keys.current("one", "stranger")).keys).toHaveLength(1);
  });

  it.each([null, [], { keys: "x" }, { keys: [1] }, { keys: [{ kid: "no type" }] }])("are not %j", async (answer) => {
    const keys = new ProviderKeys(
      async () => answer,
      () => new Date(0),
    );
    await expect(keys.current(undefined, "stranger")).rejects.toThrow(ProviderKeysError);
  });
});
