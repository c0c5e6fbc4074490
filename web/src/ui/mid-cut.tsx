import type { ReactElement } from "react";
import { splitName } from "./file-name.ts";

/** A file's name in one line; where it is too long it is cut in the middle, so that its end stays. */
export function MidCut({ name }: { name: string }): ReactElement {
  const { stem, tail } = splitName(name);
  return (
    <span className="midcut" title={name}>
      <span className="stem">{stem}</span>
      {tail === "" ? null : <span className="tail">{tail}</span>}
    </span>
  );
}
