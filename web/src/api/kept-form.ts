import { useEffect, useSyncExternalStore } from "react";
import { tabStorage } from "./kept-input.ts";
import { type PortalClient, usePortalClient } from "./portal-client.tsx";
import { askForOwner } from "./step-up.ts";
import { hasKeptForm, keepForm, takeForm } from "./step-up-store.ts";

/**
 * A form that outlives its view: whoever looks at another section and comes back finds it as they left it. It lives in the
 * page's memory; while something in it would be missed, the browser asks before the page is left. Where the page is left to
 * sign in again, it waits in the storage of the tab under its owner's user name, and is found by its owner alone. With a
 * sign-out it is gone.
 */
export interface KeptForm<Value> {
  of(client: PortalClient): KeptValue<Value>;
}

interface KeptValue<Value> {
  readonly get: () => Value;
  readonly set: (next: (before: Value) => Value) => void;
  /** Whether it has come back from a sign-in, with everything in it. */
  readonly isBack: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
  /** Looks, once, whether it waits behind a sign-in. */
  readonly bringBack: () => void;
}

interface FormFacts<Value> {
  /** Among all forms; what is written down is found again under it. */
  readonly name: string;
  /** The form that nobody has opened. */
  readonly first: Value;
  readonly wouldBeMissed: (value: Value) => boolean;
}

/** The value is plain data without secrets. */
export function keptForm<Value>(facts: FormFacts<Value>): KeptForm<Value> {
  // One per page, as tests have many.
  const pages = new WeakMap<PortalClient, KeptValue<Value>>();
  return {
    of(client) {
      const found = pages.get(client);
      if (found !== undefined) return found;
      const made = keptValue(facts, client);
      pages.set(client, made);
      return made;
    },
  };
}

function keptValue<Value>({ name, first, wouldBeMissed }: FormFacts<Value>, client: PortalClient): KeptValue<Value> {
  const listeners = new Set<() => void>();
  const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
  let state = { value: first, isBack: false };
  let owner: Promise<string | null> | null = null;
  let knownOwner: string | null = null;
  const become = (value: Value, isBack: boolean): void => {
    const isMissed = wouldBeMissed(value);
    state = { value, isBack: isBack && isMissed };
    window.removeEventListener("beforeunload", warn);
    if (isMissed) window.addEventListener("beforeunload", warn);
    for (const listener of listeners) listener();
  };
  // Asked while the session lives: once it is over, nobody can say whose the form is.
  const learnOwner = async (): Promise<string | null> => (knownOwner = await (owner ??= askForOwner()));
  client.session.subscribe(() => {
    if (client.session.get().kind === "left") become(first, false);
  });
  client.kept.onKeep(() => {
    if (knownOwner === null || !wouldBeMissed(state.value)) return;
    const kept = { owner: knownOwner, at: client.now().getTime(), input: state.value };
    // It waits, so that the page may be left.
    if (keepForm(tabStorage(), name, kept)) window.removeEventListener("beforeunload", warn);
  });
  let hasLooked = false;
  return {
    get: () => state.value,
    set(next) {
      become(next(state.value), state.isBack);
      if (wouldBeMissed(state.value)) void learnOwner();
    },
    isBack: () => state.isBack,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    bringBack() {
      if (hasLooked) return;
      hasLooked = true;
      if (!hasKeptForm(tabStorage())) return;
      void learnOwner().then((asking) => {
        const storage = tabStorage();
        if (asking === null || storage === null) return;
        const found = takeForm(storage, name, { owner: asking, now: client.now().getTime() });
        // What this form has written; what was typed meanwhile comes first.
        if (found !== null && state.value === first) become(found.input as Value, true);
      });
    },
  };
}

/** What the form holds, a way to change it that also works once its view is gone, and whether it is back from a sign-in. */
export function useKeptForm<Value>(form: KeptForm<Value>): readonly [Value, KeptValue<Value>["set"], boolean] {
  const { get, set, isBack, subscribe, bringBack } = form.of(usePortalClient());
  useEffect(() => bringBack(), [bringBack]);
  return [useSyncExternalStore(subscribe, get, get), set, useSyncExternalStore(subscribe, isBack, isBack)];
}
