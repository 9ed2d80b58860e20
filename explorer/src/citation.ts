/** How to cite the network, what is selected in it, and the view of it. */

import { NO_FILTERS } from "./filter";
import type { PictureAbout } from "./export-image";
import type { Page } from "./page";
import { placedEdges, told } from "./reasons";
import type { Look } from "./views";
import { shortFirst, shortLast } from "./dates";
import { t } from "./strings";

/**
 * Paragraphs: the network, its data, what is selected with its sources; in full, with all
 * statements of the things that are selected.
 */
export function citation(page: Page, full = false): string[] {
  const { meta, sources } = page.core;
  const parts = [t.cite.network(meta.title, meta.projection, meta.version, meta.fingerprint, meta.graphFingerprint)];
  for (const credit of meta.credits) parts.push(t.cite.data(credit.title || credit.iri, credit.publisher, credit.licence));
  parts.push(meta.asStated);
  const filters = filtersInWords(page);
  if (filters) parts.push(filters);
  const { nodes, edges, ends } = page.state;
  const around = full ? nodes.slice(0, 20).flatMap((node) => page.edgesAt(node)).filter((edge) => page.result.edges[edge]) : [];
  const selected = [...edges, ...around, ...(page.found?.paths[page.state.nth]?.flatMap((step) => step.edges) ?? [])];
  if (ends.length === 2 && page.found) parts.push(t.path.told(page.label(ends[0]), page.label(ends[1]), page.found.length));
  for (const node of nodes.slice(0, 20)) parts.push(`${page.label(node)} <${page.core.nodes.iri[node]}>`);
  for (const edge of new Set(selected.slice(0, full ? 500 : 50))) {
    for (const one of page.detail?.statementsOfEdge(edge) ?? []) {
      const said = one.evidence.map((each) => [sources[each.source]?.title, sources[each.source]?.publisher, sources[each.source]?.date, each.locator].filter(Boolean).join(", "));
      parts.push(`${one.label}. ${said.join("; ")}. <${one.iri}>`);
    }
  }
  return parts;
}

/** What is filtered, in one sentence; nothing where all is shown. */
export function filtersInWords(page: Page): string {
  const { state, result, core } = page;
  if (state.filters === NO_FILTERS && !state.time && state.undated && state.focus < 0) return "";
  const said = [t.hidden.shown(result.shownEdges, core.edges.count, result.shownNodes, core.nodes.count)];
  if (result.reasons.length) said.push(t.hidden.hidden(told(page, result.reasons)));
  if (state.focus >= 0) said.push(t.said.focused(page.label(state.focus), state.depth, result.shownNodes));
  if (state.time) said.push(t.timeline.said(shortFirst(state.time[0]), shortLast(state.time[1])));
  return said.join(" ");
}

/** What an exported picture says around itself. */
export function aboutPicture(page: Page, look: Look): PictureAbout {
  const { core, result, state } = page;
  const named = (key: string): string => core.meta.measures.find((one) => one.key === key)?.label ?? "";
  const filters = filtersInWords(page);
  const unplaced = state.view === "map" ? page.unplaced : [];
  const placed = placedEdges(page, unplaced);
  const absent = unplaced.length
    ? [
        t.hidden.onMap(placed, core.edges.count, result.shownNodes - unplaced.length, core.nodes.count),
        t.hidden.unplaced(unplaced.length, result.shownEdges - placed),
      ].join(" ")
    : "";
  return {
    core: page.pictured(),
    shown: result,
    look,
    title: core.meta.title,
    filters: [filters, absent].filter(Boolean).join(" "),
    notes: citation(page).filter((part) => part !== filters),
    heads: {
      things: t.facets.type,
      relations: t.facets.stage,
      colours: t.appearance.colourOf(state.colourBy, named(state.colourBy)),
      others: t.appearance.others,
      sizes: t.appearance.sizeOf(named(state.sizeBy)),
      widths: `${t.appearance.width}: ${t.filters.weight.toLowerCase()}`,
      conflict: t.filters.conflict,
    },
  };
}
