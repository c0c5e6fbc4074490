import { readDraft, type Draft } from "@pforte/shared/contract/admin-draft";
import {
  lintDraft,
  previewPath,
  readVersions,
  type LintFinding,
  type VersionSummary,
} from "@pforte/shared/contract/admin-publish";
import type { Actor } from "@pforte/shared/contract/admin-audit";
import { aConfiguration, aTile, placeTile } from "@pforte/shared/testing/a-configuration";
import { aHome } from "@pforte/shared/testing/a-home";
import type { Home } from "@pforte/shared/contract/home";
import { http, HttpResponse } from "msw";
import type { ComponentType } from "react";
import { expect } from "vitest";
import { DraftProvider } from "#api/draft.tsx";
import { Announcer } from "#ui/announcer.tsx";
import { closers } from "./complaints.ts";
import { renderPart, type PortalOptions, type RenderedPortal } from "./render-portal.tsx";
import { network, reply } from "./server.ts";
import { eventually } from "./eventually.ts";

export const katharina: Actor = {
  kind: "person",
  issuer: "https://id.example.org",
  subject: "1",
  name: "Katharina Wendland",
};
export const paul: Actor = { kind: "person", issuer: "https://id.example.org", subject: "2", name: "Paul Zierau" };

/** A draft in which Katharina moved a tile and Paul made one, on version 11. */
export function aDraft(more: Partial<Draft> = {}): Draft {
  const published = aConfiguration();
  const document = aConfiguration({
    categories: published.categories.map((category) => ({
      ...category,
      items:
        category.key === "communication"
          ? [{ tile: "mail" }, { tile: "calendar" }]
          : [...category.items, { tile: "tasks" }, { tile: "wiki" }],
    })),
    tiles: [...published.tiles, aTile("wiki", { name: { de: "Wiki" } })],
  });
  const at = "2026-11-23T09:40:00.000Z";
  return {
    version: 42,
    document,
    published: { version: 11, document: published },
    changes: [
      { version: 41, at, actor: katharina, operations: [placeTile("tasks", "documents", 2)], dropped: null },
      {
        version: 42,
        at,
        actor: paul,
        operations: [
          { op: "put-tile", tile: aTile("wiki", { name: { de: "Wiki" } }) },
          placeTile("wiki", "documents", 3),
        ],
        dropped: null,
      },
    ],
    ownership: null,
    ...more,
  };
}

export function aFinding(more: Partial<LintFinding> = {}): LintFinding {
  return {
    id: "missing_language tiles/wiki name.en",
    rule: "missing_language",
    severity: "warning",
    path: "tiles/wiki",
    facts: { language: "en", field: "name" },
    ...more,
  };
}

export function aVersion(version: number, more: Partial<VersionSummary> = {}): VersionSummary {
  return {
    version,
    publishedAt: "2026-11-20T09:00:00.000Z",
    actor: katharina,
    note: `Stand ${version}`,
    rolledBackFrom: null,
    origin: null,
    ...more,
  };
}

/** Answers what the sections around publications read. */
export function answerPublishing({
  draft = aDraft(),
  findings = [],
  versions = [aVersion(11), aVersion(10)],
}: {
  readonly draft?: Draft;
  readonly findings?: readonly LintFinding[];
  readonly versions?: readonly VersionSummary[];
} = {}): void {
  network.use(
    reply(readDraft, draft),
    http.get(previewPath, () => HttpResponse.html("<!doctype html><title>Start</title><h1>Start</h1>")),
    reply(lintDraft, { version: draft.version, findings: [...findings] }),
    reply(readVersions, { version: 11, versions: [...versions], next: null }),
  );
}

/** Draws one section of the area of administrators with the shared draft around it. */
export async function openSection(
  View: ComponentType<{ home: Home }>,
  options: PortalOptions & { readonly language?: "de" | "en" } = {},
): Promise<RenderedPortal> {
  const home = aHome({ language: options.language ?? "de" });
  // Before the page is closed: a preview that is still on its way would meet the network of the next test.
  closers.push(async () => {
    await eventually(() => {
      for (const { contentDocument } of document.querySelectorAll("iframe")) {
        expect(contentDocument?.URL).toContain(previewPath);
        expect(contentDocument?.readyState).toBe("complete");
      }
    });
  });
  return renderPart(
    <div className="sheet">
      <div className="page">
        <DraftProvider>
          <View home={home} />
        </DraftProvider>
        <Announcer />
      </div>
    </div>,
    { home, ...options },
  );
}
