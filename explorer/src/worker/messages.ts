/** What the page and its query worker say to each other. */

export interface Cell {
  readonly kind: "iri" | "literal" | "blank";
  readonly text: string;
  readonly language?: string;
  readonly datatype?: string;
}

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (Cell | null)[])[];
  /** All rows that there are; `rows` may be the first of them. */
  readonly total: number;
  readonly milliseconds: number;
}

export type ToWorker =
  | { readonly type: "start"; readonly wasm: Uint8Array<ArrayBuffer>; readonly quads: Uint8Array<ArrayBuffer> }
  | { readonly type: "query"; readonly text: string };

export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "answer"; readonly answer: Answer }
  | { readonly type: "problem"; readonly message: string };
