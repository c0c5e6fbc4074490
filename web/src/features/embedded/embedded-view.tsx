import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";

/** A tile inside of the portal, at `/app/<key>`. */
export function EmbeddedView({ home }: { home: Home }): ReactElement {
  return <p>{home.portal.name}</p>;
}
