/** What is shown, and for everything that is not, one reason: so the sums agree. */

import { otherEnd, type Adjacency } from "./adjacency";
import { NO_DAY, type Codes, type Core } from "./model";
import { CERTAIN, NO, POSSIBLE, UNDATED, statusWithin } from "./status";
import type { Shown } from "./views";

export const NODE_FACETS = ["type", "country"] as const;
export const EDGE_FACETS = ["stage", "relation", "role", "basis", "source"] as const;
export type NodeFacet = (typeof NODE_FACETS)[number];
export type EdgeFacet = (typeof EDGE_FACETS)[number];
export type Facet = NodeFacet | EdgeFacet;

/** Values of a column that are hidden, or the only ones shown; values, never codes. */
export interface Choice {
  readonly mode: "hide" | "only";
  readonly values: readonly string[];
}

export interface Filters {
  readonly facets: Readonly<Partial<Record<Facet, Choice>>>;
  /** Least and greatest value by measure of things; "weight" is the one of relations. */
  readonly ranges: Readonly<Record<string, readonly [number, number]>>;
  /** Whether things stay that no shown relation touches. */
  readonly alone: boolean;
}

export const NO_FILTERS: Filters = { facets: {}, ranges: {}, alone: true };

/** Filters, or the one object that says there are none: so that it can be told by identity. */
export function orNone(filters: Filters): Filters {
  const { facets, ranges, alone } = filters;
  return Object.keys(facets).length || Object.keys(ranges).length || !alone ? filters : NO_FILTERS;
}

export interface Question {
  readonly filters: Filters;
  /** First and last day. */
  readonly time: readonly [number, number] | null;
  readonly undated: boolean;
  readonly focus: number;
  readonly depth: number;
}

export type ReasonKey = Facet | "range" | "weight" | "time" | "later" | "undated" | "focus" | "alone";

/** Why some are hidden; `what` is the value's code for a facet, the measure's key for a range. */
export interface Reason {
  readonly key: ReasonKey;
  readonly what: string;
  readonly nodes: number;
  readonly edges: number;
}

export interface Result extends Shown {
  readonly shownNodes: number;
  readonly shownEdges: number;
  readonly reasons: readonly Reason[];
  /** 1 where an edge passes everything but the time. */
  readonly anyTime: Uint8Array;
  /** How many of each value pass everything else; by code. */
  readonly counts: Readonly<Record<Facet, Uint32Array>>;
  /** Status of each edge in the window; undefined without one. */
  readonly status: Uint8Array | undefined;
}

/** Codes and column of a facet; sources are a list for each edge and have none. */
export function codesOf(core: Core, facet: Facet): Codes {
  switch (facet) {
    case "type":
      return core.nodes.types;
    case "country":
      return core.nodes.countries;
    case "stage":
      return core.edges.stages;
    case "relation":
      return core.edges.types;
    case "role":
      return core.edges.roles;
    case "basis":
      return core.edges.bases;
    case "source":
      return { values: core.sources.map((one) => one.iri), labels: core.sources.map((one) => one.title || one.iri) };
  }
}

type Column = Uint8Array | Uint16Array;

function columnOf(core: Core, facet: Exclude<Facet, "source">): Column {
  const { nodes, edges } = core;
  return { type: nodes.type, country: nodes.country, stage: edges.stage, relation: edges.type, role: edges.role, basis: edges.basis }[
    facet
  ];
}

// Bits of a failure; the lowest that is set is the reason given.
const NODE_BITS = { type: 1, country: 2, range: 4, focus: 8, alone: 16 } as const;
const EDGE_BITS = { ends: 1, stage: 2, relation: 4, role: 8, basis: 16, source: 32, weight: 64, undated: 128, time: 256, later: 512 } as const;

const TIME = EDGE_BITS.time | EDGE_BITS.later | EDGE_BITS.undated;

function allowedCodes(codes: Codes, choice: Choice | undefined): Uint8Array | undefined {
  if (!choice) return undefined;
  const allowed = new Uint8Array(Math.max(codes.values.length, 1)).fill(choice.mode === "hide" ? 1 : 0);
  codes.values.forEach((value, code) => {
    if (choice.values.includes(value)) allowed[code] = choice.mode === "hide" ? 0 : 1;
  });
  return allowed;
}

function mark(column: Column, allowed: Uint8Array | undefined, bit: number, fails: Uint16Array): void {
  if (!allowed) return;
  for (let i = 0; i < fails.length; i++) if (!allowed[column[i]]) fails[i] |= bit;
}

export class Filter {
  private readonly core: Core;
  private readonly adjacency: Adjacency;
  private readonly nodeFails: Uint16Array;
  private readonly edgeFails: Uint16Array;
  private readonly status: Uint8Array;
  private timeless: { readonly filters: Filters; readonly focus: number; readonly passing: Uint8Array } | undefined;

  constructor(core: Core, adjacency: Adjacency) {
    this.core = core;
    this.adjacency = adjacency;
    this.nodeFails = new Uint16Array(core.nodes.count);
    this.edgeFails = new Uint16Array(core.edges.count);
    this.status = new Uint8Array(core.edges.count);
  }

  apply(question: Question): Result {
    const { core, nodeFails, edgeFails } = this;
    const { source, target } = core.edges;
    nodeFails.fill(0);
    edgeFails.fill(0);
    this.markNodes(question.filters);
    this.markEdges(question);
    for (let e = 0; e < edgeFails.length; e++) if (nodeFails[source[e]] || nodeFails[target[e]]) edgeFails[e] |= EDGE_BITS.ends;
    if (question.focus >= 0) this.markFocus(question.focus, question.depth);
    if (!question.filters.alone) this.markAlone();
    return this.result(question);
  }

  private markNodes(filters: Filters): void {
    for (const facet of NODE_FACETS) {
      const allowed = allowedCodes(codesOf(this.core, facet), filters.facets[facet]);
      mark(columnOf(this.core, facet), allowed, NODE_BITS[facet], this.nodeFails);
    }
    for (const [key, [least, most]] of Object.entries(filters.ranges)) {
      const values = Object.hasOwn(this.core.nodes.measures, key) ? this.core.nodes.measures[key] : undefined;
      if (!values) continue;
      for (let n = 0; n < values.length; n++) if (!(values[n] >= least && values[n] <= most)) this.nodeFails[n] |= NODE_BITS.range;
    }
  }

  private markEdges(question: Question): void {
    const { core, edgeFails } = this;
    const { filters, time } = question;
    for (const facet of ["stage", "relation", "role", "basis"] as const) {
      mark(columnOf(core, facet), allowedCodes(codesOf(core, facet), filters.facets[facet]), EDGE_BITS[facet], edgeFails);
    }
    const sources = allowedCodes(codesOf(core, "source"), filters.facets.source);
    const { sourceAt, sourceOf } = core.edges;
    if (sources) {
      for (let e = 0; e < edgeFails.length; e++) {
        let passes = 0;
        for (let i = sourceAt[e]; i < sourceAt[e + 1]; i++) passes |= sources[sourceOf[i]];
        if (!passes) edgeFails[e] |= EDGE_BITS.source;
      }
    }
    const weights = filters.ranges["weight"];
    if (weights) {
      const { weight } = core.edges;
      for (let e = 0; e < weight.length; e++) if (!(weight[e] >= weights[0] && weight[e] <= weights[1])) edgeFails[e] |= EDGE_BITS.weight;
    }
    if (time) this.markTime(time);
    if (!question.undated) this.markUndated();
  }

  private markTime(time: readonly [number, number]): void {
    const { edgeFails, status } = this;
    statusWithin(this.core.edges, time[0], time[1], status);
    for (let e = 0; e < edgeFails.length; e++) {
      const found = status[e];
      if (found === CERTAIN || found === POSSIBLE || found === UNDATED) continue;
      edgeFails[e] |= found === NO ? EDGE_BITS.time : EDGE_BITS.later;
    }
  }

  private markUndated(): void {
    const { beginEarliest, beginLatest } = this.core.edges;
    for (let e = 0; e < this.edgeFails.length; e++) {
      if (beginEarliest[e] === NO_DAY && beginLatest[e] === NO_DAY) this.edgeFails[e] |= EDGE_BITS.undated;
    }
  }

  private markFocus(focus: number, depth: number): void {
    const { core, adjacency, nodeFails, edgeFails } = this;
    const near = new Uint8Array(core.nodes.count);
    near[focus] = 1;
    let layer = nodeFails[focus] ? [] : [focus];
    for (let k = 0; k < depth; k++) {
      const next: number[] = [];
      for (const node of layer) {
        for (let i = adjacency.start[node]; i < adjacency.start[node + 1]; i++) {
          if (edgeFails[adjacency.edge[i]]) continue;
          const other = otherEnd(core, adjacency.edge[i], node);
          if (near[other]) continue;
          near[other] = 1;
          next.push(other);
        }
      }
      layer = next;
    }
    const { source, target } = core.edges;
    for (let n = 0; n < near.length; n++) if (!near[n]) nodeFails[n] |= NODE_BITS.focus;
    for (let e = 0; e < edgeFails.length; e++) if (!near[source[e]] || !near[target[e]]) edgeFails[e] |= EDGE_BITS.ends;
  }

  private markAlone(): void {
    const { nodeFails, edgeFails } = this;
    const { source, target } = this.core.edges;
    const touched = new Uint8Array(nodeFails.length);
    for (let e = 0; e < edgeFails.length; e++) if (!edgeFails[e]) touched[source[e]] = touched[target[e]] = 1;
    for (let n = 0; n < touched.length; n++) if (!touched[n]) nodeFails[n] |= NODE_BITS.alone;
  }

  private result(question: Question): Result {
    const { core, nodeFails, edgeFails, status } = this;
    const nodes = new Uint8Array(nodeFails.length);
    const edges = new Uint8Array(edgeFails.length);
    const edgeAlpha = new Uint8Array(edgeFails.length).fill(255);
    let shownNodes = 0;
    let shownEdges = 0;
    for (let n = 0; n < nodes.length; n++) if (!nodeFails[n]) shownNodes += nodes[n] = 1;
    for (let e = 0; e < edges.length; e++) {
      if (!edgeFails[e]) shownEdges += edges[e] = 1;
      if (question.time && status[e] !== CERTAIN) edgeAlpha[e] = 115;
    }
    const window = question.time ? status.slice() : undefined;
    const everything = shownNodes === core.nodes.count && shownEdges === core.edges.count;
    return {
      nodes,
      edges,
      edgeAlpha,
      shownNodes,
      shownEdges,
      status: window,
      anyTime: this.withoutTime(question),
      reasons: everything ? [] : this.reasons(question.filters),
      counts: this.counts(),
    };
  }

  /** The same object as before while only the time changes. */
  private withoutTime(question: Question): Uint8Array {
    const { filters, focus } = question;
    if (this.timeless && this.timeless.filters === filters && this.timeless.focus === focus && focus < 0) return this.timeless.passing;
    const passing = new Uint8Array(this.edgeFails.length);
    for (let e = 0; e < passing.length; e++) if (!(this.edgeFails[e] & ~TIME)) passing[e] = 1;
    this.timeless = { filters, focus, passing };
    return passing;
  }

  private reasons(filters: Filters): Reason[] {
    const { core, nodeFails, edgeFails } = this;
    const { source, target, stage, type, role, basis, sourceAt, sourceOf } = core.edges;
    const tally = new Tally();
    const ofNode = (n: number, isEdge: 0 | 1): void => {
      const fails = nodeFails[n];
      if (fails & NODE_BITS.type) tally.add("type", core.nodes.type[n], isEdge);
      else if (fails & NODE_BITS.country) tally.add("country", core.nodes.country[n], isEdge);
      else if (fails & NODE_BITS.range) tally.add("range", failedRange(core, filters, n), isEdge);
      else tally.add(fails & NODE_BITS.focus ? "focus" : "alone", 0, isEdge);
    };
    for (let n = 0; n < nodeFails.length; n++) if (nodeFails[n]) ofNode(n, 0);
    for (let e = 0; e < edgeFails.length; e++) {
      const fails = edgeFails[e];
      if (!fails) continue;
      if (fails & EDGE_BITS.ends) {
        const end = nodeFails[source[e]] ? source[e] : target[e];
        if (nodeFails[end]) ofNode(end, 1);
        else tally.add("focus", 0, 1);
      } else if (fails & EDGE_BITS.stage) tally.add("stage", stage[e], 1);
      else if (fails & EDGE_BITS.relation) tally.add("relation", type[e], 1);
      else if (fails & EDGE_BITS.role) tally.add("role", role[e], 1);
      else if (fails & EDGE_BITS.basis) tally.add("basis", basis[e], 1);
      else if (fails & EDGE_BITS.source) tally.add("source", sourceAt[e + 1] > sourceAt[e] ? sourceOf[sourceAt[e]] : -1, 1);
      else if (fails & EDGE_BITS.weight) tally.add("weight", -1, 1);
      else if (fails & EDGE_BITS.undated) tally.add("undated", 0, 1);
      else tally.add(fails & EDGE_BITS.time ? "time" : "later", 0, 1);
    }
    const ranges = Object.keys(filters.ranges);
    return tally.reasons((key, what) => (key === "range" ? (ranges[what] ?? "") : key === "weight" ? "weight" : key in FACET_NAMES ? String(what) : ""));
  }

  private counts(): Record<Facet, Uint32Array> {
    const { core, nodeFails, edgeFails } = this;
    const tally = (column: Column, size: number, fails: Uint16Array, bit: number): Uint32Array => {
      const counts = new Uint32Array(size);
      for (let i = 0; i < fails.length; i++) if (!(fails[i] & ~bit)) counts[column[i]]++;
      return counts;
    };
    const ofNodes = (facet: NodeFacet): Uint32Array =>
      tally(columnOf(core, facet), codesOf(core, facet).values.length, nodeFails, NODE_BITS[facet] | NODE_BITS.alone);
    const ofEdges = (facet: Exclude<EdgeFacet, "source">): Uint32Array =>
      tally(columnOf(core, facet), codesOf(core, facet).values.length, edgeFails, EDGE_BITS[facet]);
    const source = new Uint32Array(core.sources.length);
    const { sourceAt, sourceOf } = core.edges;
    for (let e = 0; e < edgeFails.length; e++) {
      if (edgeFails[e] & ~EDGE_BITS.source) continue;
      for (let i = sourceAt[e]; i < sourceAt[e + 1]; i++) source[sourceOf[i]]++;
    }
    return {
      type: ofNodes("type"),
      country: ofNodes("country"),
      stage: ofEdges("stage"),
      relation: ofEdges("relation"),
      role: ofEdges("role"),
      basis: ofEdges("basis"),
      source,
    };
  }
}

/** Which of the ranges a thing is out of, by its place. */
function failedRange(core: Core, filters: Filters, node: number): number {
  return Object.entries(filters.ranges).findIndex(([key, [least, most]]) => {
    const value = Object.hasOwn(core.nodes.measures, key) ? core.nodes.measures[key][node] : undefined;
    return value !== undefined && !(value >= least && value <= most);
  });
}

const FACET_NAMES: Readonly<Record<string, true>> = { type: true, country: true, stage: true, relation: true, role: true, basis: true, source: true };

/** Counts of things and relations by reason and value, without making a text for each. */
class Tally {
  private readonly found = new Map<ReasonKey, Map<number, [number, number]>>();

  add(key: ReasonKey, what: number, isEdge: 0 | 1): void {
    let values = this.found.get(key);
    if (!values) this.found.set(key, (values = new Map()));
    let pair = values.get(what);
    if (!pair) values.set(what, (pair = [0, 0]));
    pair[isEdge]++;
  }

  reasons(named: (key: ReasonKey, what: number) => string): Reason[] {
    const all = Array.from(this.found, ([key, values]) =>
      Array.from(values, ([what, [nodes, edges]]): Reason => ({ key, what: named(key, what), nodes, edges })),
    );
    return all.flat().sort((a, b) => b.edges - a.edges || b.nodes - a.nodes);
  }
}

/** A choice with one value switched; nothing where all values are shown again. */
export function toggled(choice: Choice | undefined, value: string, all: readonly string[]): Choice | undefined {
  if (!choice) return { mode: "hide", values: [value] };
  const values = choice.values.includes(value) ? choice.values.filter((one) => one !== value) : [...choice.values, value];
  if (choice.mode === "hide") return values.length ? { mode: "hide", values } : undefined;
  return all.every((one) => values.includes(one)) ? undefined : { mode: "only", values };
}

export function passes(choice: Choice | undefined, value: string): boolean {
  return !choice || choice.values.includes(value) === (choice.mode === "only");
}
