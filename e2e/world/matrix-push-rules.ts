import { defaultRules, type PushRule, type PushRuleset, type RuleKind, ruleKinds } from "./matrix-push-defaults.ts";
import type { EventContent, MatrixEvent } from "./matrix-events.ts";

/** The room around an event, as far as rules look at it. */
export interface RuleContext {
  readonly room: string;
  readonly memberCount: number;
  readonly displayName: string;
  /** Whether the sender may notify the whole room. */
  readonly mayNotifyRoom: boolean;
}

/** One person's push rules: those of the homeserver, with what the person changed of them and added. */
export class PushRules {
  /** Position of the last change. */
  changedAt = 0;
  readonly #user: string;
  readonly #own: Record<RuleKind, PushRule[]> = { override: [], content: [], room: [], sender: [], underride: [] };
  readonly #enabled = new Map<string, boolean>();
  readonly #actions = new Map<string, readonly unknown[]>();
  #all: PushRuleset | null = null;

  constructor(user: string) {
    this.#user = user;
  }

  all(): PushRuleset {
    this.#all ??= this.#build();
    return this.#all;
  }

  #build(): PushRuleset {
    const defaults = defaultRules(this.#user);
    const of = (kind: RuleKind): PushRule[] => {
      const own = this.#own[kind];
      const built = defaults[kind].map((rule) => this.#changed(rule));
      // The rule that silences everything stands before all that a person makes.
      const [first, ...others] = built;
      return kind === "override" && first !== undefined ? [first, ...own, ...others] : [...own, ...built];
    };
    return {
      underride: of("underride"),
      sender: of("sender"),
      room: of("room"),
      content: of("content"),
      override: of("override"),
    };
  }

  #changed(rule: PushRule): PushRule {
    const { rule_id: id } = rule;
    return { ...rule, enabled: this.#enabled.get(id) ?? rule.enabled, actions: this.#actions.get(id) ?? rule.actions };
  }

  find(kind: RuleKind, id: string): PushRule | null {
    return this.all()[kind].find((rule) => rule.rule_id === id) ?? null;
  }

  put(kind: RuleKind, rule: Omit<PushRule, "default" | "enabled">): void {
    this.remove(kind, rule.rule_id);
    this.#all = null;
    this.#own[kind].unshift({ ...rule, default: false, enabled: true });
  }

  /** Whether there was one. */
  remove(kind: RuleKind, id: string): boolean {
    const before = this.#own[kind].length;
    this.#all = null;
    this.#own[kind] = this.#own[kind].filter((rule) => rule.rule_id !== id);
    return this.#own[kind].length < before;
  }

  change(kind: RuleKind, id: string, change: { readonly enabled?: boolean; readonly actions?: readonly unknown[] }) {
    this.#all = null;
    const index = this.#own[kind].findIndex((rule) => rule.rule_id === id);
    const own = this.#own[kind][index];
    if (own !== undefined) this.#own[kind][index] = { ...own, ...change };
    if (change.enabled !== undefined) this.#enabled.set(id, change.enabled);
    if (change.actions !== undefined) this.#actions.set(id, change.actions);
  }

  /** Rooms that a rule of this person keeps silent. */
  silentRooms(): string[] {
    return this.#own.override
      .filter(({ actions, conditions }) => !actions.includes("notify") && conditions?.length === 1)
      .map((rule) => rule.rule_id);
  }

  /** What the first rule that fits says about an event; nothing where it does not notify. */
  actionsFor(event: Omit<MatrixEvent, "event_id" | "origin_server_ts">, context: RuleContext): readonly unknown[] {
    const rules = this.all();
    for (const kind of ruleKinds) {
      const fitting = rules[kind].find((rule) => rule.enabled && fits(kind, rule, event, context));
      if (fitting !== undefined) return fitting.actions.includes("notify") ? fitting.actions : [];
    }
    return [];
  }
}

export const isHighlight = (actions: readonly unknown[]): boolean =>
  actions.some((action) => {
    if (typeof action !== "object" || action === null || !("set_tweak" in action)) return false;
    return action.set_tweak === "highlight" && !("value" in action && action.value === false);
  });

type JudgedEvent = Omit<MatrixEvent, "event_id" | "origin_server_ts">;

/** Rules that look for a name in the text: they are out of use where a message says whom it mentions. */
const legacyMentions = new Set([".m.rule.contains_user_name", ".m.rule.contains_display_name", ".m.rule.roomnotif"]);

function fits(kind: RuleKind, rule: PushRule, event: JudgedEvent, context: RuleContext): boolean {
  if (legacyMentions.has(rule.rule_id) && event.content["m.mentions"] !== undefined) return false;
  if (kind === "room") return rule.rule_id === context.room;
  if (kind === "sender") return rule.rule_id === event.sender;
  if (kind === "content") return hasWord(text(event.content), rule.pattern ?? "");
  return (rule.conditions ?? []).every((condition) => holds(condition, event, context));
}

function holds(condition: NonNullable<PushRule["conditions"]>[number], event: JudgedEvent, context: RuleContext) {
  const { kind, key = "", pattern = "", value, is } = condition;
  switch (kind) {
    case "event_match":
      return matches(event, key, pattern, context);
    case "event_property_is":
      return property(event, key) === value;
    case "event_property_contains": {
      const list = property(event, key);
      return Array.isArray(list) && list.includes(value);
    }
    case "contains_display_name":
      return hasWord(text(event.content), context.displayName);
    case "sender_notification_permission":
      return context.mayNotifyRoom;
    case "room_member_count":
      return context.memberCount === Number(is);
    default:
      return false;
  }
}

function matches(event: JudgedEvent, key: string, pattern: string, { room }: RuleContext): boolean {
  const value = key === "room_id" ? room : property(event, key);
  if (typeof value !== "string") return false;
  if (key === "content.body") return hasWord(value, pattern);
  return pattern === "*" || value.toLowerCase() === pattern.toLowerCase();
}

/** The value at a dotted path; a dot that belongs to a name is escaped. */
function property(event: JudgedEvent, path: string): unknown {
  const keys = path.split(/(?<!\\)\./u).map((key) => key.replaceAll(String.raw`\.`, "."));
  return keys.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(key) : undefined),
    event,
  );
}

const text = (content: EventContent) => (typeof content["body"] === "string" ? content["body"] : "");

function hasWord(body: string, word: string): boolean {
  if (word === "") return false;
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return new RegExp(String.raw`(?:^|\W)${escaped}(?:$|\W)`, "iu").test(body);
}
