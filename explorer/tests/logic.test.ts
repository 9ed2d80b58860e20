import { describe, expect, it } from "vitest";
import { adjacencyOf } from "../src/adjacency";
import { csv, csvCell } from "../src/csv";
import { civil, dayOf, isoOf, shortFirst, shortLast, spanOf } from "../src/dates";
import { Filter, NO_FILTERS, orNone, passes, toggled, type Filters, type Question } from "../src/filter";
import { fold } from "../src/fold";
import { histogram, scaleOf } from "../src/histogram";
import { NO_DAY, type Core, type Detail, type Edges } from "../src/model";
import { shortestPaths } from "../src/paths";
import { Search } from "../src/search";
import { START, type State } from "../src/state";
import { CERTAIN, extent, NO, POSSIBLE, statusWithin, UNDATED, UNKNOWN } from "../src/status";
import { decode, encode, long, short, unknownOf } from "../src/url";
import { declared } from "../src/worker/declared";
import { sample } from "./sample";

/** The same numbers every time. */
function randomly(seed = 7): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

describe("days", () => {
  it("agree with the calendar of the system over 800 years", () => {
    for (let day = dayOf(1600); day < dayOf(2400); day += 97) {
      const date = new Date(day * 86400000);
      expect(civil(day)).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
      expect(dayOf(...civil(day))).toBe(day);
    }
  });

  it("before the year 100 are not taken for the 20th century", () => {
    expect(isoOf(dayOf(96, 5, 1))).toBe("0096-05-01");
    expect(isoOf(NO_DAY)).toBe("");
  });

  it.each(["1990", "1990-02", "2000-02-29", "0988", "2019-12-31"])("%s is written as it was read", (text) => {
    const [first, last] = spanOf(text)!;
    expect(spanOf(shortFirst(first))![0]).toBe(first);
    expect(spanOf(shortLast(last))![1]).toBe(last);
  });

  it.each(["", "199x", "2019-02-29", "2019-13", "2019-00-01", "spring"])("%j is no date", (text) => {
    expect(spanOf(text)).toBeUndefined();
  });
});

/** The status on one day, as docs/design.md words it. */
function statusOn(edges: Edges, e: number, day: number): number {
  const [begin, sure, sureEnd, end, said] = [edges.beginEarliest[e], edges.beginLatest[e], edges.endEarliest[e], edges.endLatest[e], edges.asOf[e]];
  const isOpen = sureEnd === NO_DAY && end === NO_DAY;
  if ((begin !== NO_DAY && day < begin) || (end !== NO_DAY && day > end)) return NO;
  if (begin === NO_DAY && sure === NO_DAY) return UNDATED;
  if (isOpen && (said === NO_DAY || day > said)) return UNKNOWN;
  if (sure !== NO_DAY && sure <= day && (isOpen ? day <= said : sureEnd !== NO_DAY && day <= sureEnd)) return CERTAIN;
  return POSSIBLE;
}

function datedAtRandom(count: number): Core {
  const core = sample(5, Array.from({ length: count }, (_, i) => [i % 4, (i % 4) + 1] as const));
  const next = randomly();
  const { edges } = core;
  for (let e = 0; e < count; e++) {
    const begin = next(40);
    const end = begin + next(12);
    const some = (day: number): number => (next(3) ? day : NO_DAY);
    edges.beginEarliest[e] = some(begin);
    edges.beginLatest[e] = some(begin + next(6));
    edges.endEarliest[e] = some(end + 4);
    edges.endLatest[e] = some(end + 4 + next(6));
    edges.asOf[e] = some(next(60));
  }
  return core;
}

describe("status in a window", () => {
  const core = datedAtRandom(4000);
  const out = new Uint8Array(core.edges.count);

  it("of one day is that of the day", () => {
    for (const day of [-5, 0, 3, 17, 29, 41, 70]) {
      statusWithin(core.edges, day, day, out);
      for (let e = 0; e < out.length; e++) expect([e, day, out[e]]).toEqual([e, day, statusOn(core.edges, e, day)]);
    }
  });

  it("is the best of its days", () => {
    const rank = (status: number): number => (status === UNDATED ? UNKNOWN : status);
    for (const [first, last] of [[0, 10], [5, 33], [20, 24], [-9, 80]]) {
      statusWithin(core.edges, first, last, out);
      for (let e = 0; e < 1500; e++) {
        let best = NO;
        for (let day = first; day <= last; day++) best = Math.max(best, rank(statusOn(core.edges, e, day)));
        expect([e, first, rank(out[e])]).toEqual([e, first, best]);
      }
    }
  });

  it("has an extent only where something is dated", () => {
    expect(extent(sample(2, [[0, 1]]).edges)).toBeUndefined();
    expect(extent(core.edges)![0]).toBe(0);
  });
});

const asked = (more: Partial<Question> = {}): Question => ({ filters: NO_FILTERS, time: null, undated: true, focus: -1, depth: 1, ...more });

describe("filters", () => {
  const next = randomly(3);
  const pairs = Array.from({ length: 300 }, () => {
    const a = next(39);
    return [a, a + 1 + next(40 - a - 1)] as const;
  });
  const core = sample(40, pairs);
  core.nodes.measures["degree"]?.forEach((_, n, column) => (column[n] = n));
  const filter = new Filter(core, adjacencyOf(core));
  const questions: Question[] = [
    asked(),
    asked({ filters: { ...NO_FILTERS, facets: { country: { mode: "hide", values: ["a", "d"] } } } }),
    asked({ filters: { ...NO_FILTERS, facets: { country: { mode: "only", values: ["a", "b", "c", "d", "e", "f"] } }, alone: false } }),
    asked({ focus: 3, depth: 2 }),
    asked({ undated: false }),
    asked({ time: [0, 10] }),
    asked({ focus: 3, filters: { ...NO_FILTERS, facets: { country: { mode: "hide", values: ["b"] } } } }),
  ];

  it.each(questions.map((question, i) => [i, question] as const))("give one reason for each that is hidden (%i)", (_, question) => {
    const result = filter.apply(question);
    const sum = (kind: "nodes" | "edges"): number => result.reasons.reduce((all, one) => all + one[kind], 0);
    expect(sum("nodes")).toBe(core.nodes.count - result.shownNodes);
    expect(sum("edges")).toBe(core.edges.count - result.shownEdges);
    expect(result.nodes.reduce((all, one) => all + one, 0)).toBe(result.shownNodes);
    for (let e = 0; e < core.edges.count; e++) {
      if (result.edges[e]) expect(result.nodes[core.edges.source[e]] && result.nodes[core.edges.target[e]]).toBe(1);
    }
  });

  it("keep exactly what is within k steps of the focus", () => {
    const result = filter.apply(asked({ focus: 3, depth: 1 }));
    const near = new Set([3, ...pairs.filter((pair) => pair.includes(3)).flat()]);
    expect(result.shownNodes).toBe(near.size);
  });

  it("count what a switched-off value would bring back", () => {
    const facets: Filters["facets"] = { country: { mode: "hide", values: ["a"] } };
    expect(filter.apply(asked({ filters: { ...NO_FILTERS, facets } })).counts.country).toEqual(filter.apply(asked()).counts.country);
  });

  it("keep the masks of earlier answers as they were", () => {
    const before = filter.apply(asked());
    filter.apply(asked({ focus: 1 }));
    expect(before.shownNodes).toBe(before.nodes.reduce((all, one) => all + one, 0));
  });

  it("switch a value off and on again", () => {
    const off = toggled(undefined, "a", ["a", "b"]);
    expect(passes(off, "a")).toBe(false);
    expect(passes(off, "b")).toBe(true);
    expect(toggled(off, "a", ["a", "b"])).toBeUndefined();
    const only = toggled({ mode: "only", values: ["a"] }, "b", ["a", "b"]);
    expect(only).toBeUndefined();
    expect(orNone({ facets: {}, ranges: {}, alone: true })).toBe(NO_FILTERS);
  });
});

describe("folding", () => {
  it.each([
    ["Umeå", "umea"],
    ["  ŁÓDŹ ", "lodz"],
    ["Straße", "strasse"],
    ["Выборг", "vyborg"],
    ["Θεσσαλονίκη", "thessaloniki"],
    ["Øst-Finnmark", "ost finnmark"],
    ["O’Neil", "oneil"],
    ["河北", ""],
  ])("%s is %s", (name, folded) => expect(fold(name)).toBe(folded));
});

function detailOf(names: readonly (readonly string[])[]): Detail {
  const lines = names.map((all) => `|${all.map(fold).join("|")}|\n`);
  const start = new Uint32Array(names.length + 1);
  lines.forEach((line, i) => (start[i + 1] = start[i] + line.length));
  const none = (): never[] => [];
  return {
    statementsOfEdge: (edge) => [{ iri: `https://w3id.org/coopgraph/id/d/statement/${edge}` }] as never,
    alsoStated: none,
    edgesOn: (all) => Array.from(all, (iri) => Number(iri.split("/").pop())),
    statement: (iri) => (/statement\/\d+$/.test(iri) ? ({ iri } as never) : undefined),
    namesOf: (node) => names[node].map((text) => ({ text, language: "" })),
    membersOf: none,
    searchText: lines.join(""),
    searchStart: start,
    queries: [],
    prefixes: {},
  };
}

describe("search", () => {
  const names = [["Turku Process"], ["Turku", "Åbo"], ["City of Turku"], ["Hebei", "河北"], ["Saturku"], ["Leningrad Oblast"]];
  const core = sample(names.length, [[0, 5], [0, 4], [0, 3], [2, 3]]);
  const search = new Search(core, (node) => [3, 0, 1, 2, 1, 1][node]);
  search.learn(detailOf(names));

  it("puts the name itself first, then beginnings, words and insides", () => {
    expect(search.find("TURKU")).toEqual([1, 0, 2, 4]);
  });
  it("finds other spellings and scripts", () => {
    expect(search.find("abo")).toEqual([1]);
    expect(search.find("河")).toEqual([3]);
    expect(search.why(1, "abo", "Turku")).toBe("Åbo");
  });
  it("finds words apart from each other, in any order", () => expect(search.find("oblast lenin")).toEqual([5]));
  it("finds nothing for signs alone", () => expect(search.find(" -|\n ")).toEqual([]));
});

describe("paths", () => {
  const core = sample(6, [[0, 1], [0, 1], [0, 2], [1, 3], [2, 3], [4, 5]]);
  const all = new Uint8Array(6).fill(1);

  it("are all as short, with every parallel edge of a step", () => {
    const found = shortestPaths(core, adjacencyOf(core), all, 0, 3)!;
    expect(found.length).toBe(2);
    expect(found.paths.map((path) => path.map((step) => step.edges))).toEqual([[[0, 1], [3]], [[2], [4]]]);
  });
  it("do not use what is hidden, nor lead where nothing leads", () => {
    const shown = Uint8Array.from([0, 0, 1, 1, 1, 1]);
    expect(shortestPaths(core, adjacencyOf(core), shown, 0, 1)!.length).toBe(3);
    expect(shortestPaths(core, adjacencyOf(core), all, 0, 4)).toBeUndefined();
  });
  it("may be as long as the network", () => {
    const length = 50_000;
    const chain = sample(length + 1, Array.from({ length }, (_, i) => [i, i + 1] as const));
    const found = shortestPaths(chain, adjacencyOf(chain), new Uint8Array(length).fill(1), 0, length)!;
    expect(found.paths.map((path) => [path.length, path[0].from, path[length - 1].to])).toEqual([[length, 0, length]]);
  });
  it("are cut where there are very many, and say so", () => {
    const layers = Array.from({ length: 8 }, (_, i) => [[2 * i, 2 * i + 2], [2 * i, 2 * i + 3], [2 * i + 1, 2 * i + 2], [2 * i + 1, 2 * i + 3]] as const).flat();
    const core = sample(18, layers);
    const found = shortestPaths(core, adjacencyOf(core), new Uint8Array(layers.length).fill(1), 0, 16)!;
    expect([found.length, found.paths.length, found.more]).toEqual([8, 100, true]);
    expect(new Set(found.paths.map((path) => path.map((step) => step.from).join())).size).toBe(100);
  });
  it("follow directions, and say so where they cannot", () => {
    const directed: Core = { ...core, meta: { ...core.meta, directed: true } };
    expect(shortestPaths(directed, adjacencyOf(core), all, 0, 3)!.against).toBe(false);
    expect(shortestPaths(directed, adjacencyOf(core), all, 3, 0)!.against).toBe(true);
  });
});

describe("addresses", () => {
  const core = sample(8, [[0, 1], [0, 1], [2, 3]]);
  const detail = detailOf(core.nodes.label.map((label) => [label]));
  const full: State = {
    ...START,
    view: "map",
    nodes: [2, 0],
    edges: [1],
    focus: 3,
    depth: 2,
    ends: [1, 2],
    nth: 1,
    filters: { facets: { country: { mode: "only", values: ["a", "b"] }, relation: { mode: "hide", values: core.edges.types.values.slice(0, 1) } }, ranges: { degree: [2, 5] }, alone: false },
    time: [dayOf(1990), dayOf(2005) - 1],
    undated: false,
    cameras: { map: "0.5,0.25,3" },
    language: "fi",
    theme: "dark",
    colourBy: "country",
    sizeBy: "",
    widthBy: "weight",
    search: "å & b=c#d",
    tab: "edges",
    tableText: "100 %",
    sort: { column: "begin", descending: true },
    sparql: "SELECT * { ?s ?p 'a,b~c' } # end",
  };

  it("say the whole state and are read back", () => {
    const { state, missing } = decode(core, detail, encode(core, detail, full, []));
    expect(missing).toEqual([]);
    expect(state).toEqual(full);
  });
  it("are empty where nothing was done", () => {
    expect(encode(core, detail, START, [])).toBe("");
    expect(decode(core, detail, "").state).toEqual(START);
  });
  it("keep what they do not know", () => {
    const hash = "#v=1&x-note=%C3%A5&view=map";
    expect(unknownOf(hash)).toEqual([["x-note", "%C3%A5"]]);
    expect(encode(core, detail, START, unknownOf(hash))).toBe("#v=1&x-note=%C3%A5");
  });
  it("name what the file does not have", () => {
    expect(decode(core, detail, "#sel=d/atlantis").missing).toEqual(["https://w3id.org/coopgraph/id/d/atlantis"]);
  });
  it("never have an index", () => {
    expect(encode(core, detail, { ...START, nodes: [3] }, [])).toContain("https://example.org/3".replaceAll(":", ":"));
    expect(long(short("https://w3id.org/coopgraph/id/d/x"))).toBe("https://w3id.org/coopgraph/id/d/x");
  });
  it.each(["#", "#view=%E0%A4%A", "#t=9999999..x&focus=:9&sel=,,~~&f.type=&nth=-3&r.degree=a..b&depth=7", "#sort=&tab=x&theme=pink&colour=__proto__"])(
    "that make no sense do no harm: %s",
    (hash) => {
      const { state } = decode(core, detail, hash);
      expect(state.focus).toBe(-1);
      expect(state.nth).toBeGreaterThanOrEqual(0);
      expect(["auto", "light", "dark"]).toContain(state.theme);
    },
  );
});

describe("tables", () => {
  it("are guarded against spreadsheets, and numbers are not", () => {
    expect(["=1+1", "+x", "-x", "@x", "\tx", "-3.5", "plain"].map(csvCell)).toEqual(["'=1+1", "'+x", "'-x", "'@x", "'\tx", "-3.5", "plain"]);
  });
  it("quote what needs it", () => {
    expect(csv(["a", "b"], [['say "hi", you', "two\nlines"]])).toBe('a,b\r\n"say ""hi"", you","two\nlines"\r\n');
  });
});

describe("histogram", () => {
  it("spreads a vague date over its bins, and loses none", () => {
    const core = datedAtRandom(500);
    for (const column of [core.edges.beginEarliest, core.edges.beginLatest, core.edges.endEarliest, core.edges.endLatest]) {
      column.forEach((day, e) => (column[e] = day === NO_DAY ? NO_DAY : dayOf(1950) + day * 200));
    }
    for (let e = 0; e < 500; e++) if (core.edges.beginLatest[e] < core.edges.beginEarliest[e]) core.edges.beginLatest[e] = NO_DAY;
    const bins = histogram(core.edges, new Uint8Array(500).fill(1), scaleOf(extent(core.edges)!));
    const dated = Array.from({ length: 500 }, (_, e) => e).filter((e) => core.edges.beginEarliest[e] !== NO_DAY || core.edges.beginLatest[e] !== NO_DAY);
    const begins = bins.reduce((sum, bin) => sum + bin.begins + bin.vagueBegins + bin.openBegins, 0);
    expect(begins).toBeCloseTo(dated.length, 6);
  });
  it.each([
    [1990, 1992, "month", 1],
    [1990, 2020, "year", 1],
    [900, 2020, "year", 20],
  ] as const)("has bins that fit %i to %i", (from, to, unit, step) => {
    expect(scaleOf([dayOf(from), dayOf(to, 6, 1)])).toMatchObject({ unit, step });
  });
});

describe("queries", () => {
  const prefixes = { coop: "https://x/", skos: "https://y/", a: "https://z/" };
  it("get the prefixes that they use and do not declare, on their first line", () => {
    expect(declared("SELECT * { ?s a coop:Twinning }", prefixes)).toBe("PREFIX coop: <https://x/> SELECT * { ?s a coop:Twinning }");
    expect(declared("PREFIX coop: <u:>\nSELECT * { ?s a coop:T }", prefixes)).toBe("PREFIX coop: <u:>\nSELECT * { ?s a coop:T }");
    expect(declared("SELECT ('skos:x' AS ?a) { } # coop:y", prefixes)).toBe("SELECT ('skos:x' AS ?a) { } # coop:y");
  });
});
