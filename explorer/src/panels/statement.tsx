/** A statement with everything that it carries, and each source that makes it. */

import type { ComponentChildren, JSX } from "preact";
import type { Codes, Statement } from "../model";
import { t } from "../strings";
import { period, stageAsOf, words } from "../wording";
import { labelOf, Outward, Said, usePage } from "./common";

export const labelIn = (codes: Codes, value: string): string => {
  const code = codes.values.indexOf(value);
  return code >= 0 ? labelOf(codes, code) : words(value);
};

function Item({ term, children }: { term: string; children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function StatementView({ statement, heading = true }: { statement: Statement; heading?: boolean }): JSX.Element {
  const { core, detail } = usePage();
  const { edges } = core;
  const [begin, end] = period(statement.begin, statement.end, statement.bounds, statement.asOf);
  const basis = labelIn(edges.bases, statement.basis) || t.notStated;
  const preference = statement.preference.slice(statement.preference.lastIndexOf("/") + 1);
  return (
    <div class="statement">
      {heading && <p class="claim"><Said text={statement.label} most={240} /></p>}
      <dl>
        <Item term={t.statement.stage}><Said text={stageAsOf(statement.stage, labelIn(edges.stages, statement.stage), statement.asOf)} /></Item>
        <Item term={end ? t.statement.begin : t.statement.date}><Said text={begin} /></Item>
        {end && <Item term={t.statement.end}><Said text={end} /></Item>}
        <Item term={t.statement.basis}><Said text={statement.confidence ? t.statement.confidence(basis, statement.confidence) : basis} /></Item>
        {preference && preference !== "normal" && <Item term={t.statement.preference}><Said text={words(preference)} /></Item>}
        {statement.conflicts.map((iri) => (
          <Item key={iri} term={t.statement.conflict}><Said text={detail?.statement(iri)?.label ?? iri} most={240} /></Item>
        ))}
        {statement.note && <Item term={t.statement.note}><Said text={statement.note} most={300} /></Item>}
      </dl>
      {statement.evidence.length === 0 && <p class="muted small">{t.statement.noEvidence}</p>}
      <ul class="evidence">
        {statement.evidence.map((one, i) => {
          const source = core.sources[one.source];
          return (
            <li key={i}>
              <p class="stated"><Said text={one.sentence} most={300} /></p>
              <dl>
                {source && <Item term={t.statement.source}><Outward address={source.iri} text={source.title || source.iri} /></Item>}
                {source?.publisher && <Item term={t.statement.publisher}><Said text={source.publisher} most={200} /></Item>}
                {source?.date && <Item term={t.statement.sourceDate}><Said text={source.date} /></Item>}
                {one.locator && <Item term={t.statement.locator}><Said text={one.locator} most={200} /></Item>}
                {one.asStated && <Item term={t.statement.asPrinted}><Said text={`“${one.asStated}”`} most={200} /></Item>}
                {source?.licence && <Item term={t.statement.licence}><Outward address={source.licence} /></Item>}
              </dl>
            </li>
          );
        })}
      </ul>
      <p class="iri small"><Outward address={statement.iri} /></p>
    </div>
  );
}
