import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, parseConfig } from "./parse-config.ts";
import { variables as declared } from "./variables.ts";

const key = () => randomBytes(32).toString("base64");

const working = {
  PFORTE_PUBLIC_ORIGIN: "https://portal.example.org",
  DATABASE_URL: "postgresql://pforte:x7@db.example.org/pforte?sslmode=verify-full",
  PFORTE_OIDC_ISSUER: "https://id.example.org/realms/opendesk",
  PFORTE_OIDC_CLIENT_ID: "opendesk-portal",
  PFORTE_OIDC_CLIENT_SECRET: key(),
  PFORTE_SESSION_KEYS: `k1:${key()}`,
  PFORTE_IDENTIFIER_KEY: key(),
};

const read = (path: string) => {
  if (path.startsWith("/missing")) throw new Error("ENOENT");
  return "portal: {}";
};

/** Of each problem that a configuration has, the variable; and all that was said. */
function problemsOf(changes: Readonly<Record<string, string | undefined>>) {
  try {
    parseConfig({ ...working, ...changes }, read);
    return { variables: [], text: "" };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const text = `${error.message}\n${JSON.stringify(error.problems)}`;
    return { variables: error.problems.map(({ variable }) => variable).toSorted(), text };
  }
}

/** Forty-five faults, one each; `marked` stands in those that could be a secret. */
const marked = "Quarz7Zwirn";
const faults: readonly (readonly [string, string | undefined])[] = [
  ["PFORTE_PUBLIC_ORIGIN", undefined],
  ["PFORTE_PUBLIC_ORIGIN", "http://portal.example.org"],
  ["PFORTE_PUBLIC_ORIGIN", "https://portal.example.org/path"],
  ["PFORTE_PUBLIC_ORIGIN", "*"],
  ["DATABASE_URL", undefined],
  ["DATABASE_URL", `mysql://${marked}`],
  ["DATABASE_URL", `postgresql://pforte:${marked}@db.example.org/pforte`],
  ["DATABASE_URL", `postgresql://pforte:${marked}@db.example.org/pforte?sslmode=no-verify`],
  ["DATABASE_URL", "postgresql://pforte:postgres@db.example.org/pforte?sslmode=verify-full"],
  ["PFORTE_OIDC_ISSUER", undefined],
  ["PFORTE_OIDC_ISSUER", "http://id.example.org"],
  ["PFORTE_OIDC_ISSUER", "undefined/realms/x"],
  ["PFORTE_OIDC_CLIENT_ID", undefined],
  ["PFORTE_OIDC_CLIENT_SECRET", "Password1Password1Password1Password1"],
  ["PFORTE_OIDC_CLIENT_SECRET", marked],
  ["PFORTE_OIDC_CLIENT_SECRET", "x".repeat(64)],
  ["PFORTE_SESSION_KEYS", undefined],
  ["PFORTE_SESSION_KEYS", marked],
  ["PFORTE_SESSION_KEYS", `k1:${Buffer.alloc(32, 1).toString("base64")}`],
  ["PFORTE_SESSION_KEYS", `k1:${randomBytes(16).toString("base64")}`],
  ["PFORTE_SESSION_KEYS", `a:${key()},a:${key()}`],
  ["PFORTE_IDENTIFIER_KEY", undefined],
  ["PFORTE_IDENTIFIER_KEY", marked],
  ["PFORTE_IDENTIFIER_KEY", Buffer.from("0123456789abcdef").toString("base64")],
  ["PFORTE_NAVIGATION_SECRET", marked],
  ["PFORTE_NAVIGATION_SECRET", "change-me-change-me-change-me-change-me"],
  ["PFORTE_TRUSTED_PROXIES", "0.0.0.0/0"],
  ["PFORTE_TRUSTED_PROXIES", "::/0"],
  ["PFORTE_TRUSTED_PROXIES", "true"],
  ["PFORTE_OIDC_SIGNING_ALGORITHMS", "none"],
  ["PFORTE_OIDC_SIGNING_ALGORITHMS", "HS256"],
  ["PFORTE_OIDC_SCOPES", "profile"],
  ["PFORTE_OIDC_CLIENT_AUTHENTICATION", "none"],
  ["PFORTE_SESSION_IDLE", "30"],
  ["PFORTE_SESSION_ABSOLUTE", "forever"],
  ["PFORTE_SESSION_CACHE", "1h"],
  ["PFORTE_STEP_UP_MAX_AGE", "-1m"],
  ["PFORTE_ANONYMOUS_ACCESS", "maybe"],
  ["PFORTE_REQUESTS_PER_MINUTE", "0"],
  ["PORT", "99999"],
  ["PFORTE_OPS_PORT", "x"],
  ["PFORTE_TIME_ZONE", "Mars/Olympus"],
  ["PFORTE_LOG_LEVEL", "loud"],
  ["PFORTE_CA_FILE", "/missing/ca.pem"],
  ["PFORTE_CONFIGURATION_FILE", "/missing/portal.yaml"],
  ["PFORTE_PUBLIC_ORIGN", "https://typo.example.org"],
];

describe("a configuration with faults (S80)", () => {
  it("works without any of them", () => {
    expect(problemsOf({}).variables).toEqual([]);
    expect(faults.length).toBeGreaterThanOrEqual(40);
  });

  it.each(faults)("is refused with %s=%j, which is named, and whose value is not said", (name, value) => {
    const { variables, text } = problemsOf({ [name]: value });
    expect(variables).toEqual([name]);
    expect(text).not.toContain(marked);
  });

  it("is told all of them at once, however many there are", () => {
    fc.assert(
      fc.property(fc.subarray([...faults], { minLength: 2 }), (chosen) => {
        // One value per variable; the last one chosen holds.
        const changes = Object.fromEntries(chosen);
        const { variables, text } = problemsOf(changes);
        expect(variables).toEqual(Object.keys(changes).toSorted());
        expect(text).not.toContain(marked);
      }),
      { numRuns: 300 },
    );
  });

  it("is refused with whatever stands as an example where a secret belongs", () => {
    const page = readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
    const secrets = [...page.matchAll(/^\| `(\w+)` \|.*\*\*Secret\.\*\*.*\| `([^`]+)` \|$/gmu)];
    const names = secrets.map(([, name]) => name ?? "");
    expect(names).toEqual(expect.arrayContaining(["PFORTE_SESSION_KEYS", "PFORTE_IDENTIFIER_KEY", "DATABASE_URL"]));
    for (const [, name = "", example = ""] of secrets) {
      expect([name, problemsOf({ [name]: example }).variables]).toEqual([name, [name]]);
    }
  });

  it("has no secret that would hold where none is given", () => {
    const secrets = Object.entries(declared).filter(([, each]) => "isSecret" in each && each.isSecret === true);
    expect(secrets.length).toBeGreaterThanOrEqual(5);
    const held = secrets.filter(([, { fallback }]) => fallback !== null && fallback !== "");
    expect(held.map(([name]) => name)).toEqual([]);
  });
});
