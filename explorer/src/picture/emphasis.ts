/** What stands out of a picture: selected things, a path, an ego network, or what is under the pointer. */
import { type Adjacency, otherEnd } from "../adjacency";
import type { Core } from "../model";
import type { Selection, Shown } from "../views";

export interface Emphasis {
  /** Whether anything does; if not, nothing fades. */
  readonly any: boolean;
  /** 1 stands out, 2 chosen itself. */
  readonly nodes: Uint8Array;
  /** 1 stands out, 2 chosen itself or on the path. */
  readonly edges: Uint8Array;
}

export function emphasis(core: Core, links: Adjacency, shown: Shown, selection: Selection): Emphasis {
  const nodes = new Uint8Array(core.nodes.count);
  const edges = new Uint8Array(core.edges.count);
  const chosen = selection.nodes.length + selection.edges.length + selection.path.length > 0;
  const none = !chosen && selection.focus < 0 && selection.hover < 0;
  if (none) return { any: false, nodes, edges };
  const around = (node: number): number[] => {
    const found: number[] = [];
    for (let i = links.start[node]; i < links.start[node + 1]; i++) {
      const edge = links.edge[i];
      const other = otherEnd(core, edge, node);
      if (!shown.edges[edge] || !shown.nodes[other]) continue;
      if (!edges[edge]) edges[edge] = 1;
      if (!nodes[other]) {
        nodes[other] = 1;
        found.push(other);
      }
    }
    return found;
  };
  if (selection.focus >= 0 && !chosen) {
    nodes[selection.focus] = 2;
    let ring = [selection.focus];
    for (let step = 0; step < Math.max(1, selection.depth); step++) ring = ring.flatMap(around);
  } else if (chosen) {
    if (selection.nodes.length === 1 && !selection.path.length) around(selection.nodes[0]);
    for (const node of selection.nodes) nodes[node] = 2;
    if (selection.nodes.length > 1) {
      for (const node of selection.nodes) {
        for (let i = links.start[node]; i < links.start[node + 1]; i++) {
          if (nodes[otherEnd(core, links.edge[i], node)] === 2) edges[links.edge[i]] = 1;
        }
      }
    }
    for (const edge of [...selection.edges, ...selection.path]) {
      edges[edge] = 2;
      for (const end of [core.edges.source[edge], core.edges.target[edge]]) if (!nodes[end]) nodes[end] = 1;
    }
  } else {
    around(selection.hover);
  }
  if (selection.hover >= 0) nodes[selection.hover] = 2;
  return { any: true, nodes, edges };
}
