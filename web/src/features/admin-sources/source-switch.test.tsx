import { readLive, switchSourceOff, switchSourceOn } from "@pforte/shared/contract/admin-live";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectSays, noLive, openSources, press } from "#testing/open-sources.tsx";
import { fail, failure, network, reply } from "#testing/server.ts";
import { sessionOf } from "#testing/session-of.ts";

describe("switching a source off", () => {
  const off = {
    version: 4,
    changedAt: "2026-11-23T09:00:00.000Z",
    changedBy: { kind: "person" as const, issuer: "i", subject: "s", name: "Katharina Wendland" },
    switch: { source: "chat", reason: { de: "Wartung beim Anbieter" } },
  };

  test("takes effect at once with a reason, by keyboard alone, and is shown with who did it", async () => {
    const sent: unknown[] = [];
    let sourcesOff: CallReply<typeof readLive>["sourcesOff"] = [];
    await openSources();
    network.use(
      reply(readLive, () => ({ ...noLive, sourcesOff })),
      reply(switchSourceOff, async (request) => {
        sent.push(request.headers.get("if-match"), await request.json());
        sourcesOff = [off];
        return { version: 4 };
      }),
    );
    const button = page.getByRole("button", { name: "Chat ausschalten" });
    await expect.element(button).toBeVisible();
    button.element().focus();
    await userEvent.keyboard("{Enter}");
    await page.getByLabelText("Grund, Deutsch").fill(" Wartung beim Anbieter ");
    await press("Jetzt ausschalten");
    await expect.element(page.getByText("Chat ist ausgeschaltet.")).toBeInTheDocument();
    expect(sent).toEqual(['"0"', { switch: { source: "chat", reason: { de: "Wartung beim Anbieter" } } }]);
    await expectSays("Chat", "Ausgeschaltet von Katharina Wendland");
    await expectSays("Chat", "Grund: Wartung beim Anbieter");
    await expect.element(page.getByRole("button", { name: "Chat einschalten" })).toHaveFocus();
  });

  test("goes to a fresh sign-in where one is asked for, with what is typed kept for its owner", async () => {
    await openSources();
    network.use(fail(switchSourceOff, 401, "step_up"), sessionOf("katharina"));
    await press("Chat ausschalten");
    await page.getByLabelText("Grund, Deutsch").fill("Wartung");
    await press("Jetzt ausschalten");
    await expect.poll(() => sessionStorage.getItem("pforte.step-up.source-switch")).toContain("Wartung");
    sessionStorage.clear();
  });

  test("says when somebody else was faster, and shows what they did", async () => {
    let isOff = true;
    await openSources({ sourcesOff: [off] });
    network.use(
      reply(readLive, () => ({ ...noLive, sourcesOff: isOff ? [off] : [] })),
      reply(switchSourceOn, () => {
        isOff = false;
        return failure(412, "version_stale");
      }),
    );
    await press("Chat einschalten");
    await press("Jetzt einschalten");
    await expect.element(page.getByText("Jemand anderes hat das inzwischen geändert.", { exact: false })).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Chat ausschalten" })).toBeVisible();
  });
});
