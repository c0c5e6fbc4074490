import { pageDataId } from "@pforte/shared/contract/page";

/** The path that this document was drawn for, whose policy it came with; `null` where that is unknown. */
export function drawnPath(): string | null {
  try {
    const data: unknown = JSON.parse(document.getElementById(pageDataId)?.textContent ?? "null");
    return typeof data === "object" && data !== null && "path" in data && typeof data.path === "string"
      ? data.path
      : null;
  } catch {
    return null;
  }
}
