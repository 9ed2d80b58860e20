import { describe, expect, it } from "vitest";
import { cluster } from "../src/map/clusters";
import { Globe } from "../src/map/land";

describe("clusters", () => {
  const x = Float32Array.from({ length: 400 }, (_, i) => ((i * 61) % 400) / 400);
  const y = Float32Array.from({ length: 400 }, (_, i) => ((i * 97) % 400) / 400);
  const order = [...x.keys()];

  it("hold every thing that is shown and has a place, once", () => {
    const shown = new Uint8Array(400).fill(1);
    shown[7] = 0;
    const places = x.slice();
    places[8] = NaN;
    const { leader, size } = cluster(order, shown, places, y, 0.1);
    expect(leader[7]).toBe(-1);
    expect(leader[8]).toBe(-1);
    expect([...size.values()].reduce((sum, one) => sum + one, 0)).toBe(398);
    for (const node of order) {
      if (leader[node] < 0) continue;
      expect(Math.hypot(x[node] - x[leader[node]], y[node] - y[leader[node]])).toBeLessThan(0.1);
    }
  });

  it("are apart", () => {
    const { size } = cluster(order, new Uint8Array(400).fill(1), x, y, 0.1);
    const leaders = [...size.keys()];
    for (const a of leaders) {
      for (const b of leaders) if (a < b) expect(Math.hypot(x[a] - x[b], y[a] - y[b])).toBeGreaterThanOrEqual(0.1);
    }
  });

  it("of things all in one place are one", () => {
    const same = new Float32Array(50).fill(0.5);
    const { size } = cluster([...same.keys()], new Uint8Array(50).fill(1), same, same, 1e-4);
    expect([...size]).toEqual([[0, 50]]);
  });
});

describe("the globe", () => {
  it("puts north above south and east to the right of west", () => {
    const globe = new Globe([20, 30], [55, 65]);
    const [turku, petersburg, berlin] = [globe.place(22.3, 60.5), globe.place(30.3, 59.9), globe.place(13.4, 52.5)];
    expect(turku[0]).toBeLessThan(petersburg[0]);
    expect(turku[1]).toBeLessThan(berlin[1]);
  });

  it("is cut where there is nothing", () => {
    const globe = new Globe([175, -175], [60, 60]);
    expect(Math.abs(globe.place(175, 60)[0] - globe.place(-175, 60)[0])).toBeLessThan(0.1);
  });

  it("bends a great circle to the pole, and breaks it at the edge of the map", () => {
    const globe = new Globe([0, 100, -100], [0, 0, 0]);
    const arc = globe.arc([-90, 50], [90, 50]);
    const ys = [...arc].filter((_, i) => i % 2);
    expect(Math.min(...ys)).toBeLessThan(globe.place(90, 50)[1] - 0.05);
    const across = globe.arc([150, 10], [-150, 10]);
    expect([...across].some(Number.isNaN)).toBe(true);
  });

  it("holds very many places", () => {
    const many = Array.from({ length: 300_000 }, (_, i) => (i % 60) + 0.5);
    const [left, top, right, bottom] = new Globe(many, many).edges;
    expect([left, top, right, bottom].map((side) => Math.abs(Math.round(side)))).toEqual([0, 0, 1, 1]);
  });

  it("knows where the earth ends", () => {
    const [left, top, right, bottom] = new Globe([-170, 0, 170], [0, 0, 0]).edges;
    expect(left).toBeCloseTo(0);
    expect(right).toBeCloseTo(1);
    expect(bottom - top).toBeCloseTo(0.487, 2);
  });

  it("knows no place for what has none", () => {
    expect(new Globe([], []).place(NaN, 3)).toEqual([NaN, NaN]);
  });
});
