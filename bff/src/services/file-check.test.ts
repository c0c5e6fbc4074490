import { createHash } from "node:crypto";
import { aConfiguration } from "@pforte/shared/testing/a-configuration";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { checkFile, type CheckedFile } from "./file-check.ts";

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>';
const svgName = `upload:${createHash("sha256").update(svg).digest("hex")}.svg`;

function check(text: string, base: PortalConfiguration | null = aConfiguration()) {
  const looks = { publicOrigin: "https://portal.example.org", knownPictures: new Set<string>() };
  return checkFile(text, { base, kinds: ({ kind }) => (kind === "matrix" ? null : `there is no kind ${kind}`), looks });
}

/** Problems as `line path: message`. */
function problems(text: string, base?: PortalConfiguration | null): string[] {
  const checked = check(text, base);
  return checked.kind === "checked"
    ? []
    : checked.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
}

function read(text: string, base?: PortalConfiguration | null): CheckedFile {
  const checked = check(text, base);
  if (checked.kind === "problems") {
    throw new Error(checked.problems.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  }
  return checked.file;
}

describe("a configuration file", () => {
  it("with ten mistakes of all sorts names all ten, each with its line", () => {
    const text = `format: pforte/1
manages: everything
surprise: true
portal:
  name: { de: "" }
  dock: [mail, nowhere]
categories:
  - key: Work
    name: { de: Arbeit }
    items: [{ tile: mail }, { tile: missing }]
tiles:
  - key: mail
    name: { de: Mail, fr: Courrier }
    icon: mail
    links: { de: http://plain.example.org/ }
    colour: red
  - key: mail
    name: { de: Mail 2 }
    icon: upload:${"0".repeat(64)}.svg
    links: { de: https://mail.example.org/ }
`;
    const lines = problems(text);
    expect(lines.map((line) => line.split(": ", 1)[0])).toEqual([
      "2 manages",
      "3 surprise",
      "5 portal.name.de",
      "6 portal.dock.1",
      "8 categories.Work.key",
      "10 categories.Work.items.1.tile",
      "13 tiles.mail.name.fr",
      "15 tiles.mail.links.de",
      "16 tiles.mail.colour",
      "17 tiles.mail.key",
      "19 tiles.mail.icon",
      // The folder that stays names tiles that the file takes away.
      "null folders.office.tiles.0",
      "null folders.office.tiles.1",
    ]);
    expect(lines).toContain("6 portal.dock.1: there is no tile nowhere");
    expect(lines).toContain("17 tiles.mail.key: the key mail occurs twice");
  });

  it("leaves what it does not say as it is", () => {
    const file = read("format: pforte/1\nportal: { name: { de: Neu } }\n");
    expect(file.document).toEqual({
      ...aConfiguration(),
      portal: { ...aConfiguration().portal, name: { de: "Neu" } },
    });
    expect(file).toMatchObject({ origin: null, paths: ["portal/name"] });
  });

  it("is the whole truth of a section, or adds to it and replaces by key", () => {
    const section = `
sources:
  - { key: chat, kind: matrix, name: { de: Chat }, address: https://chat.example.org/ }
  - { key: groupware, kind: matrix, name: { de: Post }, address: https://post.example.org/ }
`;
    const other = `sources: [{ key: chat, kind: matrix, name: { de: Chat }, address: https://chat.example.org/ }]`;
    const names = (text: string) => read(text).document.sources.map(({ key, name }) => `${key} ${name.de}`);
    expect(names(`format: pforte/1\n${other}`)).toEqual(["chat Chat"]);
    expect(names(`format: pforte/1\nmanages: listed\n${other}`)).toEqual(["groupware Groupware", "chat Chat"]);
    expect(names(`format: pforte/1\nmanages: listed${section}`)).toEqual(["groupware Post", "chat Chat"]);
    expect(read(`format: pforte/1\norigin: git\nmanages: listed${section}`).paths).toEqual([
      "sources/chat",
      "sources/groupware",
    ]);
    expect(read(`format: pforte/1\norigin: git${section}`)).toMatchObject({ origin: "git", paths: ["sources"] });
  });

  it("that lists some entries is at fault at its own lines, and elsewhere at none", () => {
    const text = `format: pforte/1
manages: listed
sources:
  - { key: groupware, kind: unknown, name: { de: Post }, address: https://post.example.org/ }
`;
    expect(problems(text)).toEqual(["4 sources.groupware: there is no kind unknown"]);
  });

  it("has to say everything where nothing is published yet", () => {
    expect(problems("format: pforte/1\ntiles: []\n", null)).toEqual([
      expect.stringMatching(/^null portal: /u),
      expect.stringMatching(/^null categories: /u),
    ]);
    expect(read(stringify(aConfiguration()), null).document).toEqual(aConfiguration());
  });

  it("brings pictures under the digest of their bytes alone, and only such that may be shown", () => {
    const tile = (icon: string) => `format: pforte/1
manages: listed
tiles: [{ key: wiki, name: { de: Wiki }, icon: "${icon}", links: { de: https://wiki.example.org/ } }]
`;
    const base64 = Buffer.from(svg).toString("base64");
    expect(problems(tile(svgName))).toEqual([`3 tiles.wiki.icon: there is no picture ${svgName}`]);
    expect(
      read(`${tile(svgName)}pictures:\n  ${svgName}: ${base64}\n`)
        .pictures.get(svgName)
        ?.toString(),
    ).toBe(svg);
    const other = `upload:${"1".repeat(64)}.svg`;
    expect(problems(`${tile(other)}pictures:\n  "${other}": ${base64}\n`)).toEqual([
      `5 pictures.${other}: its name is not the digest of its bytes`,
    ]);
    const script = Buffer.from(svg.replace("<path", "<script>1</script><path"));
    const name = `upload:${createHash("sha256").update(script).digest("hex")}.svg`;
    expect(problems(`${tile(name)}pictures:\n  "${name}": ${script.toString("base64")}\n`).join()).toMatch(/script/u);
  });

  it("neither embeds the portal in itself nor takes an accent on which nothing can be read", () => {
    const text = `format: pforte/1
manages: listed
portal:
  branding:
    accent: "#ffee00"
tiles:
  - key: self
    name: { de: Selbst }
    icon: star
    links: { de: https://portal.example.org/admin }
    target: { kind: embedded }
`;
    expect(problems(text)).toEqual([
      "5 portal.branding.accent: the contrast of #ffee00 is 1.2 : 1; at least 4.5 : 1 is needed",
      "7 tiles.self: https://portal.example.org/admin is the portal itself and must not be embedded",
    ]);
  });

  it.each([
    ["format: [", /^1 : /u],
    ["just words", /^null : It is not a map/u],
    ["", /^null : It is not a map/u],
    ["a: *nothing\n", /^null : Unresolved alias/u],
    [`a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n`, /^null : Excessive alias count/u],
    ["- a\n".repeat(40_001), /^null : It has too many parts/u],
    ["[".repeat(20_000), /^(?:1|null) : /u],
    ["format: pforte/2\n", /^1 format: /u],
    ["format: pforte/1\nformat: pforte/1\n", /^2 : Map keys must be unique/u],
  ])("that is none is told from one: %#", (text, problem) => {
    expect(problems(text)[0]).toMatch(problem);
  });

  it.each(["'a' ", "!a ", "]"])(
    "full of faults in one long line costs by its length, not by its square: %s",
    (fault) => {
      const costOf = (count: number): number => {
        const started = process.cpuUsage();
        expect(problems(fault.repeat(count))).toHaveLength(200);
        const { user, system } = process.cpuUsage(started);
        return user + system;
      };
      costOf(2000);
      // Eight times the text: eight times the work and some for measuring, where the square would be sixty-four.
      expect(costOf(32_000) / costOf(4000)).toBeLessThan(30);
    },
  );
});
