/** A great circle between two places, for one or several edges. */
import type { EdgeInk } from "../picture/lines";
import type { Pen } from "../picture/pen";

export interface Tie {
  readonly edges: readonly number[];
  /** Points of the unit square in pairs; NaN parts the pieces. */
  readonly arc: Float32Array;
  /** Where the arc begins: the place with the lower number. */
  readonly start: number;
}

export function drawTie(
  pen: Pen,
  tie: Tie,
  ink: EdgeInk,
  scale: number,
  left: number,
  top: number,
  /** Whether the edge leads the way the arc runs. */
  onwards: boolean,
): void {
  const { arc } = tie;
  const trace = (): void => {
    pen.beginPath();
    let begins = true;
    for (let i = 0; i < arc.length; i += 2) {
      if (Number.isNaN(arc[i])) {
        begins = true;
        continue;
      }
      const [x, y] = [arc[i] * scale + left, arc[i + 1] * scale + top];
      if (begins) pen.moveTo(x, y);
      else pen.lineTo(x, y);
      begins = false;
    }
  };
  const width = ink.width + Math.min(4, Math.log2(tie.edges.length));
  trace();
  pen.stroke({
    colour: ink.colour,
    width: ink.conflict ? width + 3 : width,
    opacity: ink.opacity * 0.85,
    dashes: ink.line.dashes,
  });
  if (ink.conflict) {
    trace();
    pen.stroke({ colour: ink.background, width: Math.max(1.4, width * 0.8) });
  }
  // In the middle it is free of glyphs.
  if (ink.directed) arrow(pen, arc, onwards, ink, scale, left, top);
}

function arrow(pen: Pen, arc: Float32Array, onwards: boolean, ink: EdgeInk, scale: number, left: number, top: number): void {
  const middle = Math.floor(arc.length / 4) * 2;
  const [i, j] = onwards ? [middle - 2, middle] : [middle, middle - 2];
  const [ax, ay, bx, by] = [arc[i] * scale + left, arc[i + 1] * scale + top, arc[j] * scale + left, arc[j + 1] * scale + top];
  if (Number.isNaN(ax + bx)) return;
  const angle = Math.atan2(by - ay, bx - ax);
  const size = 6 + ink.width;
  pen.beginPath();
  pen.moveTo(bx, by);
  pen.lineTo(bx - size * Math.cos(angle - 0.45), by - size * Math.sin(angle - 0.45));
  pen.lineTo(bx - size * Math.cos(angle + 0.45), by - size * Math.sin(angle + 0.45));
  pen.closePath();
  pen.fill({ colour: ink.colour, opacity: ink.opacity });
}
