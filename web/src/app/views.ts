import type { Home } from "@pforte/shared/contract/home";
import { lazy } from "react";
import type { ComponentType } from "react";
import type { TextKey } from "#i18n/text.ts";
import type { Topic } from "#i18n/topics.ts";

/** A full view: the frame is drawn with every page, its code and texts are loaded when it is looked at. */
export interface FullView {
  /** Where the view begins; what lies below is the view's own. */
  readonly path: string;
  readonly topic: Topic;
  readonly title: TextKey;
  readonly load: () => Promise<unknown>;
  readonly View: ComponentType<{ home: Home }>;
  /** Fills the window and scrolls inside, instead of scrolling the page. */
  readonly isFixed: boolean;
  /** What lies below its path is the view's own. */
  readonly isNested: boolean;
}

const loadInbox = async () => ({ default: (await import("#features/inbox/inbox-view.tsx")).InboxView });
const loadFiles = async () => ({ default: (await import("#features/files/files-view.tsx")).FilesView });
const loadWork = async () => ({ default: (await import("#features/work/work-view.tsx")).WorkView });
const loadAdmin = async () => ({ default: (await import("./admin-view.tsx")).AdminView });
const loadEmbedded = async () => ({ default: (await import("#features/embedded/embedded-view.tsx")).EmbeddedView });
const loadOwnSessions = async () => ({
  default: (await import("#features/own-sessions/own-sessions-view.tsx")).OwnSessionsView,
});
const loadChat = async () => ({ default: (await import("./chat-view.tsx")).ChatView });

const scrolling = { isFixed: false, isNested: false } as const;
const fixed = { isFixed: true, isNested: true } as const;

const views: readonly FullView[] = [
  { path: "/inbox", topic: "inbox", title: "view.inbox", load: loadInbox, View: lazy(loadInbox), ...scrolling },
  { path: "/files", topic: "files", title: "view.files", load: loadFiles, View: lazy(loadFiles), ...scrolling },
  { path: "/work", topic: "work", title: "view.work", load: loadWork, View: lazy(loadWork), ...scrolling },
  { path: "/chat", topic: "rooms", title: "dock.chat", load: loadChat, View: lazy(loadChat), ...fixed },
  { path: "/app", topic: "embedded", title: "view.embedded", load: loadEmbedded, View: lazy(loadEmbedded), ...fixed },
  {
    path: "/account/sessions",
    topic: "ownSessions",
    title: "view.ownSessions",
    load: loadOwnSessions,
    View: lazy(loadOwnSessions),
    ...scrolling,
  },
  {
    path: "/admin",
    topic: "admin",
    title: "view.admin",
    load: loadAdmin,
    View: lazy(loadAdmin),
    isFixed: false,
    isNested: true,
  },
];

/** The full view of this path; `null` for the start page. */
export function viewAt(path: string): FullView | null {
  return views.find((view) => path === view.path || (view.isNested && path.startsWith(`${view.path}/`))) ?? null;
}
