import type { Portal } from "#app.ts";
import type { Config } from "#config/config.ts";
import type { Log } from "#log.ts";

/** Listens, and ends in order when the process is asked to. */
export async function run(portal: Portal, config: Config, log: Log): Promise<void> {
  const stop = onceAsked(portal, log);
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  try {
    await portal.ops.listen({ host: config.ops.host, port: config.ops.port });
    await portal.server.listen({ host: config.listen.host, port: config.listen.port });
  } catch (error) {
    await portal.close();
    throw error;
  }
  log.info({ origin: config.publicOrigin, port: config.listen.port, opsPort: config.ops.port }, "The portal listens.");
}

function onceAsked(portal: Portal, log: Log): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) {
      return;
    }
    isAsked = true;
    log.info({}, "The portal stops.");
    portal.drain().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ reason: error instanceof Error ? error.name : "unknown" }, "The portal could not stop in order.");
        process.exit(1);
      },
    );
  };
}
