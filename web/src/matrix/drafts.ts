import { chatDraftPrefix, forgetChatDrafts } from "#api/chat-drafts.ts";
import { list, record, text } from "./raw-event.ts";

/** What was typed into rooms and not sent, for as long as the tab is open and its person signed in. */
export interface Drafts {
  get(room: string): string;
  set(room: string, draft: string): void;
  /** Texts on their way: they become the draft again if the page is gone before they have arrived. */
  setUnsent(room: string, texts: readonly string[]): void;
}

const longestDraft = 60_000;

interface Kept {
  readonly draft: string;
  readonly unsent: readonly string[];
}

/**
 * The drafts of one account at a source. The keys say neither whose nor of which room they are; those of another account
 * at the source are removed, so that the next person at this tab finds none (S52).
 */
export function createDrafts(storage: () => Storage | null, source: string, account: string): Drafts {
  const ofSource = `${chatDraftPrefix}${digest(source)}.`;
  const own = `${ofSource}${digest(account)}.`;
  forgetChatDrafts(storage(), ofSource, own);
  const keyOf = (room: string): string => own + digest(room);
  const recovered = new Set<string>();
  const read = (room: string): Kept => {
    const kept = parse(storage()?.getItem(keyOf(room)) ?? null);
    // What an earlier page of this tab could not send is there to be sent again.
    const isOfEarlierPage = !recovered.has(room) && kept.unsent.length > 0;
    recovered.add(room);
    return isOfEarlierPage
      ? { draft: [...kept.unsent, kept.draft].filter((part) => part !== "").join("\n"), unsent: [] }
      : kept;
  };
  const write = (room: string, kept: Kept): void => {
    const key = keyOf(room);
    if (kept.draft === "" && kept.unsent.length === 0) {
      storage()?.removeItem(key);
      return;
    }
    try {
      storage()?.setItem(key, JSON.stringify({ ...kept, draft: kept.draft.slice(0, longestDraft) }));
    } catch {
      // The storage is full: what is typed is still in its field.
    }
  };
  return {
    get: (room) => {
      const kept = read(room);
      write(room, kept);
      return kept.draft;
    },
    set: (room, draft) => write(room, { ...read(room), draft }),
    setUnsent: (room, unsent) => write(room, { ...read(room), unsent }),
  };
}

function parse(json: string | null): Kept {
  try {
    const kept = record(JSON.parse(json ?? "{}"));
    return {
      draft: text(kept["draft"]) ?? "",
      unsent: list(kept["unsent"]).filter((each) => typeof each === "string"),
    };
  } catch {
    // Nothing that this page wrote.
    return { draft: "", unsent: [] };
  }
}

/** Tells keys apart; no secret. FNV-1a with 64 bits. */
function digest(value: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(value)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(36);
}
