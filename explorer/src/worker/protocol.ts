/** What the page and the query worker say to each other. */

export type Asked =
  | { readonly kind: "start"; readonly wasm: ArrayBuffer; readonly quads: ArrayBuffer }
  | { readonly kind: "query"; readonly id: number; readonly text: string; readonly most: number };

export interface Term {
  readonly type: "uri" | "literal" | "bnode" | "triple";
  readonly value: string;
  readonly language?: string;
  readonly datatype?: string;
}

export type Answer =
  | { readonly kind: "ready"; readonly quads: number; readonly milliseconds: number }
  | {
      readonly kind: "rows";
      readonly id: number;
      readonly variables: readonly string[];
      /** At most as many as asked for. */
      readonly rows: readonly (readonly (Term | null)[])[];
      readonly total: number;
      readonly milliseconds: number;
    }
  | { readonly kind: "boolean"; readonly id: number; readonly value: boolean; readonly milliseconds: number }
  | { readonly kind: "triples"; readonly id: number; readonly text: string; readonly total: number; readonly milliseconds: number }
  /** `id` -1: the graph could not be read. */
  | { readonly kind: "error"; readonly id: number; readonly message: string };
