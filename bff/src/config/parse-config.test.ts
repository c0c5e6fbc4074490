import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { testAuthority } from "../../test/tls-certificates.ts";
import { configurationDocs } from "./configuration-docs.ts";
import { ConfigError, parseConfig } from "./parse-config.ts";

const key = () => randomBytes(32).toString("base64");
const asPem = ({ privateKey }: { privateKey: KeyObject }) =>
  privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const ecKey = (namedCurve: string) => asPem(generateKeyPairSync("ec", { namedCurve }));
const rsaKey = (modulusLength: number) => asPem(generateKeyPairSync("rsa", { modulusLength }));
const files: Readonly<Record<string, string>> = {
  "/etc/pforte/key.pem": ecKey("P-256"),
  "/etc/pforte/rsa.pem": rsaKey(2048),
  "/etc/pforte/ca.pem": testAuthority,
  "/bad/short.pem": rsaKey(1024),
  "/bad/curve.pem": ecKey("P-384"),
  "/bad/key.pem": "-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----\n",
  "/bad/certificate.pem": testAuthority.replace("MII", "AAA"),
  "/bad/mixed.pem": `${testAuthority}\n${testAuthority.replace("MII", "AAA")}`,
};

function working(): Record<string, string | undefined> {
  return {
    PFORTE_PUBLIC_ORIGIN: "https://portal.example.org",
    DATABASE_URL: "postgresql://pforte:x@db.example.org/pforte?sslmode=verify-full",
    PFORTE_OIDC_ISSUER: "https://id.example.org/realms/opendesk",
    PFORTE_OIDC_CLIENT_ID: "opendesk-portal",
    PFORTE_OIDC_CLIENT_KEY_FILE: "/etc/pforte/key.pem",
    PFORTE_SESSION_KEYS: `k1:${key()}`,
    PFORTE_IDENTIFIER_KEY: key(),
  };
}

function readFile(path: string): string {
  if (path.startsWith("/missing")) {
    throw new Error("ENOENT");
  }
  return files[path] ?? "portal: {}";
}

function parse(changes: Record<string, string | undefined> = {}): ReturnType<typeof parseConfig> {
  return parseConfig({ ...working(), ...changes }, readFile);
}

function problemsOf(changes: Record<string, string | undefined>): readonly string[] {
  try {
    parse(changes);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems.map((problem) => problem.variable);
    }
    throw error;
  }
}

describe("configuration", () => {
  it("comes from the environment alone, frozen, settings apart from secrets", () => {
    const { config, secrets } = parse();
    expect(config.oidc.clientAuthentication).toBe("private_key_jwt");
    expect(config.session).toEqual({ idleSeconds: 1800, absoluteSeconds: 36_000, cacheSeconds: 5, perPerson: 20 });
    expect(Object.isFrozen(config) && Object.isFrozen(config.oidc) && Object.isFrozen(secrets)).toBe(true);
    expect(JSON.stringify(config)).not.toContain("db.example.org");
  });

  it("names every missing variable at once, with what is expected", () => {
    const names = Object.keys(working());
    const empty = Object.fromEntries(names.map((name) => [name, undefined]));
    expect([...problemsOf(empty)].toSorted()).toEqual(names.toSorted());
    expect(() => parse(empty)).toThrow(/PFORTE_OIDC_ISSUER: must be set, for example https:/u);
  });

  it("never says a value, because it may be the secret", () => {
    const secret = "correct-horse";
    const attempt = () => parse({ PFORTE_SESSION_KEYS: secret, PFORTE_OIDC_CLIENT_SECRET: secret });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).not.toThrow(secret);
  });

  const refused: readonly (readonly [string, string])[] = [
    ...[
      "",
      "portal.example.org",
      "http://portal.example.org",
      "https://portal.example.org/path",
      "https://a:b@x.org",
      "ftp://x",
    ].map((value) => ["PFORTE_PUBLIC_ORIGIN", value] as const),
    ...["", "http://id.example.org", "https://id.example.org?x=1", "https://id.example.org#f", "undefined/"].map(
      (value) => ["PFORTE_OIDC_ISSUER", value] as const,
    ),
    ...[
      "0.0.0.0/0",
      "::/0",
      "0.0.0.0/1 128.0.0.0/1",
      "::ffff:0.0.0.0/96",
      "::/7",
      "2000::/3",
      "10.0.0.0",
      "10.0.0.0/33",
      "everything",
      "10.0.0.0/8 0.0.0.0/0",
    ].map((value) => ["PFORTE_TRUSTED_PROXIES", value] as const),
    ...[
      "",
      "k1:",
      "k1:c2hvcnQ=",
      `k1:${Buffer.alloc(32).toString("base64")}`,
      `a:${key()},a:${key()}`,
      `bad id:${key()}`,
    ].map((value) => ["PFORTE_SESSION_KEYS", value] as const),
    ...["", "c2hvcnQ=", Buffer.alloc(48, 7).toString("base64"), "not base64 at all, really not at all!!"].map(
      (value) => ["PFORTE_IDENTIFIER_KEY", value] as const,
    ),
    ...["", "30", "-5m", "30 minutes", "1e3s", "9999d"].map((value) => ["PFORTE_SESSION_IDLE", value] as const),
    ...["", "maybe", "2", "ja"].map((value) => ["PFORTE_ANONYMOUS_ACCESS", value] as const),
    ...["", "80a", "-1", "70000"].map((value) => ["PORT", value] as const),
    ...[
      "",
      "mysql://x",
      "postgresql://[/pforte",
      ...["", "?sslmode=disable", "?sslmode=verify-full", "?host="].map((rest) => `postgresql:///pforte${rest}`),
      "postgresql://db.example.org/pforte",
      "postgresql://localhost.example.org/pforte",
      "postgresql://localhost/pforte?host=db.example.org",
      ...[
        ...["prefer", "allow", "no-verify", "verify-ca", "Disable", ""].map((mode) => `sslmode=${mode}`),
        "sslmode=verify-full&sslmode=disable",
        "sslmode=verify-full&ssl=0",
        "sslmode=verify-full&sslkey=/etc/pforte/key.pem",
        "sslmode=verify-full&uselibpqcompat=true",
        "sslmode=verify-full&sslrootcert=/missing/ca.pem",
        "sslmode=verify-full&sslrootcert=/bad/certificate.pem",
      ].map((query) => `postgresql://db.example.org/pforte?${query}`),
    ].map((value) => ["DATABASE_URL", value] as const),
    ["PFORTE_OIDC_SIGNING_ALGORITHMS", "none"],
    ["PFORTE_OIDC_SIGNING_ALGORITHMS", "HS256"],
    ["PFORTE_OIDC_SIGNING_ALGORITHMS", ""],
    ["PFORTE_OIDC_SCOPES", "profile"],
    ["PFORTE_OIDC_CLIENT_AUTHENTICATION", "none"],
    ["PFORTE_TIME_ZONE", "Mars/Olympus"],
    ["PFORTE_LOG_LEVEL", "loud"],
    ["PFORTE_CA_FILE", "/missing/ca.pem"],
    ["PFORTE_CONFIGURATION_FILE", "/missing/portal.yaml"],
    ["PFORTE_OIDC_CLIENT_KEY_FILE", "/missing/key.pem"],
    ...["/bad/key.pem", "/bad/short.pem", "/bad/curve.pem", "/etc/pforte/ca.pem", "/etc/pforte/portal.yaml"].map(
      (value) => ["PFORTE_OIDC_CLIENT_KEY_FILE", value] as const,
    ),
    ...["/bad/certificate.pem", "/bad/mixed.pem", "/etc/pforte/key.pem", "/etc/pforte/portal.yaml"].map(
      (value) => ["PFORTE_CA_FILE", value] as const,
    ),
    ["PFORTE_OPS_PORT", "8000"],
    ["NODE_TLS_REJECT_UNAUTHORIZED", "0"],
    ["NODE_TLS_REJECT_UNAUTHORIZED", "1"],
    ["PFORTE_PUBLIC_ORIGN", "https://typo.example.org"],
  ];

  it.each(refused)("refuses the start with %s=%j (S80, S2)", (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([name]);
  });

  const weak = [
    "short",
    "0123456789abcdef0123456789abcde",
    "change-me-change-me-change-me-change-me",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "Password1Password1Password1Password1",
  ];
  it.each(weak)("refuses the weak shared secret %j (S80)", (secret) => {
    expect(problemsOf({ PFORTE_OIDC_CLIENT_KEY_FILE: undefined, PFORTE_OIDC_CLIENT_SECRET: secret })).toContain(
      "PFORTE_OIDC_CLIENT_SECRET",
    );
  });

  it.each([
    "postgresql://pforte:p%40ss@db.example.org:5432/pforte?sslmode=require",
    "postgresql://db.example.org/pforte?sslmode=verify-full&sslrootcert=/etc/pforte/ca.pem",
    "postgres://db.example.org/pforte?sslmode=disable",
    "postgresql://localhost/pforte",
    "postgresql://[::1]:5432/pforte",
    "postgresql:///pforte?host=/run/postgresql",
  ])("takes the database %s", (address) => {
    expect(parse({ DATABASE_URL: address }).secrets.databaseUrl).toBe(address);
  });

  it("takes an RSA key as well, and a private authority", () => {
    const { config, secrets } = parse({
      PFORTE_OIDC_CLIENT_KEY_FILE: "/etc/pforte/rsa.pem",
      PFORTE_CA_FILE: "/etc/pforte/ca.pem",
    });
    expect(secrets.oidcClient.kind).toBe("key");
    expect(config.caFile).toBe("/etc/pforte/ca.pem");
  });

  it("takes a shared secret where there is no key, and refuses both at once", () => {
    const secret = key();
    const { config, secrets } = parse({ PFORTE_OIDC_CLIENT_KEY_FILE: undefined, PFORTE_OIDC_CLIENT_SECRET: secret });
    expect(config.oidc.clientAuthentication).toBe("client_secret_basic");
    expect(secrets.oidcClient).toEqual({ kind: "secret", secret });
    expect(problemsOf({ PFORTE_OIDC_CLIENT_SECRET: secret })).toEqual(["PFORTE_OIDC_CLIENT_SECRET"]);
  });

  it("allows http on loopback only, and says so in the settings", () => {
    for (const host of ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"]) {
      expect(parse({ PFORTE_PUBLIC_ORIGIN: `http://${host}` }).config.isPlainLoopback).toBe(true);
      expect(parse({ PFORTE_OIDC_ISSUER: `http://${host}/realms/x` }).config.oidc.issuer).toContain(host);
    }
    expect(parse().config.isPlainLoopback).toBe(false);
    expect(problemsOf({ PFORTE_PUBLIC_ORIGIN: "http://localhost.example.org" })).toEqual(["PFORTE_PUBLIC_ORIGIN"]);
  });

  it("reads switches and durations in every spelling of their closed set", () => {
    expect(parse({ PFORTE_ANONYMOUS_ACCESS: "Yes" }).config.anonymousAccess).toBe(true);
    expect(parse({ PFORTE_ANONYMOUS_ACCESS: "0" }).config.anonymousAccess).toBe(false);
    expect(parse({ PFORTE_SESSION_IDLE: "15m" }).config.session.idleSeconds).toBe(900);
    expect(problemsOf({ PFORTE_SESSION_IDLE: "11h" })).toEqual(["PFORTE_SESSION_IDLE"]);
  });

  it("believes the networks that it is given", () => {
    const networks = ["10.0.0.0/8", "192.0.2.7/32", "fd00::/8", "fc00::/7", "::1/128"];
    expect(parse({ PFORTE_TRUSTED_PROXIES: networks.join(", ") }).config.trustedProxies).toEqual(networks);
    expect(parse().config.trustedProxies).toEqual([]);
  });

  it("keeps named secrets of sources apart", () => {
    expect(parse({ PFORTE_SOURCE_SECRET_WIKI: "x" }).secrets.sourceSecrets).toEqual({ wiki: "x" });
  });

  it("is described by docs/configuration.md as it is", () => {
    const file = fileURLToPath(new URL("../../../docs/configuration.md", import.meta.url));
    expect(readFileSync(file, "utf8")).toBe(configurationDocs());
  });
});
