import type { Desk } from "./desk.ts";
import { MatrixFailure } from "./matrix-call.ts";
import { fileContent } from "./outgoing.ts";
import type { Outgoing } from "./outbox.ts";
import { pictureSize } from "./picture-size.ts";

/** A file as it is shown until it has an address, and what gives it one. */
export function fileToSend(file: File, caption: string | null, desk: Desk): Pick<Outgoing, "content" | "prepare"> {
  const facts = { name: file.name.slice(0, 255), type: mediaTypeOf(file), size: file.size, caption };
  const shown = fileContent("", { ...facts, picture: null });
  return {
    content: facts.type.startsWith("image/") ? { ...shown, msgtype: "m.image" } : shown,
    prepare: async (onProgress, signal) => {
      const limit = desk.uploadLimit.get();
      if (limit !== null && file.size > limit) {
        throw new MatrixFailure(413, "M_TOO_LARGE", null);
      }
      const picture = await pictureSize(file);
      const { name, type } = facts;
      const uri = await desk.sendUpload({ source: desk.source, name, type, bytes: file, onProgress, signal });
      return fileContent(uri, { ...facts, picture });
    },
  };
}

/** What the browser says a file is, without parameters. */
function mediaTypeOf({ type }: File): string {
  const bare = (type.split(";")[0] ?? "").trim().toLowerCase();
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+_-]{1,120}$/u.test(bare) ? bare : "application/octet-stream";
}
