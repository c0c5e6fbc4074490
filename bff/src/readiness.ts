import type { Auth } from "#auth/auth.ts";
import type { Readiness } from "#ops.ts";
import type { Storage } from "#storage/storage.ts";

/** Whether this process can serve people; without the identity provider it still serves those who are signed in. */
export async function readinessOf(isDraining: boolean, storage: Storage, auth: Auth): Promise<Readiness> {
  if (isDraining) {
    return { kind: "not_ready", because: "draining" };
  }
  try {
    await storage.ping();
  } catch {
    return { kind: "not_ready", because: "the database does not answer" };
  }
  const { kind } = auth.providerStatus();
  return kind === "ready" ? { kind } : { kind: "degraded", because: `the identity provider is ${kind}` };
}
