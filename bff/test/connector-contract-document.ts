import { readFile } from "node:fs/promises";

const root = new URL("../../", import.meta.url);

/** How many acts of a connector a case judged; null where it does not apply. */
export type ContractResults = ReadonlyMap<string, ReadonlyMap<string, number | null>>;

/** The results as a table in Markdown: one row per case, one column per connector. */
function tableOf(cases: readonly string[], results: ContractResults): string {
  const kinds = [...results.keys()];
  const rows = cases.map((name) => [name, ...kinds.map((kind) => cellOf(results.get(kind)?.get(name)))]);
  const all = [["Case", ...kinds], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const rule = line(widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)));
  return [line(all[0] ?? []), rule, ...rows.map(line)].join("\n");
}

const cellOf = (count: number | null | undefined) =>
  count === undefined ? "not run" : count === null ? "–" : String(count);

const codeMark = /<!-- file: (\S+) -->\n+```(\w+)\n[^]*?\n```/gu;
const tableMark = /(<!-- table -->\n+)\|[^]*?\|(\n+<!-- end of table -->)/u;

/** The document as it should be: each block of code is the file that it names, and the table is what has just been run. */
export async function documentOf(path: string, cases: readonly string[], results: ContractResults): Promise<string> {
  const text = await readFile(new URL(path, root), "utf8");
  const files = [...text.matchAll(codeMark)].map(([, file]) => file ?? "");
  const contents = new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, string]> => [file, await readFile(new URL(file, root), "utf8")]),
    ),
  );
  return text
    .replaceAll(codeMark, (_, file: string, language: string) => {
      return `<!-- file: ${file} -->\n\n\`\`\`${language}\n${(contents.get(file) ?? "").trimEnd()}\n\`\`\``;
    })
    .replace(tableMark, (_, start: string, end: string) => `${start}${tableOf(cases, results)}${end}`);
}
