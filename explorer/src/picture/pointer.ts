/** What a pointer does besides moving the picture: pointing, choosing, focusing, lasso. */
import type { ViewEvents } from "../views";
import type { Pen } from "./pen";

export interface Finder {
  nodeAt(x: number, y: number): number;
  edgeAt(x: number, y: number): number;
  /** Whether the view has dealt with a click itself. */
  clickAt(x: number, y: number): boolean;
  inside(contains: (x: number, y: number) => boolean, box: readonly [number, number, number, number]): number[];
  readonly events: ViewEvents;
}

/** Milliseconds within which two clicks are one double click, at most. */
const TWICE = 900;

export class Pointer {
  mode: "pan" | "lasso" = "pan";
  private readonly stop = new AbortController();
  private lasso: [number, number][] = [];
  private down: { x: number; y: number; id: number } | undefined;
  private hovered = -1;
  private asked = 0;
  /** When the view last dealt with a click itself. */
  private dealt = -Infinity;

  constructor(
    private readonly element: HTMLElement,
    private readonly redraw: () => void,
    private readonly finder: Finder,
  ) {
    const { signal } = this.stop;
    const on = <K extends keyof HTMLElementEventMap>(kind: K, act: (event: HTMLElementEventMap[K]) => void): void =>
      element.addEventListener(kind, act, { signal });
    on("pointerdown", (event) => this.begin(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.end(event));
    on("pointercancel", () => this.cancel());
    on("pointerleave", () => this.hover(-1));
    on("dblclick", (event) => {
      // The first click of the two has moved the picture: what is there now is not what was meant.
      if (event.timeStamp - this.dealt < TWICE) return;
      const [x, y] = this.at(event);
      const node = finder.nodeAt(x, y);
      if (node >= 0) finder.events.onFocus(node);
    });
  }

  leavesToCamera(event: Event): boolean {
    return event.type === "wheel" || (this.mode === "pan" && !(event as MouseEvent).shiftKey);
  }

  private at(event: MouseEvent): [number, number] {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private begin(event: PointerEvent): void {
    if (event.button || !event.isPrimary) return this.cancel();
    const [x, y] = this.at(event);
    this.down = { x, y, id: event.pointerId };
    if (this.mode === "lasso" || event.shiftKey) {
      this.lasso = [[x, y]];
      this.element.setPointerCapture(event.pointerId);
    }
  }

  private move(event: PointerEvent): void {
    const [x, y] = this.at(event);
    if (this.lasso.length) {
      const [lastX, lastY] = this.lasso[this.lasso.length - 1];
      if (Math.hypot(x - lastX, y - lastY) < 3) return;
      this.lasso.push([x, y]);
      this.redraw();
      return;
    }
    if (this.down || event.pointerType === "touch" || this.asked) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.hover(this.finder.nodeAt(x, y));
    });
  }

  private hover(node: number): void {
    if (node === this.hovered) return;
    this.hovered = node;
    this.element.classList.toggle("on-thing", node >= 0);
    this.finder.events.onHover(node);
  }

  private end(event: PointerEvent): void {
    const begun = this.down;
    const line = this.lasso;
    this.cancel();
    if (!begun || begun.id !== event.pointerId) return;
    const [x, y] = this.at(event);
    if (line.length > 4) return this.finder.events.onLasso(this.caught(line));
    if (Math.hypot(x - begun.x, y - begun.y) > 5) return;
    if (this.finder.clickAt(x, y)) {
      this.dealt = event.timeStamp;
      return;
    }
    const node = this.finder.nodeAt(x, y);
    if (node >= 0) return this.finder.events.onSelect("node", node, event.shiftKey);
    const edge = this.finder.edgeAt(x, y);
    if (edge >= 0) return this.finder.events.onSelect("edge", edge, event.shiftKey);
    this.finder.events.onSelect("none", -1, event.shiftKey);
  }

  private cancel(): void {
    this.down = undefined;
    this.lasso = [];
  }

  private caught(line: readonly [number, number][]): number[] {
    const xs = line.map(([x]) => x);
    const ys = line.map(([, y]) => y);
    const contains = (x: number, y: number): boolean => {
      let odd = false;
      for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
        const [[xi, yi], [xj, yj]] = [line[i], line[j]];
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
      }
      return odd;
    };
    return this.finder.inside(contains, [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
  }

  drawLasso(pen: Pen, colour: string): void {
    if (this.lasso.length < 2) return;
    pen.beginPath();
    this.lasso.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.fill({ colour, opacity: 0.12 });
    pen.stroke({ colour, width: 1.5, dashes: [5, 4] });
  }

  dispose(): void {
    cancelAnimationFrame(this.asked);
    this.stop.abort();
  }
}
