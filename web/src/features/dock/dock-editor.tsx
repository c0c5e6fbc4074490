import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";

export function DockEditor(_: { home: Home; onClose: () => void }): ReactElement | null {
  return null;
}
