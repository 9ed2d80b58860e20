/** A shortest path in words: every step with its statements and their sources. */

import type { JSX } from "preact";
import { t } from "../strings";
import { NodeButton, Said, usePage, useValue } from "./common";
import { Relation } from "./details";

export function PathPanel(): JSX.Element {
  const page = usePage();
  const ends = useValue((one) => one.state.ends);
  const found = useValue((one) => one.found);
  const nth = useValue((one) => one.state.nth);
  useValue((one) => one.state.language);
  const close = (
    <button type="button" class="inline end" onClick={() => page.set({ ends: [], nth: 0 }, "push", t.path.closed)}>{t.path.close}</button>
  );
  const [from, to] = ends.map((node) => page.label(node));
  if (to === undefined) {
    return (
      <section class="path" aria-label={t.path.label}>
        <div class="bar"><h2>{t.path.label}</h2>{close}</div>
        <p>{t.path.from} <strong><Said text={from} most={120} open={false} /></strong>. {t.path.pickNext}</p>
      </section>
    );
  }
  const path = found?.paths[Math.min(nth, found.paths.length - 1)];
  const total = found ? found.paths.length : 0;
  const turn = (by: number): void => page.set({ nth: (nth + by + total) % total }, "replace");
  return (
    <section class="path" aria-label={t.path.label}>
      <div class="bar"><h2 id="path-title" tabIndex={-1}>{t.path.label}</h2>{close}</div>
      {!found || !path ? (
        <p class="notice"><Said text={t.path.none(from, to)} most={400} /></p>
      ) : (
        <>
          <p><Said text={t.path.told(from, to, found.length)} most={400} />{found.against && ` ${t.path.against}`}</p>
          {total > 1 && (
            <p class="turn">
              <button type="button" aria-label={t.path.before} onClick={() => turn(-1)}>‹</button>
              <span>{t.path.nth(Math.min(nth, total - 1) + 1, total, found.more)}</span>
              <button type="button" aria-label={t.path.after} onClick={() => turn(1)}>›</button>
            </p>
          )}
          <ol class="steps">
            <li><NodeButton node={path[0].from} /></li>
            {path.map((step) => (
              <li key={step.to}>
                {step.edges.map((edge) => <Relation key={edge} edge={edge} node={undefined} open={path.length * step.edges.length <= 3} />)}
                <NodeButton node={step.to} />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
