/** The legend is the filter: one row, one sign, one count, one switch. */

import type { ComponentChildren, JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { codesOf, NO_FILTERS, orNone, passes, toggled, type Choice, type Facet } from "../filter";
import type { Page } from "../page";
import { colouring, sizeMarks, weightWidth } from "../picture/scene";
import { t } from "../strings";
import { amount, count, Glyph, LineSample, Said, useDark, usePage, useValue } from "./common";
import { Appearance } from "./appearance";

const FEW = 12;

export function Filters(): JSX.Element {
  const page = usePage();
  const { core } = page;
  const isFiltered = useValue((one) => one.state.filters !== NO_FILTERS || one.state.focus >= 0);
  const isWeighted = useMemo(() => span(core.edges.weight) !== undefined, []);
  return (
    <nav class="filters" aria-label={t.filters.label} id="filters" tabIndex={-1}>
      <div class="bar">
        <h2>{t.filters.title}</h2>
        {isFiltered && (
          <button type="button" class="inline" onClick={() => page.set({ filters: NO_FILTERS, focus: -1 }, "push", t.said.all)}>
            {t.filters.clear}
          </button>
        )}
        <button type="button" class="inline drawer-close" onClick={() => page.set({ drawer: false })}>{t.close}</button>
      </div>
      <FacetGroup facet="type" open sign={(code) => <TypeSign type={code} />} />
      <Colours />
      <Scales />
      <FacetGroup facet="stage" open sign={(code) => <LineSample stage={code} />} note={core.edges.conflict.includes(1) && <Conflict />} />
      <FacetGroup facet="relation" open={core.edges.types.values.length <= FEW} />
      <FacetGroup facet="country" />
      <FacetGroup facet="role" />
      <FacetGroup facet="basis" />
      <FacetGroup facet="source" />
      <Ranges weight={isWeighted} />
      <Appearance />
    </nav>
  );
}

const Conflict = (): JSX.Element => (
  <p class="sample small muted">
    <LineSample stage={0} double /> {t.filters.conflict}
  </p>
);

/** In another colouring the type keeps its shape, and the colour says something else. */
function TypeSign({ type }: { type: number }): JSX.Element {
  const colourBy = useValue((page) => page.state.colourBy);
  return <Glyph type={type} colour={colourBy === "type" ? undefined : "currentColor"} />;
}

/** What the colours mean where they do not mean the type. */
function Colours(): JSX.Element | null {
  const page = usePage();
  const colourBy = useValue((one) => one.state.colourBy);
  const dark = useDark();
  const { swatches, range, colours } = useMemo(
    () => colouring(page.core, { colourBy, sizeBy: "", widthBy: "stage", language: "", dark, reducedMotion: false }),
    [colourBy, dark],
  );
  if (colourBy === "type") return null;
  const title = t.appearance.colourOf(colourBy, page.core.meta.measures.find((one) => one.key === colourBy)?.label ?? "");
  return (
    <section class="legend">
      <h3>{title}</h3>
      {range ? (
        <p class="scale small">
          {amount(range[0])}
          {colours.slice(0, -1).map((colour) => <span key={colour} class="swatch" style={{ backgroundColor: colour }} />)}
          {amount(range[1])}
        </p>
      ) : (
        <ul>
          {swatches.map((one) => (
            <li key={one.code} class="row">
              <span class="swatch" style={{ backgroundColor: one.colour }} />
              <span class="name"><Said text={swatchLabel(page, colourBy, one)} most={60} open={false} /></span>
              <span class="count">{count(one.count)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What size and width mean: three signs and two lines as the picture draws them. */
function Scales(): JSX.Element | null {
  const page = usePage();
  const { core } = page;
  const sizeBy = useValue((one) => one.state.sizeBy);
  const widthBy = useValue((one) => one.state.widthBy);
  const sizes = useMemo(() => {
    const look = { colourBy: "type", sizeBy, widthBy, language: "", dark: false, reducedMotion: false };
    return sizeMarks(core, look, (node) => page.degree(node));
  }, [sizeBy]);
  const measure = core.meta.measures.find((one) => one.key === sizeBy)?.label;
  const weights = useMemo(() => span(core.edges.weight), []);
  const showsSize = measure !== undefined && sizes.length > 1;
  const showsWidth = widthBy === "weight" && weights !== undefined;
  if (!showsSize && !showsWidth) return null;
  return (
    <section class="legend">
      {showsSize && (
        <>
          <h3>{t.appearance.sizeOf(measure)}</h3>
          <p class="sizes small">
            {sizes.map(([value, radius]) => (
              <span key={value}>
                <svg width={2 * radius + 2} height={2 * radius + 2} aria-hidden="true"><circle cx={radius + 1} cy={radius + 1} r={radius} class="size" /></svg> {amount(value)}
              </span>
            ))}
          </p>
        </>
      )}
      {showsWidth && (
        <>
          <h3>{t.appearance.width}: {t.filters.weight.toLowerCase()}</h3>
          <p class="sizes small">
            {weights.map((value) => (
              <span key={value}>
                <svg class="line" viewBox="0 0 36 12" aria-hidden="true"><path class="stroke" d="M2 6H34" stroke-width={weightWidth(value, weights[1])} /></svg> {amount(value)}
              </span>
            ))}
          </p>
        </>
      )}
    </section>
  );
}

/** A community is told by its most connected thing. */
function swatchLabel(page: Page, colourBy: string, one: { code: number; label: string }): string {
  if (one.code < 0) return t.appearance.others;
  if (colourBy !== "community") return one.label;
  const { community } = page.core.nodes;
  let first = -1;
  for (let n = 0; n < community.length; n++) if (community[n] === one.code && (first < 0 || page.degree(n) > page.degree(first))) first = n;
  return t.appearance.community(one.label, first < 0 ? "" : page.label(first));
}

interface FacetProps {
  facet: Facet;
  open?: boolean;
  sign?: (code: number) => JSX.Element;
  note?: ComponentChildren;
}

function FacetGroup({ facet, open = false, sign, note }: FacetProps): JSX.Element | null {
  const page = usePage();
  const codes = useMemo(() => codesOf(page.core, facet), [facet]);
  const counts = useValue((one) => one.result.counts[facet]);
  const choice = useValue((one) => one.state.filters.facets[facet]);
  const totals = useMemo(() => page.totals(facet), [facet]);
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  const order = useMemo(() => {
    const used = codes.values.map((_, code) => code).filter((code) => totals[code] > 0);
    return used.sort((a, b) => totals[b] - totals[a] || a - b);
  }, [codes, totals]);
  if (order.length === 0 || (order.length === 1 && facet !== "type" && facet !== "stage" && facet !== "relation")) return null;
  const wanted = text.trim().toLowerCase();
  const rows = order.filter((code) => !wanted || name(codes, code).toLowerCase().includes(wanted));
  const shown = all || wanted ? rows.slice(0, 300) : rows.slice(0, FEW);
  const put = (next: Choice | undefined, say: string): void => {
    const { [facet]: _, ...facets } = page.state.filters.facets;
    const now = next ? { ...facets, [facet]: next } : facets;
    page.set({ filters: orNone({ ...page.state.filters, facets: now }) }, "push");
    page.say(`${say} ${t.said.shown(page.result.shownEdges, page.core.edges.count)}`);
  };
  return (
    <details class="facet" open={open || Boolean(choice)}>
      <summary>
        <h3>{t.facets[facet]}</h3>
        {choice && <span class="tag">{t.filters.active}</span>}
      </summary>
      {order.length > 20 && (
        <input type="search" class="find" aria-label={t.filters.find(t.facets[facet])} placeholder={t.filters.find(t.facets[facet])} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      )}
      <ul>
        {shown.map((code) => {
          const value = codes.values[code];
          const label = name(codes, code);
          const isOnly = choice?.mode === "only" && choice.values.length === 1 && choice.values[0] === value;
          return (
            <li class="row" key={code}>
              <label>
                <input type="checkbox" checked={passes(choice, value)} onChange={() => put(toggled(choice, value, codes.values), label)} />
                {sign?.(code)}
                <span class="name"><Said text={label} most={80} open={false} /></span>
              </label>
              <button type="button" class="only" aria-pressed={isOnly} aria-label={t.filters.onlyOf(label)} onClick={() => put(isOnly ? undefined : { mode: "only", values: [value] }, label)}>
                {t.filters.only}
              </button>
              <span class="count" title={t.filters.countOf(counts[code], totals[code])}>{count(counts[code])}</span>
            </li>
          );
        })}
      </ul>
      {!wanted && rows.length > FEW && (
        <button type="button" class="inline" onClick={() => setAll(!all)}>{all ? t.filters.fewer : t.filters.more(rows.length - FEW)}</button>
      )}
      {note}
    </details>
  );
}

const name = (codes: { values: readonly string[]; labels: readonly string[] }, code: number): string =>
  codes.labels[code] || codes.values[code] || t.notStated;

function Ranges({ weight }: { weight: boolean }): JSX.Element | null {
  const page = usePage();
  const { measures } = page.core.meta;
  const keys = measures.filter((one) => span(page.core.nodes.measures[one.key] ?? []) !== undefined);
  const alone = useValue((one) => one.state.filters.alone);
  const active = useValue((one) => Object.keys(one.state.filters.ranges).length > 0 || !one.state.filters.alone);
  return (
    <details class="facet" open={active}>
      <summary>
        <h3>{t.filters.numbers}</h3>
        {active && <span class="tag">{t.filters.active}</span>}
      </summary>
      {keys.map((one) => <Range key={one.key} measure={one.key} label={one.label} values={page.core.nodes.measures[one.key]} />)}
      {weight && <Range measure="weight" label={t.filters.weight} values={page.core.edges.weight} />}
      <label class="switch">
        <input type="checkbox" checked={alone} onChange={() => page.set({ filters: orNone({ ...page.state.filters, alone: !alone }) }, "push", t.said.shown(page.result.shownEdges, page.core.edges.count))} />
        {t.filters.alone}
      </label>
    </details>
  );
}

function span(values: ArrayLike<number>): [number, number] | undefined {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  return least < most ? [least, most] : undefined;
}

const BINS = 24;

function Range({ measure, label, values }: { measure: string; label: string; values: Float32Array }): JSX.Element | null {
  const page = usePage();
  const chosen = useValue((one) => one.state.filters.ranges[measure]);
  const { ends, bins } = useMemo(() => {
    const found = span(values);
    const bars = new Uint32Array(BINS);
    if (found) for (const value of values) if (!Number.isNaN(value)) bars[Math.min(BINS - 1, Math.floor(((value - found[0]) / (found[1] - found[0])) * BINS))]++;
    return { ends: found, bins: bars };
  }, [values]);
  if (!ends) return null;
  const [least, most] = ends;
  const [low, high] = chosen ?? ends;
  const step = Number.isInteger(least) && Number.isInteger(most) && most - least >= 5 ? 1 : (most - least) / 200;
  const put = (a: number, b: number): void => {
    const { [measure]: _, ...ranges } = page.state.filters.ranges;
    const isAll = a <= least && b >= most;
    page.set({ filters: orNone({ ...page.state.filters, ranges: isAll ? ranges : { ...ranges, [measure]: [a, b] } }) }, "replace");
  };
  const top = Math.max(...bins);
  const slider = (value: number, isLow: boolean): JSX.Element => (
    <input
      type="range"
      min={least}
      max={most}
      step={step}
      value={value}
      aria-label={isLow ? t.filters.least(label) : t.filters.most(label)}
      aria-valuetext={amount(value)}
      onInput={(event) => {
        const now = Number(event.currentTarget.value);
        put(isLow ? Math.min(now, high) : low, isLow ? high : Math.max(now, low));
      }}
      onChange={() => page.say(t.said.shown(page.result.shownEdges, page.core.edges.count))}
    />
  );
  return (
    <fieldset class="range">
      <legend>
        <Said text={label} most={60} open={false} /> <span class="muted">{amount(low)} – {amount(high)}</span>
      </legend>
      <svg class="bars" viewBox={`0 0 ${BINS} 10`} preserveAspectRatio="none" aria-hidden="true">
        {Array.from(bins, (n, i) => {
          const at = least + ((i + 0.5) / BINS) * (most - least);
          const height = n ? 1 + (9 * Math.log1p(n)) / Math.log1p(top) : 0;
          return <rect key={i} x={i + 0.1} y={10 - height} width={0.8} height={height} class={at >= low && at <= high ? "in" : "out"} />;
        })}
      </svg>
      <div class="sliders">
        {slider(low, true)}
        {slider(high, false)}
      </div>
    </fieldset>
  );
}
