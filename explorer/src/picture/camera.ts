/** Moving and zooming, by wheel, drag, pinch or call: d3-zoom, for pictures of the unit square. */
import { select } from "d3-selection";
import { zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from "d3-zoom";

/** Room for labels and glyphs at the sides, in pixels. */
const PADDING = 36;

export interface CameraEvents {
  moved(): void;
  settled(): void;
}

export class Camera {
  /** Pixels of the unit, and where its corner stands. */
  scale = 1;
  left = 0;
  top = 0;
  moving = false;
  /** No animation. */
  still = false;
  onFilter: (event: Event) => boolean = () => true;
  /** Left, top, right and bottom of all there is; beyond it a fit shows nothing while there is more inside. */
  bounds: readonly [number, number, number, number] | undefined;
  private width = 1;
  private height = 1;
  /** Scale at which everything fits. */
  private whole = 0;
  private animation = 0;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private readonly behaviour: ZoomBehavior<HTMLElement, unknown>;

  constructor(
    private readonly element: HTMLElement,
    private readonly events: CameraEvents,
  ) {
    this.behaviour = zoom<HTMLElement, unknown>()
      .filter((event: Event) => this.onFilter(event) && !(event as MouseEvent).button)
      .on("start", () => cancelAnimationFrame(this.animation))
      .on("zoom", (event: { transform: ZoomTransform; sourceEvent: Event | null }) => {
        this.scale = event.transform.k;
        this.left = event.transform.x;
        this.top = event.transform.y;
        if (event.sourceEvent) this.keepMoving();
        events.moved();
      })
      .on("end", (event: { sourceEvent: Event | null }) => {
        if (event.sourceEvent && this.moving) this.keepMoving();
      });
    select(element).call(this.behaviour).on("dblclick.zoom", null);
  }

  /** The picture rests when nothing has moved for a moment. */
  private keepMoving(): void {
    this.moving = true;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.moving = false;
      this.events.settled();
    }, 120);
  }

  resize(width: number, height: number): void {
    const [x, y] = [(this.width / 2 - this.left) / this.scale, (this.height / 2 - this.top) / this.scale];
    const before = Math.min(this.width, this.height);
    const first = this.whole === 0;
    this.width = width;
    this.height = height;
    this.behaviour.extent([
      [0, 0],
      [width, height],
    ]);
    if (!first) {
      const growth = Math.min(width, height) / before;
      this.whole *= growth;
      this.limit();
      this.centre(x, y, this.scale * growth);
    }
  }

  private limit(): void {
    this.behaviour.scaleExtent([this.least(), this.most()]);
  }

  /** The whole square can always be seen. */
  private least(): number {
    return Math.min(this.whole / 2, Math.min(this.width, this.height) * 0.8);
  }

  /** How much larger than the whole. */
  zoomed(): number {
    return this.whole ? this.scale / this.whole : 1;
  }

  /** The largest scale that can be reached. */
  most(): number {
    return this.whole * 400;
  }

  private apply(scale: number, left: number, top: number): void {
    select(this.element).call(this.behaviour.transform, zoomIdentity.translate(left, top).scale(scale));
  }

  private centre(x: number, y: number, scale: number): void {
    this.apply(scale, this.width / 2 - x * scale, this.height / 2 - y * scale);
  }

  /** Shows a part of the unit square; `near`: as close as one can get, however little it is. */
  fit(left: number, top: number, right: number, bottom: number, animated: boolean, near = false): void {
    const across = Math.max(1, this.width - 2 * PADDING - Math.min(80, this.width * 0.08));
    const down = Math.max(1, this.height - 2 * PADDING);
    const first = this.whole === 0;
    const scale = Math.min(across / Math.max(right - left, 1e-6), down / Math.max(bottom - top, 1e-6));
    if (first) {
      this.whole = Math.min(scale, Math.max(this.width, this.height) * 4);
      this.limit();
    }
    const chosen = Math.min(scale, near ? this.most() : this.whole * 8);
    const { bounds } = this;
    const x = bounds ? within((left + right) / 2, this.width / chosen, bounds[0], bounds[2]) : (left + right) / 2;
    const y = bounds ? within((top + bottom) / 2, this.height / chosen, bounds[1], bounds[3]) : (top + bottom) / 2;
    this.fly(x, y, chosen, animated && !first);
  }

  private fly(x: number, y: number, scale: number, animated: boolean): void {
    cancelAnimationFrame(this.animation);
    if (!animated || this.still) {
      this.centre(x, y, scale);
      this.events.settled();
      return;
    }
    const from = { x: (this.width / 2 - this.left) / this.scale, y: (this.height / 2 - this.top) / this.scale, scale: this.scale };
    const begin = performance.now();
    const step = (now: number): void => {
      const share = Math.min(1, Math.max(0, (now - begin) / 320));
      const eased = 1 - (1 - share) ** 3;
      const at = (a: number, b: number): number => a + (b - a) * eased;
      this.moving = share < 1;
      this.centre(at(from.x, x), at(from.y, y), from.scale * (scale / from.scale) ** eased);
      if (share < 1) this.animation = requestAnimationFrame(step);
      else this.events.settled();
    };
    this.animation = requestAnimationFrame(step);
  }

  zoom(factor: number): void {
    const scale = Math.max(this.least(), Math.min(this.most(), this.scale * factor));
    this.fly((this.width / 2 - this.left) / this.scale, (this.height / 2 - this.top) / this.scale, scale, true);
  }

  pan(right: number, down: number): void {
    this.apply(this.scale, this.left - right, this.top - down);
    this.keepMoving();
  }

  /** Middle and magnification, the same for every size of page. */
  text(): string {
    const short = (value: number): string => String(Number(value.toPrecision(5)));
    const x = (this.width / 2 - this.left) / this.scale;
    const y = (this.height / 2 - this.top) / this.scale;
    return [x, y, this.scale / Math.min(this.width, this.height)].map(short).join(",");
  }

  read(text: string): void {
    const [x, y, scale] = text.split(",").map(Number);
    if (![x, y, scale].every(Number.isFinite) || !(scale > 0)) return;
    const size = scale * Math.min(this.width, this.height);
    this.centre(x, y, Math.max(this.least(), Math.min(this.most(), size)));
    this.events.moved();
  }

  /** The same view on another page. */
  forPage(width: number, height: number): { scale: number; left: number; top: number } {
    const scale = this.scale * Math.min(width / this.width, height / this.height);
    const x = (this.width / 2 - this.left) / this.scale;
    const y = (this.height / 2 - this.top) / this.scale;
    return { scale, left: width / 2 - x * scale, top: height / 2 - y * scale };
  }

  dispose(): void {
    cancelAnimationFrame(this.animation);
    clearTimeout(this.settling);
    select(this.element).on(".zoom", null);
  }
}

/** The middle of a stretch that leaves a range as little as it can. */
function within(middle: number, length: number, least: number, most: number): number {
  if (length >= most - least) return (least + most) / 2;
  return Math.max(least + length / 2, Math.min(most - length / 2, middle));
}
