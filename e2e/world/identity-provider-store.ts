import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Adapter, AdapterPayload } from "oidc-provider";

interface Row {
  readonly payload: AdapterPayload;
  readonly expiresAt: number | null;
}

const fileMode = 0o600;

/** What the identity provider remembers; in memory, and in a file between starts where one is given. */
export class ProviderStore {
  readonly #rows: Map<string, Row>;
  readonly #file: string | null;
  #pending: NodeJS.Timeout | null = null;

  constructor(file: string | null) {
    this.#file = file;
    this.#rows = new Map(file === null ? [] : readRows(file));
  }

  /** One per kind of thing that the provider stores. */
  adapter(kind: string): Adapter {
    const key = (id: string) => `${kind}:${id}`;
    const find = (id: string) => Promise.resolve(this.#read(key(id)));
    return {
      upsert: (id, payload, expiresIn) => {
        this.#rows.set(key(id), { payload, expiresAt: expiresIn === undefined ? null : Date.now() + expiresIn * 1000 });
        this.#changed();
        return Promise.resolve();
      },
      find,
      findByUserCode: () => Promise.resolve(),
      findByUid: (uid) => Promise.resolve(this.all(kind).find((payload) => payload.uid === uid)),
      consume: (id) => {
        const row = this.#rows.get(key(id));
        if (row !== undefined) {
          this.#rows.set(key(id), { ...row, payload: { ...row.payload, consumed: Math.floor(Date.now() / 1000) } });
          this.#changed();
        }
        return Promise.resolve();
      },
      destroy: (id) => {
        this.#rows.delete(key(id));
        this.#changed();
        return Promise.resolve();
      },
      revokeByGrantId: (grantId) => {
        for (const [id, row] of this.#rows) {
          if (id.startsWith(`${kind}:`) && row.payload.grantId === grantId) {
            this.#rows.delete(id);
          }
        }
        this.#changed();
        return Promise.resolve();
      },
    };
  }

  /** All living things of one kind. */
  all(kind: string): readonly AdapterPayload[] {
    const payloads: AdapterPayload[] = [];
    for (const id of this.#rows.keys()) {
      const payload = id.startsWith(`${kind}:`) ? this.#read(id) : undefined;
      if (payload !== undefined) {
        payloads.push(payload);
      }
    }
    return payloads;
  }

  /** Writes what has changed, now. */
  flush(): void {
    if (this.#pending !== null) {
      clearTimeout(this.#pending);
      this.#pending = null;
    }
    if (this.#file !== null) {
      const alive = [...this.#rows].filter(([, row]) => row.expiresAt === null || row.expiresAt > Date.now());
      writeFileSync(`${this.#file}.new`, JSON.stringify(alive), { mode: fileMode });
      renameSync(`${this.#file}.new`, this.#file);
    }
  }

  #read(id: string): AdapterPayload | undefined {
    const row = this.#rows.get(id);
    if (row !== undefined && row.expiresAt !== null && row.expiresAt <= Date.now()) {
      this.#rows.delete(id);
      return undefined;
    }
    return row?.payload;
  }

  #changed(): void {
    if (this.#file !== null && this.#pending === null) {
      this.#pending = setTimeout(() => this.flush(), 200);
    }
  }
}

function readRows(file: string): readonly (readonly [string, Row])[] {
  try {
    // The file is our own; a damaged one only means that everybody signs in again.
    return JSON.parse(readFileSync(file, "utf8")) as readonly (readonly [string, Row])[];
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && "code" in error && error.code === "ENOENT")) {
      return [];
    }
    throw error;
  }
}
