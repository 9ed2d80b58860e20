/** What the network and the map have in common: canvases, camera, pointer, what is shown and how. */
import { type Adjacency, adjacencyOf, degreeOf } from "../adjacency";
import type { Core } from "../model";
import type { Look, Selection, Shown, View, ViewEvents } from "../views";
import { Camera } from "./camera";
import { emphasis, type Emphasis } from "./emphasis";
import { place, type Placed, Room, type Wanted } from "./labels";
import type { EdgeInk, Places } from "./lines";
import type { Pen } from "./pen";
import { Pointer } from "./pointer";
import { colouring, type Colouring, drawnLabel, familyOf, lineOf, radii, token, weightWidth } from "./scene";

export const FADED = 0.15;
const LABEL = 12;
/** Nodes that labels keep clear of. */
const MOST_OBSTACLES = 1500;

export abstract class Picture implements View {
  readonly element = document.createElement("div");
  protected readonly words = canvas();
  protected readonly eye: Camera;
  protected readonly pointer: Pointer;
  protected readonly links: Adjacency;
  protected shown: Shown;
  protected selection: Selection = { nodes: [], edges: [], focus: -1, depth: 1, path: [], hover: -1 };
  protected look: Look = {
    colourBy: "type",
    sizeBy: "",
    widthBy: "stage",
    language: "",
    dark: false,
    reducedMotion: false,
  };
  protected colours: Colouring;
  protected radius: Float32Array;
  protected emphasis: Emphasis;
  /** Nodes by size, the largest last: so they are drawn. */
  protected order: Uint32Array;
  /** What is shown, chosen or how it looks has changed; `filtered`: what is shown. */
  protected dirty = true;
  protected filtered = true;
  private readonly topWeight: number;
  private readonly layers: HTMLCanvasElement[];
  private frame = 0;
  private drawnOnce = false;

  protected constructor(
    protected readonly core: Core,
    protected readonly host: HTMLElement,
    protected readonly events: ViewEvents,
    layers: HTMLCanvasElement[],
  ) {
    const { nodes, edges } = core;
    this.links = adjacencyOf(core);
    this.shown = {
      nodes: new Uint8Array(nodes.count).fill(1),
      edges: new Uint8Array(edges.count).fill(1),
      edgeAlpha: new Uint8Array(edges.count).fill(255),
    };
    this.topWeight = edges.weight.reduce((most, weight) => Math.max(most, weight), 1);
    this.colours = colouring(core, this.look);
    this.radius = this.radii();
    this.order = this.bySize();
    this.emphasis = emphasis(core, this.links, this.shown, this.selection);
    this.element.className = "picture";
    Object.assign(this.element.style, { position: "absolute", inset: "0", overflow: "hidden", touchAction: "none" });
    this.layers = [...layers, this.words];
    this.element.append(...this.layers);
    host.append(this.element);
    this.eye = new Camera(this.element, {
      moved: () => this.schedule(),
      settled: () => {
        this.schedule();
        events.onCamera(this.camera());
      },
    });
    this.pointer = new Pointer(this.element, () => this.schedule(), {
      nodeAt: (x, y) => this.nodeAt(x, y),
      edgeAt: (x, y) => this.edgeAt(x, y),
      clickAt: (x, y) => this.clickAt(x, y),
      inside: (contains, box) => this.inside(contains, box),
      events,
    });
    this.eye.onFilter = (event) => this.pointer.leavesToCamera(event);
  }

  protected abstract draw(): void;
  abstract fit(nodes?: readonly number[]): void;
  abstract paint(pen: Pen, width: number, height: number): void;
  protected abstract nodeAt(x: number, y: number): number;
  protected abstract edgeAt(x: number, y: number): number;
  protected abstract inside(
    contains: (x: number, y: number) => boolean,
    box: readonly [number, number, number, number],
  ): number[];

  /** Whether a click at a point has been dealt with. */
  protected clickAt(_x: number, _y: number): boolean {
    return false;
  }

  private radii(): Float32Array {
    return radii(this.core, this.look, (node) => degreeOf(this.links, node));
  }

  private bySize(): Uint32Array {
    const { count } = this.core.nodes;
    const order = Uint32Array.from({ length: count }, (_, i) => count - 1 - i);
    return this.look.sizeBy === "" ? order : order.sort((a, b) => this.radius[a] - this.radius[b] || b - a);
  }

  resize(): void {
    const { width, height } = this.size();
    const ratio = window.devicePixelRatio || 1;
    for (const one of this.layers) {
      one.width = Math.max(1, Math.round(width * ratio));
      one.height = Math.max(1, Math.round(height * ratio));
    }
    this.eye.resize(width, height);
    this.schedule();
  }

  protected size(): { width: number; height: number } {
    return {
      width: this.element.clientWidth || this.host.clientWidth || 1,
      height: this.element.clientHeight || this.host.clientHeight || 1,
    };
  }

  setShown(shown: Shown): void {
    this.shown = shown;
    this.filtered = true;
    this.emphasise();
  }

  setSelection(selection: Selection): void {
    this.selection = selection;
    this.emphasise();
  }

  private emphasise(): void {
    this.emphasis = emphasis(this.core, this.links, this.shown, this.selection);
    this.dirty = true;
    this.schedule();
  }

  setLook(look: Look): void {
    const resized = look.sizeBy !== this.look.sizeBy;
    this.look = look;
    if (resized) {
      this.radius = this.radii();
      this.order = this.bySize();
    }
    this.colours = colouring(this.core, look);
    this.eye.still = look.reducedMotion;
    this.dirty = true;
    this.schedule();
  }

  camera(): string {
    return this.eye.text();
  }

  setCamera(camera: string): void {
    this.eye.read(camera);
  }

  zoom(factor: number): void {
    this.eye.zoom(factor);
  }

  pan(right: number, down: number): void {
    this.eye.pan(right, down);
  }

  setMode(mode: "pan" | "lasso"): void {
    this.pointer.mode = mode;
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.eye.dispose();
    this.pointer.dispose();
    this.element.remove();
  }

  protected schedule(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
      // Whoever measures can see when the picture stood.
      if (!this.drawnOnce) performance.mark("coopgraph-drawn");
      this.drawnOnce = true;
    });
  }

  /** Fits a part of the unit square; the first time at once, later in motion. */
  protected fitBox(xs: Float32Array, ys: Float32Array, nodes: Iterable<number>, least = 1e-6, near = false): void {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const node of nodes) {
      left = Math.min(left, xs[node]);
      right = Math.max(right, xs[node]);
      top = Math.min(top, ys[node]);
      bottom = Math.max(bottom, ys[node]);
    }
    if (left > right) return;
    const more = Math.max(0, least - Math.max(right - left, bottom - top)) / 2;
    this.eye.fit(left - more, top - more, right + more, bottom + more, this.drawnOnce, near);
  }

  /** How much glyphs grow with the page and the zoom. */
  growth(): number {
    const most = this.core.nodes.count > 3000 ? 4 : 2.4;
    const { width, height } = this.size();
    const page = Math.max(0.6, Math.min(1.1, Math.sqrt(Math.min(width, height) / 620)));
    return page * Math.max(0.6, Math.min(most, Math.sqrt(this.eye.zoomed())));
  }

  protected ink(edge: number, dark: boolean): EdgeInk {
    const { stage, weight, conflict } = this.core.edges;
    const line = lineOf(this.core, stage[edge]);
    const chosen = this.emphasis.edges[edge];
    const stands = this.emphasis.any && chosen > 0;
    const sure = this.shown.edgeAlpha[edge] / 255;
    const width = this.look.widthBy === "weight" ? weightWidth(weight[edge], this.topWeight) : line.width;
    return {
      line,
      colour: token(this.core, chosen === 2 ? "link" : stands ? "muted" : "edge", dark),
      background: token(this.core, "background", dark),
      width: chosen === 2 ? width + 1.6 : width,
      opacity: (stands ? Math.max(line.opacity, 0.7) : line.opacity) * sure * (this.emphasis.any && !stands ? FADED : 1),
      directed: this.core.meta.directed,
      conflict: conflict[edge] === 1,
    };
  }

  /** How strongly a node is drawn, 0 to 1. */
  protected strength(node: number): number {
    if (this.emphasis.any) return this.emphasis.nodes[node] ? 1 : FADED;
    // In a crowd the little connected step back.
    const crowd = Math.min(1, this.core.nodes.count / 8000);
    return crowd < 0.3 ? 1 : 1 - crowd * 0.5 * Math.max(0, 1 - Math.sqrt(degreeOf(this.links, node) / 12));
  }

  protected glyph(pen: Pen, node: number, x: number, y: number, r: number, colours: Colouring, dark: boolean): void {
    const family = familyOf(this.core, this.core.nodes.type[node]);
    const opacity = this.strength(node);
    pen.glyph(family.outline, x, y, r * 1.15, { colour: token(this.core, "background", dark), opacity });
    pen.glyph(family.ink, x, y, r, { colour: colours.colours[colours.of[node]], opacity });
  }

  protected ring(pen: Pen, x: number, y: number, radius: number, colour: string): void {
    pen.beginPath();
    pen.arc(x, y, radius * 1.25 + 3.5, 0, 2 * Math.PI);
    pen.stroke({ colour, width: 2.5 });
  }

  /** Rings around what is chosen or under the pointer. */
  protected rings(pen: Pen, places: Places, dark: boolean): void {
    const { nodes, focus, hover } = this.selection;
    const one = (node: number, colour: string): void => {
      if (node < 0 || !this.shown.nodes[node] || Number.isNaN(places.x(node))) return;
      this.ring(pen, places.x(node), places.y(node), places.radius(node), token(this.core, colour, dark));
    };
    for (const node of nodes) one(node, "focus");
    one(focus, "focus");
    one(hover, "muted");
  }

  /** Labels there is room for among nodes in the order given, the most important first. */
  protected chooseLabels(
    pen: Pen,
    page: { readonly width: number; readonly height: number },
    places: Places,
    nodes: Iterable<number>,
    lines = new Room(),
  ): Placed[] {
    const most = Math.round((page.width * page.height) / 7000);
    const room = new Room();
    const seen: number[] = [];
    for (const node of nodes) {
      const [x, y] = [places.x(node), places.y(node)];
      if (!(x > -8 && y > -8 && x < page.width + 8 && y < page.height + 8)) continue;
      seen.push(node);
      if (seen.length > MOST_OBSTACLES) break;
      const r = places.radius(node) * 0.9;
      if (!this.emphasis.any || this.emphasis.nodes[node]) room.take(x - r, y - r, x + r, y + r);
    }
    return place(pen, this.wanted(seen, places, most), LABEL, page, most, room, lines);
  }

  protected labelOf(node: number, most: number): string {
    return drawnLabel(this.core.nodes.label[node], most);
  }

  private *wanted(seen: readonly number[], places: Places, most: number): Generator<Wanted> {
    const { any, nodes } = this.emphasis;
    const long = seen.length > 60 ? 30 : 42;
    // In a picture of any size the best known are named.
    let first = Math.min(8, Math.round(most / 8));
    for (const level of any ? [2, 1] : [0]) {
      for (const node of seen.slice(0, most * 6)) {
        if (any && nodes[node] !== level) continue;
        const chosen = nodes[node] === 2;
        const text = this.labelOf(node, chosen ? 60 : long);
        const radius = places.radius(node);
        yield { node, text, x: places.x(node), y: places.y(node), radius, bold: chosen, must: chosen, first: first-- > 0 };
      }
    }
  }

  /** Shown nodes, those that stand out first, then the largest. */
  protected *byImportance(): Generator<number> {
    const { any, nodes } = this.emphasis;
    for (const level of any ? [2, 1, 0] : [0]) {
      for (let i = this.order.length - 1; i >= 0; i--) {
        const node = this.order[i];
        if (this.shown.nodes[node] && (!any || nodes[node] === level)) yield node;
      }
    }
  }

  protected write(pen: Pen, labels: readonly Placed[], dark: boolean): void {
    const colour = token(this.core, "text", dark);
    const halo = token(this.core, "background", dark);
    for (const one of labels) pen.text(one.text, one.x, one.y, { size: LABEL, colour, halo, bold: one.bold });
  }
}

export function canvas(): HTMLCanvasElement {
  const made = document.createElement("canvas");
  made.setAttribute("aria-hidden", "true");
  Object.assign(made.style, { position: "absolute", inset: "0", width: "100%", height: "100%" });
  return made;
}

export function clean(target: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const context = target.getContext("2d") as CanvasRenderingContext2D;
  context.setTransform(target.width / width, 0, 0, target.height / height, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** The heaviest edges; of those that weigh the same, evenly spread ones. */
export function heaviest(edges: Uint32Array, weight: Float32Array, most: number): Uint32Array {
  if (edges.length <= most) return edges;
  const sorted = Float32Array.from(edges, (edge) => weight[edge]).sort();
  const least = sorted[sorted.length - most];
  const above = edges.reduce((sum, edge) => sum + (weight[edge] > least ? 1 : 0), 0);
  const equal = edges.reduce((sum, edge) => sum + (weight[edge] === least ? 1 : 0), 0);
  let [turn, taken] = [0, 0];
  return edges.filter((edge) => {
    if (weight[edge] !== least) return weight[edge] > least;
    const due = Math.floor((++turn * (most - above)) / equal) > taken;
    if (due) taken++;
    return due;
  });
}
