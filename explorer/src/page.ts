/** The page: its data, its one state, what follows from it, and the address that says it. */

import { adjacencyOf, degreeOf, type Adjacency } from "./adjacency";
import { Filter, type Facet, type Result } from "./filter";
import type { Core, Detail } from "./model";
import type { PictureAbout } from "./export-image";
import type { View } from "./views";
import { shortestPaths, type Found } from "./paths";
import { fold } from "./fold";
import { Search } from "./search";
import { START, type State } from "./state";
import { extent } from "./status";
import { t } from "./strings";
import { decode, encode, unknownOf } from "./url";

/** How a change stands in the history: a step of its own, a correction of the last, or nothing. */
export type History = "push" | "replace";

const ASKED = ["filters", "time", "undated", "focus", "depth"] as const;
const DELAY = 200;

export class Page {
  readonly core: Core;
  readonly adjacency: Adjacency;
  readonly search: Search;
  /** First and last day of the network; undefined where nothing is dated. */
  readonly extent: [number, number] | undefined;
  detail: Detail | undefined;
  state: State = START;
  result: Result;
  found: Found | undefined;
  /** What an address named and this file does not have. */
  missing: readonly string[] = [];
  /** Number of steps that Back can take. */
  get depth(): number {
    return this.past.length;
  }

  private readonly filter: Filter;
  private readonly listeners = new Set<() => void>();
  private readonly hoverListeners = new Set<() => void>();
  private readonly voices = new Set<(sentence: string) => void>();
  private readonly past: State[] = [];
  private labels: string[] | undefined;
  private labelLanguage = "";
  private folded: { readonly language: string; readonly labels: readonly string[] } | undefined;
  private drawnLabels: string[] | undefined;
  private drawnLanguage = "";
  private nodes: { readonly index: Map<string, number>; readonly withMembers: boolean } | undefined;
  private whole: Result["counts"] | undefined;
  private unknown: [string, string][] = [];
  private timer = 0;
  private opening = "";
  hover = -1;
  /** Shown things that have no place on the map. */
  unplaced: readonly number[] = [];
  /** How many of the edges shown are drawn, where not all are. */
  drawn: readonly [number, number] | undefined;
  /** The picture on screen, for export; undefined in table and query. */
  picture: (() => { readonly view: View; readonly about: PictureAbout }) | undefined;
  /** Prints the picture as it is exported, with the sources of what is selected. */
  print: (() => Promise<void>) | undefined;
  /** A click in the picture selects without moving it. */
  fromPicture = false;

  constructor(core: Core, hash: string) {
    this.core = core;
    this.adjacency = adjacencyOf(core);
    this.search = new Search(core, (node) => this.degree(node));
    this.filter = new Filter(core, this.adjacency);
    this.extent = extent(core.edges);
    this.opening = hash;
    this.unknown = unknownOf(hash);
    const { state, missing } = decode(core, undefined, hash);
    this.state = this.fitting(state);
    this.missing = missing;
    this.result = this.filter.apply(this.state);
    this.findPath();
  }

  degree(node: number): number {
    return degreeOf(this.adjacency, node);
  }

  /** Statements, names and search text arrive; what the address named among them is selected. */
  learn(detail: Detail): void {
    this.detail = detail;
    this.labels = undefined;
    this.search.learn(detail);
    const { state, missing } = decode(this.core, detail, this.opening);
    if (state.edges.length && this.past.length === 0) this.state = { ...this.state, edges: state.edges };
    this.missing = missing;
    this.tell();
  }

  set(change: Partial<State>, history: History = "push", say = ""): void {
    const before = this.state;
    const next = { ...before, ...change };
    if (change.nodes || change.edges) this.missing = [];
    // What is open at this moment is not in the address.
    if (Object.keys(change).every((key) => key === "dialog" || key === "drawer" || key === "keys")) return this.take(next);
    if (history === "push") {
      this.write(before, "replace");
      this.past.push(before);
      this.opening = "";
    }
    this.take(next);
    this.write(this.state, history, history === "push" ? 0 : DELAY);
    if (say) this.say(say);
  }

  /** One step back, of this page; true where there was one. */
  back(): boolean {
    const before = this.past.pop();
    if (!before) return false;
    if (this.isAddressed) history.back();
    else this.take({ ...before, theme: this.state.theme, language: this.state.language });
    this.say(t.said.back);
    return true;
  }

  /** The address changed: a link, or the browser's Back and Forward. */
  follow(hash: string, step?: number): void {
    if (step !== undefined) {
      while (this.past.length < step) this.past.push(this.state);
      this.past.length = step;
    }
    if (hash === this.address()) return;
    this.opening = hash;
    this.unknown = unknownOf(hash);
    const { state, missing } = decode(this.core, this.detail, hash);
    this.missing = missing;
    this.take(this.fitting(state));
  }

  setHover(node: number): void {
    if (node === this.hover) return;
    this.hover = node;
    for (const listener of this.hoverListeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onHover(listener: () => void): () => void {
    this.hoverListeners.add(listener);
    return () => this.hoverListeners.delete(listener);
  }

  onSay(voice: (sentence: string) => void): () => void {
    this.voices.add(voice);
    return () => this.voices.delete(voice);
  }

  /** One sentence for those who do not see the picture. */
  say(sentence: string): void {
    for (const voice of this.voices) voice(sentence);
  }

  tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** A thing's name in the language chosen, else as it is labelled. */
  label(node: number): string {
    const { language } = this.state;
    const usual = this.core.nodes.label[node];
    if (!language || !this.detail) return usual;
    if (!this.labels || this.labelLanguage !== language) {
      this.labels = [];
      this.labelLanguage = language;
    }
    this.labels[node] ??= this.detail.namesOf(node).find((name) => name.language === language)?.text ?? usual;
    return this.labels[node];
  }

  setUnplaced(nodes: readonly number[]): void {
    if (nodes.length === this.unplaced.length && nodes.every((node, i) => node === this.unplaced[i])) return;
    this.unplaced = nodes;
    this.tell();
  }

  setDrawn(drawn: readonly [number, number] | undefined): void {
    if (drawn?.[0] === this.drawn?.[0] && drawn?.[1] === this.drawn?.[1]) return;
    this.drawn = drawn;
    this.tell();
  }

  /** The network as pictures see it: its labels are those of the language chosen. */
  pictured(): Core {
    this.drawnLabels ??= this.core.nodes.label.slice();
    return { ...this.core, nodes: { ...this.core.nodes, label: this.drawnLabels } };
  }

  fillLabels(): void {
    const { drawnLabels } = this;
    if (!drawnLabels || this.drawnLanguage === this.state.language + (this.detail ? "." : "")) return;
    this.drawnLanguage = this.state.language + (this.detail ? "." : "");
    for (let node = 0; node < drawnLabels.length; node++) drawnLabels[node] = this.label(node);
  }

  /** Which things have a folded word in their label; asked of one text for all. */
  labelsWith(word: string): Uint8Array {
    const { count } = this.core.nodes;
    if (this.folded?.language !== this.state.language) {
      const labels = Array.from({ length: count }, (_, node) => this.label(node));
      this.folded = { language: this.state.language, labels: labels.map((one) => `${fold(one)}\n${one.toLowerCase()}`) };
    }
    return Uint8Array.from(this.folded.labels, (one) => (one.includes(word) ? 1 : 0));
  }

  /** The thing that an IRI names: its own, or one folded into it. */
  nodeOf(iri: string): number | undefined {
    if (!this.nodes || (this.detail && !this.nodes.withMembers)) {
      const index = new Map(this.core.nodes.iri.map((one, node) => [one, node]));
      const { detail } = this;
      if (detail) {
        for (let n = 0; n < this.core.nodes.count; n++) {
          for (const member of detail.membersOf(n)) if (!index.has(member.iri)) index.set(member.iri, n);
        }
      }
      this.nodes = { index, withMembers: detail !== undefined };
    }
    return this.nodes.index.get(iri);
  }

  /** Edges that rest on any of these statements. */
  edgesOf(statements: ReadonlySet<string>): number[] {
    const { detail } = this;
    return detail && statements.size > 0 ? detail.edgesOn(statements) : [];
  }

  address(): string {
    return encode(this.core, this.detail, this.state, this.unknown);
  }

  edgesAt(node: number): number[] {
    const { start, edge } = this.adjacency;
    return Array.from(edge.subarray(start[node], start[node + 1]));
  }

  /** How many rows of the whole network have each value, by code. */
  totals(facet: Facet): Uint32Array {
    this.whole ??= this.result.reasons.length ? new Filter(this.core, this.adjacency).apply(START).counts : this.result.counts;
    return this.whole[facet];
  }

  /** Selects things and tells so. */
  select(nodes: readonly number[], edges: readonly number[] = []): void {
    const [from, to] = this.state.ends;
    if (from !== undefined && to === undefined && nodes.length === 1 && nodes[0] !== from) {
      this.set({ ends: [from, nodes[0]], nth: 0, nodes: [], edges: [] });
      const ends = [this.label(from), this.label(nodes[0])] as const;
      return this.say(this.found ? t.path.told(...ends, this.found.length) : t.path.none(...ends));
    }
    const said = nodes.length === 1 ? t.said.selected(this.label(nodes[0]), this.degree(nodes[0])) : t.said.several(nodes.length, edges.length);
    this.set({ nodes, edges }, "push", nodes.length || edges.length ? said : t.said.cleared);
  }

  /** Shows a thing and what is within k steps of it, or everything again. */
  focusOn(node: number, depth = 1): void {
    this.set({ focus: node, depth, ...(node >= 0 ? { nodes: [node], edges: [] } : {}) });
    this.say(node < 0 ? t.said.unfocused : t.said.focused(this.label(node), depth, this.result.shownNodes));
  }

  /** Takes a thing as one end of a path; the next thing picked is the other. */
  pathFrom(node: number): void {
    const [from, to] = this.state.ends;
    if (from !== undefined && to === undefined && from !== node) return this.select([node]);
    const ends = from === node && to === undefined ? [] : [node];
    this.set({ ends, nth: 0 }, "push", ends.length ? t.path.pick(this.label(node)) : t.path.closed);
  }

  private take(next: State): void {
    const before = this.state;
    this.state = next;
    if (ASKED.some((key) => before[key] !== next[key])) {
      this.result = this.filter.apply(next);
      this.findPath();
    } else if (before.ends !== next.ends) this.findPath();
    this.tell();
  }

  private findPath(): void {
    const [from, to] = this.state.ends;
    this.found = to === undefined ? undefined : shortestPaths(this.core, this.adjacency, this.result.edges, from, to);
  }

  /** What this file cannot show falls back to what it can. */
  private fitting(state: State): State {
    const { meta } = this.core;
    const measures = meta.measures.map((one) => one.key);
    return {
      ...state,
      view: state.view === "query" && !meta.hasSparql ? "network" : state.view,
      sizeBy: state.sizeBy === "" || measures.includes(state.sizeBy) ? state.sizeBy : "",
      colourBy: ["type", "community", "country", ...measures].includes(state.colourBy) ? state.colourBy : "type",
      language: meta.languages.includes(state.language) ? state.language : "",
    };
  }

  private isAddressed = true;

  // A frame without an origin of its own may not write its address: Back then works inside the page.
  private write(state: State, how: History, delay = 0): void {
    clearTimeout(this.timer);
    if (!this.isAddressed) return;
    const step = this.past.length;
    const act = (): void => {
      const hash = encode(this.core, this.detail, state, this.unknown);
      try {
        if (how === "push") history.pushState({ step }, "", hash || location.pathname + location.search);
        else history.replaceState({ step }, "", hash || location.pathname + location.search);
      } catch {
        this.isAddressed = false;
      }
    };
    if (delay) this.timer = setTimeout(act, delay) as unknown as number;
    else act();
  }
}
