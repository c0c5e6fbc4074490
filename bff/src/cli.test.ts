import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../test/database.ts";
import { runCommand } from "./cli/run-command.ts";

const cli = fileURLToPath(new URL("cli.ts", import.meta.url));
const example = fileURLToPath(new URL("../../deploy/portal.example.yaml", import.meta.url));
const schema = fileURLToPath(new URL("../../deploy/configuration.schema.json", import.meta.url));

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "pforte-cli-"));
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

const settings = {
  PFORTE_PUBLIC_ORIGIN: "http://localhost:8080",
  PFORTE_OIDC_ISSUER: "https://id.example.org/realms/pforte",
  PFORTE_OIDC_CLIENT_ID: "portal",
  PFORTE_OIDC_CLIENT_SECRET: randomBytes(32).toString("base64url"),
  PFORTE_OIDC_CLIENT_AUTHENTICATION: "client_secret_basic",
  PFORTE_SESSION_KEYS: `one:${randomBytes(32).toString("base64")}`,
  PFORTE_IDENTIFIER_KEY: randomBytes(32).toString("base64"),
  PFORTE_CONFIGURATION_FILE: example,
};

/** Runs the command with the server's settings. */
async function pforte(args: readonly string[], { input = "", env = {} } = {}): Promise<Ended> {
  let [out, said] = ["", ""];
  const code = await runCommand(args, {
    environment: { ...settings, DATABASE_URL: database.url, ...env },
    out: (text) => void (out += text),
    say: (line) => void (said += `${line}\n`),
    read: async (path) => (path === "-" ? input : readFile(path, "utf8")),
    readBytes: async (path) => readFile(path).catch(() => null),
    write: async (path, text) => writeFile(path, text),
  });
  return { code, out, said };
}

/** The same as a process of its own, as an operator starts it. */
async function asProcess(args: readonly string[], input = ""): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...settings, DATABASE_URL: database.url } });
  let [out, said] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(input);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, out, said };
}

const versions = async () => database.query("select version, actor, note, origin from configurations order by version");
const actions = async () => await database.query("select action, actor, target from audit order by sequence");

describe("the pforte command", { timeout: 120_000 }, () => {
  it("applies a file to an empty database, exports it, and finds nothing that differs", async () => {
    expect(await pforte(["config", "apply", example, "--as", "ada", "--note", "Erster Stand"])).toMatchObject({
      code: 0,
      said: "Version 1 is in force.\n",
    });
    expect(await versions()).toEqual([{ version: 1, actor: "operator:ada", note: "Erster Stand", origin: null }]);
    const exported = await pforte(["config", "export"]);
    expect(exported).toMatchObject({ code: 0, said: "" });
    const again = await pforte(["config", "plan", "-"], { input: exported.out });
    expect(again).toEqual({ code: 0, out: "", said: "Nothing differs from version 1.\n" });
    expect(await pforte(["config", "apply", "-"], { input: exported.out })).toMatchObject({ code: 0, out: "" });
    expect(await versions()).toHaveLength(1);
  });

  it("plans a change with 2 without making it, and applies it once, as an operator of the audit", async () => {
    const file = join(folder, "wiki.yaml");
    await writeFile(
      file,
      "format: pforte/1\norigin: git\nmanages: listed\nsources: []\nportal: { name: { de: Rathaus, en: Town hall } }\n",
    );
    const plan = await pforte(["config", "plan", file]);
    expect([plan.code, plan.out.split("\n")[0]]).toEqual([
      2,
      expect.stringMatching(/^~ portal: name\.de from ".*" to "Rathaus"$/u),
    ]);
    expect(await versions()).toHaveLength(1);
    expect(await pforte(["config", "apply", file, "--as", "ada"])).toMatchObject({ code: 0 });
    expect((await versions()).at(-1)).toEqual({
      version: 2,
      actor: "operator:ada",
      note: "Applied from git",
      origin: "git",
    });
    expect((await actions()).at(-1)).toMatchObject({
      action: "configuration.applied",
      actor: { kind: "operator", name: "ada" },
    });
    expect(await pforte(["config", "apply", file])).toMatchObject({
      code: 0,
      said: "Nothing differs from version 2.\n",
    });
    expect(await versions()).toHaveLength(2);
  });

  it("names all mistakes of a file by their lines, ends with 1 and changes nothing", async () => {
    const input = "format: pforte/1\nportal: { dock: [nowhere] }\nsurprise: 1\n";
    for (const verb of ["validate", "plan", "apply"]) {
      const refused = await pforte(["config", verb, "-"], { input });
      expect([verb, refused]).toEqual([
        verb,
        {
          code: 1,
          out: "",
          said: "2 mistakes; nothing was changed.\n  line 2: portal.dock.0: there is no tile nowhere\n  line 3: surprise: is not a known member\n",
        },
      ]);
    }
    expect(await versions()).toHaveLength(2);
  });

  it("says of a file without mistakes what somebody should look at", async () => {
    const input = "format: pforte/1\nportal: { organisation: { de: Kreis } }\n";
    const { code, out, said } = await pforte(["config", "validate", "-"], { input });
    expect([code, out]).toEqual([0, ""]);
    expect(said).toContain('warning: portal/organisation: missing language, field "organisation", language "en"\n');
    expect(said).toMatch(/The file can be applied; \d+ warnings\.\n$/u);
    expect(await versions()).toHaveLength(2);
  });

  it("takes over a portal of Nubus with its announcements, and writes what became of it", async () => {
    const dn = (name: string) => `cn=${name},cn=portals,dc=example,dc=org`;
    const data = {
      portal: { name: { de_DE: "Alt" }, categories: [dn("work")] },
      entries: [
        {
          dn: dn("swp.wiki"),
          name: { de_DE: "Wiki" },
          icon_url: "./icons/entries/wiki.svg",
          links: [{ locale: "de_DE", value: "/wiki" }],
        },
      ],
      folders: [],
      categories: [{ dn: dn("work"), display_name: { de_DE: "Arbeit" }, entries: [dn("swp.wiki")] }],
      announcements: [{ name: "move", title: { de_DE: "Umzug" }, severity: "warn" }],
    };
    const [portal, out, report] = ["portal.json", "new.yaml", "report.txt"].map((name) => join(folder, name));
    await writeFile(portal ?? "", JSON.stringify(data));
    await writeFile(
      join(folder, "wiki.svg"),
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>',
    );
    const taken = await pforte([
      "import",
      "nubus",
      portal ?? "",
      `--base=https://old.example.org/`,
      `--icons=${folder}`,
      `--out=${out}`,
      `--report=${report}`,
      "--announcements",
      "--as=ada",
    ]);
    expect(taken).toEqual({ code: 0, out: "", said: "Announcement move is up.\n" });
    expect(await readFile(report ?? "", "utf8")).toContain("entry swp.wiki as tiles/swp-wiki");
    expect(
      await database.query("select kind, key, body -> 'announcement' ->> 'severity' as severity from live_items"),
    ).toEqual([{ kind: "announcement", key: "move", severity: "warning" }]);
    expect((await actions()).at(-1)).toMatchObject({ action: "announcement.changed", actor: { name: "ada" } });
    expect(await pforte(["config", "apply", out ?? ""])).toMatchObject({ code: 0, said: "Version 3 is in force.\n" });
    const [row] = await database.query("select document -> 'tiles' -> 0 as tile from configurations where version = 3");
    expect(row).toMatchObject({
      tile: { key: "swp-wiki", identifier: "swp.wiki", icon: expect.stringMatching(/^upload:/u) },
    });
  });

  it("hands out what is kept of a person, and deletes it", async () => {
    const issuer = "https://id.example.org/realms/pforte";
    await database.query(
      "insert into known_people (issuer, subject, username, name, groups, seen_at) values ($1, 'ines', 'ines', 'Ines', '{a}', now())",
      [issuer],
    );
    const exported = await pforte(["person", "export", issuer, "ines", "--as", "ada"]);
    expect([exported.code, JSON.parse(exported.out)]).toEqual([
      0,
      expect.objectContaining({
        person: { issuer, subject: "ines" },
        known_people: [expect.objectContaining({ username: "ines", groups: ["a"] })],
        sessions: [],
      }),
    ]);
    const erased = await pforte(["person", "erase", issuer, "ines", "--as", "ada"]);
    expect([erased.code, erased.out]).toEqual([0, expect.stringContaining("known_people: 1\n")]);
    expect(await database.query("select * from known_people")).toEqual([]);
    expect((await actions()).slice(-2)).toMatchObject([
      { action: "person.exported", target: "people/ines", actor: { kind: "operator", name: "ada" } },
      { action: "person.erased", target: "people/ines" },
    ]);
  });

  it("says what is wrong with its arguments and settings, without a stack, and ends with 1", async () => {
    const cases: [readonly string[], Record<string, string>, RegExp][] = [
      [[], {}, /^pforte config export/u],
      [["dance"], {}, /^There is no command dance/u],
      [["config", "apply"], {}, /^Name a file/u],
      [["config", "export"], { PFORTE_SESSION_KEYS: "" }, /^These settings cannot be used:\n {2}PFORTE_SESSION_KEYS/u],
      [["import", "nubus", example], {}, /portal\.example\.yaml is not JSON\.\n$/u],
      [["person", "erase"], {}, /^Say what to do with whom/u],
      [["--sing"], {}, /Unknown option '--sing'/u],
    ];
    for (const [args, env, said] of cases) {
      expect([args, await pforte(args, { env })]).toEqual([
        args,
        { code: 1, out: "", said: expect.stringMatching(said) },
      ]);
    }
  });

  it("prints the JSON Schema that is kept in this repository", async () => {
    const { out } = await pforte(["config", "schema"]);
    expect(out).toBe(await readFile(schema, "utf8"));
  });

  it("is a process that reads what is piped in, and ends with its code", async () => {
    const piped = "format: pforte/1\nportal: { name: { de: Anders } }\n";
    expect(await asProcess(["config", "plan", "-"], piped)).toMatchObject({ code: 2 });
    expect(await asProcess(["config", "apply", "/nowhere.yaml"])).toEqual({
      code: 1,
      out: "",
      said: "/nowhere.yaml cannot be read (ENOENT).\n",
    });
  });
});
