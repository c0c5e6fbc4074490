import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";

// Placeholders until the features land.
export function PersonMenu({ home }: { home: Home }): ReactElement | null {
  return home.person === null ? null : (
    <button type="button" className="person">
      <span className="avatar" aria-hidden="true">
        {home.person.initials}
      </span>
      <span className="person-name">{home.person.name}</span>
    </button>
  );
}
export function LanguageSwitch(_: { home: Home }): ReactElement | null {
  return null;
}
export function AppearanceSwitch(_: { home: Home }): ReactElement | null {
  return null;
}
export function TileFilter(_: {
  home: Home;
  onMatches: (keys: ReadonlySet<string> | null) => void;
  onLeave: () => void;
  onOpenFirst: () => void;
}): ReactElement | null {
  return null;
}
