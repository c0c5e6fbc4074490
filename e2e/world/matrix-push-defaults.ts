/** A condition of a push rule (client-server API, "Push Rules"). */
interface PushCondition {
  readonly kind: string;
  readonly key?: string;
  readonly pattern?: string;
  readonly value?: unknown;
  readonly is?: string;
}

export interface PushRule {
  readonly rule_id: string;
  readonly default: boolean;
  readonly enabled: boolean;
  readonly actions: readonly unknown[];
  readonly conditions?: readonly PushCondition[];
  readonly pattern?: string;
}

/** In the order in which they are asked. */
export const ruleKinds = ["override", "content", "room", "sender", "underride"] as const;
export type RuleKind = (typeof ruleKinds)[number];
export type PushRuleset = Readonly<Record<RuleKind, readonly PushRule[]>>;

const notify = ["notify", { set_tweak: "highlight", value: false }];
const sound = { set_tweak: "sound", value: "default" };
const highlight = ["notify", { set_tweak: "highlight" }];
const mention = [...highlight, sound];

const match = (key: string, pattern: string): PushCondition => ({ kind: "event_match", key, pattern });
const twoPeople: PushCondition = { kind: "room_member_count", is: "2" };
const mayNotify: PushCondition = { kind: "sender_notification_permission", key: "room" };

const rule = (id: string, conditions: readonly PushCondition[], actions: readonly unknown[]): PushRule => ({
  conditions,
  actions,
  rule_id: id,
  default: true,
  enabled: id !== ".m.rule.master",
});

/** The rules that everybody begins with, in the form and order of Synapse 1.163. */
export function defaultRules(user: string): PushRuleset {
  const localpart = user.slice(1, user.indexOf(":"));
  const member = match("type", "m.room.member");
  const mentioned = { kind: "event_property_contains", key: String.raw`content.m\.mentions.user_ids`, value: user };
  const roomMentioned = { kind: "event_property_is", key: String.raw`content.m\.mentions.room`, value: true };
  const isEdit = { kind: "event_property_is", key: String.raw`content.m\.relates_to.rel_type`, value: "m.replace" };
  const forMe = [member, match("content.membership", "invite"), match("state_key", user)];
  const message = match("type", "m.room.message");
  const encrypted = match("type", "m.room.encrypted");
  const ring = ["notify", { set_tweak: "sound", value: "ring" }, { set_tweak: "highlight", value: false }];
  const ofTwo = ["notify", sound, { set_tweak: "highlight", value: false }];
  const jitsi = [match("type", "im.vector.modular.widgets"), match("content.type", "jitsi"), match("state_key", "*")];
  return {
    override: [
      rule(".m.rule.master", [], []),
      rule(".m.rule.suppress_notices", [match("content.msgtype", "m.notice")], []),
      rule(".m.rule.invite_for_me", forMe, [...notify, sound]),
      rule(".m.rule.member_event", [member], []),
      rule(".m.rule.is_user_mention", [mentioned], mention),
      rule(".m.rule.contains_display_name", [{ kind: "contains_display_name" }], mention),
      rule(".m.rule.is_room_mention", [roomMentioned, mayNotify], highlight),
      rule(".m.rule.roomnotif", [mayNotify, match("content.body", "@room")], highlight),
      rule(".m.rule.tombstone", [match("type", "m.room.tombstone"), match("state_key", "")], highlight),
      rule(".m.rule.reaction", [match("type", "m.reaction")], []),
      rule(".m.rule.room.server_acl", [match("type", "m.room.server_acl"), match("state_key", "")], []),
      rule(".m.rule.suppress_edits", [isEdit], []),
    ],
    content: [
      {
        actions: mention,
        rule_id: ".m.rule.contains_user_name",
        default: true,
        pattern: localpart,
        enabled: true,
      },
    ],
    room: [],
    sender: [],
    underride: [
      rule(".m.rule.call", [match("type", "m.call.invite")], ring),
      rule(".m.rule.encrypted_room_one_to_one", [encrypted, twoPeople], ofTwo),
      rule(".m.rule.room_one_to_one", [message, twoPeople], ofTwo),
      rule(".m.rule.message", [message], notify),
      rule(".m.rule.encrypted", [encrypted], notify),
      rule(".im.vector.jitsi", jitsi, notify),
    ],
  };
}
