import { z } from "zod";
import { contentUri, namedEvent, namedUser } from "./gateway-ids.ts";

// What the page may write: messages as the specification names them (section 11.3) and reactions. Anything else that a
// client could send into a room, and any field beside these, is refused.
const text = z.string().max(60_000);
const size = z.int().min(0).max(1e12);
const pixels = z.int().min(0).max(100_000);
const mediaType = z.string().regex(/^[a-z0-9.+-]{1,60}\/[a-z0-9.+_-]{1,120}$/u);
const reply = z.strictObject({ event_id: namedEvent });

const body = {
  body: text,
  format: z.literal("org.matrix.custom.html").optional(),
  formatted_body: text.optional(),
  "m.mentions": z
    .strictObject({ user_ids: z.array(namedUser).max(50).optional(), room: z.boolean().optional() })
    .optional(),
};

const plain = { msgtype: z.enum(["m.text", "m.emote", "m.notice"]), ...body };

const picture = z.strictObject({
  mimetype: mediaType.optional(),
  size: size.optional(),
  w: pixels.optional(),
  h: pixels.optional(),
});

const media = {
  ...body,
  msgtype: z.enum(["m.image", "m.file", "m.audio", "m.video"]),
  url: contentUri,
  filename: z.string().max(255).optional(),
  info: z
    .strictObject({
      ...picture.shape,
      duration: size.optional(),
      thumbnail_url: contentUri.optional(),
      thumbnail_info: picture.optional(),
    })
    .optional(),
};

/** An answer, or a message of a thread. */
const relation = z
  .union([
    z.strictObject({ "m.in_reply_to": reply }),
    z.strictObject({
      rel_type: z.literal("m.thread"),
      event_id: namedEvent,
      is_falling_back: z.boolean().optional(),
      "m.in_reply_to": reply.optional(),
    }),
  ])
  .optional();

const replacement = z.strictObject({ rel_type: z.literal("m.replace"), event_id: namedEvent });

/** `m.room.message`: a text, a file, or the new text of an older message. */
export const messageContent = z.union([
  z.strictObject({ ...plain, "m.relates_to": relation }),
  z.strictObject({ ...media, "m.relates_to": relation }),
  z.strictObject({ ...plain, "m.relates_to": replacement, "m.new_content": z.strictObject(plain) }),
  z.strictObject({ ...media, "m.relates_to": replacement, "m.new_content": z.strictObject(media) }),
]);

/** `m.reaction`. */
export const reactionContent = z.strictObject({
  "m.relates_to": z.strictObject({
    rel_type: z.literal("m.annotation"),
    event_id: namedEvent,
    key: z.string().min(1).max(64),
  }),
});
