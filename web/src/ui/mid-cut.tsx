import type { ReactElement } from "react";
import { splitName } from "./file-name.ts";
import { VisuallyHidden } from "./visually-hidden.tsx";

/** A file's name in one line; where it is too long it is cut in the middle, so that its end stays. It is read whole. */
export function MidCut({ name }: { name: string }): ReactElement {
  const { stem, tail } = splitName(name);
  return (
    <span className="midcut" title={name}>
      <VisuallyHidden>{name}</VisuallyHidden>
      <span className="stem" aria-hidden="true">
        {stem}
      </span>
      {tail === "" ? null : (
        <span className="tail" aria-hidden="true">
          {tail}
        </span>
      )}
    </span>
  );
}
