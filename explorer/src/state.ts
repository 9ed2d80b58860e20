/** The one state of the page: every panel and picture is a function of it. */

import type { Core } from "./model";
import { NO_FILTERS, type Filters } from "./filter";

export const VIEWS = ["network", "map", "table", "query"] as const;
export type ViewName = (typeof VIEWS)[number];
export type Theme = "auto" | "light" | "dark";
export type Dialog = "why" | "cite" | "export" | "help";

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface State {
  readonly view: ViewName;
  /** Indexes; the address has IRIs. */
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  /** The middle of an ego network, -1 for none, and how many steps around it are shown. */
  readonly focus: number;
  readonly depth: number;
  /** Ends of a shortest path: none, one while the other is being picked, or two. */
  readonly ends: readonly number[];
  /** Which of the shortest paths is told. */
  readonly nth: number;
  readonly filters: Filters;
  /** First and last day. */
  readonly time: readonly [number, number] | null;
  readonly undated: boolean;
  readonly cameras: Readonly<Partial<Record<ViewName, string>>>;
  readonly language: string;
  readonly theme: Theme;
  readonly colourBy: string;
  readonly sizeBy: string;
  readonly widthBy: "stage" | "weight";
  readonly search: string;
  readonly tab: "nodes" | "edges";
  readonly tableText: string;
  readonly sort: Sort | null;
  readonly sparql: string;
  /** Not in the address: what is open at this moment. */
  readonly dialog: Dialog | null;
  readonly drawer: boolean;
  /** Whether single keys act while the picture or nothing has the focus. */
  readonly keys: boolean;
}

export const START: State = {
  view: "network",
  nodes: [],
  edges: [],
  focus: -1,
  depth: 1,
  ends: [],
  nth: 0,
  filters: NO_FILTERS,
  time: null,
  undated: true,
  cameras: {},
  language: "",
  theme: "auto",
  colourBy: "type",
  sizeBy: "degree",
  widthBy: "stage",
  search: "",
  tab: "nodes",
  tableText: "",
  sort: null,
  sparql: "",
  dialog: null,
  drawer: false,
  keys: true,
};

/** A crowd of types looks like confetti: there, colour says who belongs together. */
export const usualColour = (core: Core): string =>
  core.nodes.count > 2000 && core.nodes.community.some((one) => one > 0) ? "community" : START.colourBy;
