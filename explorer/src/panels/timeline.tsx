/** When things began and ended, and a window of time that every view follows. */

import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { civil, dayOf, shortFirst, shortLast, spanOf } from "../dates";
import { binOf, histogram, scaleOf, type Bin, type Scale } from "../histogram";
import { NO_DAY } from "../model";
import { t } from "../strings";
import { useCalm, usePage, usePhone, useValue } from "./common";

type Span = readonly [number, number];

export function Timeline(): JSX.Element {
  const page = usePage();
  const { edges } = page.core;
  const phone = usePhone();
  const [open, setOpen] = useState(!phone && innerHeight >= 700);
  const undated = useMemo(() => {
    let found = 0;
    for (let e = 0; e < edges.count; e++) if (edges.beginEarliest[e] === NO_DAY && edges.beginLatest[e] === NO_DAY) found++;
    return found;
  }, []);
  const withUndated = useValue((one) => one.state.undated);
  const time = useValue((one) => one.state.time);
  if (!page.extent) return <section class="timeline" aria-label={t.timeline.label}><p class="muted small">{t.empty.dates}</p></section>;
  return (
    <section class={`timeline ${open ? "" : "is-folded"}`} aria-label={t.timeline.label}>
      <div class="timeline-bar">
        <button type="button" class="inline" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? "▾" : "▸"} {t.timeline.title}</button>
        <Play />
        <Ends />
        {undated > 0 && (
          <label class="switch">
            <input type="checkbox" checked={withUndated} onChange={() => {
              page.set({ undated: !withUndated });
              page.say(t.said.shown(page.result.shownEdges, edges.count));
            }} />
            {t.timeline.undated(undated)}
          </label>
        )}
        {time && <button type="button" class="inline" onClick={() => page.set({ time: null }, "push", t.said.allTime)}>{t.timeline.all}</button>}
      </div>
      {open && <Brush />}
    </section>
  );
}

/** The whole of the scale: first and last day. */
const wholeOf = (scale: Scale): Span => [scale.at[0], scale.at[scale.at.length - 1] - 1];

function useScale(): Scale {
  const page = usePage();
  return useMemo(() => scaleOf(page.extent!), []);
}

function useSpan(): Span {
  const whole = wholeOf(useScale());
  return useValue((one) => one.state.time) ?? whole;
}

/** Moves by the months of a bin, years counting twelve; keeps the day of the month at the first. */
function moved(day: number, months: number): number {
  const [year, month] = civil(day);
  const all = year * 12 + month - 1 + months;
  return dayOf(Math.floor(all / 12), (((all % 12) + 12) % 12) + 1);
}

const monthsOf = (scale: Scale): number => (scale.unit === "year" ? 12 * scale.step : 1);

/** A little later or earlier, by bins. */
export function shifted(span: Span, scale: Scale, bins: number): Span {
  const months = bins * monthsOf(scale);
  return [moved(span[0], months), moved(span[1] + 1, months) - 1];
}

function Play(): JSX.Element {
  const page = usePage();
  const scale = useScale();
  const calm = useCalm();
  const [playing, setPlaying] = useState(false);
  const step = (): boolean => {
    const whole = wholeOf(scale);
    const now = page.state.time;
    const width = now ? binOf(scale, now[1]) - binOf(scale, now[0]) + 1 : Math.max(1, Math.round(scale.at.length / 10));
    const begin: Span = [whole[0], scale.at[Math.min(width, scale.at.length - 1)] - 1];
    const next = !now || now[1] >= whole[1] ? begin : shifted(now, scale, 1);
    page.set({ time: [next[0], Math.min(next[1], whole[1])] }, "replace");
    return next[1] < whole[1];
  };
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      if (!step()) setPlaying(false);
    }, 700);
    return () => clearInterval(timer);
  }, [playing]);
  if (calm) {
    return <button type="button" class="play" aria-label={t.timeline.step} title={t.timeline.step} onClick={() => {
      step();
      page.say(t.said.shown(page.result.shownEdges, page.core.edges.count));
    }}><Icon path="M3 3v10l6-5zM10.5 3h2v10h-2z" /></button>;
  }
  const label = playing ? t.timeline.pause : t.timeline.play;
  return <button type="button" class="play" aria-label={label} title={label} onClick={() => setPlaying(!playing)}><Icon path={playing ? "M4 3h3v10H4zM9 3h3v10H9z" : "M4 2.5v11l9-5.5z"} /></button>;
}

const Icon = ({ path }: { path: string }): JSX.Element => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={path} fill="currentColor" /></svg>
);

/** First and last as text, to read and to type. */
function Ends(): JSX.Element {
  const page = usePage();
  const span = useSpan();
  const [wrong, setWrong] = useState(false);
  const put = (text: string, isFirst: boolean): void => {
    const given = spanOf(text);
    const next: Span | undefined = given && (isFirst ? [given[0], Math.max(span[1], given[0])] : [Math.min(span[0], given[1]), given[1]]);
    setWrong(!next);
    if (next) page.set({ time: next }, "push", t.timeline.said(shortFirst(next[0]), shortLast(next[1])));
    else page.say(t.timeline.wrong);
  };
  const field = (value: string, isFirst: boolean): JSX.Element => (
    <input type="text" inputMode="numeric" size={10} maxLength={12} aria-label={isFirst ? t.timeline.first : t.timeline.last} aria-invalid={wrong} value={value} onChange={(event) => put(event.currentTarget.value, isFirst)} />
  );
  return (
    <span class="ends">
      {field(shortFirst(span[0]), true)} – {field(shortLast(span[1]), false)}
      {wrong && <span class="problem small">{t.timeline.wrong}</span>}
    </span>
  );
}

const TOP = 34;
const BOTTOM = 22;
const HEIGHT = TOP + BOTTOM;

function Brush(): JSX.Element {
  const page = usePage();
  const scale = useScale();
  const anyTime = useValue((one) => one.result.anyTime);
  const bins = useMemo(() => histogram(page.core.edges, anyTime, scale), [anyTime]);
  const span = useSpan();
  const box = useRef<HTMLDivElement>(null);
  const [first, end] = [scale.at[0], scale.at[scale.at.length - 1]];
  const share = (day: number): number => (day - first) / (end - first);
  const [from, to] = [Math.max(0, share(span[0])), Math.min(1, share(span[1] + 1))];
  const asked = useRef<Span | undefined>(undefined);
  const frame = useRef(0);
  const put = (next: Span): void => {
    asked.current = next;
    if (frame.current) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      const [a, b] = asked.current!;
      const all = a <= first && b >= end - 1;
      page.set({ time: all ? null : [a, b] }, "replace");
    });
  };
  const binAt = (x: number): number => {
    const area = box.current!.getBoundingClientRect();
    return binOf(scale, first + Math.max(0, Math.min(0.9999, (x - area.left) / area.width)) * (end - first));
  };
  const start = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const grip = (event.target as HTMLElement).dataset["grip"];
    const origin = binAt(event.clientX);
    const held: Span = span;
    const area = event.currentTarget as HTMLElement;
    area.setPointerCapture(event.pointerId);
    const isFull = from <= 0 && to >= 1;
    const move = (now: PointerEvent): void => {
      const at = binAt(now.clientX);
      if (grip === "first") put([Math.min(scale.at[at], held[1]), held[1]]);
      else if (grip === "last") put([held[0], Math.max(scale.at[at + 1] - 1, held[0])]);
      else if (grip === "window" && !isFull) put(kept(shifted(held, scale, at - origin), held, first, end));
      else put([scale.at[Math.min(origin, at)], scale.at[Math.max(origin, at) + 1] - 1]);
    };
    const done = (): void => {
      area.removeEventListener("pointermove", move);
      page.say(t.timeline.said(shortFirst(page.state.time?.[0] ?? first), shortLast(page.state.time?.[1] ?? end - 1)));
    };
    area.addEventListener("pointermove", move);
    area.addEventListener("pointerup", done, { once: true });
    area.addEventListener("pointercancel", done, { once: true });
  };
  const keys = (event: KeyboardEvent, isFirst: boolean): void => {
    const many = event.shiftKey ? 5 : 1;
    const by = { ArrowLeft: -many, ArrowDown: -many, ArrowRight: many, ArrowUp: many, PageUp: 10, PageDown: -10 }[event.key];
    if (by === undefined && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    event.stopPropagation();
    const [a, b] = span;
    const next = isFirst
      ? event.key === "Home" ? first : event.key === "End" ? b : shifted([a, b], scale, by!)[0]
      : event.key === "Home" ? a : event.key === "End" ? end - 1 : shifted([a, b], scale, by!)[1];
    put(isFirst ? [Math.min(Math.max(first, next), b), b] : [a, Math.max(Math.min(end - 1, next), a)]);
  };
  const slider = (isFirst: boolean): JSX.Element => (
    <span
      class={`grip ${isFirst ? "is-first" : "is-last"}`}
      role="slider"
      tabIndex={0}
      data-grip={isFirst ? "first" : "last"}
      aria-label={isFirst ? t.timeline.left : t.timeline.right}
      aria-valuemin={civil(first)[0]}
      aria-valuemax={civil(end - 1)[0]}
      aria-valuenow={civil(isFirst ? span[0] : span[1])[0]}
      aria-valuetext={isFirst ? shortFirst(span[0]) : shortLast(span[1])}
      style={{ left: `${(isFirst ? from : to) * 100}%` }}
      onKeyDown={(event) => keys(event, isFirst)}
    />
  );
  return (
    <>
      <div class="brush" ref={box} onPointerDown={start}>
        <Bars bins={bins} scale={scale} share={share} />
        <span class="shade" style={{ left: "0", width: `${from * 100}%` }} />
        <span class="shade" style={{ left: `${to * 100}%`, right: "0" }} />
        <span class="window" data-grip="window" style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
        {slider(true)}
        {slider(false)}
      </div>
      <Axis scale={scale} share={share} />
      <p class="key small muted">
        <span><span class="swatch begins" /> {t.timeline.begins}</span>
        <span><span class="swatch ends-swatch" /> {t.timeline.endings}</span>
        <span><span class="swatch vague" /> {t.timeline.vague}</span>
        {bins.some((bin) => bin.openBegins > 0) && <span>◂ {t.timeline.openBegins}</span>}
        {bins.some((bin) => bin.openEnds > 0) && <span>▸ {t.timeline.openEnds}</span>}
      </p>
    </>
  );
}

function kept(next: Span, held: Span, first: number, end: number): Span {
  return next[0] < first || next[1] > end - 1 ? (next[0] < first ? [first, first + held[1] - held[0]] : [end - 1 - (held[1] - held[0]), end - 1]) : next;
}

function Bars({ bins, scale, share }: { bins: readonly Bin[]; scale: Scale; share: (day: number) => number }): JSX.Element {
  const up = Math.max(1, ...bins.map((bin) => bin.begins + bin.vagueBegins));
  const down = Math.max(1, ...bins.map((bin) => bin.ends + bin.vagueEnds));
  const size = (value: number, most: number, room: number): number => (value > 0 ? Math.max(1.2, (Math.sqrt(value) / Math.sqrt(most)) * room) : 0);
  return (
    <svg class="bars" viewBox={`0 0 1000 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t.timeline.chart(bins.reduce((sum, bin) => sum + bin.begins + bin.vagueBegins, 0), bins.reduce((sum, bin) => sum + bin.ends + bin.vagueEnds, 0))}>
      {bins.map((bin, i) => {
        const [x, next] = [share(scale.at[i]) * 1000, share(scale.at[i + 1]) * 1000];
        const width = Math.max(0.5, next - x - 1.2);
        const [all, sure] = [size(bin.begins + bin.vagueBegins, up, TOP - 8), size(bin.begins, up, TOP - 8)];
        const [allEnds, sureEnds] = [size(bin.ends + bin.vagueEnds, down, BOTTOM - 8), size(bin.ends, down, BOTTOM - 8)];
        const middle = (x + next) / 2;
        return (
          <g key={i}>
            <title>{t.timeline.bin(shortFirst(scale.at[i]), shortLast(scale.at[i + 1] - 1), bin)}</title>
            <rect class="hit" x={x} y={0} width={next - x} height={HEIGHT} />
            {all > 0 && <rect class="vague" x={x} y={TOP - all} width={width} height={all} />}
            {sure > 0 && <rect class="begin" x={x} y={TOP - sure} width={width} height={sure} />}
            {allEnds > 0 && <rect class="vague" x={x} y={TOP + 1} width={width} height={allEnds} />}
            {sureEnds > 0 && <rect class="end" x={x} y={TOP + 1} width={width} height={sureEnds} />}
            {bin.openBegins > 0 && <path class="open" d={`M${middle + 4} 0v7l-8 -3.5z`} />}
            {bin.openEnds > 0 && <path class="open" d={`M${middle - 4} ${HEIGHT - 7}v7l8 -3.5z`} />}
          </g>
        );
      })}
      <path class="base" d={`M0 ${TOP + 0.5}H1000`} vector-effect="non-scaling-stroke" />
    </svg>
  );
}

function Axis({ scale, share }: { scale: Scale; share: (day: number) => number }): JSX.Element {
  const years = new Set(scale.at.slice(0, -1).map((day) => civil(day)[0]));
  const all = Array.from(years);
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => (all[all.length - 1] - all[0]) / one <= 9) ?? 1000;
  return (
    <div class="axis small muted" aria-hidden="true">
      {all.filter((year) => year % step === 0 && share(dayOf(year)) < 0.97).map((year) => <span key={year} style={{ left: `${share(dayOf(year)) * 100}%` }}>{year}</span>)}
    </div>
  );
}

