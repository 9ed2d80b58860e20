/** What the whole is, where nothing is selected: counts, who is most connected, where to begin. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Page } from "../page";
import { dayOf, yearOf } from "../dates";
import { t } from "../strings";
import { amount, count, NodeButton, Outward, Said, usePage, useValue } from "./common";

export function Overview(): JSX.Element {
  const page = usePage();
  const { core } = page;
  const { meta } = core;
  const result = useValue((one) => one.result);
  const most = useMemo(() => mostConnected(page, 7), [result]);
  const questions = useMemo(() => startingQuestions(page), []);
  return (
    <article>
      <h2 id="details-title" tabIndex={-1}><Said text={meta.title} most={200} /></h2>
      <p><Said text={meta.definition} most={600} /></p>
      <dl class="counts">
        {([[t.counts.things, core.nodes.count], [t.counts.relations, core.edges.count], [t.counts.sources, core.sources.length]] as const).map(([term, n]) => (
          <div key={term}><dd>{count(n)}</dd><dt>{term}</dt></div>
        ))}
      </dl>
      <p class="stated"><Said text={meta.asStated} most={600} /></p>
      {most.length > 0 && (
        <section>
          <h3>{t.overview.most}</h3>
          <ul class="plain">
            {most.map(([node, degree]) => (
              <li key={node}><NodeButton node={node} after={<span class="count">{amount(degree)}</span>} /></li>
            ))}
          </ul>
        </section>
      )}
      {questions.length > 0 && (
        <section>
          <h3>{t.overview.start}</h3>
          <ul class="plain">
            {questions.map(({ text, act }) => <li key={text}><button type="button" class="go question" onClick={act}>{text}</button></li>)}
          </ul>
        </section>
      )}
      <section>
        <h3>{t.overview.data}</h3>
        {meta.credits.map((credit) => (
          <p key={credit.iri} class="small">
            <Said text={[credit.title || credit.iri, credit.publisher].filter(Boolean).join(". ")} most={300} />
            {credit.licence && <> {t.overview.licence} <Outward address={credit.licence} /></>}
          </p>
        ))}
        <p class="small muted">{t.overview.fingerprint} <code title={meta.fingerprint}>{meta.fingerprint.slice(0, 16)}</code></p>
      </section>
    </article>
  );
}

/** Things with the most relations shown, each with their number. */
export function mostConnected(page: Page, most: number): [number, number][] {
  const { source, target, count: all } = page.core.edges;
  const degree = new Uint32Array(page.core.nodes.count);
  for (let e = 0; e < all; e++) {
    if (!page.result.edges[e]) continue;
    degree[source[e]]++;
    if (source[e] !== target[e]) degree[target[e]]++;
  }
  const top: [number, number][] = [];
  for (let n = 0; n < degree.length; n++) {
    if (degree[n] === 0 || (top.length === most && degree[n] <= top[most - 1][1])) continue;
    top.push([n, degree[n]]);
    top.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    top.length = Math.min(top.length, most);
  }
  return top;
}

interface Question {
  readonly text: string;
  readonly act: () => void;
}

/** Three questions that this network can answer, each one click away. */
function startingQuestions(page: Page): Question[] {
  const { core } = page;
  const [first, second] = mostConnected(page, 2);
  const questions: Question[] = [];
  if (first) questions.push({ text: t.questions.partners(cut(page.label(first[0]))), act: () => page.focusOn(first[0]) });
  if (first && second) {
    const ends = [first[0], second[0]];
    questions.push({ text: t.questions.path(cut(page.label(ends[0])), cut(page.label(ends[1]))), act: () => page.set({ ends, nth: 0, nodes: [], edges: [] }) });
  }
  if (core.edges.conflict.includes(1)) {
    const edges = Array.from(core.edges.conflict.keys()).filter((edge) => core.edges.conflict[edge] === 1);
    questions.push({ text: t.questions.conflict, act: () => page.select([], edges.slice(0, 100)) });
  }
  if (page.extent) {
    const last = page.extent[1];
    const from = dayOf(yearOf(last) - 5);
    questions.push({ text: t.questions.recent(String(yearOf(from))), act: () => page.set({ time: [from, last], undated: false }, "push", t.said.time) });
  }
  if (core.edges.count > 0) {
    questions.push({ text: t.questions.table, act: () => page.set({ view: "table", tab: "edges" }) });
  }
  return questions.slice(0, 3);
}

const cut = (text: string): string => (text.length > 50 ? `${text.slice(0, 49)}…` : text);
