import type { Home } from "@pforte/shared/contract/home";
import { aHome } from "@pforte/shared/testing/a-home";
import type { ReactElement } from "react";
import { MemoryRouter } from "react-router";
import { expect, vi } from "vitest";
import { page } from "vitest/browser";
import { render, type RenderResult } from "vitest-browser-react";
import { createPortalClient, PortalClientProvider, type PortalClient } from "#api/portal-client.tsx";
import type { Navigation } from "#api/session-store.ts";
import { PageProviders } from "#app/page-providers.tsx";
import { PortalApp } from "#app/portal-app.tsx";
import { DrawnHomeProvider } from "#app/use-home.tsx";
import { loadCatalogue } from "#i18n/load-catalogue.ts";
import { createText } from "#i18n/text.ts";
import { topicNames } from "#i18n/topics.ts";
import { joinTopic, TextProvider } from "#i18n/use-text.tsx";
import { closers } from "./complaints.ts";
import { createFakeEvents, type FakeEvents } from "./fake-events.ts";

/** What a rendered page gives its test. */
export interface RenderedPortal extends RenderResult {
  readonly client: PortalClient;
  readonly events: FakeEvents;
  /** Where the page wanted to go, in order: `assign /auth/login?…`. */
  readonly journeys: readonly string[];
}

export interface PortalOptions {
  /** The path of the page, where it matters. */
  readonly at?: string;
  readonly home?: Home;
  readonly now?: () => Date;
  readonly events?: FakeEvents;
  /** Width of the window in CSS pixels; a desk's where none is given. */
  readonly width?: number;
}

/** Draws a whole page of the portal in the browser, with an event stream and journeys in the hands of the test. */
export async function renderPortal(options: PortalOptions = {}): Promise<RenderedPortal> {
  const home = options.home ?? aHome();
  const { client, events, journeys } = createTestClient(options);
  const text = createText(home.language, await loadCatalogue(home.language), home.timeZone);
  document.documentElement.lang = home.language;
  await page.viewport(options.width ?? 1280, 900);
  const result = await render(
    <PageProviders client={client} text={text}>
      <DrawnHomeProvider home={home}>
        <MemoryRouter initialEntries={[options.at ?? "/"]}>
          <PortalApp />
        </MemoryRouter>
      </DrawnHomeProvider>
    </PageProviders>,
  );
  closeAfterTest(client, result);
  return { ...result, client, events, journeys };
}

/** Draws one component with all that it stands in; the texts of all views are there. */
export async function renderPart(part: ReactElement, options: PortalOptions = {}): Promise<RenderedPortal> {
  const home = options.home ?? aHome();
  const { client, events, journeys } = createTestClient(options);
  const text = createText(home.language, await loadCatalogue(home.language), home.timeZone);
  await Promise.all(topicNames.map(async (topic) => joinTopic(text, topic)));
  document.documentElement.lang = home.language;
  await page.viewport(options.width ?? 1280, 900);
  const result = await render(
    <PortalClientProvider client={client}>
      <TextProvider text={text}>
        <MemoryRouter initialEntries={[options.at ?? "/"]}>
          <main>{part}</main>
        </MemoryRouter>
      </TextProvider>
    </PortalClientProvider>,
  );
  // On a whole page the session's keeper does this.
  client.events.start();
  closeAfterTest(client, result);
  return { ...result, client, events, journeys };
}

/** A question that is still on its way would meet the network of the next test. */
function closeAfterTest(client: PortalClient, { unmount }: RenderResult): void {
  closers.push(async () => {
    // Some are never answered.
    await vi.waitFor(() => expect(client.queries.isFetching()).toBe(0)).catch(() => client.queries.cancelQueries());
    await unmount();
    client.events.stop();
    client.queries.clear();
  });
}

function createTestClient({
  now = () => new Date("2026-11-23T09:44:00.000Z"),
  events = createFakeEvents(),
}: PortalOptions): {
  readonly client: PortalClient;
  readonly events: FakeEvents;
  readonly journeys: readonly string[];
} {
  const journeys: string[] = [];
  const navigation: Navigation = {
    here: () => "/?place=1",
    assign: (path) => journeys.push(`assign ${path}`),
    replace: (path) => journeys.push(`replace ${path}`),
    reload: () => journeys.push("reload"),
  };
  const client = createPortalClient({ navigation, now, events: events.options });
  // A test that waits for a failure need not wait for its repetitions.
  client.queries.setDefaultOptions({
    ...client.queries.getDefaultOptions(),
    queries: { retry: false, staleTime: 60_000 },
  });
  return { client, events, journeys };
}
