/** The map: the same selection where things are, great circles between them. */
import type { Core } from "../model";
import { canvas, clean, heaviest, Picture } from "../picture/base";
import { type Placed } from "../picture/labels";
import { type Places, toSegment } from "../picture/lines";
import { CanvasPen, type Pen } from "../picture/pen";
import { colouring, type Colouring, token } from "../picture/scene";
import type { Selection, Shown, View, ViewEvents } from "../views";
import { cluster, type Clusters } from "./clusters";
import { drawTie, type Tie } from "./ties";
import { Globe, type Land, LandPaths, readLand } from "./land";
import { geoPath } from "d3-geo";

/** Pixels within which things gather. */
const REACH = 32;
const MOST_EDGES = 4000;
/** Lines drawn while the map moves. */
const MOVING_TIES = 800;
/** What a place is shown with around it, in parts of the map. */
const LEAST_REGION = 0.02;

export function createMap(
  core: Core,
  atlas: () => Promise<unknown>,
  host: HTMLElement,
  events: ViewEvents,
): View & { unplaced(): number[] } {
  return new MapView(core, atlas, host, events);
}

class MapView extends Picture {
  private readonly ground: HTMLCanvasElement;
  private readonly lines: HTMLCanvasElement;
  private readonly globe: Globe;
  private readonly x: Float32Array;
  private readonly y: Float32Array;
  private land: Land | undefined;
  private paths: LandPaths | undefined;
  private drawn: Uint32Array = new Uint32Array(0);
  private clusters: Clusters | undefined;
  private level = NaN;
  private ties: Tie[] = [];
  private readonly arcs = new Map<number, Float32Array>();
  private labelled: Placed[] = [];

  constructor(core: Core, atlas: () => Promise<unknown>, host: HTMLElement, events: ViewEvents) {
    const [ground, lines] = [canvas(), canvas()];
    super(core, host, events, [ground, lines]);
    this.ground = ground;
    this.lines = lines;
    const { lat, lon, count } = core.nodes;
    const placed = Array.from({ length: count }, (_, node) => node).filter((node) => this.isPlaced(node));
    this.globe = new Globe(
      placed.map((node) => lon[node]),
      placed.map((node) => lat[node]),
    );
    this.x = new Float32Array(count).fill(NaN);
    this.y = new Float32Array(count).fill(NaN);
    for (const node of placed) [this.x[node], this.y[node]] = this.globe.place(lon[node], lat[node]);
    this.eye.bounds = this.globe.edges;
    this.resize();
    this.fit(placed.length ? this.bulk(placed) : undefined);
    atlas().then(
      (found) => {
        this.land = readLand(found);
        this.paths = new LandPaths(this.land, this.globe);
        this.schedule();
      },
      // Without its ground the map still says where things are.
      () => undefined,
    );
  }

  /** All, or most of all where the rest is far away: the map starts on the region of the data. */
  private bulk(placed: readonly number[]): readonly number[] {
    const trimmed = (column: Float32Array): [number, number, number] => {
      const sorted = Float32Array.from(placed, (node) => column[node]).sort();
      const off = Math.floor(sorted.length * 0.08);
      const [low, high] = [sorted[off], sorted[sorted.length - 1 - off]];
      return [low, high, (sorted[sorted.length - 1] - sorted[0]) / Math.max(high - low, LEAST_REGION)];
    };
    const [left, right, wider] = trimmed(this.x);
    const [top, bottom, higher] = trimmed(this.y);
    if (placed.length < 12 || Math.max(wider, higher) < 2) return placed;
    const within = (node: number): boolean =>
      this.x[node] >= left && this.x[node] <= right && this.y[node] >= top && this.y[node] <= bottom;
    return placed.filter(within);
  }

  private isPlaced(node: number): boolean {
    const { lat, lon } = this.core.nodes;
    return Math.abs(lat[node]) <= 90 && Math.abs(lon[node]) <= 180;
  }

  unplaced(): number[] {
    const found: number[] = [];
    for (let node = 0; node < this.core.nodes.count; node++) {
      if (this.shown.nodes[node] && !this.isPlaced(node)) found.push(node);
    }
    return found;
  }

  override setShown(shown: Shown): void {
    super.setShown(shown);
    this.level = NaN;
  }

  override setSelection(selection: Selection): void {
    const before = this.selection;
    super.setSelection(selection);
    // What is chosen leads those around it; what is only under the pointer regroups nothing.
    if (!sameChoice(before, selection)) this.level = NaN;
  }

  /** Of a neighbourhood most; what is chosen itself always. */
  fit(nodes?: readonly number[]): void {
    const chosen = (nodes ?? [...this.order]).filter((node) => this.isPlaced(node) && this.shown.nodes[node]);
    const seen = nodes ? [...this.bulk(chosen), ...this.selection.nodes.filter((node) => this.isPlaced(node) && this.shown.nodes[node])] : chosen;
    if (chosen.length) this.fitBox(this.x, this.y, seen, LEAST_REGION, nodes !== undefined);
    else if (!nodes) this.fitBox(Float32Array.of(0.02, 0.98), Float32Array.of(0.25, 0.75), [0, 1]);
  }

  private places(scale: number, left: number, top: number): Places {
    return {
      x: (node) => this.x[node] * scale + left,
      y: (node) => this.y[node] * scale + top,
      radius: (node) => this.radius[node] * this.growth(),
    };
  }

  /** Signs stand for places, and keep their size. */
  override growth(): number {
    return 0.8;
  }

  private gather(scale: number): Clusters {
    // Steps of a quarter of an octave: nothing regroups while the map is only moved.
    const level = Math.round(Math.log2(scale) * 4);
    if (level !== this.level || !this.clusters) {
      this.level = level;
      this.clusters = cluster(this.leading(), this.shown.nodes, this.x, this.y, REACH / 2 ** (level / 4));
      this.ties = this.tie(this.clusters);
    }
    return this.clusters;
  }

  /** Who leads first: what is chosen and its neighbourhood, then the most important. */
  private leading(): Iterable<number> {
    const { nodes, edges, path, focus } = this.selection;
    return nodes.length + edges.length + path.length > 0 || focus >= 0 ? this.byImportance() : [...this.order].reverse();
  }

  private chooseEdges(): void {
    const { edges, nodes } = this.shown;
    const { source, target, count, weight } = this.core.edges;
    const all = new Uint32Array(count);
    let placed = 0;
    for (let e = 0; e < count; e++) {
      if (!edges[e] || !nodes[source[e]] || !nodes[target[e]]) continue;
      if (this.isPlaced(source[e]) && this.isPlaced(target[e])) all[placed++] = e;
    }
    this.drawn = heaviest(all.subarray(0, placed), weight, MOST_EDGES);
    this.events.onDrawn?.(this.drawn.length, placed);
    this.level = NaN;
  }

  /** Edges between the same two places are one line. */
  private tie(clusters: Clusters): Tie[] {
    const { source, target } = this.core.edges;
    const { count, lat, lon } = this.core.nodes;
    const found = new Map<number, { edges: number[]; from: number; to: number }>();
    for (const edge of this.drawn) {
      const [a, b] = [clusters.leader[source[edge]], clusters.leader[target[edge]]];
      if (a === b || a < 0 || b < 0) continue;
      const pair = a < b ? a * count + b : b * count + a;
      const there = found.get(pair);
      if (there) there.edges.push(edge);
      else found.set(pair, { edges: [edge], from: a, to: b });
    }
    return [...found].map(([pair, { edges, from, to }]) => {
      let arc = this.arcs.get(pair);
      if (!arc) {
        const [low, high] = from < to ? [from, to] : [to, from];
        this.arcs.set(pair, (arc = this.globe.arc([lon[low], lat[low]], [lon[high], lat[high]])));
      }
      return { edges, arc, start: Math.min(from, to) };
    });
  }

  protected draw(): void {
    if (this.filtered) this.chooseEdges();
    this.dirty = this.filtered = false;
    const { width, height } = this.size();
    const { scale, left, top } = this.eye;
    const dark = this.look.dark;
    this.drawGround(width, height, scale, left, top);
    const clusters = this.gather(scale);
    const places = this.places(scale, left, top);
    this.drawTies(new CanvasPen(clean(this.lines, width, height)), scale, left, top, dark);
    const pen = new CanvasPen(clean(this.words, width, height));
    this.drawThings(pen, { width, height }, places, clusters, this.colours, dark);
    this.pointer.drawLasso(pen, token(this.core, "focus", dark));
  }

  private drawGround(width: number, height: number, scale: number, left: number, top: number): void {
    const context = clean(this.ground, width, height);
    const { paths } = this;
    if (!paths) return;
    const dark = this.look.dark;
    const unit = scale / paths.plane;
    context.translate(left, top);
    context.scale(unit, unit);
    context.fillStyle = token(this.core, "panel", dark);
    context.fill(paths.ground);
    context.strokeStyle = token(this.core, "rule", dark);
    context.lineWidth = 0.8 / unit;
    context.stroke(paths.ground);
    context.stroke(paths.borders);
    context.stroke(paths.rim);
  }

  private drawTies(pen: Pen, scale: number, left: number, top: number, dark: boolean): void {
    const { any, edges } = this.emphasis;
    const step = this.eye.moving ? Math.ceil(this.ties.length / MOVING_TIES) : 1;
    const ties = step > 1 ? this.ties.filter((_, i) => i % step === 0) : this.ties;
    // Many lines are fainter each.
    const faint = Math.max(0.25, Math.min(1, 1.1 - ties.length / 3000));
    for (const level of any ? [0, 1, 2] : [0]) {
      for (const tie of ties) {
        const strongest = any ? tie.edges.reduce((most, edge) => Math.max(most, edges[edge]), 0) : 0;
        if (strongest !== level) continue;
        const lead = tie.edges.find((edge) => !any || edges[edge] === strongest) as number;
        const onwards = this.clusters?.leader[this.core.edges.source[lead]] === tie.start;
        const ink = this.ink(lead, dark);
        drawTie(pen, tie, level ? ink : { ...ink, opacity: ink.opacity * faint }, scale, left, top, onwards);
      }
    }
  }

  private drawThings(
    pen: Pen,
    page: { readonly width: number; readonly height: number },
    places: Places,
    clusters: Clusters,
    colours: Colouring,
    dark: boolean,
  ): void {
    const { any, nodes } = this.emphasis;
    const stands = new Set<number>();
    if (any) for (let node = 0; node < nodes.length; node++) if (nodes[node] && clusters.leader[node] >= 0) stands.add(clusters.leader[node]);
    const leaders = [...clusters.size.keys()].reverse();
    for (const before of any ? [false, true] : [true]) {
      for (const node of leaders) {
        if (any && stands.has(node) !== before) continue;
        const [x, y] = [places.x(node), places.y(node)];
        if (x < -40 || y < -40 || x > page.width + 40 || y > page.height + 40) continue;
        const size = clusters.size.get(node) ?? 1;
        if (size > 1) this.bubble(pen, x, y, size, before ? 1 : 0.25, dark);
        else this.glyph(pen, node, x, y, places.radius(node), colours, dark);
      }
    }
    const sized: Places = {
      ...places,
      radius: (node) => ((clusters.size.get(node) ?? 1) > 1 ? bubbleRadius(clusters.size.get(node) ?? 1) : places.radius(node)),
    };
    // What is chosen but gathered under another is shown there.
    const at = (node: number): number => (clusters.leader[node] >= 0 ? clusters.leader[node] : node);
    this.rings(pen, { x: (n) => sized.x(at(n)), y: (n) => sized.y(at(n)), radius: (n) => sized.radius(at(n)) }, dark);
    const named = [...this.byImportance()].filter((node) => clusters.leader[node] === node);
    this.labelled = this.chooseLabels(pen, page, sized, named);
    this.write(pen, this.labelled, dark);
  }

  /** What stands under it is counted. */
  protected override labelOf(node: number, most: number): string {
    const more = (this.clusters?.size.get(node) ?? 1) - 1;
    return super.labelOf(node, most) + (more ? ` +${more}` : "");
  }

  private bubble(pen: Pen, x: number, y: number, size: number, opacity: number, dark: boolean): void {
    const radius = bubbleRadius(size);
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.closePath();
    pen.fill({ colour: token(this.core, "background", dark), opacity: Math.max(0.6, opacity) });
    pen.stroke({ colour: token(this.core, "muted", dark), width: 1.6, opacity });
    pen.text(`${size}`, x, y + 4, { size: 11, colour: token(this.core, "text", dark), anchor: "middle", bold: true, opacity });
  }

  paint(pen: Pen, width: number, height: number): void {
    if (this.filtered) this.chooseEdges();
    const { scale, left, top } = this.eye.forPage(width, height);
    if (this.land) this.paintGround(pen, this.land, scale, left, top);
    const clusters = this.gather(scale);
    this.drawTies(pen, scale, left, top, false);
    const colours = colouring(this.core, { ...this.look, dark: false });
    this.drawThings(pen, { width, height }, this.places(scale, left, top), clusters, colours, false);
    this.level = NaN;
  }

  private paintGround(pen: Pen, land: Land, scale: number, left: number, top: number): void {
    const unit = scale / 4096;
    const moved = {
      beginPath: () => pen.beginPath(),
      moveTo: (x: number, y: number) => pen.moveTo(x * unit + left, y * unit + top),
      lineTo: (x: number, y: number) => pen.lineTo(x * unit + left, y * unit + top),
      closePath: () => pen.closePath(),
      arc: () => undefined,
    };
    const path = geoPath(this.globe.projection, moved);
    pen.beginPath();
    path(land.ground);
    pen.fill({ colour: token(this.core, "panel", false) });
    pen.stroke({ colour: token(this.core, "rule", false), width: 0.8 });
    pen.beginPath();
    path(land.borders);
    pen.stroke({ colour: token(this.core, "rule", false), width: 0.8 });
  }

  private leaderAt(x: number, y: number): number {
    const places = this.places(this.eye.scale, this.eye.left, this.eye.top);
    let [best, least] = [-1, 5];
    for (const [node, size] of this.clusters?.size ?? []) {
      const radius = size > 1 ? bubbleRadius(size) : places.radius(node);
      const away = Math.hypot(places.x(node) - x, places.y(node) - y) - radius;
      if (away < least) [best, least] = [node, away];
    }
    return best;
  }

  protected nodeAt(x: number, y: number): number {
    const found = this.leaderAt(x, y);
    return found >= 0 && this.clusters?.size.get(found) === 1 ? found : -1;
  }

  /** A click on gathered things comes nearer, or takes them all where they share one place. */
  protected override clickAt(x: number, y: number): boolean {
    const found = this.leaderAt(x, y);
    if (found < 0 || !this.clusters || this.clusters.size.get(found) === 1) return false;
    const members: number[] = [];
    this.clusters.leader.forEach((leader, node) => {
      if (leader === found) members.push(node);
    });
    const away = (node: number): number => Math.hypot(this.x[node] - this.x[found], this.y[node] - this.y[found]);
    const wide = members.reduce((most, node) => Math.max(most, away(node)), 0);
    if (wide * this.eye.most() < REACH) this.events.onLasso(members);
    else this.fitBox(this.x, this.y, members, Math.min(LEAST_REGION, wide * 2), true);
    return true;
  }

  protected edgeAt(x: number, y: number): number {
    let [best, least] = [-1, 6];
    const { scale, left, top } = this.eye;
    for (const { arc, edges } of this.ties) {
      for (let i = 2; i < arc.length; i += 2) {
        const away = toSegment(
          ...[x, y, arc[i - 2] * scale + left, arc[i - 1] * scale + top, arc[i] * scale + left, arc[i + 1] * scale + top] as const,
        );
        if (away < least) [best, least] = [edges[0], away];
      }
    }
    return best;
  }

  protected inside(contains: (x: number, y: number) => boolean): number[] {
    const places = this.places(this.eye.scale, this.eye.left, this.eye.top);
    const found: number[] = [];
    for (let node = 0; node < this.core.nodes.count; node++) {
      if (this.shown.nodes[node] && this.isPlaced(node) && contains(places.x(node), places.y(node))) found.push(node);
    }
    return found;
  }
}

function sameChoice(one: Selection, other: Selection): boolean {
  const isPath = one.path.length === other.path.length && one.path.every((edge, i) => edge === other.path[i]);
  return isPath && one.nodes === other.nodes && one.edges === other.edges && one.focus === other.focus && one.depth === other.depth;
}

function bubbleRadius(size: number): number {
  return 9 + 3 * Math.log10(size) * 1.6;
}
