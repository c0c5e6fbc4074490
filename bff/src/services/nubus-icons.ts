import { createHash } from "node:crypto";
import type { NubusReport } from "./nubus-report.ts";
import { pictureProblems, pictureTypes, type PictureKind } from "./picture-check.ts";

/** Reads a file of the folder of icons by its path in the portal; null where it is not there. */
export type ReadIcon = (path: string) => Promise<Uint8Array | null>;

/** Icons as uploaded pictures, each once. */
export class NubusIcons {
  readonly pictures = new Map<string, string>();
  readonly #read: ReadIcon | null;
  readonly #report: NubusReport;

  constructor(read: ReadIcon | null, report: NubusReport) {
    this.#read = read;
    this.#report = report;
  }

  /** The name of the picture in the configuration; null where there is none that may be shown. */
  async pictureOf(path: string | null | undefined, what: string): Promise<string | null> {
    if (path === null || path === undefined || path === "") {
      return null;
    }
    const file = path.replace(/[?#].*/su, "");
    const kind = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
    if (this.#read === null) {
      this.#report.left(`${path} (${what})`, "no folder of icons was named");
      return null;
    }
    const bytes = await this.#read(file);
    if (bytes === null) {
      this.#report.left(`${path} (${what})`, "it is not in the folder of icons");
      return null;
    }
    const problems = isKind(kind)
      ? pictureProblems(kind, bytes).map(({ message }) => message)
      : ["it is neither SVG, PNG nor WebP"];
    if (problems.length > 0) {
      this.#report.left(`${path} (${what})`, problems.join(" "));
      return null;
    }
    const name = `upload:${createHash("sha256").update(bytes).digest("hex")}.${kind}`;
    this.pictures.set(name, Buffer.from(bytes).toString("base64"));
    this.#report.mapped(`icon ${path} of ${what}`);
    return name;
  }
}

function isKind(kind: string): kind is PictureKind {
  return Object.hasOwn(pictureTypes, kind);
}
