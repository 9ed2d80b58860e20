/** Finds the node near a point: nodes in the cells of a square grid. */
import type { Nodes } from "../model";

export class Grid {
  private readonly side: number;
  private readonly at: Uint32Array;
  private readonly of: Uint32Array;

  constructor(
    private readonly x: Float32Array,
    private readonly y: Float32Array,
    nodes: Nodes,
  ) {
    this.side = Math.max(1, Math.ceil(Math.sqrt(nodes.count / 2)));
    const cell = (node: number): number => this.cellOf(y[node]) * this.side + this.cellOf(x[node]);
    this.at = new Uint32Array(this.side * this.side + 1);
    for (let node = 0; node < nodes.count; node++) this.at[cell(node) + 1]++;
    for (let i = 0; i < this.side * this.side; i++) this.at[i + 1] += this.at[i];
    const next = this.at.slice();
    this.of = new Uint32Array(nodes.count);
    for (let node = 0; node < nodes.count; node++) this.of[next[cell(node)]++] = node;
  }

  private cellOf(value: number): number {
    return Math.max(0, Math.min(this.side - 1, Math.floor(value * this.side)));
  }

  /** Every node in a box. */
  *within(left: number, low: number, right: number, high: number): Generator<number> {
    for (let row = this.cellOf(low); row <= this.cellOf(high); row++) {
      const from = row * this.side + this.cellOf(left);
      const to = row * this.side + this.cellOf(right) + 1;
      for (let i = this.at[from]; i < this.at[to]; i++) {
        const node = this.of[i];
        if (this.x[node] >= left && this.x[node] <= right && this.y[node] >= low && this.y[node] <= high) yield node;
      }
    }
  }
}
