const longestName = 250;
const encoder = new TextEncoder();

// What Nextcloud and the file systems of people's computers agree to refuse.
const refused = /[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]|^\.{1,2}$|^\s|[\s]$|^\.htaccess$|\.(?:part|filepart)$/iu;

/** Whether a file can have this name in Nextcloud; the server has the last word. */
export function isFileName(name: string): boolean {
  return name !== "" && encoder.encode(name).length <= longestName && name.isWellFormed() && !refused.test(name);
}

/** The segments of a folder as people write it; null where one of them can be no folder. */
export function folderSegments(folder: string): readonly string[] | null {
  const segments = folder.split("/").filter((segment) => segment !== "");
  return segments.every((segment) => segment.isWellFormed() && segment !== "." && segment !== "..") ? segments : null;
}

/** `Protokoll (2).odt`, and so on. */
export function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  return `${stem} (${number})${ending}`;
}
