import { z } from "zod";
import { endpoint } from "./endpoint.ts";

/** Browsers that people know by name; anything else has none. A closed list, so that nothing a browser says is kept. */
export const browserSchema = z.enum(["firefox", "chrome", "edge", "safari", "opera", "samsung"]);
export type Browser = z.output<typeof browserSchema>;

/** Systems that a browser names. Safari on an iPad says that it is a Mac, so that these two cannot be told apart. */
export const systemSchema = z.enum(["windows", "mac", "mac_or_ipad", "linux", "chromeos", "android", "iphone", "ipad"]);
export type System = z.output<typeof systemSchema>;

/** A device in as many words as people need to recognise it; each part `null` where its browser did not say. */
export const deviceKindSchema = z.object({ browser: browserSchema.nullable(), system: systemSchema.nullable() });
export type DeviceKind = z.output<typeof deviceKindSchema>;

/** One place where the person is signed in. */
export const ownSessionSchema = z.object({
  /** Names it in the calls below and is good for nothing else. */
  id: z.string(),
  /** The one that asks. */
  isCurrent: z.boolean(),
  device: deviceKindSchema,
  signedInAt: z.iso.datetime(),
  /** To the minute, which is as exactly as it is known: when the person last did something there. */
  lastUsedAt: z.iso.datetime(),
});
export type OwnSession = z.output<typeof ownSessionSchema>;

/** Where the person is signed in: the session that asks first, then the newest sign-ins. */
export const readOwnSessions = endpoint({
  method: "GET",
  path: "/api/account/sessions",
  scope: "person",
  activity: false,
  reply: z.object({ sessions: z.array(ownSessionSchema) }),
});

/** Ends one of the person's other sessions, everywhere and at once; 0 where it was over already. */
export const endOwnSession = endpoint({
  method: "POST",
  path: "/api/account/sessions/end",
  scope: "person",
  activity: true,
  body: z.strictObject({ id: z.string().min(1).max(64) }),
  reply: z.object({ ended: z.int() }),
});

/** Ends all of the person's sessions but the one that asks; says how many there were. */
export const endOtherSessions = endpoint({
  method: "POST",
  path: "/api/account/sessions/end-others",
  scope: "person",
  activity: true,
  reply: z.object({ ended: z.int() }),
});
