/** A small network made by hand, for tests. */
import type { Core, Family, Line } from "../src/model";
import type { Look, Selection, Shown } from "../src/views";

const family = (key: string, types: string[], light: string, dark: string): Family => ({
  key,
  label: key,
  types,
  light,
  dark,
  outline: "M1 0L0 1L-1 0Z",
  ink: "M1 0L0 1L-1 0Z",
});

const line = (key: string, stages: string[], dashes: number[] = []): Line => ({
  key,
  label: key,
  stages,
  width: 1.6,
  dashes,
  opacity: 1,
  tick: false,
});

/** Edges as pairs of nodes. */
export function sample(count: number, pairs: readonly (readonly [number, number])[]): Core {
  const m = pairs.length;
  const days = (): Int32Array => new Int32Array(m).fill(-2147483648);
  return {
    meta: {
      directed: false,
      palette: {
        families: [
          family("territory", ["Territory"], "#2955d3", "#5196df"),
          family("other", [], "#565e67", "#a3acb7"),
        ],
        lines: [line("in-force", ["in-force"]), line("unknown", [""], [7, 3])],
        tokens: { edge: ["#767d86", "#7c8692"], background: ["#ffffff", "#14181d"] },
      },
    } as unknown as Core["meta"],
    nodes: {
      count,
      iri: Array.from({ length: count }, (_, i) => `https://example.org/${i}`),
      label: Array.from({ length: count }, (_, i) => `Thing ${i}`),
      type: new Uint8Array(count),
      types: { values: ["Territory"], labels: ["territory"] },
      kind: new Uint16Array(count),
      kinds: { values: [""], labels: [""] },
      country: Uint16Array.from({ length: count }, (_, i) => i % 12),
      countries: { values: [..."abcdefghijkl"], labels: [..."ABCDEFGHIJKL"] },
      community: new Uint16Array(count),
      side: new Uint8Array(count),
      lat: new Float32Array(count).fill(60),
      lon: new Float32Array(count).fill(22),
      x: Float32Array.from({ length: count }, (_, i) => i / count),
      y: new Float32Array(count).fill(0.5),
      measures: { strength: Float32Array.from({ length: count }, (_, i) => i) },
    },
    edges: {
      count: m,
      source: Uint32Array.from(pairs, ([s]) => s),
      target: Uint32Array.from(pairs, ([, t]) => t),
      type: new Uint8Array(m),
      types: { values: ["Twinning"], labels: ["twinning"] },
      role: new Uint8Array(m),
      roles: { values: [""], labels: [""] },
      stage: new Uint8Array(m),
      stages: { values: ["in-force"], labels: ["in force"] },
      basis: new Uint8Array(m),
      bases: { values: [""], labels: [""] },
      weight: new Float32Array(m).fill(1),
      beginEarliest: days(),
      beginLatest: days(),
      endEarliest: days(),
      endLatest: days(),
      asOf: days(),
      conflict: new Uint8Array(m),
      sourceAt: new Uint32Array(m + 1),
      sourceOf: new Uint16Array(0),
    },
    sources: [],
  };
}

export const allOf = (core: Core): Shown => ({
  nodes: new Uint8Array(core.nodes.count).fill(1),
  edges: new Uint8Array(core.edges.count).fill(1),
  edgeAlpha: new Uint8Array(core.edges.count).fill(255),
});

export const NOTHING: Selection = { nodes: [], edges: [], focus: -1, depth: 1, path: [], hover: -1 };

export const LOOK: Look = {
  colourBy: "type",
  sizeBy: "",
  widthBy: "stage",
  language: "",
  dark: false,
  reducedMotion: false,
};
