/** The network: WebGL for nodes and many edges, a canvas for few edges in full style, one for labels. */
import type { Core } from "../model";
import type { View, ViewEvents } from "../views";
import { canvas, clean, FADED, heaviest, Picture } from "./base";
import { type Frame, Layer } from "./gl";
import { Grid } from "./grid";
import { type Placed, Room } from "./labels";
import { along, distance, drawEdge, type Laid, layEdges, type Places, toSegment } from "./lines";
import { CanvasPen, type Pen } from "./pen";
import { refine } from "./refine";
import { colouring, familyOf, lineOf, rgb, token } from "./scene";

/** Edges drawn with dashes, curves and arrowheads; more are thin lines. */
const FEW_EDGES = 2000;
/** The heaviest are drawn where there are more. */
const MOST_EDGES = 20_000;
/** While the picture moves. */
const MOVING_EDGES = 6000;
/** Length of a line, in parts of the picture, from which on it is fainter. */
const NEAR = 0.05;
/** Lines that labels keep clear of. */
const CROWD = 500;
/** Radius in pixels below which a glyph is a disc. */
const SMALL = 3.2;
/** While a picture with more nodes moves, the labels it had go along. */
const MANY_NODES = 3000;

export function createNetwork(core: Core, host: HTMLElement, events: ViewEvents): View {
  return new Network(core, host, events);
}

class Network extends Picture {
  private readonly lines: HTMLCanvasElement;
  private readonly dots: HTMLCanvasElement;
  private readonly x: Float32Array;
  private readonly y: Float32Array;
  private readonly grid: Grid;
  private layer: Layer | undefined;
  /** Edges that are drawn, and a part of them for while the picture moves. */
  private drawn: Uint32Array = new Uint32Array(0);
  private drawnMoving: Uint32Array = new Uint32Array(0);
  /** Nodes in the order of drawing; the first `behind` do not stand out. */
  private visible: Uint32Array = new Uint32Array(0);
  private behind = 0;
  private laid: Laid[] = [];
  private labelled: Placed[] = [];
  /** The strengths of lines are to be sent anew. */
  private weakened = true;
  private readonly stop = new AbortController();
  private watch: IntersectionObserver | undefined;
  private isAway = false;
  /** The context has been given back, and comes when it is asked for. */
  private resting = false;
  private lose: WEBGL_lose_context | null = null;
  private uploaded: "still" | "moving" | "" = "";

  constructor(core: Core, host: HTMLElement, events: ViewEvents) {
    const [lines, dots] = [canvas(), canvas()];
    super(core, host, events, [lines, dots]);
    this.lines = lines;
    this.dots = dots;
    this.x = core.nodes.x.slice();
    this.y = Float32Array.from(core.nodes.y, (value) => 1 - value);
    refine(this.x, this.y, this.radius, Math.min(this.size().width, this.size().height * 1.4) * 0.85);
    this.grid = new Grid(this.x, this.y, core.nodes);
    const { signal } = this.stop;
    dots.addEventListener("webglcontextlost", (event) => this.disconnect(event), { signal });
    dots.addEventListener("webglcontextrestored", () => this.reconnect(), { signal });
    // A browser has about sixteen contexts: of many frames of a notebook only those in view draw.
    if (window.self === window.top) this.connect();
    else {
      this.isAway = true;
      this.watch = new IntersectionObserver((seen) => this.rest(!seen[seen.length - 1].isIntersecting));
      this.watch.observe(this.element);
    }
    this.resize();
    this.fit();
  }

  private connect(): void {
    const { nodes, edges, meta } = this.core;
    const places = new Float32Array(nodes.count * 2);
    for (let i = 0; i < nodes.count; i++) {
      places[2 * i] = this.x[i];
      places[2 * i + 1] = this.y[i];
    }
    const ends = new Float32Array(edges.count * 4);
    for (let i = 0; i < edges.count; i++) {
      ends[4 * i] = this.x[edges.source[i]];
      ends[4 * i + 1] = this.y[edges.source[i]];
      ends[4 * i + 2] = this.x[edges.target[i]];
      ends[4 * i + 3] = this.y[edges.target[i]];
    }
    try {
      this.layer = new Layer(this.dots, meta.palette.families, places, ends);
    } catch {
      this.layer = undefined;
      this.events.onProblem("no-webgl");
    }
    this.dirty = this.weakened = true;
    this.uploaded = "";
  }

  fit(nodes?: readonly number[]): void {
    this.fitBox(this.x, this.y, nodes ?? this.order.filter((node) => this.shown.nodes[node]));
  }

  private disconnect(event: Event): void {
    event.preventDefault();
    const told = !this.resting;
    this.layer = undefined;
    if (told) this.events.onProblem("context-lost");
    else if (!this.isAway) this.wake();
  }

  private reconnect(): void {
    this.resting = false;
    this.connect();
    this.schedule();
    if (this.isAway) this.rest(true);
  }

  /** Gives the context back while the frame is out of sight. */
  private rest(isAway: boolean): void {
    this.isAway = isAway;
    if (isAway && this.layer && !this.resting) {
      this.resting = true;
      this.lose = this.layer.dispose();
    } else if (!isAway && !this.layer) {
      if (this.resting) this.wake();
      else if (!this.lose) this.reconnect();
    }
  }

  private wake(): void {
    this.lose?.restoreContext();
  }

  override dispose(): void {
    this.stop.abort();
    this.watch?.disconnect();
    this.layer?.dispose();
    super.dispose();
  }

  protected draw(): void {
    const { layer } = this;
    if (!layer) return;
    const moving = this.eye.moving;
    if (this.dirty) {
      this.uploadNodes(layer);
      if (this.filtered) this.chooseEdges();
      this.uploaded = "";
      this.dirty = this.filtered = false;
    }
    const { width, height } = this.size();
    const places = this.places(this.eye.scale, this.eye.left, this.eye.top);
    const few = this.fewInView(width, height, places, moving);
    const frame = this.frameOf(width, height);
    layer.clear();
    if (!few) this.thinLines(layer, frame, moving);
    this.drawNodes(layer, frame);
    this.fullLines(width, height, places, few ?? this.outstanding());
    this.drawWords(width, height, places, moving);
  }

  private frameOf(width: number, height: number): Frame {
    const { scale, left, top } = this.eye;
    const [background, edge] = ["background", "edge"].map((name) => {
      const [r, g, b] = rgb(token(this.core, name, this.look.dark));
      return [r / 255, g / 255, b / 255] as const;
    });
    return {
      view: [(2 * scale) / width, (-2 * scale) / height, (2 * left) / width - 1, 1 - (2 * top) / height],
      growth: this.growth(),
      ratio: window.devicePixelRatio || 1,
      background,
      edge,
    };
  }

  private places(scale: number, left: number, top: number, growth = this.growth()): Places {
    return {
      x: (node) => this.x[node] * scale + left,
      y: (node) => this.y[node] * scale + top,
      radius: (node) => this.radius[node] * growth,
    };
  }

  private uploadNodes(layer: Layer): void {
    const { nodes, meta } = this.core;
    const forms = new Uint8Array(nodes.count * 8);
    const colours = this.colours.colours.map(rgb);
    const glyphs = nodes.types.values.map((_, code) => meta.palette.families.indexOf(familyOf(this.core, code)));
    for (let node = 0; node < nodes.count; node++) {
      const at = node * 8;
      const colour = colours[this.colours.of[node]];
      forms[at] = colour[0];
      forms[at + 1] = colour[1];
      forms[at + 2] = colour[2];
      forms[at + 3] = 255;
      forms[at + 4] = glyphs[nodes.type[node]] ?? meta.palette.families.length - 1;
      forms[at + 5] = Math.min(255, this.radius[node] * 8);
      forms[at + 6] = 255 * this.strength(node);
    }
    layer.setForms(forms);
    const visible = this.order.filter((node) => this.shown.nodes[node]);
    if (this.emphasis.any) {
      const behind = visible.filter((node) => !this.emphasis.nodes[node]);
      const before = visible.filter((node) => this.emphasis.nodes[node]);
      visible.set(behind);
      visible.set(before, behind.length);
      this.behind = behind.length;
    } else this.behind = 0;
    layer.setNodes(visible);
    this.visible = visible;
  }

  /** Small ones as discs, then large ones as glyphs; what stands out after what does not. */
  private drawNodes(layer: Layer, frame: Frame): void {
    const least = SMALL / frame.growth;
    for (const [from, to] of [
      [0, this.behind],
      [this.behind, this.visible.length],
    ]) {
      let [low, high] = [from, to];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.radius[this.visible[middle]] < least) low = middle + 1;
        else high = middle;
      }
      layer.drawNodes(frame, "discs", from, low);
      layer.drawNodes(frame, "glyphs", low, to);
    }
  }

  private chooseEdges(): void {
    this.weakened = true;
    const { edges, nodes } = this.shown;
    const { source, target, count, weight } = this.core.edges;
    const all = new Uint32Array(count);
    let number = 0;
    for (let e = 0; e < count; e++) if (edges[e] && nodes[source[e]] && nodes[target[e]]) all[number++] = e;
    this.drawn = heaviest(all.subarray(0, number), weight, MOST_EDGES);
    const step = Math.max(1, Math.ceil(this.drawn.length / MOVING_EDGES));
    this.drawnMoving = step === 1 ? this.drawn : this.drawn.filter((_, i) => i % step === 0);
    this.events.onDrawn?.(this.drawn.length, number);
  }

  /** The edges in view where they are few enough to be drawn in full, else nothing. */
  private fewInView(width: number, height: number, places: Places, moving: boolean): Uint32Array | undefined {
    const most = moving ? FEW_EDGES / 2 : FEW_EDGES;
    if (this.drawn.length <= most) return this.drawn;
    if (this.eye.zoomed() < 1.5) return undefined;
    const found = new Uint32Array(most + 1);
    let number = 0;
    const { source, target } = this.core.edges;
    for (const edge of this.drawn) {
      const [s, t] = [source[edge], target[edge]];
      const [sx, tx] = [places.x(s), places.x(t)];
      if ((sx < 0 && tx < 0) || (sx > width && tx > width)) continue;
      const [sy, ty] = [places.y(s), places.y(t)];
      if ((sy < 0 && ty < 0) || (sy > height && ty > height)) continue;
      found[number++] = edge;
      if (number > most) return undefined;
    }
    return found.slice(0, number);
  }

  /** Edges that stand out, in full style above thin lines. */
  private outstanding(): Uint32Array {
    const found: number[] = [];
    if (!this.emphasis.any) return Uint32Array.from(found);
    const { edges } = this.emphasis;
    for (let e = 0; e < edges.length && found.length < FEW_EDGES; e++) {
      if (edges[e] && this.shown.edges[e]) found.push(e);
    }
    return Uint32Array.from(found);
  }

  private thinLines(layer: Layer, frame: Frame, moving: boolean): void {
    const which = moving ? "moving" : "still";
    const list = moving ? this.drawnMoving : this.drawn;
    if (this.uploaded !== which) {
      if (this.weakened) layer.setStrengths(this.strengths());
      this.weakened = false;
      const { edges, any } = this.emphasis;
      const [faded, strong] = [list.filter((e) => any && !edges[e]), list.filter((e) => !any || edges[e])];
      const order = new Uint32Array(list.length * 2);
      [...[faded, strong]].reduce((at, part) => {
        part.forEach((edge, i) => order.set([2 * edge, 2 * edge + 1], at + 2 * i));
        return at + 2 * part.length;
      }, 0);
      layer.setEdges(order, faded.length * 2);
      this.uploaded = which;
    }
    // Many lines are fainter each, so that what is dense shows as dense.
    const alpha =
      Math.max(0.2, Math.min(0.8, 0.85 - 0.45 * Math.log10(list.length / 2000))) * Math.min(1.6, this.growth());
    layer.drawEdges(frame, Math.min(1, this.emphasis.any ? 0.8 : alpha), alpha * FADED * 1.5);
  }

  private strengths(): Uint8Array {
    const { stage, count, stages } = this.core.edges;
    const opacity = stages.values.map((_, code) => lineOf(this.core, code).opacity);
    const strengths = new Uint8Array(count * 2);
    const { source, target } = this.core.edges;
    for (let e = 0; e < count; e++) {
      // Long lines across a crowd hide it: what is near shows, what is far is hinted at.
      const length = Math.hypot(this.x[source[e]] - this.x[target[e]], this.y[source[e]] - this.y[target[e]]);
      const near = Math.max(0.2, Math.min(1, NEAR / length));
      strengths[2 * e] = strengths[2 * e + 1] = this.shown.edgeAlpha[e] * (opacity[stage[e]] ?? 1) * near;
    }
    return strengths;
  }

  private fullLines(width: number, height: number, places: Places, edges: Uint32Array): void {
    const pen = new CanvasPen(clean(this.lines, width, height));
    this.laid = layEdges(this.core, edges, places);
    this.drawLaid(pen, this.laid, this.look.dark);
  }

  /** What stands out lies above what does not. */
  private drawLaid(pen: Pen, laid: readonly Laid[], dark: boolean): void {
    const thin = Math.max(0.4, Math.min(1, 1.15 - laid.length / 1600));
    for (const level of this.emphasis.any ? [0, 1, 2] : [0]) {
      for (const one of laid) {
        if (this.emphasis.any && this.emphasis.edges[one.edge] !== level) continue;
        const ink = this.ink(one.edge, dark);
        drawEdge(pen, one, level ? ink : { ...ink, width: ink.width * thin, opacity: ink.opacity * (0.4 + 0.6 * thin) });
      }
    }
  }

  private drawWords(width: number, height: number, places: Places, moving: boolean): void {
    const pen = new CanvasPen(clean(this.words, width, height));
    const dark = this.look.dark;
    if (moving && this.core.nodes.count > MANY_NODES) {
      this.labelled = this.labelled.map((one) => ({
        ...one,
        x: places.x(one.node) + places.radius(one.node) + 4,
        y: places.y(one.node) + 4,
      }));
    } else this.labelled = this.chooseLabels(pen, { width, height }, places, this.byImportance(), roomOf(this.laid));
    this.rings(pen, places, dark);
    this.write(pen, this.labelled, dark);
    this.pointer.drawLasso(pen, token(this.core, "focus", dark));
  }

  paint(pen: Pen, width: number, height: number): void {
    if (this.filtered) this.chooseEdges();
    const colours = colouring(this.core, { ...this.look, dark: false });
    const { scale, left, top } = this.eye.forPage(width, height);
    const places = this.places(scale, left, top);
    const edges = this.fewInView(width, height, places, false) ?? this.drawn;
    const laid = layEdges(this.core, edges, places);
    this.drawLaid(pen, laid, false);
    for (const faded of this.emphasis.any ? [true, false] : [false]) {
      for (const node of this.order) {
        const behind = this.emphasis.any && this.emphasis.nodes[node] === 0;
        if (!this.shown.nodes[node] || behind !== faded) continue;
        const [x, y, r] = [places.x(node), places.y(node), places.radius(node)];
        if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
        this.glyph(pen, node, x, y, r, colours, false);
      }
    }
    this.rings(pen, places, false);
    this.write(pen, this.chooseLabels(pen, { width, height }, places, this.byImportance(), roomOf(laid)), false);
  }

  protected nodeAt(x: number, y: number): number {
    const { scale, left, top } = this.eye;
    const growth = this.growth();
    const [bx, by, far] = [(x - left) / scale, (y - top) / scale, (20 * growth) / scale];
    let [best, least] = [-1, 5];
    for (const node of this.grid.within(bx - far, by - far, bx + far, by + far)) {
      if (!this.shown.nodes[node]) continue;
      const away = Math.hypot(this.x[node] - bx, this.y[node] - by) * scale - this.radius[node] * growth;
      if (away < least) [best, least] = [node, away];
    }
    return best;
  }

  protected edgeAt(x: number, y: number): number {
    let [best, least] = [-1, 6];
    const meet = (edge: number, away: number): void => {
      if (away < least) [best, least] = [edge, away];
    };
    for (const one of this.laid) meet(one.edge, distance(one, x, y));
    if (best < 0 && this.laid.length < this.drawn.length) {
      const places = this.places(this.eye.scale, this.eye.left, this.eye.top);
      const { source, target } = this.core.edges;
      for (const e of this.drawn) {
        meet(e, toSegment(x, y, places.x(source[e]), places.y(source[e]), places.x(target[e]), places.y(target[e])));
      }
    }
    return best;
  }

  protected inside(
    contains: (x: number, y: number) => boolean,
    box: readonly [number, number, number, number],
  ): number[] {
    const { scale, left, top } = this.eye;
    const [x1, y1, x2, y2] = box;
    const within = this.grid.within((x1 - left) / scale, (y1 - top) / scale, (x2 - left) / scale, (y2 - top) / scale);
    const found = [...within].filter(
      (node) => this.shown.nodes[node] && contains(this.x[node] * scale + left, this.y[node] * scale + top),
    );
    return found.sort((a, b) => a - b);
  }
}

/** What lines take of a page; in a crowd of lines labels cannot keep clear of them. */
function roomOf(laid: readonly Laid[]): Room {
  const room = new Room();
  if (laid.length > CROWD) return room;
  for (const one of laid) for (const [x, y] of along(one)) room.take(x - 2, y - 2, x + 2, y + 2);
  return room;
}
