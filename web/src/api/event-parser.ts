import type { PortalEvent } from "@pforte/shared/contract/portal-event";

/** One message of a text/event-stream. */
export interface StreamMessage {
  /** Of this message; `null` for one without, although the place in the stream stays where it was. */
  readonly id: string | null;
  readonly data: string;
}

/** More than any event of the portal; a line without an end must not fill the memory. */
const longestMessage = 64_000;

/** Cuts chunks of a text/event-stream into messages (WHATWG HTML, section 9.2.6); comments and unknown fields are skipped. */
export function createEventParser(onMessage: (message: StreamMessage) => void): (chunk: string) => void {
  let rest = "";
  let data: string[] = [];
  let id: string | null = null;
  let afterReturn = false;
  const readLine = (line: string): void => {
    if (line === "") {
      if (data.length > 0) {
        onMessage({ id, data: data.join("\n") });
      }
      data = [];
      id = null;
      return;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /u, "");
    if (field === "data") {
      data.push(value);
    } else if (field === "id" && !value.includes("\0")) {
      id = value === "" ? null : value;
    }
  };
  return (chunk) => {
    if (chunk === "") {
      return;
    }
    // A CR LF that is split between two chunks is one end of line.
    rest += afterReturn && chunk.startsWith("\n") ? chunk.slice(1) : chunk;
    afterReturn = chunk.endsWith("\r");
    const lines = rest.split(/\r\n|\r|\n/u);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      readLine(line);
    }
    if (rest.length > longestMessage) {
      throw new Error("A message of the event stream is too long.");
    }
  };
}

type Fields = ReadonlyMap<string, unknown>;

/** How each event is read; what does not fit is no event. */
const readers = {
  resync: () => ({ type: "resync" }),
  preferences_changed: () => ({ type: "preferences_changed" }),
  source_changed: (fields) => {
    const source = fields.get("source");
    const topics = topicsOf(fields.get("topics"));
    return typeof source === "string"
      ? { type: "source_changed", source, ...(topics === null ? {} : { topics }) }
      : null;
  },
  inbox_changed: () => ({ type: "inbox_changed" }),
  configuration_published: (fields) => {
    const version = fields.get("version");
    return isInteger(version) ? { type: "configuration_published", version } : null;
  },
  live_changed: () => ({ type: "live_changed" }),
  draft_changed: (fields) => {
    const version = fields.get("version");
    return isInteger(version) ? { type: "draft_changed", version } : null;
  },
  session_ended: (fields) => {
    const because = fields.get("because");
    return because === "signed_out" || because === "expired"
      ? { type: "session_ended", because, ...(fields.get("isElsewhere") === true && { isElsewhere: true }) }
      : null;
  },
  move: (fields) => {
    const afterMilliseconds = fields.get("afterMilliseconds");
    return isInteger(afterMilliseconds) && afterMilliseconds >= 0 ? { type: "move", afterMilliseconds } : null;
  },
} as const satisfies { [Type in PortalEvent["type"]]: (fields: Fields) => (PortalEvent & { type: Type }) | null };

/** The event that a message carries; `null` for what this page does not know, so that a newer server may say more. */
export function parsePortalEvent(data: unknown): PortalEvent | null {
  const value = typeof data === "string" ? fromJson(data) : data;
  if (typeof value !== "object" || value === null || !("type" in value)) {
    return null;
  }
  const { type } = value;
  return isKnown(type) ? readers[type](new Map(Object.entries(value))) : null;
}

function isKnown(type: unknown): type is PortalEvent["type"] {
  return typeof type === "string" && Object.hasOwn(readers, type);
}

const knownTopics = ["notifications", "files", "work", "chat"] as const;

/** The topics that this page knows; `null`, which is anything, where one is new to it. */
function topicsOf(value: unknown): (typeof knownTopics)[number][] | null {
  if (!Array.isArray(value)) {
    return null;
  }
  const known = knownTopics.filter((topic) => value.includes(topic));
  return known.length === value.length ? known : null;
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
