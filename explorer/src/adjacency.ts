/** Edges of each node in typed arrays, made once. */

import type { Core } from "./model";

export interface Adjacency {
  /** Edges of node n: `edge[start[n] .. start[n + 1]]`; a loop stands once. */
  readonly start: Uint32Array;
  readonly edge: Uint32Array;
}

export function adjacencyOf(core: Core): Adjacency {
  const { source, target, count } = core.edges;
  const start = new Uint32Array(core.nodes.count + 1);
  for (let e = 0; e < count; e++) {
    const s = source[e];
    const t = target[e];
    start[s + 1]++;
    if (t !== s) start[t + 1]++;
  }
  for (let n = 0; n < core.nodes.count; n++) start[n + 1] += start[n];
  const next = start.slice();
  const edge = new Uint32Array(start[core.nodes.count]);
  for (let e = 0; e < count; e++) {
    const s = source[e];
    const t = target[e];
    edge[next[s]++] = e;
    if (t !== s) edge[next[t]++] = e;
  }
  return { start, edge };
}

export const degreeOf = (adjacency: Adjacency, node: number): number =>
  adjacency.start[node + 1] - adjacency.start[node];

export const otherEnd = (core: Core, edge: number, node: number): number =>
  core.edges.source[edge] === node ? core.edges.target[edge] : core.edges.source[edge];
