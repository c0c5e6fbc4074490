import { readLinks, type LinkFinding } from "@pforte/shared/contract/admin-assets";
import { readLive, type Maintenance } from "@pforte/shared/contract/admin-live";
import type { Draft } from "@pforte/shared/contract/admin-draft";
import { lintDraft, readGroups, type LintFinding } from "@pforte/shared/contract/admin-publish";
import { aDraft } from "@pforte/shared/testing/a-draft";
import { aHome } from "@pforte/shared/testing/a-home";
import { expect } from "vitest";
import { DraftProvider } from "#api/draft.tsx";
import { AdminFrame } from "#features/admin/admin-frame.tsx";
import { TilesSection, type DrawMaintenance } from "#features/admin-tiles/tiles-section.tsx";
import { Announcer } from "#ui/announcer.tsx";
import { answerDraft, type DraftServer } from "./answer-draft.ts";
import { renderPart, type RenderedPortal } from "./render-portal.tsx";
import { network, reply } from "./server.ts";
import { sessionOf } from "./session-of.ts";
import { eventually } from "./eventually.ts";

interface TilesOptions {
  readonly draft?: Draft;
  readonly at?: string;
  readonly language?: "de" | "en";
  readonly width?: number;
  readonly maintenances?: readonly Maintenance[];
  readonly findings?: readonly LintFinding[];
  readonly links?: readonly LinkFinding[];
  readonly drawMaintenance?: DrawMaintenance;
  readonly isAdministrator?: boolean;
}

interface OpenedTiles extends RenderedPortal {
  readonly server: DraftServer;
  /** The names of the rows of a list, from top to bottom. */
  readonly rows: (list: string) => readonly string[];
  /** What was announced last. */
  readonly said: () => string;
  /** Name of what has the focus. */
  readonly focused: () => string;
}

const changed = { version: 1, changedAt: "2026-11-23T09:40:00.000Z", changedBy: { kind: "portal" } } as const;

function answerTiles(draft: Draft, options: TilesOptions): DraftServer {
  const server = answerDraft(draft);
  network.use(
    sessionOf(),
    reply(readLinks, { links: [...(options.links ?? [])] }),
    reply(readLive, {
      announcements: [],
      maintenances: (options.maintenances ?? []).map((maintenance) => Object.assign({ maintenance }, changed)),
      sourcesOff: [],
      mayReadProof: false,
    }),
    reply(lintDraft, () => ({ version: server.draft().version, findings: [...(options.findings ?? [])] })),
    reply(readGroups, {
      at: "2026-11-23T09:40:00.000Z",
      people: 1842,
      groups: [
        { name: "Beschäftigte", people: 1800, isConfigured: true },
        { name: "Referat 42", people: 12, isConfigured: true },
      ],
    }),
  );
  return server;
}

/** Opens the section of tiles in its frame, as an administrator. */
export async function openTiles(options: TilesOptions = {}): Promise<OpenedTiles> {
  const { draft = aDraft(), at = "/admin/tiles", language = "de", width = 1280, isAdministrator = true } = options;
  const server = isAdministrator ? answerTiles(draft, options) : null;

  const home = aHome({ language, person: { name: "Katharina Vogt", initials: "KV", isAdministrator } });
  const sections = [
    { key: "tiles", topic: "adminTiles" },
    { key: "publish", topic: "adminPublish" },
  ] as const;
  const { drawMaintenance } = options;
  const frame = (
    <AdminFrame home={home} sections={sections} current="tiles">
      <TilesSection home={home} {...(drawMaintenance === undefined ? {} : { drawMaintenance })} />
    </AdminFrame>
  );
  const page = await renderPart(
    <div className="sheet">
      <div className="page">
        {isAdministrator ? <DraftProvider>{frame}</DraftProvider> : frame}
        <Announcer />
      </div>
    </div>,
    { at, home, width },
  );
  if (isAdministrator) {
    await eventually(() => expect(page.container.querySelector("[role=grid]")).not.toBeNull());
  }
  const nameOf = (element: Element | null): string =>
    element?.getAttribute("aria-label") ??
    element?.querySelector(".adm-name")?.textContent ??
    element?.textContent ??
    "";
  return {
    ...page,
    get server() {
      if (server === null) {
        throw new Error("Nobody asks the server without the role.");
      }
      return server;
    },
    rows: (list) =>
      [...(page.container.querySelector(`[role=grid][aria-label="${list}"]`)?.querySelectorAll(".adm-name") ?? [])].map(
        (name) => name.textContent,
      ),
    said: () => (page.container.querySelector("output.vh")?.textContent ?? "").replaceAll("\u00a0", ""),
    focused: () => nameOf(document.activeElement),
  };
}
