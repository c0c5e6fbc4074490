import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";

export function TilesSection({ home }: { home: Home }): ReactElement {
  return <p>{home.portal.name}</p>;
}
