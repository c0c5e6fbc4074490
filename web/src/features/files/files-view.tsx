import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";

/** The full view at `/files`. */
export function FilesView({ home }: { home: Home }): ReactElement {
  return <p>{home.portal.name}</p>;
}
