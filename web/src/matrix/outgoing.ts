import type { ChatPerson, OutgoingText } from "./model.ts";
import { list, record, type Json } from "./raw-event.ts";

/** The content of a new text message (client-server API, "m.text"); `/me` as people know it from elsewhere. */
export function textContent({ text, replyTo, mentions }: OutgoingText): Json {
  const isEmote = text.startsWith("/me ");
  return {
    msgtype: isEmote ? "m.emote" : "m.text",
    body: isEmote ? text.slice("/me ".length) : text,
    "m.mentions": mentionsOf(mentions),
    ...(replyTo !== null && { "m.relates_to": { "m.in_reply_to": { event_id: replyTo } } }),
  };
}

/** The content that replaces the text of a message; `*` is what clients show that know no edits. */
export function editContent(id: string, text: string, before: Json): Json {
  const content = { msgtype: before["msgtype"] === "m.emote" ? "m.emote" : "m.text", body: text };
  const users = list(record(before["m.mentions"])["user_ids"]).filter((user) => typeof user === "string");
  const mentions = { "m.mentions": users.length === 0 ? {} : { user_ids: users } };
  return {
    ...content,
    body: `* ${text}`,
    // Nobody is told a second time.
    "m.mentions": {},
    "m.new_content": { ...content, ...mentions },
    "m.relates_to": { rel_type: "m.replace", event_id: id },
  };
}

/** Without this object the homeserver would look for names in the text (client-server API, "User and room mentions"). */
function mentionsOf(mentions: readonly ChatPerson[]): Json {
  return mentions.length === 0 ? {} : { user_ids: mentions.map(({ id }) => id) };
}

export interface FileFacts {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Of a picture that the browser could read. */
  readonly picture: { readonly width: number; readonly height: number } | null;
  readonly caption: string | null;
}

/** The content of a file that was uploaded; a picture only if it was one when it was read. */
export function fileContent(uri: string, { name, type, size, picture, caption }: FileFacts): Json {
  return {
    msgtype: picture === null ? "m.file" : "m.image",
    body: caption ?? name,
    filename: name,
    url: uri,
    info: { mimetype: type, size, ...(picture !== null && { w: picture.width, h: picture.height }) },
    "m.mentions": {},
  };
}
