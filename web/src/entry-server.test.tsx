import { pageDataId } from "@pforte/shared/contract/page";
import { aHome, aNotice, aTile } from "@pforte/shared/testing/a-home";
import { afterEach, expect, test } from "vitest";
import { useEffect, type ReactNode } from "react";
import { hydrateRoot, type Root } from "react-dom/client";
import { MemoryRouter } from "react-router";
import { createPortalClient } from "#api/portal-client.tsx";
import { PageProviders } from "#app/page-providers.tsx";
import { PortalApp } from "#app/portal-app.tsx";
import { DrawnHomeProvider } from "#app/use-home.tsx";
import { NoticeView } from "#features/notice/notice-view.tsx";
import { loadCatalogue } from "#i18n/load-catalogue.ts";
import { createText } from "#i18n/text.ts";
import { createFakeEvents } from "#testing/fake-events.ts";
import { readChatAccounts } from "@pforte/shared/contract/chat";
import { listFiles } from "@pforte/shared/contract/files";
import { listWork } from "@pforte/shared/contract/work";
import { anInbox } from "@pforte/shared/testing/an-inbox";
import { someFiles } from "@pforte/shared/testing/some-files";
import { someWork } from "@pforte/shared/testing/some-work";
import { answerInbox } from "#testing/answer-inbox.ts";
import { network, reply } from "#testing/server.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { render } from "./entry-server.tsx";

const home = aHome();
const roots: Root[] = [];

afterEach(() => {
  for (const root of roots.splice(0)) {
    root.unmount();
  }
  document.body.replaceChildren();
});

const documentOf = (html: string): Document => new DOMParser().parseFromString(html, "text/html");

test("the tiles are real links in the HTML, those of a folder too", async () => {
  const page = documentOf(await render({ kind: "home", path: "/", home }));
  const links = [...page.querySelectorAll<HTMLAnchorElement>("a.tile")].map((link) => link.getAttribute("href"));
  expect(links).toHaveLength(23);
  expect(links).toContain("https://waterbook.example.org/");
  expect(page.querySelector("details summary")?.textContent).toBe("Wasserrecht");
});

test.each([
  ["/inbox", "Eingang"],
  ["/files", "Dateien"],
  ["/work", "Meine Arbeit"],
])("the frame of %s is drawn on the server, with its heading, and taken over as it is", async (path, title) => {
  answerCards();
  answerInbox(() => anInbox());
  network.use(reply(listFiles, someFiles()), reply(listWork, someWork()));
  const html = await render({ kind: "home", path, home });
  const page = documentOf(html);
  expect([page.querySelector("h1")?.textContent, page.title]).toEqual([title, `${title} – Pforte`]);
  expect(page.querySelector(".dock-item[aria-current]")?.getAttribute("href") ?? path).toBe(path);
  expect(page.querySelector("main [aria-busy]")).not.toBeNull();
  const complaints = await takeOver(
    html,
    <DrawnHomeProvider home={home}>
      <MemoryRouter initialEntries={[path]}>
        <PortalApp />
      </MemoryRouter>
    </DrawnHomeProvider>,
    "de",
  );
  await expect.poll(() => document.querySelector("main [aria-busy]"), { timeout: 10_000 }).toBeNull();
  expect(complaints).toEqual([]);
});

test.each([
  ["/chat", "/chat", "list"],
  ["/chat/:room", "/chat/matrix%3A!wasserrecht%3Aexample.org", "room"],
])("the frame of %s is drawn once for all rooms, and taken over at %s as it is", async (path, address, part) => {
  answerCards();
  const outcome = { state: "not_entitled" } as const;
  network.use(
    reply(readChatAccounts, {
      accounts: [{ source: "matrix", name: "Chat", account: "@ines:example.org", web: null, outcome }],
    }),
  );
  const html = await render({ kind: "home", path, home });
  const page = documentOf(html);
  expect([page.querySelector("h1")?.textContent, page.title]).toEqual(["Chat", "Chat – Pforte"]);
  expect(page.querySelector(".chat")?.getAttribute("data-view")).toBe(part);
  expect(page.querySelector(".dock-item[aria-current]")?.getAttribute("href") ?? "/chat").toBe("/chat");
  expect(page.querySelector("main [aria-busy]")).not.toBeNull();
  const complaints = await takeOver(
    html,
    <DrawnHomeProvider home={home}>
      <MemoryRouter initialEntries={[address]}>
        <PortalApp />
      </MemoryRouter>
    </DrawnHomeProvider>,
    "de",
  );
  await expect.poll(() => document.querySelector("main [aria-busy]"), { timeout: 10_000 }).toBeNull();
  expect(complaints).toEqual([]);
});

test.each([
  ["home", { kind: "home", path: "/", home } as const],
  ["notice", { kind: "notice", path: "/auth/callback", notice: aNotice() } as const],
])("the %s document needs nothing that a strict policy refuses", async (_, data) => {
  const page = documentOf(await render(data));
  expect(page.querySelectorAll("[style], style")).toHaveLength(0);
  const scripts = [...page.querySelectorAll("script")];
  expect(scripts.filter(({ src, type }) => src === "" && type !== "application/json")).toEqual([]);
  const handlers = [...page.querySelectorAll("*")].flatMap((element) =>
    element.getAttributeNames().filter((name) => name.startsWith("on")),
  );
  expect(handlers).toEqual([]);
  expect([...page.querySelectorAll("[href^='javascript:'], base, iframe, object")]).toEqual([]);
  const own = [...page.querySelectorAll("[src], link[href]")].map(
    (element) => element.getAttribute("src") ?? element.getAttribute("href") ?? "",
  );
  expect(own.every((address) => /^\/(?!\/)/u.test(address))).toBe(true);
});

test("language, appearance and title are in the first response", async () => {
  const page = documentOf(
    await render({ kind: "home", path: "/", home: aHome({ language: "en", appearance: "contrast" }) }),
  );
  expect(page.documentElement.lang).toBe("en");
  expect(page.documentElement.dataset["theme"]).toBe("contrast");
  expect(page.title).toBe("Start – Pforte");
  const system = documentOf(await render({ kind: "home", path: "/", home }));
  expect(system.documentElement.dataset["theme"]).toBeUndefined();
});

test("the stylesheet has the id that keeps React Aria from injecting its own", async () => {
  const page = documentOf(await render({ kind: "home", path: "/", home }));
  expect(page.getElementById("react-aria-pressable-style")?.tagName).toBe("LINK");
});

test("configured colours are linked by version, and only where a tile has one", async () => {
  const plain = documentOf(await render({ kind: "home", path: "/", home }));
  expect(plain.querySelector("link[href^='/theme/']")).toBeNull();
  const items = [{ kind: "tile", tile: aTile({ key: "files", name: "Dateien", coloured: true }) } as const];
  const coloured = aHome({ version: 7, categories: [{ key: "one", name: "Eins", items }], dock: [] });
  const page = documentOf(await render({ kind: "home", path: "/", home: coloured }));
  expect(page.querySelector("link[href='/theme/7.css']")).not.toBeNull();
  const branded = aHome({ version: 8, portal: { ...home.portal, branded: true } });
  const other = documentOf(await render({ kind: "home", path: "/", home: branded }));
  expect(other.querySelector("link[href='/theme/8.css']")).not.toBeNull();
});

test("a tool inside of the portal is drawn as a window that is kept for it, and not as the chat", async () => {
  const page = documentOf(await render({ kind: "home", path: "/app/wiki", home }));
  expect(page.querySelector(".talk[aria-busy]")).not.toBeNull();
  expect(page.querySelector(".rooms")).toBeNull();
});

test("announcements are in the first HTML, as text without a script", async () => {
  const announced = aHome({
    announcements: [
      {
        key: "move",
        revision: 1,
        severity: "danger",
        title: "Umzug",
        text: "Haus B ist zu.",
        isSticky: false,
        until: null,
        tile: null,
        acknowledgement: null,
      },
    ],
  });
  const page = documentOf(await render({ kind: "home", path: "/", home: announced }));
  expect(page.querySelector("main section")?.textContent).toContain("Dringend: Umzug Haus B ist zu.");
});

test("hostile names end neither the data block nor an element", async () => {
  const evil = `</script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028"'&`;
  const items = [{ kind: "tile", tile: aTile({ key: "files", name: evil }) } as const];
  const portal = { ...home.portal, name: evil, organisation: evil };
  const html = await render({
    kind: "home",
    path: "/",
    home: aHome({ portal, categories: [{ key: "one", name: evil, items }], dock: ["files"] }),
  });
  const page = documentOf(html);
  expect(page.querySelectorAll("img")).toHaveLength(0);
  expect([...page.querySelectorAll("script")].filter(({ type }) => type !== "application/json")).toHaveLength(1);
  expect(page.querySelector("a.tile")?.textContent).toBe(evil);
  expect(page.title).toBe(`Start – ${evil}`);
  const data = JSON.parse(page.getElementById(pageDataId)?.textContent ?? "") as { home: { portal: { name: string } } };
  expect(data.home.portal.name).toBe(evil);
});

test("two people's pages that are drawn at once hold nothing of each other", async () => {
  const person = (name: string) => ({ name, initials: name.slice(0, 2), isAdministrator: false });
  const [first, second] = await Promise.all([
    render({ kind: "home", path: "/", home: aHome({ person: person("Ada Erste") }) }),
    render({ kind: "home", path: "/", home: aHome({ person: person("Bea Zweite"), language: "en" }) }),
  ]);
  expect(first).toContain("Ada Erste");
  expect(first).not.toContain("Bea Zweite");
  expect(second).not.toContain("Ada Erste");
  expect(second).toContain("Business trips");
});

test.each(["de", "en"] as const)(
  "the browser takes over the start page in %s exactly as it was drawn",
  async (language) => {
    answerCards();
    const drawn = aHome({ language });
    const complaints = await takeOver(
      await render({ kind: "home", path: "/", home: drawn }),
      <DrawnHomeProvider home={drawn}>
        <MemoryRouter>
          <PortalApp />
        </MemoryRouter>
      </DrawnHomeProvider>,
      language,
    );
    // What the page asks for by itself has come before the next test, which answers nothing.
    await expect.poll(() => document.querySelector(".card [aria-busy]"), { timeout: 10_000 }).toBeNull();
    expect(complaints).toEqual([]);
  },
);

test("the browser takes over a notice exactly as it was drawn", async () => {
  const notice = aNotice();
  const html = await render({ kind: "notice", path: "/auth/callback", notice });
  expect(await takeOver(html, <NoticeView notice={notice} />, "de")).toEqual([]);
});

/** Hydrates a drawn page; gives what React had to mend. The document's own elements must still be there afterwards. */
async function takeOver(html: string, view: ReactNode, language: "de" | "en"): Promise<readonly string[]> {
  const root = document.createElement("div");
  root.innerHTML = documentOf(html).getElementById("root")?.innerHTML ?? "";
  document.body.append(root);
  const before = root.querySelector("h1");
  const text = createText(language, await loadCatalogue(language), home.timeZone);
  const complaints: string[] = [];
  const client = createPortalClient({ events: createFakeEvents().options });
  roots.push(
    hydrateRoot(
      root,
      <PageProviders client={client} text={text}>
        <TakenOver>{view}</TakenOver>
      </PageProviders>,
      { onRecoverableError: (error) => complaints.push(String(error)) },
    ),
  );
  await expect.poll(() => document.documentElement.dataset["takenOver"]).toBe("yes");
  expect(root.querySelector("h1")).toBe(before);
  return complaints;
}

/** Says when its effects have run, which is after all of the page is the browser's. */
function TakenOver({ children }: { children: ReactNode }): ReactNode {
  useEffect(() => {
    document.documentElement.dataset["takenOver"] = "yes";
    return () => {
      delete document.documentElement.dataset["takenOver"];
    };
  }, []);
  return children;
}
