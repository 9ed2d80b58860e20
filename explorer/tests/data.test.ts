import { describe, expect, it } from "vitest";
import { BrokenFile, Container, isoDay } from "../src/data";
import { NO_DAY } from "../src/model";

type Sections = Record<string, { type: string; count: number; delta?: boolean; bytes: Uint8Array }>;

function container(sections: Sections, meta: object = {}): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const listed = Object.entries(sections).map(([name, { bytes, ...head }]) => {
    const at = offset;
    offset += Math.ceil(bytes.length / 8) * 8;
    return [name, { ...head, offset: at }, bytes] as const;
  });
  const json = JSON.stringify({ meta, sections: Object.fromEntries(listed.map(([name, head]) => [name, head])) });
  const header = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const file = new Uint8Array(8 + header.length + offset);
  file.set(new TextEncoder().encode("CGX1"));
  new DataView(file.buffer).setUint32(4, header.length, true);
  file.set(header, 8);
  for (const [, head, bytes] of listed) file.set(bytes, 8 + header.length + head.offset);
  return file;
}

const u32 = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe("a container", () => {
  it("gives columns and sums up those of differences", () => {
    const file = new Container(
      container({
        plain: { type: "u32", count: 3, bytes: u32(5, 1, 2) },
        steps: { type: "u32", count: 3, delta: true, bytes: u32(5, 1, 2) },
      }),
    );
    expect([...file.u32("plain")]).toEqual([5, 1, 2]);
    expect([...file.u32("steps")]).toEqual([5, 6, 8]);
    expect([...file.u32("steps")]).toEqual([5, 6, 8]);
  });

  it("joins the beginnings of IRIs with their ends", () => {
    const bytes = json({ prefixes: ["https://a/", "https://b/"], p: [1, 0], rest: ["x", "y"] });
    const file = new Container(container({ iri: { type: "json", count: bytes.length, bytes } }));
    expect(file.iris("iri")).toEqual(["https://b/x", "https://a/y"]);
  });

  it("reads texts that are coded and texts that are not", () => {
    const bytes = json(["Umeå", "<b>"]);
    const meta = { codes: { few: { values: ["a", "b"], labels: ["a", "b"] } } };
    const file = new Container(
      container(
        {
          all: { type: "json", count: bytes.length, bytes },
          few: { type: "u8", count: 2, bytes: Uint8Array.of(1, 0) },
        },
        meta,
      ),
    );
    expect([0, 1].map(file.texts("all"))).toEqual(["Umeå", "<b>"]);
    expect([0, 1].map(file.texts("few"))).toEqual(["b", "a"]);
  });

  it("says that a file is not one, lacks a section, or is cut", () => {
    expect(() => new Container(new Uint8Array(20))).toThrow(BrokenFile);
    const whole = container({ a: { type: "u32", count: 4, bytes: u32(1, 2, 3, 4) } });
    expect(() => new Container(whole).u32("b")).toThrow(/section b/);
    expect(() => new Container(whole).u32("constructor")).toThrow(/section constructor/);
    expect(() => new Container(whole.slice(0, whole.length - 8)).u32("a")).toThrow(/is cut/);
  });
});

it("writes days as ISO dates", () => {
  expect(isoDay(0)).toBe("1970-01-01");
  expect(isoDay(-1)).toBe("1969-12-31");
  expect(isoDay(NO_DAY)).toBe("");
});
