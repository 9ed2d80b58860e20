/** Why something is not in the picture, in words. */

import { codesOf, type Reason } from "./filter";
import type { Page } from "./page";
import { t } from "./strings";

/** How many of the relations shown have both ends on the picture. */
export function placedEdges(page: Page, unplaced: readonly number[]): number {
  if (unplaced.length === 0) return page.result.shownEdges;
  const { source, target, count: all } = page.core.edges;
  const absent = new Uint8Array(page.core.nodes.count);
  for (const node of unplaced) absent[node] = 1;
  let placed = 0;
  for (let e = 0; e < all; e++) if (page.result.edges[e] && !absent[source[e]] && !absent[target[e]]) placed++;
  return placed;
}

/** Reasons in words, the most frequent first; relations where any are hidden, else things. */
export function told(page: Page, reasons: readonly Reason[]): string {
  const byEdges = reasons.some((one) => one.edges > 0);
  const parts = reasons
    .map((one) => [byEdges ? one.edges : one.nodes, one] as const)
    .filter(([amount]) => amount > 0)
    .map(([amount, one]) => `${amount.toLocaleString("en")} ${reasonText(page, one)}`);
  return parts.length > 3 ? `${parts.slice(0, 3).join("; ")}; ${t.hidden.moreReasons(parts.length - 3)}` : parts.join("; ");
}

/** Why: "considered (stage)". */
export function reasonText(page: Page, reason: Reason): string {
  const { key } = reason;
  if (key === "range" || key === "weight") {
    const label = page.core.meta.measures.find((one) => one.key === reason.what)?.label ?? t.filters.weight;
    return t.reasons.range(label);
  }
  if (key === "time" || key === "later" || key === "undated" || key === "focus" || key === "alone") return t.reasons[key];
  const codes = codesOf(page.core, key);
  const code = Number(reason.what);
  const label = codes.labels[code] || codes.values[code] || t.notStated;
  return t.reasons.facet(label.length > 60 ? `${label.slice(0, 59)}…` : label, t.facets[key]);
}
