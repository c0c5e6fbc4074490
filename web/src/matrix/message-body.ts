import { downloadPath, previewPath } from "./media-address.ts";
import type { MessageBody } from "./model.ts";
import { plainBlock, plainLine } from "./plain-text.ts";
import { amount, isRedacted, record, text, type Json, type RawEvent } from "./raw-event.ts";

/** The pictures that the portal makes small ones of; all others are files. */
const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** The longest formatted body that is worth a look; a longer one is shown as plain text. */
const longestHtml = 60_000;

/** What an event says; `content` is that of its last edit where there is one. */
export function messageBody(source: string, event: RawEvent, content: Json): MessageBody {
  if (isRedacted(event)) {
    return { kind: "redacted" };
  }
  if (event.type === "m.room.encrypted") {
    return { kind: "encrypted" };
  }
  if (event.type !== "m.room.message") {
    return { kind: "other", text: otherText(content) };
  }
  const body = text(content["body"]);
  switch (text(content["msgtype"])) {
    case "m.text":
      return textBody(content, "plain");
    case "m.emote":
      return textBody(content, "emote");
    case "m.notice":
      return textBody(content, "notice");
    case "m.image":
      return mediaBody(source, content, true);
    case "m.file":
    case "m.audio":
    case "m.video":
      return mediaBody(source, content, false);
    default:
      // A message that was emptied by its removal carries no reason at some homeservers.
      return Object.keys(content).length === 0 ? { kind: "redacted" } : { kind: "other", text: lineOrNull(body) };
  }
}

function textBody(content: Json, tone: "plain" | "emote" | "notice"): MessageBody {
  const isAnswer = record(content["m.relates_to"])["m.in_reply_to"] !== undefined;
  const body = text(content["body"]) ?? "";
  const html = content["format"] === "org.matrix.custom.html" ? text(content["formatted_body"]) : null;
  return {
    kind: "text",
    text: plainBlock(isAnswer ? withoutFallback(body) : body),
    html: html === null || html.length > longestHtml ? null : withoutQuote(html),
    tone,
  };
}

/** Older clients repeat the answered message as `> ` lines in front of the answer (client-server API, 11.17, until v1.12). */
export function withoutFallback(body: string): string {
  if (!/^> (?:\* )?<@[^>\n]{1,255}>/u.test(body)) {
    return body;
  }
  const lines = body.split("\n");
  const first = lines.findIndex((line) => !line.startsWith(">"));
  return first === -1 ? body : lines.slice(first).join("\n").replace(/^\n+/u, "");
}

function withoutQuote(html: string): string {
  const end = html.indexOf("</mx-reply>");
  return html.startsWith("<mx-reply>") && end !== -1 ? html.slice(end + "</mx-reply>".length) : html;
}

function mediaBody(source: string, content: Json, isPicture: boolean): MessageBody {
  const info = record(content["info"]);
  const body = text(content["body"]) ?? "";
  const given = text(content["filename"]) ?? body;
  const name = plainLine(given) || "?";
  // With a file name of its own, the body is what the sender says about the file.
  const caption = given !== body && body !== "" ? plainBlock(body) : null;
  const uri = text(content["url"]);
  const type = text(info["mimetype"])?.toLowerCase() ?? null;
  const file = { name, download: downloadPath(source, uri, name), size: amount(info["size"]), caption };
  return isPicture && (type === null || pictures.has(type))
    ? { kind: "image", ...file, preview: previewPath(source, uri), ...measures(info) }
    : { kind: "file", ...file, type: type === null ? null : plainLine(type, 100) };
}

function measures(info: Json): { readonly width: number | null; readonly height: number | null } {
  const width = amount(info["w"]) ?? 0;
  const height = amount(info["h"]) ?? 0;
  return width > 0 && height > 0 ? { width, height } : { width: null, height: null };
}

/** The text that a sender gives for clients that cannot show the thing itself. */
function otherText(content: Json): string | null {
  const poll = record(content["m.poll"] ?? content["org.matrix.msc3381.poll.start"]);
  const question = record(poll["question"]);
  return lineOrNull(
    text(content["body"]) ??
      text(question["body"]) ??
      text(question["org.matrix.msc1767.text"]) ??
      text(content["org.matrix.msc1767.text"]),
  );
}

function lineOrNull(body: string | null): string | null {
  const line = body === null ? "" : plainBlock(body);
  return line === "" ? null : line;
}

/** One line about a message, for previews and quotes; `null` where there is nothing to show. */
export function oneLine(body: MessageBody): string | null {
  switch (body.kind) {
    case "text":
      return plainLine(body.text, 160) || null;
    case "image":
    case "file":
      return plainLine(body.caption ?? body.name, 160);
    case "other":
      return body.text === null ? null : plainLine(body.text, 160);
    case "redacted":
    case "encrypted":
      return null;
  }
}
