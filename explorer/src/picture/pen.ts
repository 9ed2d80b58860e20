/** Draws on a canvas or writes SVG, with the same calls: a picture on screen and in a file agree. */

export interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly dashes?: readonly number[];
  readonly opacity?: number;
}

export interface Fill {
  readonly colour: string;
  readonly opacity?: number;
}

export interface Writing {
  readonly size: number;
  readonly colour: string;
  readonly halo?: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly bold?: boolean;
  readonly opacity?: number;
}

/** The path calls are those of a canvas, as d3-geo wants them. */
export interface Pen {
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void;
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  closePath(): void;
  stroke(how: Stroke): void;
  fill(how: Fill): void;
  /** A path of the palette, in a box of about -1 to 1. */
  glyph(path: string, x: number, y: number, radius: number, how: Fill): void;
  text(text: string, x: number, y: number, how: Writing): void;
  /** Width of a text in pixels. */
  measure(text: string, size: number, bold?: boolean): number;
  /** Nothing is drawn outside until `unclip`. */
  clip(x: number, y: number, width: number, height: number): void;
  unclip(): void;
}

export const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", Helvetica, Arial, sans-serif';

const paths = new Map<string, Path2D>();

function pathOf(path: string): Path2D {
  let made = paths.get(path);
  if (!made) paths.set(path, (made = new Path2D(path)));
  return made;
}

export class CanvasPen implements Pen {
  constructor(private readonly context: CanvasRenderingContext2D) {}

  beginPath(): void {
    this.context.beginPath();
  }
  moveTo(x: number, y: number): void {
    this.context.moveTo(x, y);
  }
  lineTo(x: number, y: number): void {
    this.context.lineTo(x, y);
  }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.context.quadraticCurveTo(cx, cy, x, y);
  }
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.context.bezierCurveTo(ax, ay, bx, by, x, y);
  }
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    this.context.arc(x, y, radius, from, to);
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.context.rect(x, y, width, height);
  }
  closePath(): void {
    this.context.closePath();
  }
  stroke(how: Stroke): void {
    const { context } = this;
    context.globalAlpha = how.opacity ?? 1;
    context.strokeStyle = how.colour;
    context.lineWidth = how.width;
    context.lineCap = how.dashes?.length ? "round" : "butt";
    context.setLineDash((how.dashes as number[] | undefined) ?? []);
    context.stroke();
    context.globalAlpha = 1;
  }
  fill(how: Fill): void {
    const { context } = this;
    context.globalAlpha = how.opacity ?? 1;
    context.fillStyle = how.colour;
    context.fill("evenodd");
    context.globalAlpha = 1;
  }
  glyph(path: string, x: number, y: number, radius: number, how: Fill): void {
    const { context } = this;
    context.save();
    context.translate(x, y);
    context.scale(radius, radius);
    context.globalAlpha = how.opacity ?? 1;
    context.fillStyle = how.colour;
    context.fill(pathOf(path), "evenodd");
    context.restore();
  }
  text(text: string, x: number, y: number, how: Writing): void {
    const { context } = this;
    context.font = `${how.bold ? "600 " : ""}${how.size}px ${FONT}`;
    context.textAlign = how.anchor === "middle" ? "center" : how.anchor === "end" ? "right" : "left";
    context.textBaseline = "alphabetic";
    context.direction = "ltr";
    context.globalAlpha = how.opacity ?? 1;
    if (how.halo) {
      context.lineJoin = "round";
      context.setLineDash([]);
      context.lineWidth = Math.max(3, how.size * 0.3);
      context.strokeStyle = how.halo;
      context.strokeText(text, x, y);
    }
    context.fillStyle = how.colour;
    context.fillText(text, x, y);
    context.globalAlpha = 1;
  }
  measure(text: string, size: number, bold = false): number {
    this.context.font = `${bold ? "600 " : ""}${size}px ${FONT}`;
    return this.context.measureText(text).width;
  }
  clip(x: number, y: number, width: number, height: number): void {
    this.context.save();
    this.context.beginPath();
    this.context.rect(x, y, width, height);
    this.context.clip();
  }
  unclip(): void {
    this.context.restore();
  }
}

const number = (value: number): string => String(Math.round(value * 100) / 100);

export function escaped(text: string): string {
  // Control characters may not stand in XML at all.
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] as string);
}

export class SvgPen implements Pen {
  private readonly parts: string[] = [];
  private path = "";
  private clips = 0;
  private ruler: CanvasRenderingContext2D | null = null;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {}

  beginPath(): void {
    this.path = "";
  }
  moveTo(x: number, y: number): void {
    this.path += `M${number(x)} ${number(y)}`;
  }
  lineTo(x: number, y: number): void {
    this.path += `L${number(x)} ${number(y)}`;
  }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.path += `Q${number(cx)} ${number(cy)} ${number(x)} ${number(y)}`;
  }
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.path += `C${number(ax)} ${number(ay)} ${number(bx)} ${number(by)} ${number(x)} ${number(y)}`;
  }
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const at = (angle: number): string => `${number(x + radius * Math.cos(angle))} ${number(y + radius * Math.sin(angle))}`;
    const turn = `A${number(radius)} ${number(radius)} 0`;
    const begin = `${this.path === "" || this.path.endsWith("Z") || to - from >= 2 * Math.PI ? "M" : "L"}${at(from)}`;
    const middle = (from + to) / 2;
    this.path += `${begin}${turn} 0 1 ${at(middle)}${turn} 0 1 ${at(to)}`;
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.path += `M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}Z`;
  }
  closePath(): void {
    this.path += "Z";
  }
  stroke(how: Stroke): void {
    const dashes = how.dashes?.length ? ` stroke-dasharray="${how.dashes.join(" ")}" stroke-linecap="round"` : "";
    this.parts.push(
      `<path d="${this.path}" fill="none" stroke="${how.colour}" stroke-width="${number(how.width)}"${dashes}${opacity(how)}/>`,
    );
  }
  fill(how: Fill): void {
    this.parts.push(`<path d="${this.path}" fill="${how.colour}" fill-rule="evenodd"${opacity(how)}/>`);
  }
  glyph(path: string, x: number, y: number, radius: number, how: Fill): void {
    const place = `translate(${number(x)} ${number(y)}) scale(${number(radius)})`;
    this.parts.push(
      `<path transform="${place}" d="${escaped(path)}" fill="${how.colour}" fill-rule="evenodd"${opacity(how)}/>`,
    );
  }
  text(text: string, x: number, y: number, how: Writing): void {
    const halo = how.halo
      ? ` stroke="${how.halo}" stroke-width="${number(Math.max(3, how.size * 0.3))}" stroke-linejoin="round" paint-order="stroke"`
      : "";
    const anchor = how.anchor && how.anchor !== "start" ? ` text-anchor="${how.anchor}"` : "";
    this.parts.push(
      `<text x="${number(x)}" y="${number(y)}" font-size="${number(how.size)}" fill="${how.colour}"${how.bold ? ' font-weight="600"' : ""}${anchor}${halo}${opacity(how)}>${escaped(text)}</text>`,
    );
  }
  measure(text: string, size: number, bold = false): number {
    this.ruler ??= document.createElement("canvas").getContext("2d");
    if (!this.ruler) return text.length * size * 0.55;
    this.ruler.font = `${bold ? "600 " : ""}${size}px ${FONT}`;
    return this.ruler.measureText(text).width;
  }
  clip(x: number, y: number, width: number, height: number): void {
    const name = `clip${++this.clips}`;
    this.parts.push(
      `<clipPath id="${name}"><rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"/></clipPath><g clip-path="url(#${name})">`,
    );
  }
  unclip(): void {
    this.parts.push("</g>");
  }

  /** The whole file; `description` is read out where the picture is not seen. */
  file(title: string, description: string): string {
    const size = `width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"`;
    return (
      `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family='${FONT}'>\n` +
      `<title>${escaped(title)}</title>\n<desc>${escaped(description)}</desc>\n${this.parts.join("\n")}\n</svg>\n`
    );
  }
}

function opacity(how: { readonly opacity?: number }): string {
  return how.opacity === undefined || how.opacity >= 1 ? "" : ` opacity="${number(how.opacity)}"`;
}
