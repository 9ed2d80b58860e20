/** Dates and stages as coopgraph says them (coopgraph.view.wording): never a stage without its day. */

import { t } from "./strings";

const CAMEL = /(?<=[a-z0-9])(?=[A-Z])/g;

/** The name of a class or concept in words: "OfficialRelations" is "Official relations". */
export function words(name: string): string {
  const local = name.slice(Math.max(name.lastIndexOf("#"), name.lastIndexOf("/")) + 1);
  if (!CAMEL.test(local)) return local.replaceAll("-", " ");
  const parted = local.replace(CAMEL, " ");
  return parted[0].toUpperCase() + parted.slice(1).toLowerCase();
}

/** A stage together with the day up to which it is known. */
export function stageAsOf(stage: string, label: string, day: string): string {
  const slug = stage.slice(stage.lastIndexOf("/") + 1);
  const name = { "": t.stage.none, unknown: t.stage.unknown, considered: t.stage.considered }[slug] ?? (label || words(stage));
  return day ? t.stage.asOf(name, day) : t.stage.noDay(name);
}

type Bounds = readonly [string, string, string, string];

function within(earliest: string, latest: string): string {
  if (earliest && latest) return earliest === latest ? earliest : t.date.between(earliest, latest);
  if (latest) return t.date.until(latest);
  return earliest ? t.date.from(earliest) : "";
}

function explained(edtf: string, earliest: string, latest: string): string {
  if (!edtf) return t.date.none;
  const meant = within(earliest, latest);
  return meant && meant !== edtf ? t.date.meaning(edtf, meant) : edtf;
}

/** Begin and end as stated, each with what it can mean; the end is empty where both are one day. */
export function period(begin: string, end: string, bounds: Bounds, day: string): [string, string] {
  if (begin && begin === end) {
    const oneDay = bounds[0] && new Set(bounds).size === 1;
    return [oneDay ? t.date.oneDay(begin) : explained(begin, bounds[0], bounds[1]), ""];
  }
  const limit = day ? t.date.limit(day) : t.date.noLimit;
  const first = explained(begin, bounds[0], bounds[1]);
  if (end === "..") return [first, t.date.goesOn + limit];
  return [first, end ? explained(end, bounds[2], bounds[3]) : t.date.none + limit];
}

const PLAIN = /^\d{4}(-(0\d|1[0-2])(-\d{2})?)?$/;

function moment(edtf: string, earliest: string, latest: string): string {
  if (edtf === ".." || !edtf) return "";
  return PLAIN.test(edtf) ? edtf : within(earliest, latest) || edtf;
}

/** Begin and end in few words. */
export function when(begin: string, end: string, bounds: Bounds): string {
  const first = moment(begin, bounds[0], bounds[1]);
  const last = moment(end, bounds[2], bounds[3]);
  if (begin === end || !(first || last)) return first || t.date.notStated;
  if (!last) return t.date.begin(first);
  return first ? t.date.span(first, last) : t.date.end(last);
}
