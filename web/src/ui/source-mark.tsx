import { portalSource } from "@pforte/shared/contract/inbox";
import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import type { IconName } from "./icon-names.ts";
import { Icon } from "./icon.tsx";

type MarkKind = "files" | "projects" | "chat" | "portal";

const icons = {
  files: "files",
  projects: "projects",
  chat: "chat",
  portal: "start",
} as const satisfies Record<MarkKind, IconName>;

/** By what a source can do, which hue and drawing it has everywhere. */
export function markOf(home: Home, source: string): MarkKind {
  if (source === portalSource) {
    return "portal";
  }
  const capabilities = home.sources.find(({ key }) => key === source)?.capabilities ?? [];
  if (capabilities.includes("chat")) {
    return "chat";
  }
  return capabilities.includes("work") ? "projects" : capabilities.includes("files") ? "files" : "portal";
}

/** The name of a source as the person knows it; the portal's own is its own name. */
export function sourceName(home: Home, source: string): string {
  return home.sources.find(({ key }) => key === source)?.name ?? (source === portalSource ? home.portal.name : source);
}

/** The small arch that says which source a row is from; a screen reader hears its name. */
export function SourceMark({ home, source }: { home: Home; source: string }): ReactElement {
  const kind = markOf(home, source);
  return (
    <span className={`mark mark-${kind}`}>
      <Icon name={icons[kind]} />
      <span className="vh">{sourceName(home, source)}: </span>
    </span>
  );
}
