/** The last touch of the layout, at the size of this page: glyphs do not lie upon each other. */

/** Larger networks are crowds, where they may. */
const MOST = 4000;
const ROUNDS = 24;
const GAP = 3;

/**
 * Pushes apart nodes that overlap, in place; the same page gives the same places.
 *
 * @param scale pixels of the unit
 */
export function refine(x: Float32Array, y: Float32Array, radius: Float32Array, scale: number): void {
  if (x.length > MOST || x.length < 2 || !(scale > 0)) return;
  const reach = (2 * radius.reduce((most, one) => Math.max(most, one), 0) + GAP) / scale;
  for (let round = 0; round < ROUNDS; round++) {
    const cells = new Map<number, number[]>();
    const cell = (node: number, right = 0, down = 0): number =>
      (Math.floor(y[node] / reach) + down) * 65_536 + Math.floor(x[node] / reach) + right;
    for (let node = 0; node < x.length; node++) {
      const there = cells.get(cell(node));
      if (there) there.push(node);
      else cells.set(cell(node), [node]);
    }
    let moved = false;
    for (let node = 0; node < x.length; node++) {
      for (let i = 0; i < 9; i++) {
        for (const other of cells.get(cell(node, (i % 3) - 1, Math.floor(i / 3) - 1)) ?? []) {
          if (other > node && part(x, y, node, other, (radius[node] + radius[other] + GAP) / scale)) moved = true;
        }
      }
    }
    if (!moved) return;
  }
}

function part(x: Float32Array, y: Float32Array, a: number, b: number, least: number): boolean {
  let [dx, dy] = [x[b] - x[a], y[b] - y[a]];
  let away = Math.hypot(dx, dy);
  if (away >= least) return false;
  if (away < least / 1000) {
    // In one spot: a direction of their own, the same every time.
    away = least / 1000;
    [dx, dy] = [Math.cos(b * 2.4) * away, Math.sin(b * 2.4) * away];
  }
  const push = (least - away) / away / 2;
  x[a] -= dx * push;
  y[a] -= dy * push;
  x[b] += dx * push;
  y[b] += dy * push;
  return true;
}
