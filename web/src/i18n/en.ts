import type { Catalogue } from "./text.ts";
import chat from "./en/chat.json" with { type: "json" };
import errors from "./en/errors.json" with { type: "json" };
import filter from "./en/filter.json" with { type: "json" };
import home from "./en/home.json" with { type: "json" };
import notice from "./en/notice.json" with { type: "json" };
import preferences from "./en/preferences.json" with { type: "json" };
import session from "./en/session.json" with { type: "json" };
import sources from "./en/sources.json" with { type: "json" };

/** The English texts; a key that German has and English lacks does not compile. */
export const catalogue: Catalogue = {
  ...home,
  ...notice,
  ...errors,
  ...sources,
  ...chat,
  ...filter,
  ...preferences,
  ...session,
};
