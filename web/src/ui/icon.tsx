import type { ReactElement } from "react";
import type { IconName } from "./icon-names.ts";
import sprite from "./icons.svg?url&no-inline";

const classes = { 14: "i i-14", 16: "i i-16", 18: "i i-18", 20: "i", 24: "i i-24" } as const;

/** A drawing beside a text or inside a named button; never read aloud. */
export function Icon({ name, size = 20 }: { name: IconName; size?: keyof typeof classes }): ReactElement {
  return (
    <svg className={classes[size]} aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
