/** What things look like: colour, size and glyph of nodes, line of edges; one place for all views. */
import type { Codes, Core, Family, Line } from "../model";
import type { Look } from "../views";

/** One colour of the legend and how many things wear it. */
export interface Swatch {
  /** Code in the column, or -1 for all others. */
  readonly code: number;
  readonly label: string;
  readonly colour: string;
  readonly count: number;
}

export interface Colouring {
  /** Colours in use. */
  readonly colours: readonly string[];
  /** Index into `colours` of each node. */
  readonly of: Uint8Array;
  /** For a legend; empty where colour says the type, as glyphs do. */
  readonly swatches: readonly Swatch[];
  /** Ends of the scale where a number is shown. */
  readonly range?: readonly [number, number];
}

/** Colours of groups without order: apart in lightness and hue, light and dark (Okabe and Ito). */
const GROUPS: readonly (readonly [string, string])[] = [
  ["#0072b2", "#5cb3e6"],
  ["#b34700", "#f08a4b"],
  ["#00795c", "#35c9a0"],
  ["#a0326e", "#e08dbb"],
  ["#7a6400", "#e6cf4a"],
  ["#3d348b", "#9d95f2"],
  ["#63331c", "#c49274"],
  ["#2f6f7a", "#7fc4d1"],
];
const OTHERS: readonly [string, string] = ["#7b838c", "#7c8692"];

/** A scale from little to much. */
const SCALE: readonly (readonly [string, string])[] = [
  ["#8fa9c9", "#46607f"],
  ["#6c8fc0", "#557fb0"],
  ["#4a73b5", "#6ba0d8"],
  ["#2c55a0", "#92c2f0"],
  ["#123a80", "#c5e1fb"],
];

export function familyOf(core: Core, typeCode: number): Family {
  const { families } = core.meta.palette;
  const name = localName(core.nodes.types.values[typeCode] ?? "");
  return families.find((family) => family.types.includes(name)) ?? families[families.length - 1];
}

export function lineOf(core: Core, stageCode: number): Line {
  const { lines } = core.meta.palette;
  const slug = core.edges.stages.values[stageCode] ?? "";
  return lines.find((line) => line.stages.includes(slug)) ?? lines[lines.length - 1];
}

export function localName(value: string): string {
  return value.slice(Math.max(value.lastIndexOf("#"), value.lastIndexOf("/")) + 1);
}

export function token(core: Core, name: string, dark: boolean): string {
  const pair = core.meta.palette.tokens[name] ?? ["#000000", "#ffffff"];
  return pair[dark ? 1 : 0];
}

export function colouring(core: Core, look: Look): Colouring {
  const pick = (pair: readonly [string, string]): string => pair[look.dark ? 1 : 0];
  const { nodes } = core;
  if (look.colourBy === "community") {
    const size = nodes.community.reduce((most, one) => Math.max(most, one), 0) + 1;
    return grouped(nodes.community, Array.from({ length: size }, (_, i) => `${i + 1}`), pick);
  }
  if (look.colourBy === "country") return grouped(nodes.country, namesOf(nodes.countries), pick);
  const measure = Object.hasOwn(nodes.measures, look.colourBy) ? nodes.measures[look.colourBy] : undefined;
  if (measure) return scaled(measure, pick);
  const { families } = core.meta.palette;
  const familyOfType = nodes.types.values.map((_, code) => families.indexOf(familyOf(core, code)));
  return {
    colours: families.map((family) => (look.dark ? family.dark : family.light)),
    of: Uint8Array.from(nodes.type, (code) => familyOfType[code] ?? families.length - 1),
    swatches: [],
  };
}

function namesOf(codes: Codes): readonly string[] {
  return codes.values.map((value, code) => codes.labels[code] || value);
}

function grouped(
  column: Uint16Array,
  labels: readonly string[],
  pick: (pair: readonly [string, string]) => string,
): Colouring {
  const counts = new Uint32Array(Math.max(labels.length, 1));
  for (const code of column) if (code < counts.length) counts[code]++;
  const order = [...counts.keys()].filter((code) => counts[code] && labels[code]);
  order.sort((a, b) => counts[b] - counts[a] || a - b);
  const chosen = order.slice(0, GROUPS.length);
  const place = new Map(chosen.map((code, index) => [code, index]));
  const of = Uint8Array.from(column, (code) => place.get(code) ?? GROUPS.length);
  const swatches = chosen.map((code, index) => ({
    code,
    label: labels[code],
    colour: pick(GROUPS[index]),
    count: counts[code],
  }));
  const rest = column.length - swatches.reduce((sum, one) => sum + one.count, 0);
  if (rest) swatches.push({ code: -1, label: "", colour: pick(OTHERS), count: rest });
  return { colours: [...GROUPS.map(pick), pick(OTHERS)], of, swatches };
}

function scaled(measure: Float32Array, pick: (pair: readonly [string, string]) => string): Colouring {
  const sorted = measure.filter((value) => !Number.isNaN(value)).sort();
  // Fifths of the ranks: a few large values do not make all others pale.
  const cuts = SCALE.slice(1).map((_, i) => sorted[Math.floor(((i + 1) * sorted.length) / SCALE.length)]);
  const of = Uint8Array.from(measure, (value) =>
    Number.isNaN(value) ? SCALE.length : cuts.reduce((step, cut) => step + (value >= cut ? 1 : 0), 0),
  );
  return {
    colours: [...SCALE.map(pick), pick(OTHERS)],
    of,
    swatches: [],
    range: [sorted[0] ?? NaN, sorted[sorted.length - 1] ?? NaN],
  };
}

/** Radius of each node in pixels at the first camera: its area follows the measure. */
export function radii(core: Core, look: Look, degree: (node: number) => number): Float32Array {
  const { count, measures } = core.nodes;
  // What a thing has of a page, each way: in a crowd all are small.
  const room = 830 / Math.sqrt(Math.max(count, 1));
  const least = Math.max(1.5, Math.min(5, room * 0.22));
  const most = Math.max(5, Math.min(15, room * 0.8));
  const values = Object.hasOwn(measures, look.sizeBy)
    ? measures[look.sizeBy]
    : Float32Array.from({ length: count }, (_, node) => degree(node));
  let top = 0;
  for (const value of values) if (value > top) top = value;
  if (look.sizeBy === "" || top <= 0) return new Float32Array(count).fill(look.sizeBy === "" ? least + 2 : least);
  return Float32Array.from(values, (value) => least + (most - least) * Math.sqrt(Math.max(value, 0) / top || 0));
}

/** What sizes mean: values of small, middle and large things, each with its radius. */
export function sizeMarks(core: Core, look: Look, degree: (node: number) => number): [number, number][] {
  const { measures } = core.nodes;
  const drawn = radii(core, look, degree);
  const values = Object.hasOwn(measures, look.sizeBy) ? measures[look.sizeBy] : Float32Array.from(drawn, (_, node) => degree(node));
  const nearest = (wanted: number): number => {
    let best = -1;
    for (let n = 0; n < values.length; n++) if (values[n] > 0 && (best < 0 || Math.abs(values[n] - wanted) < Math.abs(values[best] - wanted))) best = n;
    return best;
  };
  const top = values.reduce((most, value) => (value > most ? value : most), 0);
  const chosen = [0, top / 4, top].map(nearest).filter((node) => node >= 0);
  return Array.from(new Map(chosen.map((node) => [values[node], drawn[node]])));
}

/** Width of a line by its weight, in pixels. */
export const weightWidth = (weight: number, top: number): number => 0.8 + 4.2 * Math.sqrt(weight / top);

const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/** A label as it is drawn: one line, no control characters, not longer than a line of a picture. */
export function drawnLabel(label: string, most = 42): string {
  const plain = label.slice(0, 400).replace(UNSEEN, " ").trim();
  const signs = [...plain];
  return signs.length > most ? `${signs.slice(0, most - 1).join("").trimEnd()}…` : plain;
}

export function rgb(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
