/** Edges as curves: parallel ones fan out, ends stop at their nodes, the line says the stage. */
import type { Core, Line } from "../model";
import type { Pen } from "./pen";

/** A quadratic curve on the page that stands for one edge, or for a bundle of them. */
export interface Laid {
  readonly edge: number;
  /** How many parallel edges it stands for. */
  readonly count: number;
  readonly x1: number;
  readonly y1: number;
  readonly cx: number;
  readonly cy: number;
  readonly x2: number;
  readonly y2: number;
}

const MOST_PARALLEL = 5;
const GAP = 13;

/** Places of nodes on the page, in pixels. */
export interface Places {
  x(node: number): number;
  y(node: number): number;
  radius(node: number): number;
}

export function layEdges(core: Core, edges: ArrayLike<number>, places: Places): Laid[] {
  const { source, target } = core.edges;
  const { count } = core.nodes;
  const key = (edge: number): number => {
    const [s, t] = [source[edge], target[edge]];
    return s < t ? s * count + t : t * count + s;
  };
  const together = new Map<number, number>();
  for (let i = 0; i < edges.length; i++) {
    const pair = key(edges[i]);
    together.set(pair, (together.get(pair) ?? 0) + 1);
  }
  const seen = new Map<number, number>();
  const laid: Laid[] = [];
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i];
    const pair = key(edge);
    const all = together.get(pair) ?? 1;
    const turn = all === 1 ? 0 : (seen.get(pair) ?? 0);
    if (all > 1) seen.set(pair, turn + 1);
    if (all > MOST_PARALLEL && turn > 0) continue;
    const bend = all > MOST_PARALLEL ? 0 : turn - (all - 1) / 2;
    laid.push(layEdge(core, edge, all > MOST_PARALLEL ? all : 1, bend, turn, places));
  }
  return laid;
}

function layEdge(core: Core, edge: number, count: number, bend: number, turn: number, places: Places): Laid {
  const [s, t] = [core.edges.source[edge], core.edges.target[edge]];
  const [sx, sy, tx, ty] = [places.x(s), places.y(s), places.x(t), places.y(t)];
  if (s === t) {
    const reach = places.radius(s) * 2.5 + 14 + turn * 8;
    return { edge, count, x1: sx - 2, y1: sy - places.radius(s), cx: sx, cy: sy - 2 * reach, x2: sx + 2, y2: sy - places.radius(s) };
  }
  const [dx, dy] = [tx - sx, ty - sy];
  const length = Math.hypot(dx, dy) || 1;
  // The side is that of the pair, not of the direction: there and back do not fall on one line.
  const side = (s < t ? 1 : -1) * bend * Math.min(GAP, length * 0.12) * 2;
  const cx = (sx + tx) / 2 - (dy / length) * side;
  const cy = (sy + ty) / 2 + (dx / length) * side;
  const from = Math.min(0.45, (places.radius(s) + 1) / length);
  const to = 1 - Math.min(0.45, (places.radius(t) + 1) / length);
  return { edge, count, ...part(sx, sy, cx, cy, tx, ty, from, to) };
}

/** The part of a quadratic curve between two parameters (de Casteljau). */
function part(ax: number, ay: number, cx: number, cy: number, bx: number, by: number, from: number, to: number) {
  const at = (p: number, q: number, r: number, u: number, v: number): number =>
    (1 - u) * ((1 - v) * p + v * q) + u * ((1 - v) * q + v * r);
  return {
    x1: at(ax, cx, bx, from, from),
    y1: at(ay, cy, by, from, from),
    cx: at(ax, cx, bx, from, to),
    cy: at(ay, cy, by, from, to),
    x2: at(ax, cx, bx, to, to),
    y2: at(ay, cy, by, to, to),
  };
}

export interface EdgeInk {
  readonly line: Line;
  readonly colour: string;
  readonly background: string;
  readonly width: number;
  readonly opacity: number;
  readonly directed: boolean;
  readonly conflict: boolean;
}

export function drawEdge(pen: Pen, laid: Laid, ink: EdgeInk): void {
  const { x1, y1, cx, cy, x2, y2 } = laid;
  const { colour, opacity, width } = ink;
  const curve = (): void => {
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.quadraticCurveTo(cx, cy, x2, y2);
  };
  curve();
  const dashes = ink.line.dashes;
  if (ink.conflict) {
    pen.stroke({ colour, width: width + 3, opacity, dashes });
    curve();
    pen.stroke({ colour: ink.background, width: Math.max(1.4, width * 0.8) });
  } else {
    pen.stroke({ colour, width, opacity, dashes });
  }
  const angle = Math.atan2(y2 - cy, x2 - cx);
  if (ink.directed) {
    const size = 5 + width * 1.5;
    pen.beginPath();
    pen.moveTo(x2, y2);
    pen.lineTo(x2 - size * Math.cos(angle - 0.42), y2 - size * Math.sin(angle - 0.42));
    pen.lineTo(x2 - size * Math.cos(angle + 0.42), y2 - size * Math.sin(angle + 0.42));
    pen.closePath();
    pen.fill({ colour, opacity: Math.min(1, opacity * 1.3) });
  }
  if (ink.line.tick) {
    const back = ink.directed ? 12 : 7;
    const [x, y] = [x2 - back * Math.cos(angle), y2 - back * Math.sin(angle)];
    pen.beginPath();
    pen.moveTo(x - 4 * Math.sin(angle), y + 4 * Math.cos(angle));
    pen.lineTo(x + 4 * Math.sin(angle), y - 4 * Math.cos(angle));
    pen.stroke({ colour, width: 1.4, opacity: Math.min(1, opacity * 1.6) });
  }
  if (laid.count > 1) {
    pen.text(`${laid.count}`, (x1 + 2 * cx + x2) / 4, (y1 + 2 * cy + y2) / 4 + 4, {
      size: 11,
      colour,
      halo: ink.background,
      anchor: "middle",
      bold: true,
    });
  }
}

/** Points along a curve, so close that no label fits between them. */
export function* along(laid: Laid): Generator<readonly [number, number]> {
  const steps = Math.min(200, Math.ceil(Math.hypot(laid.x2 - laid.x1, laid.y2 - laid.y1) / 9));
  for (let i = 0; i <= steps; i++) {
    const u = i / Math.max(1, steps);
    const [a, b, c] = [(1 - u) * (1 - u), 2 * u * (1 - u), u * u];
    yield [a * laid.x1 + b * laid.cx + c * laid.x2, a * laid.y1 + b * laid.cy + c * laid.y2];
  }
}

/** Distance in pixels from a point to a curve, by its chords. */
export function distance(laid: Laid, x: number, y: number): number {
  let least = Infinity;
  let [px, py] = [laid.x1, laid.y1];
  for (let i = 1; i <= 8; i++) {
    const u = i / 8;
    const qx = (1 - u) * (1 - u) * laid.x1 + 2 * u * (1 - u) * laid.cx + u * u * laid.x2;
    const qy = (1 - u) * (1 - u) * laid.y1 + 2 * u * (1 - u) * laid.cy + u * u * laid.y2;
    least = Math.min(least, toSegment(x, y, px, py, qx, qy));
    [px, py] = [qx, qy];
  }
  return least;
}

export function toSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
