/** Shortest paths over the edges that are shown; parallel edges of one step belong to it. */

import { otherEnd, type Adjacency } from "./adjacency";
import type { Core } from "./model";

export interface Step {
  readonly from: number;
  readonly to: number;
  /** All edges that make the step. */
  readonly edges: readonly number[];
}

export interface Found {
  /** Steps of each shortest path, in a stable order. */
  readonly paths: readonly (readonly Step[])[];
  /** Number of steps. */
  readonly length: number;
  /** More paths exist than are listed. */
  readonly more: boolean;
  /** An edge had to be walked against its direction. */
  readonly against: boolean;
}

const MOST = 100;

/** Shortest paths, along the direction of edges where the network is directed, else any way. */
export function shortestPaths(
  core: Core,
  adjacency: Adjacency,
  shown: Uint8Array,
  from: number,
  to: number,
): Found | undefined {
  if (from === to) return undefined;
  const along = (edge: number, node: number): boolean => !core.meta.directed || core.edges.source[edge] === node;
  const found = search(core, adjacency, shown, from, to, along, false);
  return found ?? (core.meta.directed ? search(core, adjacency, shown, from, to, () => true, true) : undefined);
}

function search(
  core: Core,
  adjacency: Adjacency,
  shown: Uint8Array,
  from: number,
  to: number,
  allowed: (edge: number, node: number) => boolean,
  against: boolean,
): Found | undefined {
  const distance = new Int32Array(core.nodes.count).fill(-1);
  distance[from] = 0;
  let layer = [from];
  while (layer.length > 0 && distance[to] < 0) {
    const next: number[] = [];
    for (const node of layer) {
      for (let i = adjacency.start[node]; i < adjacency.start[node + 1]; i++) {
        const edge = adjacency.edge[i];
        if (!shown[edge] || !allowed(edge, node)) continue;
        const other = otherEnd(core, edge, node);
        if (distance[other] >= 0) continue;
        distance[other] = distance[node] + 1;
        next.push(other);
      }
    }
    layer = next;
  }
  if (distance[to] < 0) return undefined;
  const paths: Step[][] = [];
  // From the end to the beginning; with a list of what is still to be tried, a path may be of any length.
  const steps: Step[] = [];
  const open: Iterator<[number, number[]]>[] = [previous(core, adjacency, shown, distance, to, allowed).entries()];
  let more = false;
  while (open.length > 0 && !more) {
    const { done, value } = open[open.length - 1].next();
    if (done) {
      open.pop();
      steps.pop();
      continue;
    }
    const [before, edges] = value;
    const step = { from: before, to: steps.length ? steps[steps.length - 1].from : to, edges };
    if (before === from) {
      if (paths.length < MOST) paths.push([...steps, step].reverse());
      else more = true;
    } else {
      steps.push(step);
      open.push(previous(core, adjacency, shown, distance, before, allowed).entries());
    }
  }
  return { paths, length: distance[to], more, against };
}

function previous(
  core: Core,
  adjacency: Adjacency,
  shown: Uint8Array,
  distance: Int32Array,
  node: number,
  allowed: (edge: number, node: number) => boolean,
): Map<number, number[]> {
  const steps = new Map<number, number[]>();
  for (let i = adjacency.start[node]; i < adjacency.start[node + 1]; i++) {
    const edge = adjacency.edge[i];
    const before = otherEnd(core, edge, node);
    if (!shown[edge] || distance[before] !== distance[node] - 1 || !allowed(edge, before)) continue;
    const held = steps.get(before);
    if (held) held.push(edge);
    else steps.set(before, [edge]);
  }
  return steps;
}
