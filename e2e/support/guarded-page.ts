import { setTimeout as wait } from "node:timers/promises";
import type { BrowserContext, ConsoleMessage, Page, Request, Response } from "@playwright/test";

/** What went wrong in a browser that no test asked for. */
export interface Guard {
  readonly problems: readonly string[];
  /** Lets console messages pass that contain this text; a test that makes something fail says so. */
  expectConsole(text: string): void;
  /** Waits until the bodies that were seen are searched, and searches what open pages keep in the browser. */
  settle(): Promise<void>;
}

const bodyMilliseconds = 3000;
/** JSON web tokens, and the tokens of Matrix homeservers: `syt_`, `syr_`, `syl_` of Synapse, `mat_`, `mar_`, `mct_`, `mcr_` of MAS. */
const tokenLike = /eyJ[A-Za-z0-9_-]{10,}\.|\b(?:sy[trl]|ma[tr]|mc[tr])_[A-Za-z0-9+/=_-]{12,}/u;

/**
 * Watches every page of a context: console errors, page errors, violations of the content security policy, requests to
 * foreign hosts made by the portal's pages, and anything in a reply of the portal that looks like a token (S1).
 */
export function guardContext(context: BrowserContext, portal: string, secrets: readonly string[]): Guard {
  const problems: string[] = [];
  const expected: string[] = [];
  const pending = new Set<Promise<void>>();
  const report = (problem: string) => {
    if (!expected.some((text) => problem.includes(text))) {
      problems.push(problem);
    }
  };
  const check = async (response: Response): Promise<void> => {
    const type = response.headers()["content-type"] ?? "";
    if (!response.url().startsWith(portal) || type.includes("event-stream") || !/html|json|javascript/u.test(type)) {
      return;
    }
    // A reply of a page that was left has no body any more, or never gets one; there is nothing to search then.
    const body = await Promise.race([response.text().catch(() => ""), wait(bodyMilliseconds, "", { ref: false })]);
    if (tokenLike.test(body) || secrets.some((secret) => body.includes(secret))) {
      report(`a token or secret is in the reply of ${new URL(response.url()).pathname}`);
    }
  };
  const watch = (page: Page) => {
    page.on("console", (message: ConsoleMessage) => {
      if (tokenLike.test(message.text())) {
        report("a token is on the console");
      }
      if (isOnPortal(page, portal) && ["error", "warning"].includes(message.type())) {
        report(`console ${message.type()}: ${message.text()}`);
      }
    });
    page.on("pageerror", (error) => {
      if (isOnPortal(page, portal)) {
        report(`page error: ${error.message}`);
      }
    });
  };
  context.on("page", watch);
  context.on("request", (request: Request) => {
    if (request.url().startsWith(portal) && request.headers()["authorization"] !== undefined) {
      report(`a page sends a token of its own to ${new URL(request.url()).pathname}`);
    }
    if (!request.isNavigationRequest() && isForeign(request, portal)) {
      report(`request to a foreign host: ${request.url()}`);
    }
  });
  context.on("response", (response) => {
    const search = check(response).finally(() => pending.delete(search));
    pending.add(search);
  });
  return {
    problems,
    expectConsole: (text) => {
      expected.push(text);
    },
    settle: async () => {
      await Promise.all(pending);
      for (const page of context.pages().filter((each) => isOnPortal(each, portal))) {
        for (const place of await placesWithTokens(page)) {
          report(`a token is in the browser's ${place}`);
        }
      }
    },
  };
}

/** Where this page's origin keeps something that looks like a token, or anything in a database, which no page needs. */
async function placesWithTokens(page: Page): Promise<readonly string[]> {
  const kept = await page
    .evaluate(async () => ({
      localStorage: JSON.stringify(Object.entries(localStorage)),
      sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
      cookies: document.cookie,
      databases: (await indexedDB.databases()).map(({ name }) => name ?? "").join(" "),
    }))
    // A page that goes away in this very moment keeps nothing; the origin's other pages are searched as well.
    .catch(() => null);
  return Object.entries(kept ?? {})
    .filter(([place, text]) => tokenLike.test(text) || (place === "databases" && text !== ""))
    .map(([place]) => place);
}

function isOnPortal(page: Page, portal: string): boolean {
  return page.url().startsWith(`${portal}/`);
}

function isForeign(request: Request, portal: string): boolean {
  const frame = request.serviceWorker() === null ? request.frame().url() : portal;
  return (
    frame.startsWith(`${portal}/`) && !request.url().startsWith(`${portal}/`) && !request.url().startsWith("data:")
  );
}
