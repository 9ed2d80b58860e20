/** Days since 1970-01-01 in the proleptic Gregorian calendar, without the quirks of `Date`. */

import { NO_DAY } from "./model";

/** Day number of a date; after Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2014). */
export function dayOf(year: number, month = 1, day = 1): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Year, month and day of a day number. */
export function civil(dayNumber: number): [number, number, number] {
  const shifted = dayNumber + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const part = Math.floor((5 * dayOfYear + 2) / 153);
  const month = part < 10 ? part + 3 : part - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * part + 2) / 5) + 1];
}

const pad = (value: number, width: number): string => String(Math.abs(value)).padStart(width, "0");

/** ISO date of a day number; nothing where it is absent. */
export function isoOf(dayNumber: number): string {
  if (dayNumber === NO_DAY) return "";
  const [year, month, day] = civil(dayNumber);
  return `${year < 0 ? "-" : ""}${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

export const yearOf = (dayNumber: number): number => civil(dayNumber)[0];

/** First and last day that a year, month or day means; undefined where it is none of them. */
export function spanOf(text: string): [number, number] | undefined {
  const match = /^(-?\d{1,6})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text.trim());
  if (!match) return undefined;
  const year = Number(match[1]);
  if (match[2] === undefined) return [dayOf(year), dayOf(year + 1) - 1];
  const month = Number(match[2]);
  if (month < 1 || month > 12) return undefined;
  const next = month === 12 ? dayOf(year + 1) : dayOf(year, month + 1);
  if (match[3] === undefined) return [dayOf(year, month), next - 1];
  const day = dayOf(year, month, Number(match[3]));
  return Number(match[3]) < 1 || day >= next ? undefined : [day, day];
}

/** The shortest text that `spanOf` reads back as a span with this first day. */
export function shortFirst(dayNumber: number): string {
  const [year, month, day] = civil(dayNumber);
  return day !== 1 ? isoOf(dayNumber) : month === 1 ? String(year) : `${year}-${pad(month, 2)}`;
}

/** The shortest text that `spanOf` reads back as a span with this last day. */
export function shortLast(dayNumber: number): string {
  const [year, month, day] = civil(dayNumber + 1);
  if (day !== 1) return isoOf(dayNumber);
  const [before, beforeMonth] = civil(dayNumber);
  return month === 1 && year === before + 1 ? String(before) : `${before}-${pad(beforeMonth, 2)}`;
}
