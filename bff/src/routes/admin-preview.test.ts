import { changeDraft, readDraft } from "@pforte/shared/contract/admin-draft";
import { previewPath } from "@pforte/shared/contract/admin-publish";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import type { TestPerson } from "../../test/person.ts";

let portal: TestPortal;
let katharina: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal({
    document: (document) => ({
      ...document,
      tiles: document.tiles.map(({ ...tile }, at) =>
        at === 0 ? Object.assign(tile, { groups: ["/secret"], colour: "#1a2b3c", public: false }) : tile,
      ),
    }),
  });
  katharina = await portal.as("katharina");
  const { version, document } = await katharina.call(readDraft);
  const [first, second] = document.tiles;
  if (first === undefined || second === undefined) throw new Error("There are no tiles.");
  const name = { de: "Nur im Entwurf", en: "In the draft alone" };
  await katharina.call(changeDraft, {
    ifMatch: version,
    body: {
      operations: [
        { op: "put-tile", tile: { ...second, name, groups: [], colour: "#0a0b0c" } },
        { op: "put-tile", tile: { ...first, name: { de: "Geheimes Werkzeug" } } },
      ],
    },
  });
});
afterAll(async () => portal[Symbol.asyncDispose]());

const look = async (query: string) => {
  const reply = await katharina.get(`${previewPath}?${query}`);
  return { status: reply.status, headers: reply.headers, html: await reply.text() };
};
/** The stylesheet that the page links, as its frame would load it. */
const coloursOf = async (html: string) => {
  const href = /href="(\/admin\/preview-theme\.css[^"]*)"/u.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const reply = await katharina.get(href, { "sec-fetch-dest": "style", "sec-fetch-mode": "no-cors" });
  return { type: reply.headers.get("content-type"), css: await reply.text() };
};

describe("the preview", () => {
  it("is the real page of the draft for these groups, in that language and appearance", async () => {
    const member = await look("group=%2Fsecret&group=%2Fother&language=de&appearance=dark");
    expect(member.status).toBe(200);
    expect(member.html).toContain("Nur im Entwurf");
    expect(member.html).toContain("Geheimes Werkzeug");
    const other = await look("group=%2Fother&language=en");
    expect(other.html).toContain("In the draft alone");
    expect(other.html).not.toContain("Geheimes Werkzeug");
  });

  it("shows a version without what is in the draft", async () => {
    const { html } = await look("of=1&group=%2Fsecret");
    expect(html).not.toContain("Nur im Entwurf");
    expect((await look("of=999")).status).toBe(404);
    expect((await look("of=draft&unknown=1")).status).toBe(400);
  });

  it("names nobody, neither who looks nor anybody else", async () => {
    const signedIn = await look("group=%2Fsecret");
    const anonymous = await look("anonymous=yes&group=%2Fsecret");
    for (const { html } of [signedIn, anonymous]) expect(html).not.toContain("Katharina");
    expect(anonymous.html).not.toContain("Geheimes Werkzeug");
    expect(anonymous.html).not.toContain("Nur im Entwurf");
  });

  it("has the colours of what it shows, and of no tile that it hides", async () => {
    const member = await coloursOf((await look("group=%2Fsecret")).html);
    expect(member.type).toBe("text/css; charset=utf-8");
    expect(member.css).toContain("#1a2b3c");
    expect(member.css).toContain("#0a0b0c");
    const other = await coloursOf((await look("group=%2Fother&language=en")).html);
    expect(other.css).toContain("#0a0b0c");
    expect(other.css).not.toContain("#1a2b3c");
  });

  it("runs nothing, and is framed by the portal alone", async () => {
    const { headers, html } = await look("group=%2Fsecret");
    expect(html).not.toContain("<script");
    expect(html).not.toContain("modulepreload");
    const policy = headers.get("content-security-policy")?.split("; ");
    expect(policy).toEqual(
      expect.arrayContaining(["script-src 'none'", "frame-ancestors 'self'", "sandbox allow-same-origin"]),
    );
    expect([headers.get("x-frame-options"), headers.get("cache-control")]).toEqual(["SAMEORIGIN", "no-store"]);
    const elsewhere = await katharina.get("/");
    expect(elsewhere.headers.get("x-frame-options")).toBe("DENY");
  });

  it("is for administrators alone", async () => {
    const tobias = await portal.as("tobias");
    expect((await tobias.get(previewPath)).status).toBe(403);
    expect((await tobias.get("/admin/preview-theme.css")).status).toBe(403);
    expect((await portal.nobody.get(previewPath)).status).toBe(303);
  });
});
