import { parseInput } from "@pforte/shared/configuration/check";
import type { Announcement } from "@pforte/shared/contract/admin-live";
import type { AnnouncementSeverity } from "@pforte/shared/contract/announcements";
import type { TypedPair } from "#ui/text-pair.tsx";

/** An announcement as its form has it; nothing in it need be valid yet. */
export interface AnnouncementInput {
  readonly severity: AnnouncementSeverity;
  readonly title: TypedPair;
  readonly text: TypedPair;
  readonly audience: "everybody" | "groups" | "public";
  readonly groups: readonly string[];
  /** A group that is typed and not yet among them. */
  readonly typedGroup: string;
  readonly from: string | null;
  readonly until: string | null;
  /** What people do with it: put it away, live with it, or confirm it. */
  readonly dealing: "close" | "sticky" | "confirm";
  readonly deadline: string | null;
  readonly remindHoursBefore: number | null;
  readonly tile: string | null;
  readonly showAgain: boolean;
}

export const emptyInput: AnnouncementInput = {
  severity: "info",
  title: { de: "", en: "" },
  text: { de: "", en: "" },
  audience: "everybody",
  groups: [],
  typedGroup: "",
  from: null,
  until: null,
  dealing: "close",
  deadline: null,
  remindHoursBefore: null,
  tile: null,
  showAgain: false,
};

export function inputOf(known: Announcement): AnnouncementInput {
  const { severity, title, text, groups, from = null, until = null, tile = null, acknowledgement = {} } = known;
  const { deadline = null, remindHoursBefore = null } = acknowledgement;
  return {
    severity,
    title: { de: title.de, en: title.en ?? "" },
    text: { de: text.de, en: text.en ?? "" },
    audience: audienceOf(known),
    groups,
    typedGroup: "",
    from,
    until,
    dealing: dealingOf(known),
    deadline,
    remindHoursBefore,
    tile,
    showAgain: false,
  };
}

function audienceOf({ public: isPublic, groups }: Announcement): AnnouncementInput["audience"] {
  if (isPublic) {
    return "public";
  }
  return groups.length > 0 ? "groups" : "everybody";
}

function dealingOf({ acknowledgement, isSticky }: Announcement): AnnouncementInput["dealing"] {
  if (acknowledgement !== undefined) {
    return "confirm";
  }
  return isSticky ? "sticky" : "close";
}

/** Fields that can be wrong. */
export type WrongField = "title.de" | "title.en" | "text.de" | "text.en" | "groups" | "until" | "deadline";
export type Problem = "missing" | "tooLong" | "order" | "noGroup" | "notAdded" | "past";

export type Checked =
  | { readonly kind: "fine"; readonly announcement: Announcement }
  | { readonly kind: "wrong"; readonly problems: ReadonlyMap<WrongField, Problem> };

/** What the form says, as the server takes it, or what is wrong with it by field. `now` where a deadline must lie ahead. */
export function checkInput(key: string, input: AnnouncementInput, now: Date | null): Checked {
  const parsed = parseInput("announcement", announcementFrom(key, input));
  const problems = new Map<WrongField, Problem>(beyondSchema(input, now));
  for (const { path, code } of parsed.error?.issues ?? []) {
    // What is wrong with one of the groups, or inside of the confirmation, is said where it is entered.
    const field = path
      .join(".")
      .replace(/^groups\..*/u, "groups")
      .replace(/^acknowledgement\b.*/u, "deadline");
    if (isWrongField(field)) {
      problems.set(field, problemOf(field, code));
    }
  }
  return parsed.success && problems.size === 0
    ? { kind: "fine", announcement: parsed.data }
    : { kind: "wrong", problems };
}

function problemOf(field: WrongField, code: string): Problem {
  if (field === "until") {
    return "order";
  }
  return code === "too_big" ? "tooLong" : "missing";
}

/** What the server would take, and nobody means. */
function* beyondSchema(
  { audience, groups, typedGroup, dealing, deadline }: AnnouncementInput,
  now: Date | null,
): Generator<[WrongField, Problem]> {
  if (audience === "groups" && groups.length === 0) {
    yield ["groups", "noGroup"];
  }
  if (audience === "groups" && typedGroup.trim() !== "") {
    yield ["groups", "notAdded"];
  }
  if (now !== null && dealing === "confirm" && isPast(deadline, now)) {
    yield ["deadline", "past"];
  }
}

const wrongFields: ReadonlySet<string> = new Set([
  "title.de",
  "title.en",
  "text.de",
  "text.en",
  "groups",
  "until",
  "deadline",
]);

function isWrongField(field: string): field is WrongField {
  return wrongFields.has(field);
}

function announcementFrom(key: string, input: AnnouncementInput): unknown {
  const { severity, audience, dealing, deadline, remindHoursBefore } = input;
  return {
    key,
    severity,
    title: textOf(input.title),
    text: textOf(input.text),
    groups: audience === "groups" ? input.groups : [],
    public: audience === "public",
    isSticky: dealing === "sticky",
    ...(input.from === null ? {} : { from: input.from }),
    ...(input.until === null ? {} : { until: input.until }),
    ...(input.tile === null ? {} : { tile: input.tile }),
    ...(dealing === "confirm" && audience !== "public"
      ? {
          acknowledgement: {
            ...(deadline === null ? {} : { deadline }),
            ...(deadline === null || remindHoursBefore === null ? {} : { remindHoursBefore }),
          },
        }
      : {}),
  };
}

function isPast(deadline: string | null, now: Date): boolean {
  return deadline !== null && Date.parse(deadline) <= now.getTime();
}

function textOf({ de, en }: TypedPair): { readonly de: string; readonly en?: string } {
  return en.trim() === "" ? { de } : { de, en };
}

/** A name for a new announcement that a person can recognise in the audit. */
export function newKey(title: string, random: () => number = Math.random): string {
  const words = title
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replaceAll(/[^a-z0-9]+/gu, (part) => (/[\s\p{P}\p{S}]/u.test(part) ? "-" : ""))
    .slice(0, 40)
    .replaceAll(/^-|-$/gu, "");
  const tail = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  return words === "" ? `announcement-${tail}` : `${words}-${tail}`;
}
