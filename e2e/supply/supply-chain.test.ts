import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { checkout } from "../world/world-data.ts";
import { directPackages, nameOf, readLockfile, shippedByTheBuild, shippedPackages, shippedRooms } from "./lockfile.ts";

const read = async (file: string): Promise<string> => readFile(join(checkout, file), "utf8");
const settings = z.record(z.string(), z.unknown()).parse(parse(await read("pnpm-workspace.yaml")));
const lockfile = await readLockfile();
const manifestSchema = z.object({
  packageManager: z.string().optional(),
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});
const rooms = [".", "shared", "bff", "web", "e2e"] as const;
const manifests = await Promise.all(
  rooms.map(async (room) => [room, manifestSchema.parse(JSON.parse(await read(`${room}/package.json`)))] as const),
);

/** Keep a second copy of personal answers (S49), or carry whole requests on (S53). */
const denied =
  /^(?:http-cache-semantics|cacheable-request|cacheable-lookup|keyv|got|axios.*|node-cache|make-fetch-happen|request|superagent|http-proxy.*|@fastify\/(?:reply-from|http-proxy|express|middie)|express)$/u;
const purposes = ["dependencies", "devDependencies", "optionalDependencies"] as const;

describe("an installation", () => {
  it("takes no release of the last week, none that proves less than before, and nothing from beside the registry (S74)", () => {
    expect(settings).toMatchObject({
      minimumReleaseAge: 10_080,
      minimumReleaseAgeStrict: true,
      trustPolicy: "no-downgrade",
      blockExoticSubdeps: true,
      strictDepBuilds: true,
    });
    // An exception is for a named CVE, and is named here first.
    const exceptions = /^(?:minimumReleaseAgeExclude|trustPolicyExclude|trustPolicyIgnoreAfter|overrides)$/u;
    expect(Object.keys(settings).filter((name) => exceptions.test(name))).toEqual([]);
  });

  it("runs no package's install script (S74)", () => {
    const allowed = z.record(z.string(), z.boolean()).parse(settings["allowBuilds"]);
    expect(Object.entries(allowed).filter(([, isAllowed]) => isAllowed)).toEqual([]);
    expect(settings["dangerouslyAllowAllBuilds"]).toBeUndefined();
    expect(Object.keys(allowed).length).toBeLessThanOrEqual(6);
  });

  it("finds each package by its content, at the registry and nowhere else (S74)", () => {
    const entries = Object.entries(lockfile.packages);
    expect(entries.length).toBeGreaterThan(100);
    const exotic = entries.filter(([key, { resolution }]) => {
      const { integrity, ...elsewhere } = resolution;
      const isContent = typeof integrity === "string" && /^sha512-[\w+/]{86}==$/u.test(integrity);
      return !isContent || Object.keys(elsewhere).length > 0 || /(?:https?|git|file|link):/u.test(key);
    });
    expect(exotic).toEqual([]);
  });

  it("asks no registry but the public one, over TLS (S74)", async () => {
    const files = (await Promise.all(rooms.map(async (room) => readdir(join(checkout, room))))).flat();
    expect(files.filter((name) => name === ".npmrc" || name === ".pnpmfile.cjs" || name === ".pnpmfile.mjs")).toEqual(
      [],
    );
    const elsewhere = /^(?:registry|registries|strictSsl|namedRegistries|configDependencies)$/u;
    expect(Object.keys(settings).filter((name) => elsewhere.test(name))).toEqual([]);
    const text = await read("pnpm-lock.yaml");
    expect(text.match(/(?:http|git|ssh):\/\/\S+|codeload\S+/gu) ?? []).toEqual([]);
  });

  it("is of exactly one version of everything, which the lockfile holds as the packages name it (S74)", () => {
    for (const [room, manifest] of manifests) {
      const importer = lockfile.importers[room];
      for (const purpose of purposes) {
        const named = Object.fromEntries(
          Object.entries(importer?.[purpose] ?? {}).map(([name, { specifier }]) => [name, specifier]),
        );
        expect([room, purpose, named]).toEqual([room, purpose, manifest[purpose]]);
        const loose = Object.values(manifest[purpose]).filter(
          (version) => !/^(?:\d+\.\d+\.\d[\w.-]*|workspace:\*)$/u.test(version),
        );
        expect([room, loose]).toEqual([room, []]);
      }
    }
  });

  it("is made by one version of the package manager, in every script (S74)", () => {
    const [, root] = manifests[0] ?? [];
    const pin = root?.packageManager ?? "";
    expect(pin).toMatch(/^pnpm@\d+\.\d+\.\d+$/u);
    const named = Object.values(root?.scripts ?? {}).flatMap((script) => script.match(/pnpm@[\d.]+/gu) ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(new Set(named)).toEqual(new Set([pin]));
  });

  it("is held to the lockfile where changes are judged (S74)", async () => {
    // pnpm freezes the lockfile where CI is set, and `pnpm run` installs first.
    expect(await read(".ci/run")).toMatch(/^export CI=true$/mu);
    expect(settings["verifyDepsBeforeRun"]).toBe("install");
    expect(settings["frozenLockfile"] ?? true).toBe(true);
    expect(settings["preferFrozenLockfile"] ?? true).toBe(true);
  });
});

describe("what ships", () => {
  it("is at most 25 packages by our own choice and 150 in all (S76)", () => {
    const direct = directPackages(lockfile);
    const all = shippedPackages(lockfile);
    console.log(`      ${direct.length} of our own choice, ${all.length} in all`);
    expect(direct.length).toBeGreaterThan(10);
    expect(direct.length).toBeLessThanOrEqual(25);
    expect(all.length).toBeGreaterThan(direct.length);
    expect(all.length).toBeLessThanOrEqual(150);
  });

  it("has its reason in docs/dependencies.md, each of it and nothing else (S76)", async () => {
    const rows = (await read("docs/dependencies.md")).matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gmu);
    const reasons = [...rows].map(([, name = "", where = "", why = ""]) => ({
      name,
      where: where.trim(),
      why: why.trim(),
    }));
    const runtime = Object.keys(lockfile.importers["."]?.optionalDependencies ?? {});
    expect(reasons.map(({ name }) => name).toSorted()).toEqual(
      [...directPackages(lockfile), ...shippedByTheBuild, ...runtime].toSorted(),
    );
    for (const { name, where, why } of reasons) {
      const users = shippedRooms.filter((room) => Object.hasOwn(lockfile.importers[room]?.dependencies ?? {}, name));
      const places =
        users.length > 0 ? users : [shippedByTheBuild.includes(name) ? "web, while it is built" : "runtime"];
      expect([name, where]).toEqual([name, places.join(", ")]);
      expect([name, why.length > 20]).toEqual([name, true]);
    }
  });

  it("holds nothing that keeps personal answers or carries whole requests on (S49, S76)", () => {
    expect(
      shippedPackages(lockfile)
        .map(nameOf)
        .filter((name) => denied.test(name)),
    ).toEqual([]);
  });
});

describe("a weakness", () => {
  it("can be reported in private, has a clock by its severity, and is looked for by a command (S77)", async () => {
    const policy = await read("SECURITY.md");
    for (const promise of [
      /private/iu,
      /48 hours[^|]*critical/u,
      /7 days, if high/u,
      /90 days/u,
      /24 hours/u,
      /72 hours/u,
      /VEX/u,
    ]) {
      expect(policy).toMatch(promise);
    }
    const scripts = manifests[0]?.[1].scripts ?? {};
    expect(scripts["audit"]).toMatch(/ audit --audit-level high$/u);
    expect(scripts["sbom"]).toBeDefined();
  });
});
