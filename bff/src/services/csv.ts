/** Without it spreadsheets read UTF-8 as something else. */
const byteOrderMark = "\uFEFF";

/** A table as CSV (RFC 4180), safe to be opened by a spreadsheet. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return byteOrderMark + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** What a spreadsheet would take for a formula is made text by an apostrophe, as OWASP advises against CSV injection. */
function cell(value: string): string {
  const defused = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}
