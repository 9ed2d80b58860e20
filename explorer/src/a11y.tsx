/** One polite voice, and the keys that work wherever nothing else wants them. */

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { civil } from "./dates";
import { scaleOf } from "./histogram";
import type { Page } from "./page";
import { VIEWS } from "./state";
import { usePage } from "./panels/common";
import { shifted } from "./panels/timeline";

/** Says one sentence an action; two alike differ by an unseen blank, so that both are heard. */
export function Announcer(): JSX.Element {
  const page = usePage();
  const [said, say] = useState("");
  useEffect(() => page.onSay((sentence) => say((before) => (before === sentence ? `${sentence}\u00a0` : sentence))), []);
  return <p class="sr" role="status" aria-live="polite" id="said">{said}</p>;
}

const TYPING = "input, textarea, select, [contenteditable], [role=slider], [role=grid], dialog";

export function useKeys(): void {
  const page = usePage();
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => act(page, event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function act(page: Page, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement | null;
  if (event.key === "Escape") return escape(page, event);
  if (!page.state.keys || target?.closest(TYPING)) return;
  // Letters only while the picture, or nothing, has the focus (WCAG 2.1.4).
  if (target && target !== document.body && !target.closest("#stage")) return;
  const node = page.hover >= 0 ? page.hover : page.state.nodes[0];
  const views = VIEWS.filter((name) => name !== "query" || page.core.meta.hasSparql);
  const number = Number(event.key);
  if (number >= 1 && number <= views.length) page.set({ view: views[number - 1] });
  else if (event.key === "/") document.getElementById("search")?.focus();
  else if (event.key === "?") page.set({ dialog: "help" });
  else if (event.key === "[" || event.key === "]") moveTime(page, event.key === "]" ? 1 : -1);
  else if (event.key.toLowerCase() === "l") openLegend(page);
  else if (event.key === "Backspace") page.back();
  else if (event.key.toLowerCase() === "f" && node !== undefined) page.focusOn(page.state.focus === node ? -1 : node);
  else if (event.key.toLowerCase() === "p" && node !== undefined) page.pathFrom(node);
  else return;
  event.preventDefault();
}

function escape(page: Page, event: KeyboardEvent): void {
  const { drawer, ends, nodes, edges, dialog } = page.state;
  if (dialog) return;
  if (drawer) page.set({ drawer: false });
  else if (nodes.length || edges.length) page.select([]);
  else if (ends.length) page.set({ ends: [] });
  else return;
  event.preventDefault();
}

function openLegend(page: Page): void {
  page.set({ drawer: true });
  document.getElementById("filters")?.focus();
}

/** The window of time, one bin on or back. */
function moveTime(page: Page, by: number): void {
  if (!page.extent) return;
  const scale = scaleOf(page.extent);
  const now = page.state.time ?? [scale.at[0], scale.at[Math.ceil(scale.at.length / 10)] - 1];
  const next = page.state.time ? shifted(now, scale, by) : now;
  if (civil(next[1])[0] < civil(scale.at[0])[0] || next[0] >= scale.at[scale.at.length - 1]) return;
  page.set({ time: [next[0], next[1]] }, "replace");
}
