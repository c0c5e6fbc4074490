import chat from "./de/chat.json" with { type: "json" };
import errors from "./de/errors.json" with { type: "json" };
import filter from "./de/filter.json" with { type: "json" };
import home from "./de/home.json" with { type: "json" };
import notice from "./de/notice.json" with { type: "json" };
import preferences from "./de/preferences.json" with { type: "json" };
import session from "./de/session.json" with { type: "json" };
import sources from "./de/sources.json" with { type: "json" };

/** The German texts; their keys are the keys of every language. One file per topic. */
export const catalogue = { ...home, ...notice, ...errors, ...sources, ...chat, ...filter, ...preferences, ...session };
