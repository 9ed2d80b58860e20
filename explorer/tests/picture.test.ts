import { describe, expect, it } from "vitest";
import { adjacencyOf } from "../src/adjacency";
import { heaviest } from "../src/picture/base";
import { emphasis } from "../src/picture/emphasis";
import { Grid } from "../src/picture/grid";
import { place, Room, type Wanted } from "../src/picture/labels";
import { distance, layEdges, type Places } from "../src/picture/lines";
import { escaped, type Pen, SvgPen } from "../src/picture/pen";
import { refine } from "../src/picture/refine";
import { colouring, drawnLabel, radii } from "../src/picture/scene";
import { allOf, LOOK, NOTHING, sample } from "./sample";

const ruler = { measure: (text: string, size: number) => text.length * size * 0.5 } as Pen;

function wanted(count: number, more: Partial<Wanted> = {}): Wanted[] {
  return Array.from({ length: count }, (_, node) => ({
    node,
    text: `Thing number ${node}`,
    x: 20 + ((node * 37) % 560),
    y: 20 + ((node * 53) % 360),
    radius: 5,
    bold: false,
    must: false,
    first: false,
    ...more,
  }));
}

describe("labels", () => {
  const page = { width: 600, height: 400 };

  it("never lie upon each other, nor outside", () => {
    const placed = place(ruler, wanted(200), 12, page, 100);
    expect(placed.length).toBeGreaterThan(10);
    for (const [i, a] of placed.entries()) {
      expect(a.x >= 0 && a.x + a.width <= page.width).toBe(true);
      for (const b of placed.slice(0, i)) {
        const apart = a.x >= b.x + b.width || b.x >= a.x + a.width || Math.abs(a.y - b.y) >= 12;
        expect(apart).toBe(true);
      }
    }
  });

  it("come in the order of importance", () => {
    const same = wanted(3, { x: 300, y: 200 });
    const placed = place(ruler, same, 12, page, 1);
    expect(placed.map((one) => one.node)).toEqual([0]);
  });

  it("keep clear of things unless they are the first", () => {
    const things = new Room();
    things.take(0, 0, 600, 400);
    expect(place(ruler, wanted(5), 12, page, 100, things)).toEqual([]);
    expect(place(ruler, wanted(1, { first: true }), 12, page, 100, things)).toHaveLength(1);
  });

  it("are always there for what is chosen", () => {
    expect(place(ruler, wanted(30, { x: 590, y: 200, must: true }), 12, page, 5)).toHaveLength(30);
  });

  it("are one line of plain text", () => {
    expect(drawnLabel("a\u0000b\u202ec\nd")).toBe("a b c d");
    expect([...drawnLabel("😀".repeat(10_000))]).toHaveLength(42);
  });
});

describe("lines", () => {
  const places: Places = { x: (node) => node * 100, y: () => 50, radius: () => 5 };

  it("of parallel edges part from each other", () => {
    const core = sample(2, [[0, 1], [0, 1], [0, 1]]);
    const laid = layEdges(core, [0, 1, 2], places);
    expect(new Set(laid.map((one) => Math.round(one.cy))).size).toBe(3);
  });

  it("there and back do not fall on one line", () => {
    const laid = layEdges(sample(2, [[0, 1], [1, 0]]), [0, 1], places);
    expect(Math.abs(laid[0].cy - laid[1].cy)).toBeGreaterThan(4);
  });

  it("of more than five parallel edges are one, with their number", () => {
    const core = sample(2, Array.from({ length: 7 }, () => [0, 1] as const));
    const laid = layEdges(core, [0, 1, 2, 3, 4, 5, 6], places);
    expect(laid.map((one) => one.count)).toEqual([7]);
  });

  it("end at the rim of their nodes", () => {
    const [one] = layEdges(sample(2, [[0, 1]]), [0], places);
    expect(one.x1).toBeCloseTo(6);
    expect(one.x2).toBeCloseTo(94);
    expect(distance(one, 50, 53)).toBeCloseTo(3);
  });

  it("of a loop and of two nodes in one place are finite", () => {
    const core = sample(2, [[0, 0], [0, 1]]);
    const laid = layEdges(core, [0, 1], { ...places, x: () => 10 });
    expect(laid.flatMap((one) => Object.values(one)).every(Number.isFinite)).toBe(true);
  });
});

describe("what stands out", () => {
  const core = sample(5, [[0, 1], [1, 2], [2, 3], [3, 4]]);
  const links = adjacencyOf(core);

  it("is nothing where nothing is chosen", () => {
    expect(emphasis(core, links, allOf(core), NOTHING).any).toBe(false);
  });

  it("is a node with its neighbours", () => {
    const found = emphasis(core, links, allOf(core), { ...NOTHING, nodes: [1] });
    expect([...found.nodes]).toEqual([1, 2, 1, 0, 0]);
    expect([...found.edges]).toEqual([1, 1, 0, 0]);
  });

  it("reaches as far as the depth of the focus, along what is shown", () => {
    const shown = allOf(core);
    const depth2 = emphasis(core, links, shown, { ...NOTHING, focus: 0, depth: 2 });
    expect([...depth2.nodes]).toEqual([2, 1, 1, 0, 0]);
    shown.edges[1] = 0;
    expect([...emphasis(core, links, shown, { ...NOTHING, focus: 0, depth: 3 }).nodes]).toEqual([2, 1, 0, 0, 0]);
  });

  it("is a path with its ends", () => {
    const found = emphasis(core, links, allOf(core), { ...NOTHING, nodes: [0, 2], path: [0, 1] });
    expect([...found.nodes]).toEqual([2, 1, 2, 0, 0]);
    expect([...found.edges]).toEqual([2, 2, 0, 0]);
  });
});

describe("colours and sizes", () => {
  const core = sample(40, [[0, 1]]);

  it("of groups: the largest have their own, all others share one, and the counts add up", () => {
    const { swatches, of, colours } = colouring(core, { ...LOOK, colourBy: "country" });
    expect(swatches).toHaveLength(9);
    expect(swatches.reduce((sum, one) => sum + one.count, 0)).toBe(40);
    expect(Math.max(...of)).toBeLessThan(colours.length);
  });

  it("of a measure rise with it", () => {
    const { of, range } = colouring(core, { ...LOOK, colourBy: "strength" });
    expect([...of]).toEqual([...of].sort((a, b) => a - b));
    expect(range).toEqual([0, 39]);
  });

  it("an unknown measure is no error", () => {
    expect(colouring(core, { ...LOOK, colourBy: "constructor" }).swatches).toEqual([]);
  });

  it("areas follow the measure", () => {
    const size = radii(core, { ...LOOK, sizeBy: "strength" }, () => 0);
    expect(size[39]).toBeGreaterThan(size[10]);
    expect(size.every((one) => one > 0)).toBe(true);
  });
});

it("the heaviest edges are exactly as many as asked for", () => {
  const weight = Float32Array.from({ length: 1000 }, (_, i) => (i < 10 ? 5 : 1));
  const edges = Uint32Array.from({ length: 1000 }, (_, i) => i);
  const found = heaviest(edges, weight, 100);
  expect(found).toHaveLength(100);
  expect([...found.subarray(0, 10)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(found[99]).toBeGreaterThan(900);
});

it("a grid finds every node of a box", () => {
  const core = sample(500, []);
  const y = Float32Array.from({ length: 500 }, (_, i) => ((i * 7) % 500) / 500);
  const grid = new Grid(core.nodes.x, y, core.nodes);
  const found = [...grid.within(0.2, 0.1, 0.6, 0.9)].sort((a, b) => a - b);
  const expected = [...y.keys()].filter(
    (i) => core.nodes.x[i] >= 0.2 && core.nodes.x[i] <= 0.6 && y[i] >= 0.1 && y[i] <= 0.9,
  );
  expect(found).toEqual(expected);
});

it("the last touch parts what overlaps, also what stands in one spot, and the same every time", () => {
  const run = (): [Float32Array, Float32Array] => {
    const x = Float32Array.from({ length: 60 }, (_, i) => (i < 5 ? 0.5 : ((i * 37) % 60) / 60));
    const y = Float32Array.from({ length: 60 }, (_, i) => (i < 5 ? 0.5 : ((i * 23) % 60) / 60));
    refine(x, y, new Float32Array(60).fill(5), 800);
    return [x, y];
  };
  const [x, y] = run();
  expect(run()).toEqual([x, y]);
  for (let a = 0; a < 60; a++) {
    for (let b = 0; b < a; b++) expect(Math.hypot(x[a] - x[b], y[a] - y[b]) * 800).toBeGreaterThan(11);
  }
});

it("SVG holds any text as text", () => {
  const pen = new SvgPen(10, 10);
  pen.text('</text><script>alert(1)</script>"\u0000\ud800', 1, 2, { size: 12, colour: "#000000" });
  const file = pen.file("<title>", "&");
  expect(file).not.toContain("<script");
  expect(file).toContain("&lt;title&gt;");
  expect(escaped("\u0000\ud800x😀")).toBe("��x😀");
});
