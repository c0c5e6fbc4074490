import { hostileForeign } from "./hostile-foreign.ts";
import { hostileLinks } from "./hostile-links.ts";
import type { HostileMessage } from "./hostile-message.ts";
import { hostileScripts } from "./hostile-scripts.ts";
import { hostileShapes } from "./hostile-shapes.ts";
import { hostileTexts } from "./hostile-texts.ts";

/**
 * Messages that somebody could send to do harm: each fits into one event of Matrix (65,536 bytes with all that is around
 * it) and must be shown as what it is, without running, loading, hiding or covering anything.
 */
export const hostileMessages: readonly HostileMessage[] = [
  ...hostileScripts,
  ...hostileForeign,
  ...hostileLinks,
  ...hostileTexts,
  ...hostileShapes,
];
