/** Did a statement hold at some day of a window? See docs/design.md, "Did it hold on day d?". */

import { NO_DAY, type Edges } from "./model";

export const NO = 0;
export const UNKNOWN = 1;
export const POSSIBLE = 2;
export const CERTAIN = 3;
/** Unknown on every day, because no begin is known. */
export const UNDATED = 4;

const FOREVER = 2147483647;

/**
 * Fill `out` with the best status that each edge has on any day from `first` to `last`.
 *
 * An absent bound is unbounded. An end counts as stated where it has a bound; without one nothing
 * is claimed after the day up to which the source speaks.
 */
export function statusWithin(edges: Edges, first: number, last: number, out: Uint8Array): void {
  const { beginEarliest, beginLatest, endEarliest, endLatest, asOf } = edges;
  for (let e = 0; e < edges.count; e++) {
    const earliest = beginEarliest[e];
    const sure = beginLatest[e];
    const sureEnd = endEarliest[e];
    const latest = endLatest[e];
    const open = sureEnd === NO_DAY && latest === NO_DAY;
    const end = open ? asOf[e] : latest === NO_DAY ? FOREVER : latest;
    if (earliest === NO_DAY && sure === NO_DAY) {
      out[e] = !open && first > end ? NO : UNDATED;
      continue;
    }
    const surelyUntil = open ? end : sureEnd;
    if (sure !== NO_DAY && Math.max(sure, first) <= Math.min(surelyUntil, last)) out[e] = CERTAIN;
    else if (Math.max(earliest, first) <= Math.min(end, last)) out[e] = POSSIBLE;
    else if (open && earliest <= last && last > end) out[e] = UNKNOWN;
    else out[e] = NO;
  }
}

/** First and last day that any statement names; undefined where none is dated. */
export function extent(edges: Edges): [number, number] | undefined {
  let first = FOREVER;
  let last = NO_DAY;
  for (let e = 0; e < edges.count; e++) {
    for (const day of [edges.beginEarliest[e], edges.beginLatest[e], edges.endEarliest[e], edges.endLatest[e]]) {
      if (day === NO_DAY) continue;
      if (day < first) first = day;
      if (day > last) last = day;
    }
    const said = edges.asOf[e];
    const dated = edges.beginEarliest[e] !== NO_DAY || edges.beginLatest[e] !== NO_DAY;
    if (dated && said !== NO_DAY && said > last) last = said;
  }
  return last === NO_DAY ? undefined : [first, last];
}
