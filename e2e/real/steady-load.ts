import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "@playwright/test";

/** What one request of a load was answered. */
export interface LoadAnswer {
  readonly path: string;
  readonly status: number;
}

export interface SteadyLoad {
  /** All answers so far, in the order in which they came. */
  readonly answers: readonly LoadAnswer[];
  stop(): Promise<readonly LoadAnswer[]>;
}

const paths = ["/api/session", "/api/home", "/api/cards", "/"] as const;

/** Asks for what a start page asks for, again and again with a page's cookies, until it is stopped. */
export function startLoad(page: Page, portal: string): SteadyLoad {
  const answers: LoadAnswer[] = [];
  let isRunning = true;
  const loop = async (): Promise<void> => {
    for (let turn = 0; isRunning; turn += 1) {
      const path = paths[turn % paths.length] ?? paths[0];
      const reply = await page.request.get(portal + path, { headers: { "x-portal": "1" }, maxRedirects: 0 });
      answers.push({ path, status: reply.status() });
      await reply.dispose();
      await wait(20);
    }
  };
  const running = loop();
  return {
    answers,
    stop: async () => {
      isRunning = false;
      await running;
      return answers;
    },
  };
}
