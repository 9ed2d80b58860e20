/**
 * The picture for those who do not see it: the current thing and its neighbours as buttons, one tab
 * stop, walked with arrows in the order of their angle.
 */

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Page } from "../page";
import { t } from "../strings";
import type { View } from "../views";
import { Glyph, Said, usePage, useValue } from "./common";
import { mostConnected } from "./overview";
import { neighbours } from "./stage";

const MOST = 60;

export function Roving({ view }: { kind: "network" | "map"; view: () => View | undefined }): JSX.Element {
  const page = usePage();
  const nodes = useValue((one) => one.state.nodes);
  const result = useValue((one) => one.result);
  const [at, setAt] = useState(0);
  const wanted = useRef(false);
  const box = useRef<HTMLUListElement>(null);
  const current = nodes.length === 1 && result.nodes[nodes[0]] ? nodes[0] : -1;
  const around = current >= 0 ? byAngle(page, current) : mostConnected(page, 12).map(([node]) => node);
  const list = (current >= 0 ? [current, ...around] : around).slice(0, MOST);
  const place = Math.min(at, Math.max(0, list.length - 1));
  useLayoutEffect(() => setAt(0), [current]);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    box.current?.querySelectorAll<HTMLButtonElement>("button")[place]?.focus();
  });
  const go = (to: number): void => {
    wanted.current = true;
    setAt((to + list.length) % Math.max(1, list.length));
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = list[place];
    const acts: Record<string, () => void> = {
      ArrowRight: () => go(place + 1),
      ArrowDown: () => go(place + 1),
      ArrowLeft: () => go(place - 1),
      ArrowUp: () => go(place - 1),
      Home: () => go(0),
      End: () => go(list.length - 1),
      Backspace: () => void page.back(),
    };
    if (page.state.keys && node !== undefined) {
      acts["f"] = () => page.focusOn(page.state.focus === node ? -1 : node);
      acts["p"] = () => page.pathFrom(node);
      acts["+"] = () => view()?.zoom(1.5);
      acts["-"] = () => view()?.zoom(1 / 1.5);
      acts["0"] = () => view()?.fit();
    }
    const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div class="roving" role="group" aria-label={t.roving.label}>
      <p class="small" id="roving-hint">{current >= 0 ? t.roving.around(page.label(current).slice(0, 60), around.length) : t.roving.start}</p>
      <ul ref={box} onKeyDown={keys} aria-describedby="roving-hint">
        {list.map((node, i) => (
          <li key={node}>
            <button
              type="button"
              class="go"
              tabIndex={i === place ? 0 : -1}
              aria-current={node === current ? "true" : undefined}
              onFocus={() => { setAt(i); page.setHover(node); }}
              onBlur={() => page.setHover(-1)}
              onClick={() => {
                wanted.current = true;
                setAt(0);
                page.select([node]);
              }}
            >
              <Glyph type={page.core.nodes.type[node]} />
              <Said text={page.label(node)} most={60} open={false} />
            </button>
          </li>
        ))}
        {around.length > MOST && <li class="muted small">{t.roving.more(around.length - MOST)}</li>}
      </ul>
    </div>
  );
}

/** Neighbours clockwise from the top. */
function byAngle(page: Page, node: number): number[] {
  const { x, y } = page.core.nodes;
  const angle = (other: number): number => (Math.atan2(x[other] - x[node], y[other] - y[node]) + 2 * Math.PI) % (2 * Math.PI);
  return neighbours(page, node).sort((a, b) => angle(a) - angle(b));
}
