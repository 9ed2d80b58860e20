/** What is known about what is selected, and who says so. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { otherEnd } from "../adjacency";
import { isoOf } from "../dates";
import type { Statement } from "../model";
import type { Page } from "../page";
import { POSSIBLE, UNDATED } from "../status";
import { t } from "../strings";
import { stageAsOf, when, words } from "../wording";
import { count, Glyph, labelOf, LineSample, NodeButton, Outward, Said, usePage, usePhone, useValue } from "./common";
import { Overview } from "./overview";
import { PathPanel } from "./path";
import { labelIn, StatementView } from "./statement";

const STEP = 25;
const OPEN = 3;

export function Details(): JSX.Element {
  const page = usePage();
  const nodes = useValue((one) => one.state.nodes);
  const edges = useValue((one) => one.state.edges);
  const ends = useValue((one) => one.state.ends);
  useValue((one) => one.detail);
  useValue((one) => one.missing);
  const steps = useValue((one) => one.depth);
  const phone = usePhone();
  const [size, setSize] = useState<"peek" | "half" | "full">("peek");
  const panel = useRef<HTMLElement>(null);
  const chosen = nodes.length + edges.length > 0;
  useEffect(() => {
    if (panel.current) panel.current.scrollTop = 0;
    if (chosen && size === "peek") setSize("half");
    if (!chosen && ends.length === 0) setSize("peek");
  }, [nodes, edges]);
  const bigger = { peek: "half", half: "full", full: "half" } as const;
  return (
    <aside class={`details is-${size}`} id="details" aria-label={t.details.label} ref={panel} tabIndex={-1}>
      <div class="bar">
        {steps > 0 && <button type="button" class="inline" onClick={() => page.back()}>{t.details.back}</button>}
        {phone && size === "peek" && <span class="peek"><Said text={nodes.length === 1 ? page.label(nodes[0]) : page.core.meta.title} most={80} open={false} /></span>}
        {phone && (
          <button type="button" class="inline" aria-expanded={size !== "peek"} onClick={() => setSize(bigger[size])}>
            {size === "full" ? t.details.smaller : t.details.larger}
          </button>
        )}
        {phone && size !== "peek" && <button type="button" class="inline" onClick={() => setSize("peek")}>{t.details.fold}</button>}
        {chosen && <button type="button" class="inline end" onClick={() => page.select([])}>{t.details.clear}</button>}
      </div>
      {page.missing.length > 0 && (
        <div class="notice" role="alert">
          <Said text={t.empty.missing(page.missing.slice(0, 3).join(", "), page.missing.length)} />
        </div>
      )}
      {ends.length > 0 && <PathPanel />}
      {nodes.length === 1 && edges.length === 0 ? (
        <NodeDetails key={nodes[0]} node={nodes[0]} />
      ) : nodes.length > 0 || !isOnePair(page, edges) ? (
        <Several nodes={nodes} edges={edges} />
      ) : edges.length ? (
        <EdgeDetails key={edges[0]} edges={edges} />
      ) : ends.length === 0 ? (
        <Overview />
      ) : null}
    </aside>
  );
}

/** Whether relations join the same two things; true of none. */
function isOnePair(page: Page, edges: readonly number[]): boolean {
  const { source, target } = page.core.edges;
  const pair = (edge: number): string => [source[edge], target[edge]].sort((a, b) => a - b).join(" ");
  return edges.every((edge) => pair(edge) === pair(edges[0]));
}

function Actions({ node }: { node: number }): JSX.Element {
  const page = usePage();
  const focus = useValue((one) => one.state.focus);
  const depth = useValue((one) => one.state.depth);
  const ends = useValue((one) => one.state.ends);
  const isFocus = focus === node;
  return (
    <div class="actions">
      <button type="button" aria-pressed={isFocus} onClick={() => page.focusOn(isFocus ? -1 : node)}>{t.details.focus}</button>
      {isFocus && (
        <span class="segments" role="group" aria-label={t.details.depth}>
          {[1, 2, 3].map((k) => (
            <button key={k} type="button" aria-pressed={depth === k} aria-label={t.details.steps(k)} onClick={() => page.focusOn(node, k)}>{k}</button>
          ))}
        </span>
      )}
      <button type="button" aria-pressed={ends.includes(node)} onClick={() => page.pathFrom(node)}>{t.details.path}</button>
      <button type="button" onClick={() => page.set({ dialog: "cite" })}>{t.tools.cite}</button>
    </div>
  );
}

function NodeDetails({ node }: { node: number }): JSX.Element {
  const page = usePage();
  const { core, detail } = page;
  const { nodes } = core;
  const label = useValue((one) => one.label(node));
  const isShown = useValue((one) => one.result.nodes[node] === 1);
  const edges = page.edgesAt(node);
  const hidden = useValue((one) => edges.reduce((sum, edge) => sum + (one.result.edges[edge] ? 0 : 1), 0));
  const names = detail?.namesOf(node).filter((name) => name.text !== label) ?? [];
  const members = detail?.membersOf(node).slice(1) ?? [];
  const also = detail?.alsoStated(node) ?? [];
  const kind = [labelOf(nodes.types, nodes.type[node]), labelOf(nodes.kinds, nodes.kind[node]), labelOf(nodes.countries, nodes.country[node])];
  return (
    <article>
      <p class="kind"><Glyph type={nodes.type[node]} /> <Said text={kind.filter(Boolean).join(" · ")} most={120} /></p>
      <h2 id="details-title" tabIndex={-1}><Said text={label} most={200} /></h2>
      {names.length > 0 && <Names names={names} />}
      <Actions node={node} />
      {!isShown && <p class="notice">{t.details.hiddenNode}</p>}
      {detail ? (
        <Groups node={node} edges={edges} />
      ) : (
        <p class="muted">{t.details.reading}</p>
      )}
      {edges.length === 0 && <p class="muted">{t.details.noRelations}</p>}
      {hidden > 0 && <p class="muted small">{t.details.hiddenRelations(hidden, edges.length)}</p>}
      {also.length > 0 && <Also statements={also} />}
      <section>
        <h3>{t.details.identifiers}</h3>
        <p class="iri small"><Outward address={nodes.iri[node]} /></p>
        {members.length > 0 && (
          <>
            <p class="small">{t.details.members(members.length)}</p>
            <ul class="plain small">
              {members.slice(0, 50).map((member) => (
                <li key={member.iri}><Said text={member.label} most={120} /> <span class="iri"><Outward address={member.iri} /></span></li>
              ))}
            </ul>
          </>
        )}
        <Measures node={node} />
      </section>
    </article>
  );
}

function Names({ names }: { names: readonly { text: string; language: string }[] }): JSX.Element {
  const [all, setAll] = useState(false);
  const most = 6;
  return (
    <ul class="names small">
      {(all ? names : names.slice(0, most)).map((name, i) => (
        <li key={i}>
          <span lang={/^[A-Za-z-]{2,20}$/.test(name.language) ? name.language : undefined}><Said text={name.text} most={120} /></span>
          {name.language && <span class="muted lang">{name.language}</span>}
        </li>
      ))}
      {!all && names.length > most && <li><button type="button" class="inline" onClick={() => setAll(true)}>{t.more(names.length - most)}</button></li>}
    </ul>
  );
}

function Measures({ node }: { node: number }): JSX.Element | null {
  const { core } = usePage();
  const known = core.meta.measures.filter((one) => !Number.isNaN(core.nodes.measures[one.key]?.[node] ?? NaN));
  if (!known.length) return null;
  return (
    <dl class="small">
      {known.map((one) => [
        <dt key={one.key}>{one.label}</dt>,
        <dd key={`${one.key}-value`}>{Number(core.nodes.measures[one.key][node].toPrecision(4)).toLocaleString("en")}</dd>,
      ])}
    </dl>
  );
}

/** Newest first: by begin, else by the day up to which the source speaks; undated last. */
function newest(page: Page, edges: readonly number[]): number[] {
  const { beginEarliest, beginLatest, asOf } = page.core.edges;
  const day = (edge: number): number => Math.max(beginEarliest[edge], beginLatest[edge]);
  return edges.slice().sort((a, b) => day(b) - day(a) || asOf[b] - asOf[a] || a - b);
}

function Groups({ node, edges }: { node: number; edges: readonly number[] }): JSX.Element {
  const page = usePage();
  const { type, types } = page.core.edges;
  const groups = new Map<number, number[]>();
  for (const edge of newest(page, edges)) {
    const held = groups.get(type[edge]);
    if (held) held.push(edge);
    else groups.set(type[edge], [edge]);
  }
  const order = Array.from(groups).sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  return (
    <>
      {order.map(([code, held]) => (
        <section key={code}>
          <h3>{labelOf(types, code)} <span class="muted">{count(held.length)}</span></h3>
          <Relations edges={held} node={node} open={edges.length <= OPEN} />
        </section>
      ))}
    </>
  );
}

function Relations({ edges, node, open }: { edges: readonly number[]; node: number | undefined; open: boolean }): JSX.Element {
  const [shown, setShown] = useState(STEP);
  return (
    <>
      {edges.slice(0, shown).map((edge) => <Relation key={edge} edge={edge} node={node} open={open} />)}
      {edges.length > shown && (
        <button type="button" class="inline" onClick={() => setShown(shown + 4 * STEP)}>{t.more(edges.length - shown)}</button>
      )}
    </>
  );
}

/** One relation: a line to open, then its statements. */
export function Relation({ edge, node, open }: { edge: number; node: number | undefined; open: boolean }): JSX.Element {
  const page = usePage();
  const { core, detail } = page;
  const { edges } = core;
  const [isOpen, setOpen] = useState(open);
  const isShown = useValue((one) => one.result.edges[edge] === 1);
  const status = useValue((one) => one.result.status?.[edge]);
  useValue((one) => one.state.language);
  const statements = detail?.statementsOfEdge(edge) ?? [];
  const first = statements[0];
  const other = node === undefined ? undefined : otherEnd(core, edge, node);
  const arrow = !core.meta.directed ? "–" : edges.source[edge] === node ? "→" : "←";
  const role = labelOf(edges.roles, edges.role[edge]);
  return (
    <details class={`relation ${isShown ? "" : "is-hidden"}`} open={isOpen} data-edge={edge} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <LineSample stage={edges.stage[edge]} double={edges.conflict[edge] === 1} />
        <span>
          {other === undefined ? (
            <strong>{labelOf(edges.types, edges.type[edge])}</strong>
          ) : (
            <>{arrow} <strong><Said text={page.label(other)} most={120} open={false} /></strong></>
          )}
          {role && <span class="muted"> · <Said text={role} most={60} open={false} /></span>}
          <span class="when small">
            <Said text={first ? whenOf(first) : ""} most={120} open={false} />
            {"; "}
            <Said text={stageOf(page, edge)} most={120} open={false} />
            {(status === POSSIBLE || status === UNDATED) && <abbr title={t.details.possible}>?</abbr>}
            {edges.conflict[edge] === 1 && ` · ${t.details.conflict}`}
            {!isShown && ` · ${t.search.isHidden}`}
          </span>
        </span>
      </summary>
      {isOpen && (
        <div class="opened">
          {other !== undefined && other !== node && <p><NodeButton node={other} /></p>}
          {statements.map((one) => <StatementView key={one.iri} statement={one} />)}
          {statements.length === 0 && <p class="muted">{t.details.noStatements}</p>}
        </div>
      )}
    </details>
  );
}

const whenOf = (statement: Statement): string => when(statement.begin, statement.end, statement.bounds);

function stageOf(page: Page, edge: number): string {
  const { stages, stage, asOf } = page.core.edges;
  return stageAsOf(stages.values[stage[edge]] ?? "", labelOf(stages, stage[edge]), isoOf(asOf[edge]));
}

/** Statements that name the thing and make no line of this network. */
function Also({ statements }: { statements: readonly Statement[] }): JSX.Element {
  const { core } = usePage();
  const [shown, setShown] = useState(STEP);
  const [open, setOpen] = useState(false);
  return (
    <details class="also" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><h3>{t.details.also} <span class="muted">{count(statements.length)}</span></h3></summary>
      {open && (
        <>
          <p class="muted small">{t.details.alsoNote}</p>
          {statements.slice(0, shown).map((one) => (
            <details class="relation" key={one.iri}>
              <summary>
                <LineSample stage={Math.max(0, core.edges.stages.values.indexOf(one.stage))} />
                <span>
                  <strong>{labelIn(core.edges.types, one.type)}</strong> <Said text={one.label} most={160} open={false} />
                  <span class="when small"><Said text={`${whenOf(one)}; ${stageAsOf(one.stage, words(one.stage), one.asOf)}`} most={160} open={false} /></span>
                </span>
              </summary>
              <StatementView statement={one} heading={false} />
            </details>
          ))}
          {statements.length > shown && <button type="button" class="inline" onClick={() => setShown(shown + 4 * STEP)}>{t.more(statements.length - shown)}</button>}
        </>
      )}
    </details>
  );
}

function EdgeDetails({ edges }: { edges: readonly number[] }): JSX.Element {
  const page = usePage();
  const { source, target } = page.core.edges;
  useValue((one) => one.state.language);
  const first = edges[0];
  const ends = source[first] === target[first] ? [source[first]] : [source[first], target[first]];
  const others = page.edgesAt(source[first]).filter((edge) => !edges.includes(edge) && otherEnd(page.core, edge, source[first]) === target[first]);
  return (
    <article>
      <p class="kind">{t.details.relations(edges.length)}</p>
      <h2 id="details-title" tabIndex={-1}>
        <Said text={page.label(source[first])} most={120} /> {page.core.meta.directed ? "→" : "–"} <Said text={page.label(target[first])} most={120} />
      </h2>
      <p class="buttons">{ends.map((node) => <NodeButton key={node} node={node} />)}</p>
      <Relations edges={newest(page, edges)} node={undefined} open={edges.length <= OPEN} />
      {others.length > 0 && (
        <section>
          <h3>{t.details.parallel} <span class="muted">{count(others.length)}</span></h3>
          <Relations edges={newest(page, others)} node={undefined} open={false} />
        </section>
      )}
    </article>
  );
}

function Several({ nodes, edges }: { nodes: readonly number[]; edges: readonly number[] }): JSX.Element {
  const page = usePage();
  const within = new Set(nodes);
  const { source, target, count: all } = page.core.edges;
  const between: number[] = [];
  for (let e = 0; e < all && between.length < 5000; e++) if (within.has(source[e]) && within.has(target[e]) && page.result.edges[e]) between.push(e);
  const listed = [...new Set([...edges, ...between])];
  const [shown, setShown] = useState(STEP);
  return (
    <article>
      <h2 id="details-title" tabIndex={-1}>{nodes.length ? t.details.several(nodes.length) : t.details.relations(edges.length)}</h2>
      <div class="actions">
        {nodes.length === 2 && (
          <button type="button" onClick={() => page.set({ ends: nodes.slice(0, 2), nth: 0 })}>{t.path.between}</button>
        )}
      </div>
      <ul class="plain">
        {nodes.slice(0, shown).map((node) => <li key={node}><NodeButton node={node} /></li>)}
      </ul>
      {nodes.length > shown && <button type="button" class="inline" onClick={() => setShown(shown + 4 * STEP)}>{t.more(nodes.length - shown)}</button>}
      {nodes.length > 0 && <h3>{t.details.between} <span class="muted">{count(listed.length)}</span></h3>}
      <EdgeList edges={newest(page, listed)} />
    </article>
  );
}

/** Relations with both their ends. */
export function EdgeList({ edges }: { edges: readonly number[] }): JSX.Element {
  const page = usePage();
  const [shown, setShown] = useState(STEP);
  return (
    <>
      <ul class="plain">
        {edges.slice(0, shown).map((edge) => (
          <li key={edge}>
            <button type="button" class="go" onClick={() => page.select([], [edge])}>
              <LineSample stage={page.core.edges.stage[edge]} double={page.core.edges.conflict[edge] === 1} />
              <span>
                <Said text={page.label(page.core.edges.source[edge])} most={60} open={false} /> {page.core.meta.directed ? "→" : "–"} <Said text={page.label(page.core.edges.target[edge])} most={60} open={false} />
                <span class="when small">{labelOf(page.core.edges.types, page.core.edges.type[edge])}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {edges.length > shown && <button type="button" class="inline" onClick={() => setShown(shown + 4 * STEP)}>{t.more(edges.length - shown)}</button>}
    </>
  );
}
