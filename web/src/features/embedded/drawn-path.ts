import { pageDataId } from "@pforte/shared/contract/page";

/**
 * The path that this document was asked for, whose policy it came with; `null` where that is unknown. The page of every
 * embedded tile is drawn alike, so that its data says `/app/:key`; which one it was, the browser knows.
 */
export function drawnPath(): string | null {
  const path = pathInData();
  return path?.includes("/:") === true ? pathOfDocument() : path;
}

function pathInData(): string | null {
  try {
    const data: unknown = JSON.parse(document.getElementById(pageDataId)?.textContent ?? "null");
    return typeof data === "object" && data !== null && "path" in data && typeof data.path === "string"
      ? data.path
      : null;
  } catch {
    return null;
  }
}

/** Where the document came from, whatever the address has become since (Navigation Timing 2, `name`). */
function pathOfDocument(): string | null {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation === undefined ? null : (URL.parse(navigation.name)?.pathname ?? null);
}
