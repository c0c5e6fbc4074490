import type { CallContext } from "#connectors/kit/connector.ts";
import { plainText } from "#connectors/kit/plain-text.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { callPath, type Addresses } from "./addresses.ts";
import { notificationActionSchema } from "./schema.ts";

/** Below these paths of its own Nextcloud a notification's action may be called; everything else is not offered. */
export const allowedPrefixes: readonly `/${string}`[] = [
  "/ocs/v2.php/apps/files_sharing/api/v1/shares/",
  "/ocs/v2.php/apps/files_sharing/api/v1/remote_shares/",
];

/** An act that a notification offers and that the portal would carry out. */
export interface AllowedAction {
  readonly id: string;
  readonly label: string;
  readonly isPrimary: boolean;
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: UpstreamPath;
}

const longestId = 300;

/**
 * The acts of a notification that lead to its own Nextcloud, below an allowed path, by a method that means an act: links
 * come from whatever app or other server made the notification (S53). `WEB` is a page, and the row's own link opens one.
 */
export function allowedActions(
  call: Pick<CallContext, "http">,
  addresses: Addresses,
  prefixes: readonly `/${string}`[],
  actions: readonly unknown[],
): readonly AllowedAction[] {
  return actions.slice(0, 10).flatMap((action) => {
    const parsed = notificationActionSchema.safeParse(action);
    if (!parsed.success) return [];
    const { label, link, type, primary } = parsed.data;
    const method = methodOf(type);
    const path = prefixes.map((prefix) => callPath(call, addresses, link, prefix)).find((each) => each !== null);
    const text = plainText(label, 60);
    if (method === null || path === undefined || path === null || text === "") return [];
    const id = `${method}:${path}`;
    return id.length > longestId ? [] : [{ id, label: text, isPrimary: primary, method, path }];
  });
}

function methodOf(type: string): AllowedAction["method"] | null {
  return type === "POST" || type === "PUT" || type === "DELETE" ? type : null;
}
