import type { ReactElement } from "react";
import sprite from "./icons.svg?url&no-inline";

/** The open door. */
export function Logo(): ReactElement {
  return (
    <svg className="logo" aria-hidden="true">
      <use href={`${sprite}#logo`} />
    </svg>
  );
}
