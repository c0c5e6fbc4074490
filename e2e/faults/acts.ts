import { between, type Random, seeded } from "./random.ts";

/** What a person does next; everything that is chosen about it. */
export interface Act {
  readonly kind: ActKind;
  /** Which of the person's sessions, flags or tiles it is about. */
  readonly which: number;
  /** Which process answers. */
  readonly replica: number;
  /** Milliseconds before it. */
  readonly pause: number;
  /** Milliseconds between what runs beside it and itself. */
  readonly lead: number;
}

export type ActKind =
  | "read home"
  | "read page"
  | "read inbox"
  | "change preferences"
  | "mark"
  | "edit"
  | "ask much at once"
  | "sign in once more"
  | "sign out"
  | "be signed out at the provider";

/** How often of a hundred. */
const shares: readonly (readonly [ActKind, number])[] = [
  ["read home", 18],
  ["read page", 6],
  ["read inbox", 16],
  ["change preferences", 18],
  ["mark", 12],
  ["edit", 10],
  ["ask much at once", 8],
  ["sign in once more", 4],
  ["sign out", 5],
  ["be signed out at the provider", 3],
];

/** The acts of one person, drawn from the seed alone: whatever the answers are, the next act is the same. */
export function* drawActs(seed: number, person: number): Generator<Act, never> {
  const random = seeded(seed, `person ${person}`);
  for (;;) {
    yield {
      kind: drawKind(random),
      which: between(random, 0, 11),
      replica: between(random, 0, 11),
      pause: between(random, 30, 450),
      lead: between(random, 0, 250),
    };
  }
}

function drawKind(random: Random): ActKind {
  let left = random() * 100;
  for (const [kind, share] of shares) {
    left -= share;
    if (left < 0) return kind;
  }
  return "read home";
}
