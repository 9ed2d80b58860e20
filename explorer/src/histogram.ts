/** Begins and ends over time as quantities: a vague date is spread over the days that it can mean. */

import { civil, dayOf } from "./dates";
import { NO_DAY, type Edges } from "./model";

export interface Scale {
  /** First day of each bin, and the first day after the last. */
  readonly at: readonly number[];
  readonly unit: "month" | "year";
  /** Months or years of a bin. */
  readonly step: number;
}

export interface Bin {
  /** Begins that fall into the bin for certain, and the share of those that may. */
  begins: number;
  vagueBegins: number;
  ends: number;
  vagueEnds: number;
  /** Begins that are only known to be no later than here. */
  openBegins: number;
  /** No end is stated; nothing is known after here. */
  openEnds: number;
}

const MOST_BINS = 90;

export function scaleOf([first, last]: readonly [number, number]): Scale {
  const [from] = civil(first);
  const [to] = civil(last);
  const years = to - from + 1;
  if (years <= 4) {
    const at = Array.from({ length: years * 12 + 1 }, (_, i) => dayOf(from + Math.floor(i / 12), (i % 12) + 1));
    return { at, unit: "month", step: 1 };
  }
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => years / one <= MOST_BINS) ?? 1000;
  const start = Math.floor(from / step) * step;
  const bins = Math.floor((to - start) / step) + 1;
  return { at: Array.from({ length: bins + 1 }, (_, i) => dayOf(start + i * step)), unit: "year", step };
}

/** The bin of a day; before the first and after the last it is the nearest. */
export function binOf({ at }: Scale, day: number): number {
  let low = 0;
  let high = at.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at[middle] <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function histogram(edges: Edges, counted: Uint8Array, scale: Scale): Bin[] {
  const bins = Array.from({ length: scale.at.length - 1 }, (): Bin => ({ begins: 0, vagueBegins: 0, ends: 0, vagueEnds: 0, openBegins: 0, openEnds: 0 }));
  const spread = (first: number, last: number, sure: "begins" | "ends", vague: "vagueBegins" | "vagueEnds"): void => {
    const [from, to] = [binOf(scale, first), binOf(scale, last)];
    if (from === to) {
      bins[from][sure]++;
      return;
    }
    for (let i = from; i <= to; i++) {
      const days = Math.min(scale.at[i + 1] - 1, last) - Math.max(scale.at[i], first) + 1;
      bins[i][vague] += days / (last - first + 1);
    }
  };
  for (let e = 0; e < edges.count; e++) {
    if (!counted[e]) continue;
    const [begin, beginLatest, end, endLatest] = [edges.beginEarliest[e], edges.beginLatest[e], edges.endEarliest[e], edges.endLatest[e]];
    if (begin === NO_DAY && beginLatest === NO_DAY) continue;
    if (begin !== NO_DAY && beginLatest !== NO_DAY) spread(begin, beginLatest, "begins", "vagueBegins");
    else if (begin === NO_DAY) bins[binOf(scale, beginLatest)].openBegins++;
    else bins[binOf(scale, begin)].vagueBegins++;
    if (end !== NO_DAY && endLatest !== NO_DAY) spread(end, endLatest, "ends", "vagueEnds");
    else if (end !== NO_DAY || endLatest !== NO_DAY) bins[binOf(scale, end !== NO_DAY ? end : endLatest)].vagueEnds++;
    else if (edges.asOf[e] !== NO_DAY) bins[binOf(scale, edges.asOf[e])].openEnds++;
  }
  return bins;
}
