import { embeddedAllow, embeddedSandbox, readEmbedded, type EmbeddedTile } from "@pforte/shared/contract/embedded";
import { pageDataId } from "@pforte/shared/contract/page";
import { aHome, aTile } from "@pforte/shared/testing/a-home";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPart, renderPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { ToolFrame } from "./tool-frame.tsx";

const wiki: EmbeddedTile = {
  key: "wiki",
  name: "Wiki",
  address: "data:text/html,<!doctype html><title>Wiki</title><button>Seite</button>",
  origin: "https://wiki.example.org",
  mayBeFramed: true,
  sandbox: embeddedSandbox,
  allow: embeddedAllow,
};
const home = aHome({
  categories: [
    {
      key: "one",
      name: "Eins",
      items: [
        { kind: "tile", tile: aTile({ key: "wiki", name: "Wiki", href: "/app/wiki", target: { kind: "embedded" } }) },
      ],
    },
  ],
  dock: ["wiki"],
});

beforeEach(() => {
  answerCards();
});

const open = async (tile: EmbeddedTile, width?: number) => {
  network.use(reply(readEmbedded, tile));
  return renderPortal({ home, at: "/app/wiki", ...(width === undefined ? {} : { width }) });
};

describe("an embedded tool", () => {
  test("fills the window below a bar with its name, in exactly the sandbox that the portal gives", async () => {
    const page = await open(wiki);
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("Wiki");
    const frame = page.container.querySelector("iframe");
    expect(frame?.title).toBe("Wiki");
    expect(frame?.getAttribute("sandbox")).toBe(
      "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads",
    );
    expect(frame?.getAttribute("allow")).toBe("clipboard-write; fullscreen");
    const box = frame?.getBoundingClientRect();
    expect(box?.bottom).toBe(900);
    expect(box?.right).toBe(1280);
    expect(box?.height).toBeGreaterThan(780);
    await eventually(() => expect(document.title).toMatch(/^Wiki – /u));
    await expect
      .element(page.getByRole("link", { name: "In neuem Tab öffnen" }))
      .toHaveAttribute("rel", "noopener noreferrer");
    await expect
      .element(page.getByRole("navigation").getByRole("link", { name: "Wiki" }))
      .toHaveAttribute("aria-current", "page");
    await expectNoBarriersInAppearances(page.container);
    await page.getByRole("link", { name: "Zur Startseite", exact: true }).click();
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("Montag, 23. November");
  });

  test("is reached and left by keyboard: the bar before it, the way back after it", async () => {
    const page = await open(wiki);
    await expect.element(page.getByTitle("Wiki")).toBeVisible();
    page.getByRole("link", { name: "In neuem Tab öffnen" }).element().focus();
    await userEvent.tab();
    expect(document.activeElement?.textContent).toBe("Zur Startseite");
    await userEvent.tab();
    expect(document.activeElement?.tagName).toBe("IFRAME");
    const back = page.getByRole("button", { name: "Zurück zur Leiste von Pforte" });
    expect(page.container.querySelector("iframe")?.nextElementSibling).toBe(back.element());
    back.element().focus();
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement).toBe(page.getByRole("heading", { level: 1 }).element());
  });

  test("that floods the page with messages changes nothing in it", async () => {
    const page = await open(wiki);
    await expect.element(page.getByTitle("Wiki")).toBeVisible();
    await eventually(() => expect(page.container.querySelector("iframe")?.getAttribute("aria-busy")).toBe("false"));
    const changes: MutationRecord[] = [];
    const watch = new MutationObserver((records) => changes.push(...records));
    watch.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
    const source = page.container.querySelector("iframe")?.contentWindow ?? null;
    for (let count = 0; count < 1000; count += 1) {
      const data: unknown = [
        { type: "navigate", href: "https://evil.example/" },
        { kind: "event", event: { type: "session_ended" } },
        "x",
      ][count % 3];
      globalThis.dispatchEvent(new MessageEvent("message", { data, origin: wiki.origin, source }));
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    watch.disconnect();
    expect(changes).toEqual([]);
    expect(page.journeys).toEqual([]);
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("Wiki");
  });

  test("that refuses frames is explained, with the way that works, and is not framed", async () => {
    const page = await open({ ...wiki, mayBeFramed: false });
    await expect.element(page.getByRole("heading", { name: "Wiki öffnet in einem eigenen Tab" })).toBeVisible();
    expect(page.container.querySelector("iframe")).toBeNull();
    expect(page.getByRole("link", { name: "In neuem Tab öffnen" }).elements()).toHaveLength(2);
    await expectNoBarriersInAppearances(page.container);
  });

  test("that is not there, or not for this person, says so", async () => {
    network.use(fail(readEmbedded, 404, "not_found"));
    const page = await renderPortal({ home, at: "/app/other" });
    await expect.element(page.getByRole("heading", { name: "Kein Werkzeug unter dieser Adresse" })).toBeVisible();
    expect(page.container.querySelector("iframe")).toBeNull();
  });

  test("fits at 320 px", async () => {
    const page = await open({ ...wiki, name: "Hochwasserrückhaltebeckenbetriebstagebuch" }, 320);
    await expect.element(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  });

  test("in a document that was drawn for another address is loaded anew, and not framed under its policy", async () => {
    const block = document.createElement("script");
    block.type = "application/json";
    block.id = pageDataId;
    block.textContent = JSON.stringify({ kind: "home", path: "/" });
    document.body.append(block);
    const page = await renderPortal({ home, at: "/app/wiki" });
    await eventually(() => expect(page.journeys).toEqual(["reload"]));
    expect(page.container.querySelector("iframe")).toBeNull();
    block.remove();
  });

  test.each([
    ["its own document, drawn as that of every tool, stays", "/app/wiki", []],
    ["the document of another tool is loaded anew", "/app/phone", ["reload"]],
  ])("in %s", async (_, address, journeys) => {
    const block = document.createElement("script");
    block.type = "application/json";
    block.id = pageDataId;
    block.textContent = JSON.stringify({ kind: "home", path: "/app/:key" });
    document.body.append(block);
    const { origin } = globalThis.location;
    const entries = vi
      .spyOn(performance, "getEntriesByType")
      // The one member of the entry that is looked at.
      .mockReturnValue([{ name: `${origin}${address}` }] as unknown as PerformanceEntryList);
    if (journeys.length === 0) {
      network.use(reply(readEmbedded, wiki));
    }
    const page = await renderPortal({ home, at: "/app/wiki" });
    await eventually(() => expect(page.container.querySelector(".tool-bar")).not.toBeNull());
    await eventually(() => expect(page.journeys).toEqual(journeys));
    await eventually(() => expect(page.container.querySelectorAll("iframe")).toHaveLength(1 - journeys.length));
    entries.mockRestore();
    block.remove();
  });
});

test("a tool that does not come says so, with what to do, and comes when it is asked again", async () => {
  const swallow = (event: Event): void => event.stopImmediatePropagation();
  document.addEventListener("load", swallow, true);
  const page = await renderPart(<ToolFrame tile={wiki} patience={50} />);
  await expect.element(page.getByText(/^Wiki antwortet noch nicht\./u)).toBeVisible();
  document.removeEventListener("load", swallow, true);
  await page.getByRole("button", { name: "Neu laden" }).click();
  await expect.element(page.getByText(/^Wiki antwortet noch nicht\./u)).not.toBeInTheDocument();
  await eventually(() => expect(page.container.querySelector("iframe")?.getAttribute("aria-busy")).toBe("false"));
});
