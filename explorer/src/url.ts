/**
 * The state as the part of an address behind `#`, with stable IRIs and never an index.
 *
 * `#v=1&view=map&sel=…&focus=id:2&f.type=-event&t=1990..2004&undated=0&cam=…`; keys that this
 * version does not know are kept.
 */

import { shortFirst, shortLast, spanOf } from "./dates";
import { codesOf, EDGE_FACETS, NODE_FACETS, orNone, type Choice, type Facet } from "./filter";
import type { Core, Detail } from "./model";
import { START, usualColour, VIEWS, type State, type Theme, type ViewName } from "./state";

const BASE = "https://w3id.org/coopgraph/id/";
const MOST_SELECTED = 200;
const FACETS: readonly Facet[] = [...NODE_FACETS, ...EDGE_FACETS];
const KNOWN = new Set([
  ...["v", "view", "sel", "focus", "path", "nth", "alone", "t", "undated", "cam", "lang", "theme"],
  ...["colour", "size", "width", "q", "tab", "rows", "sort", "sparql"],
]);

export const short = (iri: string): string => (iri.startsWith(BASE) ? iri.slice(BASE.length) : iri);
export const long = (text: string): string => (/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : BASE + text);

// Signs that part lists and values are written as %XX inside a value; readable ones stay.
const write = (text: string): string =>
  encodeURIComponent(text).replace(/%2F/g, "/").replace(/%3A/g, ":").replace(/%40/g, "@").replace(/~/g, "%7E");

function read(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Keys and raw values, in order. */
export function pairs(hash: string): [string, string][] {
  return hash
    .replace(/^#/, "")
    .split("&")
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf("=");
      return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
    });
}

const isKnown = (key: string): boolean => KNOWN.has(key) || key.startsWith("f.") || key.startsWith("r.");

/** The parts of an address that this version does not know. */
export const unknownOf = (hash: string): [string, string][] => pairs(hash).filter(([key]) => !isKnown(key));

function choiceText(choice: Choice): string {
  return (choice.mode === "hide" ? "-" : "") + choice.values.map((value) => write(short(value))).join(",");
}

/** A relation by a statement that it rests on, and its ends. */
function edgeText(core: Core, detail: Detail | undefined, edge: number): string | undefined {
  const iri = detail?.statementsOfEdge(edge)[0]?.iri;
  if (iri === undefined) return undefined;
  const ends = [core.edges.source[edge], core.edges.target[edge]].map((node) => core.nodes.iri[node]);
  return [iri, ...ends].map((one) => write(short(one))).join("~");
}

export function encode(core: Core, detail: Detail | undefined, state: State, unknown: readonly [string, string][]): string {
  const parts: [string, string][] = [["v", "1"]];
  const add = (key: string, value: string, usual = ""): void => {
    if (value !== usual) parts.push([key, value]);
  };
  const iri = (node: number): string => write(short(core.nodes.iri[node]));
  add("view", state.view, START.view);
  const selected = [
    ...state.nodes.slice(0, MOST_SELECTED).map(iri),
    ...state.edges.slice(0, MOST_SELECTED).map((edge) => edgeText(core, detail, edge)),
  ];
  add("sel", selected.filter((one) => one !== undefined).join(","));
  if (state.focus >= 0) add("focus", `${iri(state.focus)}:${state.depth}`);
  add("path", state.ends.map(iri).join(","));
  add("nth", String(state.nth), "0");
  for (const facet of FACETS) {
    const choice = state.filters.facets[facet];
    if (choice) parts.push([`f.${facet}`, choiceText(choice)]);
  }
  for (const [key, [least, most]] of Object.entries(state.filters.ranges)) add(`r.${write(key)}`, `${least}..${most}`);
  add("alone", state.filters.alone ? "1" : "0", "1");
  if (state.time) {
    const [first, last] = [shortFirst(state.time[0]), shortLast(state.time[1])];
    add("t", first === last ? first : `${first}..${last}`);
  }
  add("undated", state.undated ? "1" : "0", "1");
  add("lang", write(state.language));
  add("theme", state.theme, START.theme);
  add("colour", write(state.colourBy), usualColour(core));
  add("size", write(state.sizeBy), START.sizeBy);
  add("width", state.widthBy, START.widthBy);
  add("q", write(state.search));
  add("tab", state.tab, START.tab);
  add("rows", write(state.tableText));
  if (state.sort) add("sort", (state.sort.descending ? "-" : "") + write(state.sort.column));
  add("sparql", write(state.sparql));
  add("cam", write(state.cameras[state.view] ?? ""));
  parts.push(...unknown);
  return parts.length === 1 ? "" : `#${parts.map(([key, value]) => `${key}=${value}`).join("&")}`;
}

export interface Decoded {
  readonly state: State;
  /** Things that the address names and the file does not have; statements wait for the details. */
  readonly missing: readonly string[];
}

export function decode(core: Core, detail: Detail | undefined, hash: string): Decoded {
  const raw = new Map(pairs(hash));
  const text = (key: string, usual = ""): string => (raw.has(key) ? read(raw.get(key)!) : usual);
  const list = (key: string): string[] => (raw.get(key) ?? "").split(",").filter(Boolean);
  const missing: string[] = [];
  const index = new Map<string, number>();
  if (["sel", "focus", "path"].some((key) => raw.get(key))) core.nodes.iri.forEach((iri, node) => index.set(iri, node));
  const nodeOf = (value: string): number => index.get(long(read(value))) ?? -1;
  const found = (value: string): number[] => {
    const node = nodeOf(value);
    if (node < 0) missing.push(long(read(value)));
    return node < 0 ? [] : [node];
  };

  const nodes: number[] = [];
  const edges: number[] = [];
  for (const value of list("sel")) {
    const node = value.includes("~") ? -1 : nodeOf(value);
    if (node >= 0) nodes.push(node);
    else if (detail) {
      const held = edgesOf(core, detail, value.split("~").map((part) => long(read(part))), nodeOf);
      for (const edge of held) edges.push(edge);
      if (!held.length) missing.push(long(read(value.split("~")[0])));
    }
  }
  const [, focusText = "", depthText = "1"] = /^(.*?)(?::([1-9]))?$/.exec(raw.get("focus") ?? "") ?? [];
  const view = text("view", START.view) as ViewName;
  const sort = text("sort");
  const theme = text("theme", START.theme);
  return {
    missing,
    state: {
      ...START,
      view: VIEWS.includes(view) ? view : START.view,
      nodes,
      edges,
      focus: focusText ? (found(focusText)[0] ?? -1) : -1,
      depth: Math.min(Number(depthText), 3),
      ends: list("path").slice(0, 2).flatMap(found),
      nth: Math.max(0, Math.trunc(Number(text("nth", "0"))) || 0),
      filters: orNone({ facets: facetsOf(core, raw), ranges: rangesOf(raw), alone: text("alone", "1") !== "0" }),
      time: timeOf(text("t")),
      undated: text("undated", "1") !== "0",
      cameras: text("cam") ? { [VIEWS.includes(view) ? view : START.view]: text("cam") } : {},
      language: text("lang"),
      theme: (["auto", "light", "dark"].includes(theme) ? theme : "auto") as Theme,
      colourBy: text("colour", usualColour(core)),
      sizeBy: text("size", START.sizeBy),
      widthBy: text("width", START.widthBy) === "weight" ? "weight" : "stage",
      search: text("q"),
      tab: text("tab") === "edges" ? "edges" : "nodes",
      tableText: text("rows"),
      sort: sort ? { column: sort.replace(/^-/, ""), descending: sort.startsWith("-") } : null,
      sparql: text("sparql"),
    },
  };
}

function facetsOf(core: Core, raw: ReadonlyMap<string, string>): State["filters"]["facets"] {
  const facets: Partial<Record<Facet, Choice>> = {};
  for (const facet of FACETS) {
    const value = raw.get(`f.${facet}`);
    if (value === undefined) continue;
    const { values } = codesOf(core, facet);
    const named = value
      .replace(/^-/, "")
      .split(",")
      .map(read)
      .map((one) => (values.includes(one) ? one : long(one)))
      .filter((one) => values.includes(one));
    if (named.length || !value.startsWith("-")) facets[facet] = { mode: value.startsWith("-") ? "hide" : "only", values: named };
  }
  return facets;
}

function rangesOf(raw: ReadonlyMap<string, string>): State["filters"]["ranges"] {
  const ranges: Record<string, readonly [number, number]> = {};
  for (const [key, value] of raw) {
    const [least, most] = value.split("..").map(Number);
    if (key.startsWith("r.") && Number.isFinite(least) && Number.isFinite(most)) ranges[read(key.slice(2))] = [least, most];
  }
  return ranges;
}

function timeOf(text: string): readonly [number, number] | null {
  const [from, to = from] = text.split("..");
  const first = spanOf(from);
  const last = spanOf(to);
  return first && last && first[0] <= last[1] ? [first[0], last[1]] : null;
}

/** Edges that rest on a statement; between two things only, where the address names them. */
function edgesOf(core: Core, detail: Detail, named: readonly string[], nodeOf: (iri: string) => number): number[] {
  const [iri, from, to] = named;
  if (!detail.statement(iri)) return [];
  const held = detail.edgesOn([iri]);
  if (!from || !to) return held;
  const ends = [nodeOf(from), nodeOf(to)];
  return held.filter((edge) => core.edges.source[edge] === ends[0] && core.edges.target[edge] === ends[1]);
}
