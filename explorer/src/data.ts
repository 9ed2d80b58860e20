/**
 * Reads the payload: chunks of gzip in base64, each a container of typed arrays and JSON.
 *
 * A container is "CGX1", the length of its header (u32, little-endian), the header as JSON padded
 * to eight bytes, then the sections, each on a multiple of eight bytes. Section names are the
 * field names of model.ts; docs/explorer.md has the list.
 */
import {
  NO_DAY,
  type Codes,
  type Core,
  type Detail,
  type Edges,
  type Evidence,
  type Meta,
  type Name,
  type Nodes,
  type Source,
  type Statement,
} from "./model";

export type ChunkName = "core" | "detail" | "sparql" | "wasm" | "map110" | "queryjs";

/** The file is not whole, or not one of ours. */
export class BrokenFile extends Error {}

interface Section {
  readonly type: "u8" | "u16" | "u32" | "i32" | "f32" | "json";
  readonly offset: number;
  readonly count: number;
  /** Stored as differences from the value before. */
  readonly delta?: boolean;
}

interface Header {
  readonly meta: Record<string, unknown>;
  readonly sections: Readonly<Record<string, Section>>;
}

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array;

const SIZES = { u8: 1, u16: 2, u32: 4, i32: 4, f32: 4, json: 1 } as const;

/** Whether the last thing of the file is there. */
export function isWhole(page: Document): boolean {
  return page.getElementById("end") !== null;
}

export function hasChunk(page: Document, name: ChunkName): boolean {
  return page.getElementById(`chunk-${name}`) !== null;
}

/** The bytes of a chunk, unpacked. */
export async function chunk(page: Document, name: ChunkName): Promise<Uint8Array<ArrayBuffer>> {
  const holder = page.getElementById(`chunk-${name}`);
  if (!holder) throw new BrokenFile(`chunk ${name} is not in the file`);
  const packed = fromBase64(holder.textContent ?? "");
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new BrokenFile(`chunk ${name} cannot be unpacked`);
  }
}

/** The text of a chunk: base map, N-Quads, worker. */
export async function chunkText(page: Document, name: ChunkName): Promise<string> {
  return new TextDecoder().decode(await chunk(page, name));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  try {
    if (native) return native.call(Uint8Array, text);
    const letters = atob(text.trim());
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
  } catch {
    throw new BrokenFile("a chunk is not base64");
  }
}

/** A value that is made when first asked for. */
function later<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A container, opened: columns are views into its bytes where the layout allows. */
export class Container {
  readonly meta: Record<string, unknown>;
  private readonly sections: Readonly<Record<string, Section>>;
  private readonly start: number;

  constructor(private readonly bytes: Uint8Array<ArrayBuffer>) {
    if (bytes.length < 8 || String.fromCharCode(...bytes.subarray(0, 4)) !== "CGX1") {
      throw new BrokenFile("not a container");
    }
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Header;
    this.meta = header.meta;
    this.sections = header.sections;
    this.start = Math.ceil((8 + length) / 8) * 8;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.sections, name);
  }

  /** Names of the sections below a prefix, without it. */
  names(prefix: string): string[] {
    return Object.keys(this.sections).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  private section(name: string): Section {
    const section = Object.hasOwn(this.sections, name) ? this.sections[name] : undefined;
    if (!section) throw new BrokenFile(`section ${name} is not in the file`);
    const end = this.start + section.offset + section.count * SIZES[section.type];
    if (end > this.bytes.length) throw new BrokenFile(`section ${name} is cut`);
    return section;
  }

  column(name: string): Column {
    const column = this.stored(name);
    if (!this.section(name).delta) return column;
    const sums = column.slice();
    for (let i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
    return sums;
  }

  private stored(name: string): Column {
    const section = this.section(name);
    const at = this.bytes.byteOffset + this.start + section.offset;
    const { buffer } = this.bytes;
    switch (section.type) {
      case "u8":
        return new Uint8Array(buffer, at, section.count);
      case "u16":
        return new Uint16Array(buffer, at, section.count);
      case "u32":
        return new Uint32Array(buffer, at, section.count);
      case "i32":
        return new Int32Array(buffer, at, section.count);
      case "f32":
        return new Float32Array(buffer, at, section.count);
      case "json":
        throw new BrokenFile(`section ${name} is not a column of numbers`);
    }
  }

  // A column of codes is as narrow as its values allow; a wider one than usual is read as it is.
  u8(name: string): Uint8Array {
    return this.column(name) as Uint8Array;
  }

  u16(name: string): Uint16Array {
    return this.column(name) as Uint16Array;
  }

  u32(name: string): Uint32Array {
    const column = this.column(name);
    return column instanceof Uint32Array ? column : Uint32Array.from(column);
  }

  i32(name: string): Int32Array {
    const column = this.column(name);
    return column instanceof Int32Array ? column : Int32Array.from(column);
  }

  f32(name: string): Float32Array {
    const column = this.column(name);
    return column instanceof Float32Array ? column : Float32Array.from(column);
  }

  json<T>(name: string): T {
    const section = this.section(name);
    const at = this.start + section.offset;
    return JSON.parse(new TextDecoder().decode(this.bytes.subarray(at, at + section.count))) as T;
  }

  /** A column of IRIs: a code for its beginning, and the rest. */
  iris(name: string): string[] {
    const { prefixes, p, rest } = this.json<{ prefixes: string[]; p: number[]; rest: string[] }>(name);
    return rest.map((end, i) => prefixes[p[i]] + end);
  }

  /** A column of IRIs that is read when first asked for. */
  irisLater(name: string): () => readonly string[] {
    this.section(name);
    return later(() => this.iris(name));
  }

  /** A column of texts, each as it is or as the code of one of few; read when first asked for. */
  texts(name: string): (index: number) => string {
    if (this.section(name).type === "json") {
      const all = later(() => this.json<string[]>(name));
      return (index) => all()[index] ?? "";
    }
    const column = this.column(name);
    const { values } = this.codes(name);
    return (index) => values[column[index]] ?? "";
  }

  codes(name: string): Codes {
    const all = this.meta["codes"] as Record<string, Codes> | undefined;
    const codes = all && Object.hasOwn(all, name) ? all[name] : undefined;
    return codes ?? { values: [], labels: [] };
  }
}

/** The first chunk: enough for the first picture. */
export function readCore(bytes: Uint8Array<ArrayBuffer>): Core {
  const file = new Container(bytes);
  const nodes = readNodes(file);
  return {
    meta: file.meta as unknown as Meta,
    nodes,
    edges: readEdges(file, nodes.count),
    sources: file.json<Source[]>("sources"),
  };
}

function readNodes(file: Container): Nodes {
  const iri = file.iris("nodes.iri");
  const measures: Record<string, Float32Array> = {};
  for (const key of file.names("nodes.measures.")) measures[key] = file.f32(`nodes.measures.${key}`);
  return {
    count: iri.length,
    iri,
    label: file.json<string[]>("nodes.label"),
    type: file.u8("nodes.type"),
    types: file.codes("nodes.type"),
    kind: file.u16("nodes.kind"),
    kinds: file.codes("nodes.kind"),
    country: file.u16("nodes.country"),
    countries: file.codes("nodes.country"),
    community: file.u16("nodes.community"),
    side: file.u8("nodes.side"),
    lat: file.f32("nodes.lat"),
    lon: file.f32("nodes.lon"),
    x: Float32Array.from(file.u16("nodes.x"), (value) => value / 65535),
    y: Float32Array.from(file.u16("nodes.y"), (value) => value / 65535),
    measures,
  };
}

function readEdges(file: Container, nodeCount: number): Edges {
  const degree = file.u32("edges.degree");
  const step = file.u32("edges.target");
  const count = step.length;
  const source = new Uint32Array(count);
  const target = new Uint32Array(count);
  let row = 0;
  for (let node = 0; node < nodeCount; node++) {
    let last = 0;
    for (const end = row + degree[node]; row < end; row++) {
      last += step[row];
      source[row] = node;
      target[row] = last;
    }
  }
  if (row !== count) throw new BrokenFile("edges do not add up");
  return {
    count,
    source,
    target,
    type: file.u8("edges.type"),
    types: file.codes("edges.type"),
    role: file.u8("edges.role"),
    roles: file.codes("edges.role"),
    stage: file.u8("edges.stage"),
    stages: file.codes("edges.stage"),
    basis: file.u8("edges.basis"),
    bases: file.codes("edges.basis"),
    weight: file.f32("edges.weight"),
    beginEarliest: file.i32("edges.beginEarliest"),
    beginLatest: file.i32("edges.beginLatest"),
    endEarliest: file.i32("edges.endEarliest"),
    endLatest: file.i32("edges.endLatest"),
    asOf: file.i32("edges.asOf"),
    conflict: file.u8("edges.conflict"),
    sourceAt: file.u32("edges.sourceAt"),
    sourceOf: file.u16("edges.sourceOf"),
  };
}

/** The second chunk: statements, names and sources, read row by row when asked for. */
export function readDetail(bytes: Uint8Array<ArrayBuffer>): Detail {
  const file = new Container(bytes);
  const iri = file.irisLater("statements.iri");
  const indexOf = later(() => new Map(iri().map((one, index) => [one, index])));
  const statement = statementReader(file, iri);
  const rows =
    (start: Uint32Array, list: Uint32Array) =>
    (index: number): Statement[] =>
      Array.from(list.subarray(start[index], start[index + 1]), statement);
  const edgeAt = file.u32("detail.edgeAt");
  const edgeOf = file.u32("detail.edgeOf");
  const nameAt = file.u32("names.at");
  const nameText = file.texts("names.text");
  const nameLanguage = file.texts("names.language");
  const memberAt = file.u32("members.at");
  const memberIri = file.irisLater("members.iri");
  const memberLabel = file.texts("members.label");
  return {
    statementsOfEdge: rows(edgeAt, edgeOf),
    alsoStated: rows(file.u32("detail.alsoAt"), file.u32("detail.alsoOf")),
    statement: (one) => {
      const index = indexOf().get(one);
      return index === undefined ? undefined : statement(index);
    },
    edgesOn: (statements) => {
      const wanted = new Set(Array.from(statements, (one) => indexOf().get(one)));
      const found: number[] = [];
      for (let edge = 0, at = 0; edge + 1 < edgeAt.length; edge++) {
        let rests = false;
        for (; at < edgeAt[edge + 1]; at++) rests ||= wanted.has(edgeOf[at]);
        if (rests) found.push(edge);
      }
      return found;
    },
    namesOf: (node) =>
      span(nameAt, node).map((row): Name => ({ text: nameText(row), language: nameLanguage(row) })),
    membersOf: (node) => span(memberAt, node).map((row) => ({ iri: memberIri()[row], label: memberLabel(row) })),
    searchText: file.json<string>("search.text"),
    searchStart: file.u32("search.start"),
    queries: file.json<Detail["queries"]>("queries"),
    prefixes: (file.meta["prefixes"] as Detail["prefixes"] | undefined) ?? {},
  };
}

function span(at: Uint32Array, index: number): number[] {
  return Array.from({ length: at[index + 1] - at[index] }, (_, i) => at[index] + i);
}

function statementReader(file: Container, iri: () => readonly string[]): (index: number) => Statement {
  const text = (name: string): ((index: number) => string) => file.texts(`statements.${name}`);
  const [label, begin, end, asOf, note] = ["label", "begin", "end", "asOf", "note"].map(text);
  const [type, stage, basis, confidence, preference] = ["type", "stage", "basis", "confidence", "preference"].map(text);
  const days = ["beginEarliest", "beginLatest", "endEarliest", "endLatest"].map((name) => file.i32(`statements.${name}`));
  const conflicts = later(() => file.json<Record<string, string[]>>("statements.conflicts"));
  const evidenceAt = file.u32("detail.evidenceAt");
  const source = file.u16("evidence.source");
  const [locator, asStated, sentence] = ["locator", "asStated", "sentence"].map((name) => file.texts(`evidence.${name}`));
  return (index) => ({
    iri: iri()[index],
    type: type(index),
    label: label(index),
    begin: begin(index),
    end: end(index),
    bounds: days.map((column) => isoDay(column[index])) as [string, string, string, string],
    stage: stage(index),
    asOf: asOf(index),
    basis: basis(index),
    confidence: confidence(index),
    preference: preference(index),
    note: note(index),
    conflicts: conflicts()[String(index)] ?? [],
    evidence: span(evidenceAt, index).map(
      (row): Evidence => ({
        source: source[row],
        locator: locator(row),
        asStated: asStated(row),
        sentence: sentence(row),
      }),
    ),
  });
}

/** A day as 2004-05-01; the year 0 and years before have a sign, as in ISO 8601. */
export function isoDay(day: number): string {
  if (day === NO_DAY) return "";
  return new Date(day * 86_400_000).toISOString().split("T")[0];
}
