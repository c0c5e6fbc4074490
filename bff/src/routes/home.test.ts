import { readHome } from "@pforte/shared/contract/home";
import { changePreferences } from "@pforte/shared/contract/preferences";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
let ines: TestPerson;
let tobias: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal();
  ines = await portal.as("ines");
  tobias = await portal.as("tobias");
});
afterAll(async () => portal[Symbol.asyncDispose]());

describe("the start page", () => {
  it("comes whole in the first answer, personal and to be asked for again", async () => {
    const response = await ines.get("/");
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('href="https://groupware.example.org/mail"');
    expect(html).toContain("Ines Marquardt");
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
    expect(response.headers.get("vary")).toBe("Cookie, Accept-Language, Accept-Encoding");
  });

  it("is not sent again while it shows the same", async () => {
    const etag = (await ines.get("/")).headers.get("etag") ?? "";
    const again = await ines.get("/", { "if-none-match": `"other", ${etag}` });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(again.headers.get("content-security-policy")).toContain("default-src 'none'");
    const { dock } = await ines.call(readHome);
    await ines.call(changePreferences, { body: { dock: ["mail"] } });
    expect(await ines.call(readHome)).toMatchObject({ dock: ["mail"], dockIsOwn: true });
    expect((await ines.get("/", { "if-none-match": etag })).status).toBe(200);
    await ines.call(changePreferences, { body: { dock: null } });
    expect(await ines.call(readHome)).toMatchObject({ dock, dockIsOwn: false });
  });

  it("speaks the browser's language until the person chose one", async () => {
    const english = { "accept-language": "fr, en;q=0.8, de;q=0.5" };
    expect(await (await ines.get("/", english)).text()).toContain("Specialist applications");
    await ines.call(changePreferences, { body: { language: "de", appearance: "contrast" } });
    const german = await ines.get("/", english);
    expect(await german.text()).toContain("Fachverfahren");
    expect(await ines.call(readHome)).toMatchObject({ language: "de", appearance: "contrast" });
    await ines.call(changePreferences, { body: { language: null, appearance: "system" } });
  });

  it("shows a person only the tiles of their groups, in every representation", async () => {
    const html = await (await tobias.get("/")).text();
    const json = JSON.stringify(await tobias.call(readHome));
    const theme = await (await tobias.get("/theme/1.css")).text();
    for (const text of [html, json, theme]) {
      expect(text).not.toMatch(/files|cryptpad|Nextcloud/iu);
    }
    expect(theme).toContain(".tile-colour-mail{--tile-colour:#0b57a4}");
  });

  it.each([
    ["/inbox", "Eingang"],
    ["/files", "Dateien"],
    ["/work", "Meine Arbeit"],
    ["/chat", "Chat"],
    ["/chat/chat%3A!wasserrecht%3Aexample.org", "Chat"],
  ])("has a full view at %s, drawn as its own frame and not in place of another", async (path, title) => {
    const response = await ines.get(path, { "accept-language": "de" });
    const html = await response.text();
    expect([response.status, /<h1[^>]*>(.*?)<\/h1>/u.exec(html)?.[1]]).toEqual([200, title]);
    expect(html).toContain("Ines Marquardt");
    const etag = response.headers.get("etag") ?? "";
    expect((await ines.get(path, { "accept-language": "de", "if-none-match": etag })).status).toBe(304);
    expect((await ines.get("/", { "accept-language": "de", "if-none-match": etag })).status).toBe(200);
    const nobody = await portal.nobody.get(path);
    expect([nobody.status, nobody.headers.get("location")]).toEqual([
      303,
      `/auth/login?returnTo=${encodeURIComponent(path)}`,
    ]);
  });

  it("has one frame for all rooms, which says nothing of the room, and none for what is no room", async () => {
    const one = await ines.get("/chat/chat:!wasserrecht:example.org");
    const other = await ines.get("/chat/chat:!personalrat:example.org");
    const html = await one.text();
    expect([one.status, html.includes("wasserrecht:example.org")]).toEqual([200, false]);
    expect(other.headers.get("etag")).toBe(one.headers.get("etag"));
    expect((await ines.get("/chat")).headers.get("etag")).not.toBe(one.headers.get("etag"));
    const noRooms = [
      "chat",
      "Chat:!room",
      ":!room",
      "chat:",
      "chat:a%20b",
      "chat:%00",
      "chat:a%0D%0Ab",
      "chat:%E2%80%AE",
    ];
    for (const room of [...noRooms, `chat:${"a".repeat(500)}`, `${"a".repeat(70)}:!room`, "chat:!room/more"]) {
      const page = await ines.get(`/chat/${room}`, { "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" });
      const text = await page.text();
      expect([room, page.status >= 400 && page.status < 500, text.includes("Ines Marquardt")]).toEqual([
        room,
        true,
        false,
      ]);
    }
  });

  it("is not for anybody without a session", async () => {
    const response = await portal.nobody.get("/?q=akte");
    expect([response.status, response.headers.get("location")]).toEqual([303, "/auth/login?returnTo=%2F%3Fq%3Dakte"]);
    expect(await response.text()).toBe("");
  });
});
