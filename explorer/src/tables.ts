/** Things, relations and statements as rows of text: for the table and for CSV. */

import { isoOf } from "./dates";
import { fold } from "./fold";
import type { Page } from "./page";
import { POSSIBLE, UNDATED } from "./status";
import { t } from "./strings";
import { codesOf } from "./filter";

export interface Column {
  readonly key: string;
  readonly title: string;
  readonly isNumber?: boolean;
  /** Share of the width. */
  readonly width: number;
  text(row: number): string;
  /** What rows are sorted by. */
  rank(row: number): number;
  /** Which rows have a folded word in this column; nothing where the column is not searched. */
  finder?(word: string): (row: number) => boolean;
}

/** Which of some texts have a word, asked once for all rows. */
function among(texts: readonly string[], word: string): Uint8Array {
  return Uint8Array.from(texts, (text) => (fold(text).includes(word) || text.toLowerCase().includes(word) ? 1 : 0));
}

type Coded = { values: readonly string[]; labels: readonly string[] };

const label = (codes: Coded, code: number): string => codes.labels[code] || codes.values[code] || "";

/** Places of texts in the order of the alphabet; equal texts share one. */
export function ranks(texts: readonly string[]): Float64Array {
  const { compare } = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const order = Array.from(texts.keys()).sort((a, b) => compare(texts[a], texts[b]));
  const place = new Float64Array(texts.length);
  order.forEach((row, i) => {
    const before = order[i - 1];
    place[row] = i > 0 && compare(texts[before], texts[row]) === 0 ? place[before] : i;
  });
  return place;
}

const known = new WeakMap<object, Float64Array>();

function ranksOf(codes: Coded): Float64Array {
  let found = known.get(codes.values);
  if (!found) known.set(codes.values, (found = ranks(codes.values.map((_, code) => label(codes, code)))));
  return found;
}

function coded(key: string, title: string, width: number, column: ArrayLike<number>, codes: Coded): Column {
  return {
    key,
    title,
    width,
    text: (row) => label(codes, column[row]),
    rank: (row) => ranksOf(codes)[column[row]] ?? -1,
    finder: (word) => {
      const has = among(codes.values.map((_, code) => label(codes, code)), word);
      return (row) => has[column[row]] === 1;
    },
  };
}

/** A word of digits may be the beginning of a date. */
function dates(...columns: readonly Int32Array[]): (word: string) => (row: number) => boolean {
  return (word) => (/^[0-9-]{2,}$/.test(word) ? (row) => columns.some((column) => isoOf(column[row]).startsWith(word)) : () => false);
}

function numeric(key: string, title: string, column: ArrayLike<number>): Column {
  const text = (row: number): string => (Number.isNaN(column[row]) ? "" : String(Number(column[row].toPrecision(4))));
  return { key, title, width: 1, isNumber: true, text, rank: (row) => (Number.isNaN(column[row]) ? -Infinity : column[row]) };
}

/** A column of things: at each row the label of one. */
function named(page: Page, key: string, title: string, width: number, nodeOf: (row: number) => number, rank: () => Float64Array): Column {
  return {
    key,
    title,
    width,
    text: (row) => page.label(nodeOf(row)),
    rank: (row) => rank()[nodeOf(row)],
    finder: (word) => {
      const has = page.labelsWith(word);
      return (row) => has[nodeOf(row)] === 1;
    },
  };
}

/** Ranks of labels, made once for a language. */
export function labelRanks(page: Page): () => Float64Array {
  let found: Float64Array | undefined;
  return () => (found ??= ranks(Array.from({ length: page.core.nodes.count }, (_, node) => page.label(node))));
}

export function nodeColumns(page: Page): Column[] {
  const { nodes, meta } = page.core;
  const rank = labelRanks(page);
  const degree = (node: number): number => page.degree(node);
  return [
    named(page, "name", t.columns.name, 2.9, (node) => node, rank),
    coded("type", t.columns.type, 1.4, nodes.type, nodes.types),
    ...(nodes.kinds.values.length > 1 ? [coded("kind", t.columns.kind, 1.4, nodes.kind, nodes.kinds)] : []),
    ...(nodes.countries.values.length > 1 ? [coded("country", t.columns.country, 1.2, nodes.country, nodes.countries)] : []),
    { key: "relations", title: t.columns.relations, width: 1, isNumber: true, text: (node) => String(degree(node)), rank: degree },
    ...meta.measures.filter((one) => one.key !== "degree").map((one) => numeric(one.key, one.label, nodes.measures[one.key])),
  ];
}

export function edgeColumns(page: Page): Column[] {
  const { edges, sources } = page.core;
  const rank = labelRanks(page);
  const stated = (edge: number, what: "begin" | "end"): string => page.detail?.statementsOfEdge(edge)[0]?.[what] ?? "";
  const sourceCodes = codesOf(page.core, "source");
  const sourceRanks = ranksOf(sourceCodes);
  const conflict = (edge: number): string => (edges.conflict[edge] ? t.columns.isConflict : "");
  const sure = (edge: number): string => {
    const status = page.result.status?.[edge];
    return status === undefined ? "" : status === POSSIBLE || status === UNDATED ? "?" : t.columns.certain;
  };
  return [
    named(page, "from", t.columns.from, 2.6, (edge) => edges.source[edge], rank),
    coded("relation", t.columns.relation, 2, edges.type, edges.types),
    named(page, "to", t.columns.to, 2.6, (edge) => edges.target[edge], rank),
    ...(edges.roles.values.length > 1 ? [coded("role", t.columns.role, 1.8, edges.role, edges.roles)] : []),
    { key: "begin", title: t.columns.begin, width: 1.75, text: (edge) => stated(edge, "begin"), rank: (edge) => Math.max(edges.beginEarliest[edge], edges.beginLatest[edge]) },
    { key: "end", title: t.columns.end, width: 1.75, text: (edge) => stated(edge, "end"), rank: (edge) => Math.max(edges.endEarliest[edge], edges.endLatest[edge]) },
    ...(page.state.time ? [{ key: "held", title: t.columns.held, width: 0.6, text: sure, rank: (edge: number) => page.result.status?.[edge] ?? 0 }] : []),
    coded("stage", t.columns.stage, 2.2, edges.stage, edges.stages),
    { key: "asOf", title: t.columns.asOf, width: 1.75, text: (edge) => isoOf(edges.asOf[edge]), rank: (edge) => edges.asOf[edge], finder: dates(edges.asOf, edges.beginEarliest, edges.endLatest) },
    coded("basis", t.columns.basis, 1.7, edges.basis, edges.bases),
    ...(edges.conflict.includes(1) ? [{ key: "conflict", title: t.columns.conflict, width: 0.8, text: conflict, rank: (edge: number) => edges.conflict[edge] }] : []),
    {
      key: "source",
      title: t.columns.source,
      width: 2.6,
      text: (edge) => Array.from(edges.sourceOf.subarray(edges.sourceAt[edge], edges.sourceAt[edge + 1]), (one) => sources[one]?.title || sources[one]?.iri || "").join("; "),
      finder: (word) => {
        const has = among(sourceCodes.labels, word);
        return (edge) => edges.sourceOf.subarray(edges.sourceAt[edge], edges.sourceAt[edge + 1]).some((one) => has[one] === 1);
      },
      rank: (edge) => (edges.sourceAt[edge + 1] > edges.sourceAt[edge] ? sourceRanks[edges.sourceOf[edges.sourceAt[edge]]] : -1),
    },
  ];
}

/** Rows that have every word typed in some column. */
export function found(rows: readonly number[], columns: readonly Column[], typed: string): readonly number[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean).map((word) => (/^[0-9-]+$/.test(word) ? word : fold(word) || word));
  const asked = words.map((word) => columns.flatMap((one) => one.finder?.(word) ?? []));
  return rows.filter((row) => asked.every((finders) => finders.some((has) => has(row))));
}

export function sorted(rows: readonly number[], column: Column | undefined, descending: boolean): readonly number[] {
  if (!column) return rows;
  const keys = new Map<number, number>();
  for (const row of rows) keys.set(row, column.rank(row));
  const sign = descending ? -1 : 1;
  return rows.slice().sort((a, b) => sign * (keys.get(a)! - keys.get(b)!) || a - b);
}

const shownRows = (mask: Uint8Array): number[] => {
  const rows: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i]) rows.push(i);
  return rows;
};
export const shownNodes = (page: Page): number[] => shownRows(page.result.nodes);
export const shownEdges = (page: Page): number[] => shownRows(page.result.edges);

/** Rows of the three files of an export: what is shown, with IRIs. */
export function nodeTable(page: Page): [string[], string[][]] {
  const columns = nodeColumns(page);
  const { iri, lat, lon } = page.core.nodes;
  const place = (value: number): string => (Number.isNaN(value) ? "" : String(value));
  return [
    [...columns.map((one) => one.key), "id", "lat", "lon"],
    shownNodes(page).map((node) => [...columns.map((one) => one.text(node)), iri[node], place(lat[node]), place(lon[node])]),
  ];
}

export function edgeTable(page: Page): [string[], string[][]] {
  const columns = edgeColumns(page);
  const { nodes, edges } = page.core;
  return [
    [...columns.map((one) => (one.key === "source" ? "sources" : one.key)), "source", "target", "weight", "statements"],
    shownEdges(page).map((edge) => [
      ...columns.map((one) => one.text(edge)),
      ...[edges.source[edge], edges.target[edge]].map((node) => nodes.iri[node]),
      String(edges.weight[edge]),
      (page.detail?.statementsOfEdge(edge) ?? []).map((one) => one.iri).join(" "),
    ]),
  ];
}

/** One row a statement and evidence, of the relations shown. */
export function statementTable(page: Page): [string[], string[][]] {
  const header = ["statement", "type", "label", "begin", "begin_earliest", "begin_latest", "end", "end_earliest", "end_latest", "stage", "as_of"];
  const rows: string[][] = [];
  const seen = new Set<string>();
  for (const edge of shownEdges(page)) {
    for (const one of page.detail?.statementsOfEdge(edge) ?? []) {
      if (seen.has(one.iri)) continue;
      seen.add(one.iri);
      const { bounds } = one;
      const own = [one.iri, one.type, one.label, one.begin, bounds[0], bounds[1], one.end, bounds[2], bounds[3], one.stage, one.asOf];
      const more = [one.basis, one.confidence, one.preference, one.conflicts.join(" "), one.note];
      for (const each of one.evidence.length ? one.evidence : [undefined]) {
        const source = each && page.core.sources[each.source];
        rows.push([...own, ...more, source?.iri ?? "", source?.title ?? "", source?.publisher ?? "", source?.date ?? "", source?.licence ?? "", each?.locator ?? "", each?.asStated ?? ""]);
      }
    }
  }
  return [[...header, "basis", "confidence", "preference", "conflicts_with", "note", "source", "title", "publisher", "source_date", "licence", "locator", "as_stated"], rows];
}
