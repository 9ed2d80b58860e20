/** The middle of the page: one of the four views, the pictures with their tools and their twin in buttons. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { aboutPicture } from "../citation";
import { chunkText } from "../data";
import { createMap } from "../map/map";
import type { Page } from "../page";
import { createNetwork } from "../picture/network";
import { t } from "../strings";
import type { Look, Selection, View, ViewEvents } from "../views";
import { count, useCalm, useDark, usePage, useValue } from "./common";
import { showAll } from "./hidden";
import { QueryView } from "./query";
import { Roving } from "./roving";
import { TableView } from "./table";

export function Stage(): JSX.Element {
  const view = useValue((one) => one.state.view);
  const asked = useRef(false);
  asked.current ||= view === "query";
  return (
    <section class={`stage is-${view}`} id="stage" role="tabpanel" aria-labelledby={`tab-${view}`} tabIndex={-1}>
      {(view === "network" || view === "map") && <Picture key={view} kind={view} />}
      {view === "table" && <TableView />}
      {asked.current && <QueryView hidden={view !== "query"} />}
    </section>
  );
}

type Kind = "network" | "map";

function Picture({ kind }: { kind: Kind }): JSX.Element {
  const page = usePage();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<View | undefined>(undefined);
  const [problem, setProblem] = useState<"" | "no-webgl" | "context-lost" | "broken">("");
  const [tries, setTries] = useState(0);
  const [lasso, setLasso] = useState(false);
  const look = useLook();
  const latest = useRef(look);
  latest.current = look;
  const shown = useValue((one) => one.result.shownNodes);
  const unplaced = useValue((one) => one.unplaced);
  const { nodes } = page.core;

  useEffect(() => {
    let disconnect = (): void => undefined;
    page.picture = undefined;
    try {
      // The picture tells its own first camera as it is made; the address goes before.
      const camera = page.state.cameras[kind];
      view.current = make(page, kind, host.current!, setProblem);
      disconnect = connect(page, kind, view.current, host.current!, () => latest.current, camera);
    } catch (error) {
      console.warn(error);
      setProblem("broken");
    }
    return () => {
      disconnect();
      view.current?.dispose();
      view.current = undefined;
      page.picture = undefined;
    };
  }, [kind, tries]);
  useEffect(() => {
    page.fillLabels();
    view.current?.setLook(look);
  }, [look]);
  useEffect(() => view.current?.setMode(lasso ? "lasso" : "pan"), [lasso]);

  const noPlaces = kind === "map" && nodes.lat.every(Number.isNaN);
  return (
    <div class="picture-box">
      <div class="host" ref={host} aria-hidden="true" />
      <Roving kind={kind} view={() => view.current} />
      {problem && (
        <div class="over notice" role="alert">
          <p>{problem === "context-lost" ? t.empty.contextLost : problem === "broken" ? t.empty.broken : t.empty.webgl}</p>
          <p class="buttons">
            <button type="button" onClick={() => { setProblem(""); setTries(tries + 1); }}>{t.empty.resume}</button>
            <button type="button" onClick={() => page.set({ view: "table" })}>{t.empty.toTable}</button>
          </p>
        </div>
      )}
      {nodes.count === 0 ? (
        <p class="over empty">{t.empty.nodes}</p>
      ) : shown === 0 ? (
        <div class="over empty">
          <p>{t.empty.nothing}</p>
          <button type="button" onClick={() => showAll(page)}>{t.hidden.showAll}</button>
        </div>
      ) : noPlaces ? (
        <div class="over empty">
          <p>{t.empty.places}</p>
          <button type="button" onClick={() => page.set({ view: "network" })}>{t.empty.toNetwork}</button>
        </div>
      ) : null}
      {kind === "map" && !noPlaces && unplaced.length > 0 && <Unplaced nodes={unplaced} />}
      <div class="picture-tools" role="group" aria-label={t.picture.tools}>
        <button type="button" aria-label={t.picture.closer} title={t.picture.closer} onClick={() => view.current?.zoom(1.5)}>+</button>
        <button type="button" aria-label={t.picture.farther} title={t.picture.farther} onClick={() => view.current?.zoom(1 / 1.5)}>−</button>
        <button type="button" aria-label={t.picture.fit} title={t.picture.fit} onClick={() => view.current?.fit()}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" fill="none" stroke="currentColor" stroke-width="1.5" /></svg>
        </button>
        <button type="button" aria-label={t.picture.lasso} title={t.picture.lasso} aria-pressed={lasso} onClick={() => { setLasso(!lasso); page.say(lasso ? t.picture.lassoOff : t.picture.lassoOn); }}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><ellipse cx="8.5" cy="6" rx="6" ry="4" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2.5 1.5" /><path d="M4.5 9.5c-1 1-.5 2.5-1.5 4" fill="none" stroke="currentColor" stroke-width="1.5" /></svg>
        </button>
      </div>
    </div>
  );
}

/** Things that are shown and have no place: they are listed, not dropped. */
function Unplaced({ nodes }: { nodes: readonly number[] }): JSX.Element {
  const page = usePage();
  const [shown, setShown] = useState(50);
  return (
    <details class="unplaced">
      <summary>{t.picture.unplaced(nodes.length)}</summary>
      <ul class="plain">
        {nodes.slice(0, shown).map((node) => (
          <li key={node}><button type="button" class="go" onClick={() => page.select([node])}>{page.label(node).slice(0, 80)}</button></li>
        ))}
      </ul>
      {nodes.length > shown && <button type="button" class="inline" onClick={() => setShown(shown + 200)}>{t.more(nodes.length - shown)} ({count(nodes.length)})</button>}
    </details>
  );
}

function useLook(): Look {
  const colourBy = useValue((one) => one.state.colourBy);
  const sizeBy = useValue((one) => one.state.sizeBy);
  const widthBy = useValue((one) => one.state.widthBy);
  const language = useValue((one) => one.state.language);
  const detail = useValue((one) => one.detail);
  const dark = useDark();
  const reducedMotion = useCalm();
  const known = useRef<{ look: Look; detail: unknown } | undefined>(undefined);
  const look: Look = { colourBy, sizeBy, widthBy, language, dark, reducedMotion };
  const before = known.current;
  const same = before && before.detail === detail && (Object.keys(look) as (keyof Look)[]).every((key) => before.look[key] === look[key]);
  if (!same) known.current = { look, detail };
  return known.current!.look;
}

function make(page: Page, kind: Kind, host: HTMLElement, problem: (what: "no-webgl" | "context-lost") => void): View {
  const core = page.pictured();
  const events: ViewEvents = {
    onHover: (node) => page.setHover(node),
    onSelect: (what, index, add) => choose(page, what, index, add),
    onFocus: (node) => page.focusOn(node, page.state.focus === node ? Math.min(3, page.state.depth + 1) : 1),
    onLasso: (nodes) => {
      page.fromPicture = true;
      page.select(nodes);
      page.fromPicture = false;
    },
    // Where the picture puts itself at first is no news.
    onCamera: (camera) => page.picture && page.set({ cameras: { ...page.state.cameras, [kind]: camera } }, "replace"),
    onDrawn: (drawn, all) => page.setDrawn(drawn < all ? [drawn, all] : undefined),
    onProblem: problem,
  };
  if (kind === "network") return createNetwork(core, host, events);
  return createMap(core, async () => JSON.parse(await chunkText(document, "map110")), host, events);
}

function choose(page: Page, what: "node" | "edge" | "none", index: number, add: boolean): void {
  const { nodes, edges } = page.state;
  const switched = (list: readonly number[]): number[] => (list.includes(index) ? list.filter((one) => one !== index) : [...list, index]);
  page.fromPicture = true;
  if (what === "none") {
    if (nodes.length || edges.length) page.select([]);
  } else if (what === "node") page.select(add ? switched(nodes) : [index], add ? edges : []);
  else page.select(add ? nodes : [], add ? switched(edges) : [index]);
  page.fromPicture = false;
}

/** Keeps the picture a function of the state. */
function connect(page: Page, kind: Kind, view: View, host: HTMLElement, lookOf: () => Look, camera: string | undefined): () => void {
  let result = page.result;
  let state = page.state;
  let found = page.found;
  const selection = (): Selection => ({
    nodes: page.state.nodes.length ? page.state.nodes : page.state.ends,
    edges: page.state.edges,
    focus: page.state.focus,
    depth: page.state.depth,
    path: page.found?.paths[Math.min(page.state.nth, page.found.paths.length - 1)]?.flatMap((step) => step.edges) ?? [],
    hover: page.hover,
  });
  const map = view as View & { unplaced?: () => number[] };
  const tellUnplaced = (): void => page.setUnplaced(map.unplaced?.() ?? []);
  const around = (): number[] => {
    const { nodes, edges, ends } = page.state;
    const { source, target } = page.core.edges;
    const path = selection().path;
    const own = path.length ? [] : nodes.flatMap((node) => [node, ...neighbours(page, node)]);
    return [...new Set([...own, ...ends, ...[...edges, ...path].flatMap((edge) => [source[edge], target[edge]])])].filter((node) => page.result.nodes[node]);
  };
  const follow = (): void => {
    const before = state;
    state = page.state;
    if (result !== page.result) {
      result = page.result;
      view.setShown(result);
      tellUnplaced();
      if (before.focus !== state.focus || before.depth !== state.depth) view.fit(state.focus >= 0 ? around() : undefined);
    }
    const isSelected = before.nodes !== state.nodes || before.edges !== state.edges || before.ends !== state.ends || before.nth !== state.nth || found !== page.found;
    if (isSelected || before.focus !== state.focus || before.depth !== state.depth) {
      found = page.found;
      view.setSelection(selection());
      const nodes = around();
      if (isSelected && nodes.length && !page.fromPicture) view.fit(nodes);
    }
    const camera = state.cameras[kind];
    if (before.cameras !== state.cameras && camera && camera !== view.camera()) view.setCamera(camera);
  };
  page.fillLabels();
  view.setLook(lookOf());
  view.setShown(result);
  view.setSelection(selection());
  const nodes = around();
  if (camera) view.setCamera(camera);
  else if (nodes.length) view.fit(nodes);
  tellUnplaced();
  page.picture = () => ({ view, about: aboutPicture(page, lookOf()) });
  const observer = new ResizeObserver(() => view.resize());
  observer.observe(host);
  const stops = [page.subscribe(follow), page.onHover(() => view.setSelection(selection())), () => observer.disconnect()];
  return () => {
    for (const stop of stops) stop();
    page.setUnplaced([]);
    page.setDrawn(undefined);
  };
}

export function neighbours(page: Page, node: number): number[] {
  const { adjacency, core, result } = page;
  const found = new Set<number>();
  for (let i = adjacency.start[node]; i < adjacency.start[node + 1]; i++) {
    const edge = adjacency.edge[i];
    if (!result.edges[edge]) continue;
    found.add(core.edges.source[edge] === node ? core.edges.target[edge] : core.edges.source[edge]);
  }
  found.delete(node);
  return Array.from(found);
}
