import { watch } from "node:fs";
import { join } from "node:path";
import { checkout } from "./world-data.ts";
import { type PortalOptions, type PortalProcess, startPortal } from "./world-portal.ts";

const watched = ["bff/src", "shared/src"];
const quietMilliseconds = 200;

/** Starts the portal and starts it again whenever its sources change; pages are replaced without that. */
export async function startWatchedPortal(options: PortalOptions, say: (line: string) => void): Promise<PortalProcess> {
  let portal: PortalProcess | null = await startPortal(options);
  let work: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const restart = async () => {
    if (isStopped) {
      return;
    }
    const started = performance.now();
    await portal?.stop();
    portal = await startPortal(options).catch((error: unknown) => {
      say(error instanceof Error ? error.message : String(error));
      return null;
    });
    if (portal !== null) {
      say(`  ✓ Portal started again ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
  };
  const watchers = watched.map((folder) =>
    watch(join(checkout, folder), { recursive: true }, (_event, name) => {
      if (name?.endsWith(".test.ts") !== true) {
        clearTimeout(timer);
        timer = setTimeout(() => {
          work = work.then(restart);
        }, quietMilliseconds);
      }
    }),
  );
  return {
    // A portal that ends over a half-written file is started again by the next change.
    ended: new Promise(() => undefined),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      for (const watcher of watchers) {
        watcher.close();
      }
      await work;
      await portal?.stop();
    },
  };
}
