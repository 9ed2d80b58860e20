/** The query worker: Oxigraph over the graph of the page. It has no network and no page. */

import init, { namedNode, Store, type NamedNode, type Quad, type Term } from "oxigraph/web.js";
import type { Answer, Cell, FromWorker, ToWorker } from "./messages";

const ONTOLOGY = "https://w3id.org/coopgraph/ontology";
const MOST_ROWS = 20000;

let store: Store | undefined;
let graphs: NamedNode[] = [];

const post = (message: FromWorker): void => (self as unknown as { postMessage(message: FromWorker): void }).postMessage(message);

async function start(wasm: Uint8Array<ArrayBuffer>, quads: Uint8Array<ArrayBuffer>): Promise<void> {
  await (init as unknown as (from: { module_or_path: BufferSource }) => Promise<unknown>)({ module_or_path: wasm });
  store = new Store();
  store.load(quads as never, { format: "application/n-quads", no_transaction: true, lenient: true });
  const found = store.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }") as Map<string, Term>[];
  // Data, derived and vocabulary; the ontology is there by name only.
  graphs = found.map((row) => row.get("g")!.value).filter((name) => name !== ONTOLOGY).map((name) => namedNode(name));
}

function cell(term: Term | undefined): Cell | null {
  if (!term) return null;
  if (term.termType === "NamedNode") return { kind: "iri", text: term.value };
  if (term.termType === "Literal") return { kind: "literal", text: term.value, language: term.language, datatype: term.datatype.value };
  return { kind: "blank", text: term.toString() };
}

function ask(text: string): Answer {
  if (!store) throw new Error("The graph is not read yet.");
  const begin = performance.now();
  // A query that names its own data set has it.
  const own = /\bFROM\b/i.test(text.replace(/<[^>]*>|"[^"]*"|'[^']*'|#.*$/gm, ""));
  const found = store.query(text, own ? {} : { default_graph: graphs });
  const milliseconds = performance.now() - begin;
  if (typeof found === "boolean") {
    return { columns: ["answer"], rows: [[{ kind: "literal", text: String(found) }]], total: 1, milliseconds };
  }
  if (typeof found === "string") throw new Error("This form of query is not answered.");
  const columns: string[] = [];
  const isRows = found.length > 0 && found[0] instanceof Map;
  if (isRows) {
    const rows = found as Map<string, Term>[];
    for (const row of rows.slice(0, 1000)) for (const name of row.keys()) if (!columns.includes(name)) columns.push(name);
    const ordered = inOrderOf(text, columns);
    return { columns: ordered, rows: rows.slice(0, MOST_ROWS).map((row) => ordered.map((name) => cell(row.get(name)))), total: rows.length, milliseconds };
  }
  const quads = found as Quad[];
  return {
    columns: quads.length ? ["subject", "predicate", "object"] : [],
    rows: quads.slice(0, MOST_ROWS).map((one) => [cell(one.subject), cell(one.predicate), cell(one.object)]),
    total: quads.length,
    milliseconds,
  };
}

/** Columns as the query names them; the engine gives only those that are bound. */
function inOrderOf(text: string, columns: readonly string[]): string[] {
  const head = /\bSELECT\b([\s\S]*?)(?:\bWHERE\b|\{)/i.exec(text.replace(/#[^\n>]*$/gm, ""))?.[1] ?? "";
  const at = (name: string): number => {
    const asName = new RegExp(`\\bAS\\s+[?$]${name}\\b`, "i").exec(head)?.index;
    const plain = new RegExp(`[?$]${name}\\b`).exec(head)?.index;
    return asName ?? plain ?? Infinity;
  };
  return columns.map((name) => [at(name), name] as const).sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).map(([, name]) => name);
}

self.onmessage = async (event: MessageEvent<ToWorker>): Promise<void> => {
  try {
    if (event.data.type === "start") {
      await start(event.data.wasm, event.data.quads);
      post({ type: "ready" });
    } else post({ type: "answer", answer: ask(event.data.text) });
  } catch (error) {
    post({ type: "problem", message: error instanceof Error ? error.message : String(error) });
  }
};
