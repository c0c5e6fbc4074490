import type { ReactElement } from "react";
import { toolIcon } from "./icon-names.ts";
import { Icon } from "./icon.tsx";

const sides = { 14: "i i-14", 16: "i i-16", 18: "i i-18", 20: "i", 24: "i i-24" } as const;

/** The picture of a tool beside its name: an uploaded one (`/icons/…`), or a drawing of the portal's own family. */
export function ToolPicture({ icon, size = 20 }: { icon: string; size?: keyof typeof sides }): ReactElement {
  return icon.startsWith("/icons/") ? (
    <img className={sides[size]} src={icon} alt="" width={size} height={size} />
  ) : (
    <Icon name={toolIcon(icon)} size={size} />
  );
}
