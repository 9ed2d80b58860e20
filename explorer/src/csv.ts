/** Tables as CSV (RFC 4180), safe to open in a spreadsheet. */

const NUMBER = /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i;

/** A cell; what a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r\n]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

export function csv(header: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [header.map(csvCell).join(",")];
  for (const row of rows) lines.push(row.map(csvCell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}
