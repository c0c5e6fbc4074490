import type { Language } from "@pforte/shared/contract/localized";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { FileSource } from "#connectors/kit/files.ts";
import type { Principal } from "#storage/principal.ts";
import { connected, type ConnectedSource } from "./live-sources.ts";
import type { PersonContent } from "./person-content.ts";
import type { ToolCalls } from "./tool-calls.ts";

/** Who asks, in which language, and until when. */
export interface FileRequest {
  readonly principal: Principal;
  readonly language: Language;
  readonly signal: AbortSignal;
}

/** A source with files that belongs to the person who asks, with a call to it as that person. */
export interface FileAccess {
  readonly source: ConnectedSource;
  readonly files: FileSource;
  readonly call: CallContext;
}

/** How a request comes to a source of its person. */
export interface FileSources {
  readonly content: Pick<PersonContent, "sourcesOf">;
  readonly calls: ToolCalls;
}

/** The way to one source, or null: not among this person's, broken, or without files. */
export function accessTo(
  { content, calls }: FileSources,
  { principal, language, signal }: FileRequest,
  key: string,
): FileAccess | null {
  const source = content.sourcesOf(principal, "files").find((each) => each.key === key);
  const ready = source === undefined ? null : connected(source);
  const files = ready?.live.connection.connector.files;
  if (ready === null || files === undefined) return null;
  return { source: ready, files, call: calls.context(principal, ready, language, signal) };
}

/** An id across sources as what it was made of; null for anything else. */
export function fileIdParts(id: string): { readonly source: string; readonly file: string } | null {
  const colon = id.indexOf(":");
  if (colon <= 0 || colon === id.length - 1) return null;
  return { source: id.slice(0, colon), file: id.slice(colon + 1) };
}
