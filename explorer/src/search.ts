/** Which things a typed name means, while it is typed: one folded text and `indexOf`. */

import { fold } from "./fold";
import type { Core, Detail } from "./model";

/** Names of all things in one text, a line each that begins at `start[n]`: `|name|name|`. */
interface Text {
  readonly text: string;
  readonly start: Uint32Array;
}

const ENOUGH = 20000;

export class Search {
  private readonly core: Core;
  private readonly degree: (node: number) => number;
  private folded: Text | undefined;
  private literal: Text | undefined;
  private detail: Detail | undefined;

  constructor(core: Core, degree: (node: number) => number) {
    this.core = core;
    this.degree = degree;
  }

  /** Other names and other languages, once they are read. */
  learn(detail: Detail): void {
    this.detail = detail;
    this.folded = { text: detail.searchText, start: detail.searchStart };
    this.literal = undefined;
  }

  /** Things whose names are, begin with, have a word that begins with, or contain the query. */
  find(query: string, limit = 50): number[] {
    const wanted = fold(query);
    const found = new Set<number>();
    if (wanted) this.collect(this.foldedText(), wanted, found, limit);
    if (/[^\u0000-\u024f]/.test(query) && found.size < limit) {
      this.collect(this.literalText(), query.trim().toLowerCase().normalize("NFC"), found, limit);
    }
    return Array.from(found).slice(0, limit);
  }

  /** The other name that the query meant, where the label is not it. */
  why(node: number, query: string, label: string): string {
    const wanted = fold(query);
    const typed = query.trim().toLowerCase();
    const names = (text: string): boolean => (wanted !== "" && fold(text).includes(wanted)) || text.toLowerCase().includes(typed);
    if (names(label)) return "";
    return this.detail?.namesOf(node).find((name) => names(name.text))?.text ?? "";
  }

  private collect(where: Text, wanted: string, found: Set<number>, limit: number): void {
    // Whole names before first words before other beginnings; then words, then insides.
    const sort = (hits: number[], rank: (node: number) => number): void => {
      hits.sort((one, other) => rank(one) - rank(other) || this.degree(other) - this.degree(one) || one - other);
      for (const node of hits.slice(0, limit)) found.add(node);
    };
    const beginnings = this.hits(where, "|", wanted, found);
    const ranks = new Map(
      beginnings.map((node) => {
        const own = where.text.slice(where.start[node], where.start[node + 1] ?? where.text.length);
        return [node, own.includes(`|${wanted}|`) ? 0 : own.includes(`|${wanted} `) ? 1 : 2];
      }),
    );
    sort(beginnings, (node) => ranks.get(node) ?? 2);
    for (const before of [" ", ""]) {
      if (found.size >= limit) return;
      sort(this.hits(where, before, wanted, found), () => 0);
    }
    if (found.size >= limit) return;
    const words = wanted.split(" ").sort((a, b) => b.length - a.length);
    if (words.length < 2) return;
    const all = this.hits(where, "", words[0], found).filter((node) => {
      const own = where.text.slice(where.start[node], where.start[node + 1] ?? where.text.length);
      return words.every((word) => own.includes(word));
    });
    all.sort((a, b) => this.degree(b) - this.degree(a) || a - b);
    for (const node of all.slice(0, limit)) found.add(node);
  }

  private hits(where: Text, before: string, wanted: string, known: Set<number>): number[] {
    const { text, start } = where;
    const sought = before + wanted;
    const hits: number[] = [];
    let at = text.indexOf(sought);
    while (at >= 0 && hits.length < ENOUGH) {
      const node = nodeAt(start, this.core.nodes.count, at);
      if (!known.has(node)) hits.push(node);
      // The rest of this thing's names need no look.
      at = node + 1 < this.core.nodes.count ? text.indexOf(sought, start[node + 1]) : -1;
    }
    return hits;
  }

  private foldedText(): Text {
    this.folded ??= joined(this.core.nodes.count, (node) => fold(this.core.nodes.label[node]));
    return this.folded;
  }

  private literalText(): Text {
    const { label, count } = this.core.nodes;
    this.literal ??= joined(count, (node) =>
      (this.detail?.namesOf(node).map((name) => name.text) ?? [label[node]]).join("|").toLowerCase().normalize("NFC"),
    );
    return this.literal;
  }
}

function joined(count: number, text: (node: number) => string): Text {
  const parts: string[] = [];
  const start = new Uint32Array(count + 1);
  let length = 0;
  for (let node = 0; node < count; node++) {
    start[node] = length;
    const own = `|${text(node)}|\n`;
    parts.push(own);
    length += own.length;
  }
  start[count] = length;
  return { text: parts.join(""), start };
}

function nodeAt(start: Uint32Array, count: number, position: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (start[middle] <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
