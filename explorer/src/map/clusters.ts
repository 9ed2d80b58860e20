/** Things that would stand upon each other, gathered under the most important of them. */

export interface Clusters {
  /** For each node its leader; -1 where it has no place or is hidden. */
  readonly leader: Int32Array;
  /** Leaders and how many stand under each, itself included. */
  readonly size: ReadonlyMap<number, number>;
}

/**
 * @param order nodes, the most important first
 * @param reach distance within which nodes gather, in units of x and y
 */
export function cluster(
  order: Iterable<number>,
  shown: Uint8Array,
  x: Float32Array,
  y: Float32Array,
  reach: number,
): Clusters {
  const leader = new Int32Array(x.length).fill(-1);
  const size = new Map<number, number>();
  const cells = new Map<number, number[]>();
  const width = Math.ceil(1 / reach) + 3;
  for (const node of order) {
    if (!shown[node] || Number.isNaN(x[node])) continue;
    const [column, row] = [Math.floor(x[node] / reach), Math.floor(y[node] / reach)];
    const found = nearest(cells, width, column, row, x, y, node, reach);
    leader[node] = found < 0 ? node : found;
    size.set(leader[node], (size.get(leader[node]) ?? 0) + 1);
    if (found >= 0) continue;
    const cell = (row + 1) * width + column + 1;
    const there = cells.get(cell);
    if (there) there.push(node);
    else cells.set(cell, [node]);
  }
  return { leader, size };
}

function nearest(
  cells: ReadonlyMap<number, number[]>,
  width: number,
  column: number,
  row: number,
  x: Float32Array,
  y: Float32Array,
  node: number,
  reach: number,
): number {
  let [best, least] = [-1, reach];
  for (let r = row; r <= row + 2; r++) {
    for (let c = column; c <= column + 2; c++) {
      for (const other of cells.get(r * width + c) ?? []) {
        const away = Math.hypot(x[other] - x[node], y[other] - y[node]);
        if (away < least) [best, least] = [other, away];
      }
    }
  }
  return best;
}
