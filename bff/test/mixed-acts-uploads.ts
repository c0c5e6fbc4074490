import { beginUpload, finishUpload } from "@pforte/shared/contract/files";
import { sendPart } from "./files-portal.ts";
import { acknowledged, type Subject } from "./mixed-acts-subject.ts";
import type { MixedActsSite } from "./mixed-acts-site.ts";
import type { TestPortal } from "./portal.ts";

/** New files, each of which must stand once. */
export function uploadSubject(site: MixedActsSite, random: () => number): Subject {
  const contents = new Map<string, Buffer>();
  const { person, nextcloud } = site;
  return {
    name: "uploads",
    async act() {
      const name = `Datei ${contents.size}.txt`;
      const content = Buffer.from(`${name} ${random()}`.repeat(50));
      contents.set(name, content);
      const body = {
        source: "files",
        folder: "",
        name,
        size: content.length,
        changedAt: null,
        ifExists: "ask",
      } as const;
      const begun = await acknowledged(async () => person.call(beginUpload, { body }));
      if (begun.state !== "ready") throw new Error(`The upload of ${name} began as ${begun.state}.`);
      const { upload } = begun;
      await acknowledged(async () => {
        // All that it needs of the portal.
        const portal = { origin: site.origin } as TestPortal;
        const answer = await sendPart({ portal }, person, { upload, length: content.length }, content);
        if (answer.status !== 204) throw new Error(`A part was answered by ${answer.status}.`);
      });
      await acknowledged(async () => {
        const finished = await person.call(finishUpload, { body: { upload } });
        if (finished.state !== "stored") throw new Error(`The upload of ${name} ended as ${finished.state}.`);
      });
    },
    problems: async () => {
      const stored: string[] = [...(nextcloud.world.find("ines", [])?.node.children?.keys() ?? [])];
      const left = stored.filter((each) => !contents.has(each));
      const wrong: string[] = [];
      for (const [name, content] of contents) {
        const found = nextcloud.world.find("ines", [name])?.node.content;
        const copies = left.filter((each) => each.startsWith(`${name.slice(0, -4)} (`));
        if (copies.length > 0) wrong.push(`${name} stands twice: ${copies.join()}`);
        if (found?.equals(content) !== true) wrong.push(`${name} is not there as it was sent`);
      }
      return wrong;
    },
  };
}
