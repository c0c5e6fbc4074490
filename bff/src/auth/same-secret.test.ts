import { readdir, readFile } from "node:fs/promises";
import { parseSync, Visitor } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { createCredentials } from "../routes/navigation-credentials.ts";
import { createEventIds } from "../services/event-id.ts";
import { isSameSecret } from "./same-secret.ts";

const source = new URL("../", import.meta.url);
const named =
  /secret|token|nonce|verifier|digest|hash|signature|password|cookie|credential|^(?:mac|tag|state|given)$/iu;

/** Comparisons of what is named like a secret, and why nobody can learn one by their time. */
const reviewed: Readonly<Record<string, string>> = {
  'services/file-check.ts: digest === createHash("sha256").update(bytes).digest("hex")': "the name of a public picture",
  "services/list-loop.ts: digest !== this.#lastDigest": "whether a tool's list has changed",
  "services/person-cache.ts: envelope.owner !== ownerDigest(principal.owner)": "whose a value of the own memory is",
  "services/tool-tokens.ts: kept.token === refused": "both are the portal's, nobody sends one",
  "storage/postgres-audit-store.ts: auditHash(hashedRow(row), previous) === row.hash": "rows of the own database",
  // The hash of a session is what the database knows of it: it is made of a cookie, and opens nothing.
  "services/connect-tool.ts: transaction.session !== principal.sessionHash": "both are read from the own database",
  "services/content-watch.ts: principal.sessionHash === sessionHash": "told by the own bus",
  "services/content-watch.ts: watched.loops?.principal.sessionHash === sessionHash": "told by the own bus",
  "services/event-hub.ts: stream.sessionHash === sessionHash": "told by the own bus",
  "services/own-sessions.ts: hash === sessionHash": "marks the person's own session in their own list",
  "storage/end-sessions.ts: token.session_hash === row.hash": "rows of one statement",
};

const isKnown = (where: string) => Object.hasOwn(reviewed, where);

interface Comparison {
  readonly where: string;
  readonly names: readonly string[];
}

/** The last name of an expression: of `a.b?.c` it is `c`. */
function nameOf(node: { readonly type: string } & Record<string, unknown>): string {
  if (node.type === "Identifier" && typeof node["name"] === "string") return node["name"];
  const inner = node["property"] ?? node["expression"] ?? node["callee"];
  // Nodes of the parser's tree are objects with a type.
  return typeof inner === "object" && inner !== null ? nameOf(inner as Parameters<typeof nameOf>[0]) : "";
}

async function comparisons(): Promise<readonly Comparison[]> {
  const files = (await readdir(source, { recursive: true })).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
  );
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, source), "utf8");
      const own: Comparison[] = [];
      new Visitor({
        BinaryExpression(node) {
          if (!/^[!=]==?$/u.test(node.operator)) return;
          const sides = [node.left, node.right].filter(
            ({ type }) => type !== "Literal" && type !== "TemplateLiteral" && type !== "UnaryExpression",
          );
          const names = sides.map((side) => nameOf({ ...side })).filter((name) => name !== "undefined");
          // Words of a library's own list are no secrets.
          const isWord = text.slice(node.start, node.end).includes("CircuitState.");
          if (names.length === 2 && !isWord) own.push({ where: `${file}: ${text.slice(node.start, node.end)}`, names });
        },
      }).visit(parseSync(file, text).program);
      return own;
    }),
  );
  return found.flat();
}

describe("a secret that somebody sends", { timeout: 60_000 }, () => {
  it("is compared in one time everywhere in the code (S70)", async () => {
    const all = await comparisons();
    expect(all.length).toBeGreaterThan(100);
    const suspicious = all.filter(({ names }) => names.some((name) => named.test(name))).map(({ where }) => where);
    expect(suspicious.filter((where) => !isKnown(where))).toEqual([]);
    // What is no longer there needs no reason.
    expect(Object.keys(reviewed).filter((where) => !suspicious.includes(where))).toEqual([]);
  });

  it("is equal only where all of it is, whatever its length (S70)", () => {
    const secret = "a-secret-that-is-long-enough-for-this";
    expect(isSameSecret(secret, secret)).toBe(true);
    const wrong = [
      undefined,
      null,
      "",
      secret.slice(1),
      `${secret}x`,
      `${secret}\0`,
      secret.toUpperCase(),
      "x".repeat(1e6),
    ];
    expect(wrong.filter((given) => isSameSecret(given, secret))).toEqual([]);
    // Nothing is not an empty secret.
    expect([isSameSecret(null, ""), isSameSecret(undefined, ""), isSameSecret("", "")]).toEqual([false, false, true]);
  });

  it("of a tool is refused in the same way for whomever it asks, known or not, and whatever is wrong with it (S70)", () => {
    const secret = "a-secret-that-is-long-enough-for-this";
    const caller = createCredentials(secret);
    const basic = (name: string, given: string) => `Basic ${Buffer.from(`${name}:${given}`).toString("base64")}`;
    const wrong = ["", secret.slice(1), `${secret}x`, "x".repeat(2000)];
    const answers = wrong.flatMap((given) => [
      caller({ authorization: basic("ines", given) }),
      caller({ authorization: basic("nobody-at-all", given) }),
      caller({ authorization: `Bearer ${given}x`, "x-ucs-username": "ines" }),
    ]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"kind":"refused"}']));
    expect(caller({ authorization: basic("ines", secret) })).toEqual({ kind: "trusted", username: "ines" });
  });

  it("of an event's id is looked at whole: no other bit and no other length is taken (S70)", () => {
    const ids = createEventIds(Buffer.alloc(32, 7));
    const id = ids.make("ines", 41);
    expect(ids.read("ines", id)).toBe(41);
    const bytes = Buffer.from(id, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(ids.read("ines", changed.toString("base64url"))).toBeNull();
    }
    for (const wrong of ["", "a", id.slice(1), `${id}A`, id.repeat(2)]) expect(ids.read("ines", wrong)).toBeNull();
  });
});
