import { randomBytes } from "node:crypto";

/** A file that somebody uploaded. */
export interface StoredMedia {
  readonly body: Buffer;
  readonly type: string;
  readonly name: string | null;
}

/** The pictures of which Synapse makes small ones, by their first bytes. */
const signatures: readonly (readonly [type: string, matches: (body: Buffer) => boolean])[] = [
  ["image/png", (body) => body.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))],
  ["image/jpeg", (body) => body.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ["image/gif", (body) => body.subarray(0, 4).toString("latin1") === "GIF8"],
  [
    "image/webp",
    (body) => body.subarray(0, 4).toString("latin1") === "RIFF" && body.subarray(8, 12).toString("latin1") === "WEBP",
  ],
];

/** What a file is by its bytes, where it is a picture of which there are small ones. */
export function pictureType(body: Buffer): string | null {
  return signatures.find(([, matches]) => matches(body))?.[0] ?? null;
}

/** The content repository of the stand-in. */
export class MatrixMedia {
  readonly #serverName: string;
  readonly #stored = new Map<string, StoredMedia>();
  /** Largest upload in bytes; a lever. */
  limit = 50 * 1024 * 1024;

  constructor(serverName: string) {
    this.#serverName = serverName;
  }

  /** Keeps a file and returns its address, `mxc://<server>/<id>`. */
  put(body: Buffer, type: string, name: string | null): string {
    const id = randomBytes(18).toString("base64url").replaceAll(/[-_]/gu, "x");
    this.#stored.set(id, { body, type, name });
    return `mxc://${this.#serverName}/${id}`;
  }

  get(serverName: string, id: string): StoredMedia | null {
    return serverName === this.#serverName ? (this.#stored.get(id) ?? null) : null;
  }
}
