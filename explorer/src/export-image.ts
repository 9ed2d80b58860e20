/**
 * The current view as a file for print: redrawn from the data, with title, filters in words,
 * legend, citation and fingerprint. Without a date of its own: the same view gives the same bytes.
 */
import { adjacencyOf, degreeOf } from "./adjacency";
import type { Core, Line } from "./model";
import { CanvasPen, type Pen, SvgPen } from "./picture/pen";
import { colouring, drawnLabel, familyOf, lineOf, sizeMarks, token, weightWidth } from "./picture/scene";
import { drawEdge } from "./picture/lines";
import type { Look, Shown, View } from "./views";

/** What is said around the picture, in the language of the page. */
export interface PictureAbout {
  readonly core: Core;
  readonly shown: Shown;
  readonly look: Look;
  readonly title: string;
  /** Filters, time and selection in words; may be empty. */
  readonly filters: string;
  /** Below the picture: as stated in …, citation with the fingerprint, credits; a paragraph each. */
  readonly notes: readonly string[];
  /** Heads of the legend, and what all groups without a colour of their own are called. */
  readonly heads: Readonly<Record<"things" | "relations" | "colours" | "others" | "sizes" | "widths" | "conflict", string>>;
}

const WIDTH = 1600;
const MARGIN = 36;
const PICTURE = 960;
const COLUMN = 300;
const ROW = 22;

export async function exportSvg(view: View, about: PictureAbout): Promise<Blob> {
  const plan = planned(new SvgPen(WIDTH, 1), drawable(view, about), view.growth?.() ?? 1);
  const pen = new SvgPen(WIDTH, plan.height);
  compose(pen, view, about, plan);
  const file = pen.file(about.title, [about.filters, ...about.notes].join(" ").trim());
  return new Blob([file], { type: "image/svg+xml" });
}

/** At twice the size: 300 dots an inch on a page of 27 cm. */
export async function exportPng(view: View, about: PictureAbout): Promise<Blob> {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  const pen = new CanvasPen(context);
  const plan = planned(pen, drawable(view, about), view.growth?.() ?? 1);
  canvas.width = WIDTH * 2;
  canvas.height = plan.height * 2;
  context.scale(2, 2);
  compose(pen, view, about, plan);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png");
  });
}

/** The legend counts what the view can draw. */
function drawable(view: View, about: PictureAbout): PictureAbout {
  const nodes = about.shown.nodes.slice();
  for (const node of view.unplaced?.() ?? []) nodes[node] = 0;
  return { ...about, shown: { ...about.shown, nodes } };
}

interface Entry {
  readonly label: string;
  readonly count?: number;
  readonly draw: (pen: Pen, x: number, y: number) => void;
}

interface Section {
  readonly head: string;
  readonly entries: readonly Entry[];
  /** Height of a row, where signs are larger than text. */
  readonly row?: number;
}

interface Plan {
  readonly filters: readonly string[];
  readonly sections: readonly Section[];
  readonly notes: readonly string[];
  readonly top: number;
  readonly legend: number;
  readonly foot: number;
  readonly height: number;
}

function planned(pen: Pen, about: PictureAbout, growth: number): Plan {
  const filters = wrap(pen, about.filters, 14, WIDTH - 2 * MARGIN);
  const sections = legend(about, growth);
  const notes = about.notes.flatMap((note) => wrap(pen, note, 12, WIDTH - 2 * MARGIN));
  const top = MARGIN + 34 + filters.length * 20 + 12;
  const columns = Math.floor((WIDTH - 2 * MARGIN) / COLUMN);
  const tall = sections.reduce((sum, section) => sum + ROW + Math.ceil(section.entries.length / columns) * (section.row ?? ROW) + 6, 0);
  const foot = top + PICTURE + 16 + tall;
  return { filters, sections, notes, top, legend: top + PICTURE + 16, foot, height: foot + notes.length * 17 + MARGIN };
}

function compose(pen: Pen, view: View, about: PictureAbout, plan: Plan): void {
  const { core } = about;
  const [text, muted] = [token(core, "text", false), token(core, "muted", false)];
  pen.beginPath();
  pen.rect(0, 0, WIDTH, plan.height);
  pen.fill({ colour: token(core, "background", false) });
  pen.text(drawnLabel(about.title, 110), MARGIN, MARGIN + 22, { size: 24, colour: text, bold: true });
  plan.filters.forEach((line, i) => pen.text(line, MARGIN, MARGIN + 48 + i * 20, { size: 14, colour: muted }));
  paintInto(pen, view, plan.top);
  pen.beginPath();
  pen.rect(MARGIN, plan.top, WIDTH - 2 * MARGIN, PICTURE);
  pen.stroke({ colour: token(core, "rule", false), width: 1 });
  let y = plan.legend + 14;
  const columns = Math.floor((WIDTH - 2 * MARGIN) / COLUMN);
  for (const section of plan.sections) {
    pen.text(section.head, MARGIN, y, { size: 13, colour: text, bold: true });
    y += ROW;
    const row = section.row ?? ROW;
    section.entries.forEach((entry, i) => {
      const [x, at] = [MARGIN + (i % columns) * COLUMN, y + Math.floor(i / columns) * row + (row - ROW) / 2];
      entry.draw(pen, x + row / 2 + 5, at - 4);
      const label = drawnLabel(entry.label, 40);
      pen.text(entry.count === undefined ? label : `${label} (${entry.count})`, x + row + 18, at, { size: 13, colour: text });
    });
    y += Math.ceil(section.entries.length / columns) * row + 6;
  }
  plan.notes.forEach((line, i) => pen.text(line, MARGIN, plan.foot + 14 + i * 17, { size: 12, colour: muted }));
}

/** The view draws from 0, 0; here that is the corner of its box. */
function paintInto(pen: Pen, view: View, top: number): void {
  const [width, height] = [WIDTH - 2 * MARGIN, PICTURE];
  pen.clip(MARGIN, top, width, height);
  view.paint(shifted(pen, MARGIN, top), width, height);
  pen.unclip();
}

function shifted(pen: Pen, dx: number, dy: number): Pen {
  return {
    beginPath: () => pen.beginPath(),
    moveTo: (x, y) => pen.moveTo(x + dx, y + dy),
    lineTo: (x, y) => pen.lineTo(x + dx, y + dy),
    quadraticCurveTo: (cx, cy, x, y) => pen.quadraticCurveTo(cx + dx, cy + dy, x + dx, y + dy),
    bezierCurveTo: (ax, ay, bx, by, x, y) => pen.bezierCurveTo(ax + dx, ay + dy, bx + dx, by + dy, x + dx, y + dy),
    arc: (x, y, radius, from, to) => pen.arc(x + dx, y + dy, radius, from, to),
    rect: (x, y, width, height) => pen.rect(x + dx, y + dy, width, height),
    closePath: () => pen.closePath(),
    stroke: (how) => pen.stroke(how),
    fill: (how) => pen.fill(how),
    glyph: (path, x, y, radius, how) => pen.glyph(path, x + dx, y + dy, radius, how),
    text: (text, x, y, how) => pen.text(text, x + dx, y + dy, how),
    measure: (text, size, bold) => pen.measure(text, size, bold),
    clip: (x, y, width, height) => pen.clip(x + dx, y + dy, width, height),
    unclip: () => pen.unclip(),
  };
}

/** What the picture shows, and how much of it; what is not there has no entry. */
function legend({ core, shown, look: chosen, heads }: PictureAbout, growth: number): Section[] {
  const look = { ...chosen, dark: false };
  const { nodes, meta } = core;
  const colours = colouring(core, look);
  const byType = look.colourBy === "type";
  const families = meta.palette.families.map((family) => ({ family, count: 0 }));
  const familyOfType = nodes.types.values.map((_, code) => meta.palette.families.indexOf(familyOf(core, code)));
  const groups = new Uint32Array(colours.colours.length);
  for (let node = 0; node < nodes.count; node++) {
    if (!shown.nodes[node]) continue;
    families[familyOfType[nodes.type[node]]].count++;
    groups[colours.of[node]]++;
  }
  const ink = token(core, "text", false);
  const things = families
    .filter((one) => one.count)
    .map(({ family, count }) => ({
      label: family.label,
      count,
      draw: (pen: Pen, x: number, y: number) => pen.glyph(family.ink, x, y, 7, { colour: byType ? family.light : ink }),
    }));
  const sections: Section[] = things.length ? [{ head: heads.things, entries: things }] : [];
  if (!byType && colours.swatches.length) sections.push({ head: heads.colours, entries: swatches(colours, groups, heads.others) });
  if (colours.range) sections.push({ head: heads.colours, entries: scale(colours.colours.slice(0, -1), colours.range) });
  const sizes = sizesOf(core, look, growth);
  if (sizes.length > 1) sections.push({ head: heads.sizes, entries: sizes.map((one) => one.entry), row: Math.max(ROW, ...sizes.map((one) => 2 * one.radius + 4)) });
  const relations = lines(core, shown, look, heads.conflict);
  if (relations.length) sections.push({ head: heads.relations, entries: relations });
  if (look.widthBy === "weight") sections.push({ head: heads.widths, entries: widthsOf(core) });
  return sections;
}

const short = (value: number): string => (Number.isInteger(value) ? value.toLocaleString("en") : String(Number(value.toPrecision(3))));

function sizesOf(core: Core, look: Look, growth: number): { entry: Entry; radius: number }[] {
  if (look.sizeBy === "") return [];
  const links = adjacencyOf(core);
  const colour = token(core, "edge", false);
  return sizeMarks(core, look, (node) => degreeOf(links, node)).map(([value, own]) => {
    const radius = own * growth;
    const draw = (pen: Pen, x: number, y: number): void => {
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.closePath();
      pen.fill({ colour });
    };
    return { radius, entry: { label: short(value), draw } };
  });
}

function widthsOf(core: Core): Entry[] {
  const { weight } = core.edges;
  const [least, top] = weight.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, 1]);
  return Array.from(new Set([least, top].filter(Number.isFinite)), (value) => ({
    label: short(value),
    draw: (pen, x, y) => {
      pen.beginPath();
      pen.moveTo(x - 16, y);
      pen.lineTo(x + 16, y);
      pen.stroke({ colour: token(core, "edge", false), width: weightWidth(value, top) });
    },
  }));
}

/** From little to much; the ends have their numbers. */
function scale(steps: readonly string[], [least, most]: readonly [number, number]): Entry[] {
  return steps.map((colour, i) => ({
    label: i === 0 ? short(least) : i === steps.length - 1 ? short(most) : "",
    draw: (pen, x, y) => {
      pen.beginPath();
      pen.rect(x - 7, y - 7, 14, 14);
      pen.fill({ colour });
    },
  }));
}

function swatches(colours: ReturnType<typeof colouring>, groups: Uint32Array, others: string): Entry[] {
  return colours.swatches
    .map((swatch) => ({
      label: swatch.code < 0 ? others : swatch.label,
      count: groups[colours.colours.indexOf(swatch.colour)],
      draw: (pen: Pen, x: number, y: number) => {
        pen.beginPath();
        pen.rect(x - 7, y - 7, 14, 14);
        pen.fill({ colour: swatch.colour });
      },
    }))
    .filter((entry) => entry.count);
}

function lines(core: Core, shown: Shown, look: Look, conflict: string): Entry[] {
  const { edges, meta } = core;
  const counts = new Map(meta.palette.lines.map((line) => [line, 0]));
  const stages = new Map<Line, Set<number>>();
  let conflicts = 0;
  const lineOfStage = edges.stages.values.map((__, code) => lineOf(core, code));
  for (let e = 0; e < edges.count; e++) {
    if (!shown.edges[e] || !shown.nodes[edges.source[e]] || !shown.nodes[edges.target[e]]) continue;
    const line = lineOfStage[edges.stage[e]];
    counts.set(line, (counts.get(line) ?? 0) + 1);
    stages.set(line, (stages.get(line) ?? new Set()).add(edges.stage[e]));
    conflicts += edges.conflict[e];
  }
  // A style that stands for one stage here has its name, as in the legend of the page.
  const named = (line: Line): string => {
    const [stage, ...more] = stages.get(line) ?? [];
    return more.length === 0 && edges.stages.labels[stage] ? edges.stages.labels[stage] : line.label;
  };
  const entry = (line: Line, label: string, count: number, isConflict: boolean): Entry => ({
    label,
    count,
    draw: (pen: Pen, x: number, y: number) =>
      drawEdge(
        pen,
        { edge: 0, count: 1, x1: x - 16, y1: y, cx: x, cy: y, x2: x + 16, y2: y },
        {
          line,
          colour: token(core, "edge", false),
          background: token(core, "background", false),
          width: look.widthBy === "stage" ? line.width : 1.6,
          opacity: line.opacity,
          directed: meta.directed,
          conflict: isConflict,
        },
      ),
  });
  const own = [...counts].filter(([, count]) => count).map(([line, count]) => entry(line, named(line), count, false));
  return conflicts ? [...own, entry(meta.palette.lines[0], conflict, conflicts, true)] : own;
}

function wrap(pen: Pen, text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of drawnLabel(text, 1200).split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && pen.measure(longer, size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line) lines.push(line);
  return lines;
}
