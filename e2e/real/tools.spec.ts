import type { Page } from "@playwright/test";
import { inboxSchema } from "@pforte/shared/contract/inbox";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { workListSchema } from "@pforte/shared/contract/work";
import { fileListSchema } from "@pforte/shared/contract/files";
import type { z } from "zod";
import { ines, tobias } from "../world/people.ts";
import { expect, keycloak, lane, pull, read, signIn, test } from "./lane-test.ts";
import { matrixAccount } from "./matrix-account.ts";
import { otherPerson } from "./other-person.ts";

/** Asks the portal as the page does: from within it, with its header and cookies. */
async function ask<S extends z.ZodType>(page: Page, schema: S, path: string, body?: unknown): Promise<z.output<S>> {
  const answer: unknown = await page.evaluate(
    async ({ address, header, sent }) => {
      const reply = await fetch(address, {
        method: sent === undefined ? "GET" : "POST",
        headers: { [header.name]: header.value, ...(sent !== undefined && { "content-type": "application/json" }) },
        ...(sent !== undefined && { body: JSON.stringify(sent) }),
      });
      return reply.json();
    },
    { address: path, header: portalHeader, sent: body },
  );
  return schema.parse(answer);
}

const inbox = async (page: Page) => ask(page, inboxSchema, "/api/inbox");
const outcome = async (page: Page, source: string) =>
  (await inbox(page)).sources.find((each) => each.source === source)?.outcome.state;

test.describe("tools behind the real Keycloak", () => {
  test("bring what waits in files, projects and rooms, each by a token of its own audience", async ({
    openBrowser,
  }) => {
    const page = await openBrowser();
    await pull("files/share");
    await pull("projects/mention");
    await signIn(page, ines);
    await expect
      .poll(async () => [await outcome(page, "files"), await outcome(page, "projects"), await outcome(page, "chat")])
      .toEqual(["ok", "ok", "ok"]);
    const { items } = await inbox(page);
    expect(items.map((item) => item.source)).toEqual(expect.arrayContaining(["files", "projects"]));
    const { items: work } = await ask(page, workListSchema, "/api/work");
    expect(work.map((item) => item.title)).toContain("Vermerk Randstreifen freigeben");
    const { files } = await ask(page, fileListSchema, "/api/files");
    expect(files.length).toBeGreaterThan(3);
  });

  test("write back what was read, at the tool itself", async ({ openBrowser }) => {
    const page = await openBrowser();
    await pull("projects/mention");
    await signIn(page, ines);
    await expect.poll(async () => outcome(page, "projects")).toBe("ok");
    const before = await read("projects/unread");
    const found = (await inbox(page)).items.find((item) => item.source === "projects" && !item.isRead);
    const act = {
      id: crypto.randomUUID(),
      act: "read",
      item: found?.id ?? "",
      changes: found?.changes.map((change) => change.id) ?? [],
    };
    await page.evaluate(
      async ({ header, sent }) => {
        await fetch("/api/inbox/acts", {
          method: "POST",
          headers: { [header.name]: header.value, "content-type": "application/json" },
          body: JSON.stringify({ acts: [sent] }),
        });
      },
      { header: portalHeader, sent: act },
    );
    await expect.poll(async () => read("projects/unread")).toBeLessThan(before);
  });

  test("are not entitled where Keycloak refuses the audience, without a call to the tool", async ({ openBrowser }) => {
    const page = await openBrowser();
    await signIn(page, tobias);
    await expect.poll(async () => outcome(page, "projects")).toBe("not_entitled");
    const calls = await read("projects/calls");
    await page.reload();
    await expect.poll(async () => outcome(page, "projects")).toBe("not_entitled");
    expect(await read("projects/calls")).toBe(calls);
    // A tile that they do not see has a source that is not even mentioned.
    expect(await outcome(page, "files")).toBeUndefined();
  });

  test("cost only their own card where Keycloak switched their client off, and come back with it", async ({
    openBrowser,
  }) => {
    test.setTimeout(120_000);
    await keycloak.setClientEnabled("opendesk-openproject", false);
    try {
      const page = await openBrowser();
      await signIn(page, ines);
      await expect.poll(async () => outcome(page, "files")).toBe("ok");
      await expect.poll(async () => outcome(page, "projects")).toMatch(/^(?:unavailable|not_entitled)$/u);
      await keycloak.setClientEnabled("opendesk-openproject", true);
      await expect.poll(async () => outcome(page, "projects"), { timeout: 60_000 }).toBe("ok");
    } finally {
      await keycloak.setClientEnabled("opendesk-openproject", true);
    }
  });

  test("hear of a mention in a real room, and the room hears that it was read", async ({ openBrowser }) => {
    const other = await otherPerson(lane.python, lane.homeservers.jwt, tobias);
    const account = await matrixAccount(lane.homeservers.jwt, ines);
    try {
      const name = `Inbox-${Date.now().toString(36)}`;
      const room = await other.create(name, account.id);
      const page = await openBrowser();
      await signIn(page, ines);
      const waiting = async () => (await inbox(page)).items.find((item) => item.object.title === name);
      await expect.poll(waiting).toMatchObject({ changes: [{ reason: "invited" }] });
      await account.join(room);
      await other.send(room, "Hallo Ines Marquardt");
      await expect
        .poll(waiting)
        .toMatchObject({ isMention: true, changes: [{ reason: "mentioned", text: "Hallo Ines Marquardt" }] });
      const found = await waiting();
      await page.evaluate(
        async ({ header, sent }) => {
          await fetch("/api/inbox/acts", {
            method: "POST",
            headers: { [header.name]: header.value, "content-type": "application/json" },
            body: JSON.stringify({ acts: [sent] }),
          });
        },
        {
          header: portalHeader,
          sent: {
            id: crypto.randomUUID(),
            act: "done",
            item: found?.id ?? "",
            changes: found?.changes.map((change) => change.id) ?? [],
          },
        },
      );
      await expect.poll(async () => (await account.unread(room)).highlights).toBe(0);
      await expect.poll(waiting).toBeUndefined();
    } finally {
      await other.leave();
    }
  });
});
