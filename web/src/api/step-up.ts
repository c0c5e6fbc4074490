import { readSession } from "@pforte/shared/contract/session";
import { useEffect, useEffectEvent, useState } from "react";
import { ApiError } from "./api-error.ts";
import { call } from "./call.ts";
import { tabStorage } from "./kept-input.ts";
import { usePortalClient } from "./portal-client.tsx";
import { signInPath } from "./session-store.ts";
import { dropForm, hasKeptForm, keepForm, takeForm } from "./step-up-store.ts";

/** What became of an act: its reply, or that the page is on its way to a fresh sign-in with the form kept. */
export type StepUpOutcome<Value> = { readonly kind: "done"; readonly value: Value } | { readonly kind: "signing-in" };

/** A form whose act may ask for a fresh sign-in. */
export interface StepUp {
  /** Does the act; where a fresh sign-in is asked for, keeps the form and leaves for it. Every other failure is thrown. */
  readonly run: <Value>(act: () => Promise<Value>) => Promise<StepUpOutcome<Value>>;
  /** True from when the form has come back from its sign-in with everything in it, until its act is done. */
  readonly isBack: boolean;
}

export interface StepUpOptions<Input> {
  /** The form's name, with the key of what it is about: `publish`, `announcement/move`. */
  readonly form: string;
  /** What is typed in it; plain data, without secrets. */
  readonly read: () => Input;
  /** Puts it back, after the sign-in of the same person; also opens what the form stands in. */
  readonly restore: (input: Input) => void;
}

/** Whether this failure asks for a fresh sign-in of somebody who is signed in. */
export function asksForStepUp(error: unknown): boolean {
  return error instanceof ApiError && error.failure.code === "step_up";
}

/** Where a fresh sign-in starts that comes back to `path`. */
export function stepUpPath(path: string): string {
  return `${signInPath(path)}&stepUp=1`;
}

/**
 * Wraps the acts of a form that need a sign-in of the last minutes (S61). The half-finished form waits in the storage of the
 * tab under its owner's user name: somebody else who comes back from the sign-in never sees it.
 */
export function useStepUp<Input>({ form, read, restore }: StepUpOptions<Input>): StepUp {
  const { navigation, now } = usePortalClient();
  const [isBack, setBack] = useState(false);
  const bringBack = useEffectEvent((owner: string): void => {
    const storage = tabStorage();
    const found = storage === null ? null : takeForm(storage, form, { owner, now: now().getTime() });
    if (found !== null) {
      // What `read` of this form has written.
      restore(found.input as Input);
      setBack(true);
    }
  });
  useEffect(() => {
    if (!hasKeptForm(tabStorage())) {
      return undefined;
    }
    const left = new AbortController();
    void askForOwner(left.signal).then((owner) => {
      if (owner !== null && !left.signal.aborted) {
        bringBack(owner);
      }
    });
    return () => left.abort();
  }, [form]);
  const run: StepUp["run"] = async (act) => {
    try {
      const value = await act();
      setBack(false);
      // Nothing of it waits any more, also where the way to a sign-in was given up before.
      dropForm(tabStorage(), form);
      return { kind: "done", value };
    } catch (error) {
      if (!asksForStepUp(error)) {
        throw error;
      }
      const owner = await askForOwner();
      // Where the form cannot be kept, the person stays with it and reads why.
      if (owner === null || !keepForm(tabStorage(), form, { owner, at: now().getTime(), input: read() })) {
        throw error;
      }
      navigation.assign(stepUpPath(navigation.here()));
      return { kind: "signing-in" };
    }
  };
  return { run, isBack };
}

/** The user name of this browser's session now; `null` where nobody can say. */
export async function askForOwner(signal?: AbortSignal): Promise<string | null> {
  try {
    return (await call(readSession, {}, signal)).person.username;
  } catch {
    return null;
  }
}
