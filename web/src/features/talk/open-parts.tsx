import type { ReactElement } from "react";
import { MessageMenu } from "./message-menu.tsx";
import { PictureDialog } from "./picture-dialog.tsx";
import { ReactionPicker } from "./reaction-picker.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import type { OpenPart } from "./talk-context.tsx";

interface OpenPartsProps {
  readonly part: OpenPart | null;
  readonly href: string | null;
  /** Closes this part, unless it has opened another one in its place. */
  readonly onClose: (part: OpenPart) => void;
}

/** What floats over the room; at most one at a time. */
export function OpenParts({ part, href, onClose }: OpenPartsProps): ReactElement | null {
  if (part === null) {
    return null;
  }
  const close = (): void => onClose(part);
  const { from } = part;
  switch (part.kind) {
    case "menu":
      return from === null ? null : <MessageMenu part={{ ...part, from }} href={href} onClose={close} />;
    case "react":
      return from === null ? null : <ReactionPicker part={{ ...part, from }} onClose={close} />;
    case "remove":
      return <RemoveDialog entry={part.entry} onClose={close} />;
    case "image":
      return <PictureDialog entry={part.entry} onClose={close} />;
  }
}
