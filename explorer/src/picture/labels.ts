/** Which labels there is room for: the most important first, none upon another. */
import type { Pen } from "./pen";

export interface Wanted {
  readonly node: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly bold: boolean;
  /** Drawn even where it overlaps. */
  readonly must: boolean;
  /** It may cover things, not other labels. */
  readonly first: boolean;
}

export interface Placed {
  readonly node: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly bold: boolean;
}

/** Boxes taken, in a coarse grid. */
export class Room {
  private readonly cells = new Map<number, number[]>();
  private readonly boxes: number[] = [];

  free(left: number, top: number, right: number, bottom: number): boolean {
    for (const cell of cellsOf(left, top, right, bottom)) {
      for (const at of this.cells.get(cell) ?? []) {
        const [l, t, r, b] = this.boxes.slice(at, at + 4);
        if (left < r && right > l && top < b && bottom > t) return false;
      }
    }
    return true;
  }

  take(left: number, top: number, right: number, bottom: number): void {
    const at = this.boxes.push(left, top, right, bottom) - 4;
    for (const cell of cellsOf(left, top, right, bottom)) {
      const there = this.cells.get(cell);
      if (there) there.push(at);
      else this.cells.set(cell, [at]);
    }
  }
}

function* cellsOf(left: number, top: number, right: number, bottom: number): Generator<number> {
  for (let row = Math.floor(top / 40); row <= Math.floor(bottom / 40); row++) {
    for (let column = Math.floor(left / 120); column <= Math.floor(right / 120); column++) yield row * 4096 + column;
  }
}

const widths = new Map<string, number>();

export interface Page {
  readonly width: number;
  readonly height: number;
}

/** Finds places for labels, which come in the order of their importance: clear of things, of lines if possible. */
export function place(
  pen: Pen,
  wanted: Iterable<Wanted>,
  size: number,
  page: Page,
  most: number,
  things = new Room(),
  lines = new Room(),
): Placed[] {
  const labels = new Room();
  const placed: Placed[] = [];
  if (widths.size > 20_000) widths.clear();
  for (const one of wanted) {
    if (placed.length >= most && !one.must) break;
    const key = `${size}${one.bold ? "b" : ""}${one.text}`;
    let width = widths.get(key);
    if (width === undefined) widths.set(key, (width = pen.measure(one.text, size, one.bold)));
    const found = spot(one, width, size, page, labels, things, lines);
    if (!found) continue;
    labels.take(found.x - 2, found.y - size, found.x + width + 2, found.y + size * 0.3);
    placed.push({ node: one.node, text: one.text, width, bold: one.bold, ...found });
  }
  return placed;
}

function spot(
  one: Wanted,
  width: number,
  size: number,
  page: Page,
  labels: Room,
  things: Room,
  lines: Room,
): { x: number; y: number } | undefined {
  const away = one.radius + 4;
  const slant = one.radius * 0.75 + 3;
  const [right, left, middle] = [one.x + away, one.x - away - width, one.x - width / 2];
  const choices: readonly (readonly [number, number])[] = [
    [right, one.y + size * 0.35],
    [middle, one.y + away + size * 0.9],
    [middle, one.y - away - size * 0.2],
    [left, one.y + size * 0.35],
    [one.x + slant, one.y - slant],
    [one.x + slant, one.y + slant + size * 0.7],
    [one.x - slant - width, one.y - slant],
    [one.x - slant - width, one.y + slant + size * 0.7],
  ];
  const free = (room: Room, x: number, y: number): boolean =>
    room.free(x - 2, y - size, x + width + 2, y + size * 0.3);
  const clear = choices.filter(
    ([x, y]) => x > 0 && x + width < page.width && y - size > 0 && y + size * 0.3 < page.height && free(labels, x, y),
  );
  const open = clear.filter(([x, y]) => free(things, x, y));
  const best = open.find(([x, y]) => free(lines, x, y)) ?? open[0] ?? (one.first || one.must ? clear[0] : undefined);
  if (best) return { x: best[0], y: best[1] };
  return one.must ? { x: Math.max(2, Math.min(right, page.width - width - 2)), y: choices[0][1] } : undefined;
}
