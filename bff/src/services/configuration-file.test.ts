import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { readFile } from "node:fs/promises";
import { checkConfiguration, ConfigurationFileError, readConfigurationFile } from "./configuration-file.ts";

const example = fileURLToPath(new URL("../../../deploy/portal.example.yaml", import.meta.url));
const anyKind = () => null;

/** The example, changed by hand. */
async function exampleWith(change: (document: ReturnType<typeof parseDocument>) => void): Promise<string> {
  const document = parseDocument(await readFile(example, "utf8"));
  change(document);
  return document.toString();
}

describe("the configuration file", () => {
  it("accepts the example of this repository", async () => {
    const document = await readConfigurationFile(example, anyKind);
    expect(document.tiles.map(({ key }) => key)).toEqual(expect.arrayContaining(["mail", "files", "administration"]));
  });

  it("reports every wrong reference at once, each with its place", async () => {
    const text = await exampleWith((document) => {
      document.setIn(["portal", "dock", 0], "nowhere");
      document.setIn(["tiles", 0, "source"], "no-source");
      document.setIn(["tiles", 1, "key"], "mail");
      document.setIn(["tiles", 2, "links", "de"], "http://plain.example.org/");
      document.setIn(["categories", 0, "items", 0], { folder: "no-folder" });
      document.setIn(["categories", 1, "items", 0], { folder: "water-law" });
    });
    const { document, problems } = checkConfiguration(text, anyKind);
    expect(document).toBeNull();
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^line \d+: portal\.dock\.0: there is no tile nowhere$/u),
        expect.stringMatching(/^line \d+: tiles\.mail\.source: there is no source no-source$/u),
        expect.stringMatching(/^line \d+: tiles\.mail\.key: the key mail occurs twice$/u),
        expect.stringMatching(/^line \d+: categories\.communication\.items\.0\.folder: there is no folder no-folder$/u),
        expect.stringMatching(/^line \d+: categories\.applications\.items\.4\.folder: it is placed twice$/u),
        expect.stringMatching(/^line \d+: tiles\.contacts\.links\.de: http:\/\/plain\.example\.org\/ is neither/u),
      ]),
    );
  });

  it("takes clear text on this machine only", async () => {
    const text = await exampleWith((document) =>
      document.setIn(["tiles", 0, "links", "de"], "http://groupware.localhost:8002/"),
    );
    expect(checkConfiguration(text, anyKind).problems).toEqual([]);
  });

  it("of the first start names no uploaded pictures, which nobody could have brought yet", async () => {
    const picture = `upload:${"a".repeat(64)}.svg`;
    const text = await exampleWith((document) => document.setIn(["tiles", 0, "icon"], picture));
    expect(checkConfiguration(text, anyKind).problems).toEqual([
      `tiles.mail: ${picture} has to come with \`pforte config apply\``,
    ]);
  });

  it("asks the kind of a source about its settings", async () => {
    const text = await readFile(example, "utf8");
    const { problems } = checkConfiguration(text, ({ kind }) => `the kind ${kind} is unknown`);
    expect(problems).toEqual([
      "line 59: sources.chat: the kind matrix is unknown",
      "line 69: sources.files: the kind nextcloud is unknown",
      "line 78: sources.projects: the kind openproject is unknown",
    ]);
  });

  it.each([
    ["a key twice in one map", "portal: {}\nportal: {}\n", /unique/u],
    ["a field that nobody knows", "surprise: 1\n", /surprise/u],
    ["an alias bomb", `a: &a [x,x]\nb: &b [*a,*a]\nc: [${"*b,".repeat(30)}]\n`, /./u],
    [
      "a folder in a folder",
      "folders: [{ key: f, name: { de: F }, tiles: [{ folder: g }] }]\n",
      /folders\.f\.tiles\.0/u,
    ],
  ])("refuses %s", (_what, text, problem) => {
    const { document, problems } = checkConfiguration(text, anyKind);
    expect(document).toBeNull();
    expect(problems.join("\n")).toMatch(problem);
  });

  it("says so when the file cannot be read, without a stack", async () => {
    const missing = readConfigurationFile("/nowhere/portal.yaml", anyKind);
    await expect(missing).rejects.toThrow(ConfigurationFileError);
    await expect(missing).rejects.toMatchObject({ problems: ["It cannot be read (ENOENT)."] });
  });

  it("reads a file as it is written", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pforte-configuration-"));
    try {
      const file = join(folder, "portal.yaml");
      await writeFile(file, await exampleWith((document) => document.setIn(["portal", "name", "de"], "Anders")));
      expect((await readConfigurationFile(file, anyKind)).portal.name.de).toBe("Anders");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
