/** Always there: how much of the whole is shown, and why the rest is not. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { codesOf, NO_FILTERS, orNone, type Facet, type Reason } from "../filter";
import type { Page } from "../page";
import { placedEdges, told } from "../reasons";
import { t } from "../strings";
import { usePage, useValue } from "./common";

const NONE: readonly number[] = [];

export function HiddenLine(): JSX.Element {
  const page = usePage();
  const result = useValue((one) => one.result);
  const unplaced = useValue((one) => (one.state.view === "map" ? one.unplaced : NONE));
  const drawn = useValue((one) => one.drawn);
  const { core } = page;
  const said = told(page, result.reasons);
  const placed = useMemo(() => placedEdges(page, unplaced), [result, unplaced]);
  const isAll = result.reasons.length === 0;
  return (
    <div class="hidden-line">
      <p id="hidden-line">
        {core.nodes.count === 0
          ? t.empty.nodes
          : unplaced.length > 0
            ? t.hidden.onMap(placed, core.edges.count, result.shownNodes - unplaced.length, core.nodes.count)
            : t.hidden.shown(result.shownEdges, core.edges.count, result.shownNodes, core.nodes.count)}
        {unplaced.length > 0 && ` ${t.hidden.unplaced(unplaced.length, result.shownEdges - placed)}`}
        {said && ` ${t.hidden.hidden(said)}`}
        {drawn && drawn[0] < placed && ` ${t.hidden.drawn(drawn[0], placed)}`}
      </p>
      <span class="actions">
        <button type="button" class="inline" onClick={() => page.set({ dialog: "why" })}>{t.hidden.why}</button>
        {!isAll && (
          <button type="button" class="inline" onClick={() => showAll(page)}>{t.hidden.showAll}</button>
        )}
      </span>
    </div>
  );
}

export function showAll(page: Page): void {
  page.set({ filters: NO_FILTERS, time: null, undated: true, focus: -1 }, "push", t.said.all);
}

/** The state without one reason. */
export function undo(page: Page, reason: Reason): void {
  const { filters } = page.state;
  const without = <V,>(record: Readonly<Record<string, V>>, key: string): Record<string, V> => {
    const { [key]: _, ...rest } = record;
    return rest;
  };
  switch (reason.key) {
    case "time":
    case "later":
      return page.set({ time: null }, "push", t.said.undone);
    case "undated":
      return page.set({ undated: true }, "push", t.said.undone);
    case "focus":
      return page.set({ focus: -1 }, "push", t.said.undone);
    case "alone":
      return page.set({ filters: orNone({ ...filters, alone: true }) }, "push", t.said.undone);
    case "range":
    case "weight":
      return page.set({ filters: orNone({ ...filters, ranges: without(filters.ranges, reason.what) }) }, "push", t.said.undone);
    default:
      return page.set({ filters: orNone({ ...filters, facets: shownAgain(page, reason, reason.key) }) }, "push", t.said.undone);
  }
}

function shownAgain(page: Page, reason: Reason, facet: Facet): typeof NO_FILTERS.facets {
  const { [facet]: choice, ...facets } = page.state.filters.facets;
  if (!choice) return facets;
  const { values } = codesOf(page.core, facet);
  const value = values[Number(reason.what)];
  const held = choice.mode === "hide" ? choice.values.filter((one) => one !== value) : [...choice.values, value];
  if (choice.mode === "hide" ? held.length === 0 : values.every((one) => held.includes(one))) return facets;
  return { ...facets, [facet]: { mode: choice.mode, values: held } };
}
