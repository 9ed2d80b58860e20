/** What colour, size and width say, in which language things are named, light or dark. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { State, Theme } from "../state";
import { t } from "../strings";
import { Said, usePage, useValue } from "./common";

export function Appearance(): JSX.Element {
  const page = usePage();
  const { core } = page;
  const { meta, nodes } = core;
  const state = useValue((one) => one.state);
  const put = (change: Partial<State>, say: string): void => page.set(change, "push", say);
  const measures = meta.measures.map((one) => [one.key, one.label] as const);
  const choice = (label: string, value: string, options: readonly (readonly [string, string])[], change: (value: string) => Partial<State>): JSX.Element => (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => put(change(event.currentTarget.value), `${label}: ${event.currentTarget.selectedOptions[0]?.text ?? ""}`)}>
        {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
      </select>
    </label>
  );
  const hasCommunities = nodes.community.some((value) => value !== nodes.community[0]);
  const colours: (readonly [string, string])[] = [["type", t.appearance.byType], ...(hasCommunities ? [["community", t.appearance.byCommunity] as const] : [])];
  if (nodes.countries.values.length > 1) colours.push(["country", t.appearance.byCountry]);
  const names = languageNames();
  // Where all weigh the same, widths by weight say nothing.
  const weights = useMemo(() => core.edges.weight.some((one) => one !== core.edges.weight[0]), []);
  const widths: (readonly [string, string])[] = [["stage", t.appearance.byStage]];
  if (weights || state.widthBy === "weight") widths.push(["weight", t.filters.weight]);
  return (
    <details class="facet">
      <summary><h3>{t.appearance.title}</h3></summary>
      {choice(t.appearance.colour, state.colourBy, [...colours, ...measures], (colourBy) => ({ colourBy }))}
      {choice(t.appearance.size, state.sizeBy, [["", t.appearance.same], ...measures], (sizeBy) => ({ sizeBy }))}
      {choice(t.appearance.width, state.widthBy, widths, (value) => ({ widthBy: value === "weight" ? "weight" : "stage" }))}
      {meta.languages.some(Boolean) &&
        choice(t.appearance.language, state.language, [["", t.appearance.asLabelled], ...meta.languages.filter(Boolean).map((code) => [code, names(code)] as const)], (language) => ({ language }))}
      {choice(t.appearance.theme, state.theme, [["auto", t.appearance.auto], ["light", t.appearance.light], ["dark", t.appearance.dark]], (theme) => ({ theme: theme as Theme }))}
      {meta.directed && <p class="small muted">{t.appearance.directed}</p>}
      <p class="small muted"><Said text={t.appearance.sizeNote} /></p>
    </details>
  );
}

function languageNames(): (code: string) => string {
  let known: Intl.DisplayNames | undefined;
  try {
    known = new Intl.DisplayNames(["en"], { type: "language" });
  } catch {
    known = undefined;
  }
  return (code) => {
    try {
      return known?.of(code) ?? code;
    } catch {
      return code;
    }
  };
}
