import type { ConfiguredPortal } from "@pforte/shared/contract/portal-configuration";
import { useEffect, useEffectEvent, useState } from "react";
import type { DraftClient } from "#api/draft-state.ts";
import { checkInput, inputOf, type BrandingInput, type Change, type Problem } from "./branding-input.ts";

/** After this long without a further letter, what is typed is a change of the draft, which one undo takes back. */
const restMilliseconds = 600;

const none: ReadonlyMap<string, Problem> = new Map();

export interface BrandingForm {
  readonly input: BrandingInput;
  readonly change: Change;
  /** What is wrong, by the path of its field; nothing is saved while there is anything. */
  readonly problems: ReadonlyMap<string, Problem>;
}

/** The form over the shared draft: what is typed and valid goes into it by itself, and what others or undo change comes back. */
export function useBrandingForm(portal: ConfiguredPortal, save: DraftClient["change"]): BrandingForm {
  const [input, setInput] = useState(() => inputOf(portal));
  const [known, setKnown] = useState(portal);
  const [isTyping, setTyping] = useState(false);
  if (known !== portal) {
    setKnown(portal);
    setInput(takeOver(input, known, portal));
  }
  const flush = useEffectEvent(() => {
    const checked = checkInput(input, portal);
    if (checked.kind === "fine" && !isSame(checked.portal, portal)) {
      save([{ op: "put-portal", portal: checked.portal }]);
    }
  });
  useEffect(() => {
    if (!isTyping) {
      return undefined;
    }
    const timer = setTimeout(() => {
      flush();
      setTyping(false);
    }, restMilliseconds);
    return () => clearTimeout(timer);
  }, [input, isTyping]);
  // Whoever leaves the section a moment after the last letter keeps it.
  useEffect(() => () => flush(), []);
  const checked = isTyping ? null : checkInput(input, portal);
  return {
    input,
    change: (some) => {
      setTyping(true);
      setInput((before) => ({ ...before, ...some }));
    },
    problems: checked?.kind === "wrong" ? checked.problems : none,
  };
}

/** What others or undo change comes in beside what is typed and not yet saved. */
function takeOver(input: BrandingInput, before: ConfiguredPortal, after: ConfiguredPortal): BrandingInput {
  const own = checkInput(input, before);
  const unchanged = checkInput(input, after);
  if (isSame(before, after) || (unchanged.kind === "fine" && isSame(unchanged.portal, after))) {
    return input;
  }
  // As it would be saved: a space at the end is nobody's change.
  const mine = new Map(Object.entries(own.kind === "fine" ? inputOf(own.portal) : input));
  const was = new Map(Object.entries(inputOf(before)));
  const kept = Object.entries(input).filter(
    ([name]) => JSON.stringify(mine.get(name)) !== JSON.stringify(was.get(name)),
  );
  return { ...inputOf(after), ...Object.fromEntries(kept) };
}

function isSame(one: ConfiguredPortal, other: ConfiguredPortal): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** The same whatever the order of its members. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
