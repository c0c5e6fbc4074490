import { changeDraft, discardDraft, readDraft, type Draft } from "@pforte/shared/contract/admin-draft";
import { createContext, use, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ReactElement, ReactNode } from "react";
import { isSignedOut } from "./api-error.ts";
import { call } from "./call.ts";
import type { DraftClient, DraftView } from "./draft-state.ts";
import { DraftStore } from "./draft-store.ts";
import { usePortalClient, usePortalEvents, type PortalClient } from "./portal-client.tsx";

interface DraftAccess {
  readonly store: DraftStore;
  readonly view: DraftView;
}

const DraftContext = createContext<DraftAccess | null>(null);

/** One per page, beyond the view's life: what could not be saved is still there when somebody comes back to the area. */
const stores = new WeakMap<PortalClient, DraftStore>();

function storeOf(client: PortalClient): DraftStore {
  const found = stores.get(client);
  if (found !== undefined) {
    return found;
  }
  const tell = async <Value,>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (error) {
      if (isSignedOut(error)) {
        // Only paused: going to the sign-in by itself would lose what is not saved.
        client.session.pause();
      }
      throw error;
    }
  };
  const made = new DraftStore({
    read: () => client.queries.fetchQuery({ queryKey: ["draft"], queryFn: () => call(readDraft, {}), staleTime: 0 }),
    save: (ifMatch, operations) =>
      tell(call(changeDraft, { ifMatch, body: { operations: [...operations] } }, undefined, { keepalive: true })),
    discard: (ifMatch) => tell(call(discardDraft, { ifMatch })),
    now: client.now,
  });
  stores.set(client, made);
  made.subscribe(() => warnBeforeLoss(made, client));
  return made;
}

const warnings = new WeakMap<DraftStore, (event: BeforeUnloadEvent) => void>();

/** What is not saved can be lost from anywhere in the tab, also when the area is not shown any more. */
function warnBeforeLoss(store: DraftStore, { session }: PortalClient): void {
  const warn =
    warnings.get(store) ??
    ((event: BeforeUnloadEvent): void => {
      // A page whose session is over leaves at once, whoever sits before it now.
      if (session.get().kind !== "left") event.preventDefault();
    });
  warnings.set(store, warn);
  window.removeEventListener("beforeunload", warn);
  if (store.isAtRisk) {
    window.addEventListener("beforeunload", warn);
  }
}

/** Reads the draft and keeps it up to date while the area is open. */
export function DraftProvider({ children }: { children: ReactNode }): ReactElement {
  const client = usePortalClient();
  const store = storeOf(client);
  const view = useSyncExternalStore(store.subscribe, store.get, store.get);
  useEffect(() => store.refresh(), [store]);
  usePortalEvents((event) => {
    if (
      event.type === "resync" ||
      event.type === "configuration_published" ||
      (event.type === "draft_changed" && event.version > store.version)
    ) {
      store.refresh();
    }
  });
  const access = useMemo(() => ({ store, view }), [store, view]);
  return <DraftContext value={access}>{children}</DraftContext>;
}

export function useDraft(): DraftClient {
  const access = use(DraftContext);
  if (access === null) {
    throw new Error("The draft is used outside of the area of administrators.");
  }
  const { store, view } = access;
  return {
    ...view,
    retry: store.refresh,
    change: store.change,
    discard: store.discard,
    replace: store.replace,
    ownerOf: (path) => ownerOf(view.draft, path),
  };
}

/** Where from a file keeps this path or what it is in; `null` where the browser may change it. */
function ownerOf(draft: Draft | null, path: string): string | null {
  const ownership = draft?.ownership ?? null;
  const isKept = ownership?.paths.some((kept) => path === kept || path.startsWith(`${kept}/`)) === true;
  return isKept ? (ownership?.origin ?? null) : null;
}
