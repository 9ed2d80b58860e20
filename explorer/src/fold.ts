/** Names without case, accents and script, as `coopgraph.names.fold` makes them. */

import { LETTERS } from "./fold-table";

let table: Map<string, string> | undefined;

function spelling(letter: string): string {
  if (!table) {
    table = new Map([["'", ""]]);
    for (const entry of LETTERS.split(" ")) {
      const [first] = entry;
      if (first) table.set(first, entry.slice(first.length));
    }
  }
  return table.get(letter) ?? letter.normalize("NFKD").replace(/\p{M}/gu, "");
}

export function fold(text: string): string {
  let latin = "";
  for (const letter of text.toLowerCase().normalize("NFC")) {
    latin += letter <= "\x7f" && letter !== "'" ? letter : spelling(letter);
  }
  return (latin.match(/[a-z0-9]+/g) ?? []).join(" ");
}
