/**
 * What the page knows: plain columns, decoded once, never changed.
 *
 * The file carries two chunks, `core` (enough for the first picture) and `detail` (statements,
 * names, sources), each a container of typed arrays and JSON written by coopgraph's Python side;
 * docs/explorer.md describes the bytes.
 */

/** Absent day: the bound is unbounded or not known. */
export const NO_DAY = -2147483648;

/** A column of few values: codes stand in the rows, values are IRIs or slugs, labels are shown. */
export interface Codes {
  readonly values: readonly string[];
  readonly labels: readonly string[];
}

export interface Credit {
  readonly iri: string;
  readonly title: string;
  readonly publisher: string;
  readonly licence: string;
}

export interface Source {
  readonly iri: string;
  readonly title: string;
  readonly publisher: string;
  readonly date: string;
  readonly licence: string;
}

/** A row of the loss report: rows read, kept, dropped, merged by the projection, and why. */
export interface Loss {
  readonly effect: string;
  readonly reason: string;
  readonly count: number;
  readonly detail: string;
}

/** Types of things that share one glyph; the paths lie in a box of about -1 to 1, y downwards. */
export interface Family {
  readonly key: string;
  readonly label: string;
  /** Local names of classes; the last family takes all others. */
  readonly types: readonly string[];
  readonly light: string;
  readonly dark: string;
  readonly outline: string;
  /** Filled by the even-odd rule. */
  readonly ink: string;
}

/** How a relation of certain stages is drawn. */
export interface Line {
  readonly key: string;
  readonly label: string;
  readonly stages: readonly string[];
  readonly width: number;
  readonly dashes: readonly number[];
  readonly opacity: number;
  readonly tick: boolean;
}

/** coopgraph.view.palette as it is: FAMILIES, LINES and TOKENS (name to light and dark). */
export interface Palette {
  readonly families: readonly Family[];
  readonly lines: readonly Line[];
  readonly tokens: Readonly<Record<string, readonly [string, string]>>;
}

export interface Meta {
  readonly version: string;
  readonly title: string;
  readonly definition: string;
  readonly projection: string;
  readonly directed: boolean;
  readonly mode: "one-mode" | "two-mode";
  readonly actorRule: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  readonly graphFingerprint: string;
  readonly credits: readonly Credit[];
  readonly loss: readonly Loss[];
  /** "As stated in A and B, 2005 to 2020; no later evidence held." */
  readonly asStated: string;
  /** Languages that names have, most frequent first; "" is a name without language. */
  readonly languages: readonly string[];
  /** Numeric attributes of nodes that size, colour and filters may use. */
  readonly measures: readonly { readonly key: string; readonly label: string }[];
  readonly hasSparql: boolean;
  readonly palette: Palette;
}

/** Nodes, row i of each column is node i. */
export interface Nodes {
  readonly count: number;
  readonly iri: readonly string[];
  readonly label: readonly string[];
  readonly type: Uint8Array;
  readonly types: Codes;
  readonly kind: Uint16Array;
  readonly kinds: Codes;
  readonly country: Uint16Array;
  readonly countries: Codes;
  readonly community: Uint16Array;
  /** 0 one-mode, 1 side a, 2 side b. */
  readonly side: Uint8Array;
  /** Degrees; NaN where not known. */
  readonly lat: Float32Array;
  readonly lon: Float32Array;
  /** Positions, 0..1 on the longer side, y upwards. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly measures: Readonly<Record<string, Float32Array>>;
}

/** Edges sorted by source, then target; parallel relations are parallel rows. */
export interface Edges {
  readonly count: number;
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly type: Uint8Array;
  readonly types: Codes;
  readonly role: Uint8Array;
  readonly roles: Codes;
  readonly stage: Uint8Array;
  readonly stages: Codes;
  /** Basis of its (first preferred) statement. */
  readonly basis: Uint8Array;
  readonly bases: Codes;
  readonly weight: Float32Array;
  /** Days since 1970-01-01, NO_DAY where absent. */
  readonly beginEarliest: Int32Array;
  readonly beginLatest: Int32Array;
  readonly endEarliest: Int32Array;
  readonly endLatest: Int32Array;
  readonly asOf: Int32Array;
  /** 1 where one of its statements is in conflict with another. */
  readonly conflict: Uint8Array;
  /** Sources behind edge e: `sourceOf[sourceAt[e] .. sourceAt[e + 1]]`, indexes of `sources`. */
  readonly sourceAt: Uint32Array;
  readonly sourceOf: Uint16Array;
}

export interface Core {
  readonly meta: Meta;
  readonly nodes: Nodes;
  readonly edges: Edges;
  readonly sources: readonly Source[];
}

/** One evidence of a statement. */
export interface Evidence {
  readonly source: number;
  readonly locator: string;
  readonly asStated: string;
  /** "As stated in TITLE, DATE; no later evidence is held." */
  readonly sentence: string;
}

export interface Statement {
  readonly iri: string;
  readonly type: string;
  readonly label: string;
  readonly begin: string;
  readonly end: string;
  readonly bounds: readonly [string, string, string, string];
  readonly stage: string;
  readonly asOf: string;
  readonly basis: string;
  readonly confidence: string;
  readonly preference: string;
  readonly note: string;
  readonly conflicts: readonly string[];
  readonly evidence: readonly Evidence[];
}

export interface Name {
  readonly text: string;
  readonly language: string;
}

/** Loaded after the first picture. */
export interface Detail {
  /** Statements that edge e rests on. */
  statementsOfEdge(edge: number): readonly Statement[];
  /** Statements about node n that no edge shows: considered ties, budgets, counts, offices … */
  alsoStated(node: number): readonly Statement[];
  statement(iri: string): Statement | undefined;
  /** Edges that rest on any of these statements. */
  edgesOn(statements: Iterable<string>): number[];
  /** All names of a node, label first. */
  namesOf(node: number): readonly Name[];
  /** IRIs folded into the node by the actor rule, itself first, with a label each. */
  membersOf(node: number): readonly { readonly iri: string; readonly label: string }[];
  /** For search: folded names of all nodes, one line each, see docs/explorer.md. */
  readonly searchText: string;
  readonly searchStart: Uint32Array;
  readonly queries: readonly { readonly name: string; readonly title: string; readonly text: string }[];
  /** What a query need not declare: name to namespace. */
  readonly prefixes: Readonly<Record<string, string>>;
}
