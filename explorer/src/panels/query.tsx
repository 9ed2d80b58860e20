/** SPARQL over the graph in this file, with questions to begin with. */

import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { csv } from "../csv";
import { t } from "../strings";
import { Asker, Stopped } from "../worker/client";
import { declared } from "../worker/declared";
import type { Answer, Cell } from "../worker/messages";
import { copied, download, fileName, Outward, Said, usePage, useValue } from "./common";
import { Grid } from "./grid";

type Work = "idle" | "starting" | "running";

/** Once opened it stays, so that an answer is still there after a look at the network. */
export function QueryView({ hidden }: { hidden: boolean }): JSX.Element {
  const page = usePage();
  const text = useValue((one) => one.state.sparql);
  const detail = useValue((one) => one.detail);
  const asker = useMemo(() => new Asker(), []);
  const [work, setWork] = useState<Work>("idle");
  const [slow, setSlow] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const [problem, setProblem] = useState("");
  const [isStopped, setStopped] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => () => asker.stop(), []);
  useEffect(() => {
    if (work === "idle") return setSlow(false);
    const wait = setTimeout(() => setSlow(true), 5000);
    return () => clearTimeout(wait);
  }, [work]);

  const run = async (): Promise<void> => {
    if (!text.trim() || work !== "idle") return;
    setProblem("");
    setStopped(false);
    setAnswer(undefined);
    try {
      setWork("starting");
      await asker.start();
      setWork("running");
      const found = await asker.ask(declared(text, detail?.prefixes ?? {}));
      setAnswer(found);
      page.say(t.query.rows(found.total, found.milliseconds));
    } catch (error) {
      if (error instanceof Stopped) {
        setStopped(true);
        page.say(t.query.stopped);
      } else {
        setProblem(error instanceof Error ? error.message : String(error));
      }
    } finally {
      setWork("idle");
    }
  };
  const put = (now: string): void => page.set({ sparql: now }, "replace");
  const found = answer ? inNetwork(page, answer) : { nodes: [], edges: [] };
  return (
    <div class="query-view" hidden={hidden}>
      <div class="toolbar">
        <label class="example">
          <span>{t.query.examples(detail?.queries.length ?? 0)}</span>
          <select
            value=""
            onChange={(event) => {
              const chosen = detail?.queries.find((one) => one.name === event.currentTarget.value);
              if (chosen) put(chosen.text);
              area.current?.focus();
            }}
          >
            <option value="">{t.query.choose}</option>
            {detail?.queries.map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}
          </select>
        </label>
      </div>
      <textarea
        ref={area}
        class="sparql"
        aria-label={t.query.label}
        spellcheck={false}
        maxLength={100000}
        placeholder={t.query.placeholder}
        value={text}
        onInput={(event) => put(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void run();
          }
        }}
      />
      <div class="toolbar">
        {work === "idle" ? (
          <button type="button" class="primary" disabled={!text.trim()} onClick={() => void run()}>{t.query.run}</button>
        ) : (
          <button type="button" class="primary" onClick={() => asker.stop()}>{t.query.stop}</button>
        )}
        <span class="muted small" role="status">
          {work === "starting" ? t.query.starting : work === "running" ? (slow ? t.query.slow : t.query.running) : answer ? t.query.rows(answer.total, answer.milliseconds) : isStopped ? t.query.stopped : t.query.keys}
          {answer && answer.rows.length < answer.total && ` ${t.query.cut(answer.rows.length)}`}
        </span>
        {answer && answer.rows.length > 0 && (
          <span class="end">
            {found.nodes.length + found.edges.length > 0 && (
              <button type="button" onClick={() => page.set({ view: "network", nodes: found.nodes, edges: found.edges, ends: [], focus: -1 }, "push", t.said.several(found.nodes.length, found.edges.length))}>
                {t.query.show(found.nodes.length, found.edges.length)}
              </button>
            )}
            <button type="button" onClick={async () => page.say((await copied(answerCsv(answer))) ? t.said.copied : t.said.notCopied)}>{t.table.copy}</button>
            <button type="button" onClick={() => download(fileName(page, "answer.csv"), answerCsv(answer), "text/csv;charset=utf-8")}>{t.table.download}</button>
          </span>
        )}
      </div>
      {problem && (
        <div class="notice problem" role="alert">
          <p>{t.query.problem}</p>
          <pre><Said text={problem} most={2000} /></pre>
        </div>
      )}
      {answer && answer.rows.length === 0 && <p class="empty">{t.query.none}</p>}
      {answer && answer.rows.length > 0 && (
        <Grid
          label={t.query.results}
          rows={answer.rows.map((_, i) => i)}
          columns={answer.columns.map((name, i) => ({ key: name, title: name, width: widthOf(answer, i), cell: (row) => <AnswerCell cell={answer.rows[row][i]} /> }))}
        />
      )}
    </div>
  );
}

function AnswerCell({ cell }: { cell: Cell | null }): JSX.Element | null {
  const page = usePage();
  if (!cell) return null;
  if (cell.kind !== "iri") return <><Said text={cell.text} most={300} open={false} />{cell.language && <span class="muted lang">{cell.language}</span>}</>;
  const node = page.nodeOf(cell.text);
  if (node === undefined) return <Outward address={cell.text} />;
  return <button type="button" class="inline" tabIndex={-1} title={cell.text} onClick={() => page.select([node])}><Said text={page.label(node)} most={120} open={false} /></button>;
}

/** Things and relations of this network that an answer names. */
function inNetwork(page: ReturnType<typeof usePage>, answer: Answer): { nodes: number[]; edges: number[] } {
  const nodes = new Set<number>();
  const statements = new Set<string>();
  for (const row of answer.rows) {
    for (const cell of row) {
      if (cell?.kind !== "iri") continue;
      const node = page.nodeOf(cell.text);
      if (node !== undefined) nodes.add(node);
      else if (page.detail?.statement(cell.text)) statements.add(cell.text);
    }
  }
  return { nodes: Array.from(nodes), edges: page.edgesOf(statements) };
}

/** As much as the texts of the first rows ask for, within reason. */
function widthOf(answer: Answer, column: number): number {
  const longest = answer.rows.slice(0, 100).reduce((most, row) => Math.max(most, row[column]?.text.length ?? 0), 0);
  return Math.max(0.8, Math.min(4.5, longest / 7));
}

function answerCsv(answer: Answer): string {
  return csv(answer.columns, answer.rows.map((row) => row.map((cell) => cell?.text ?? "")));
}
