/** What stands over the page for a moment: why things are hidden, citation, export, help. */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { citation } from "../citation";
import { csv } from "../csv";
import { exportPng, exportSvg } from "../export-image";
import type { Dialog as Which } from "../state";
import { t } from "../strings";
import { edgeTable, nodeTable, statementTable } from "../tables";
import { copied, count, download, fileName, Said, usePage, useValue } from "./common";
import { reasonText } from "../reasons";
import { showAll, undo } from "./hidden";

export function Dialogs(): JSX.Element | null {
  const which = useValue((page) => page.state.dialog);
  switch (which) {
    case "why":
      return <Why />;
    case "cite":
      return <Cite />;
    case "export":
      return <Export />;
    case "help":
      return <Help />;
    default:
      return null;
  }
}

function Dialog({ name, title, children }: { name: Which; title: string; children: ComponentChildren }): JSX.Element {
  const page = usePage();
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.showModal();
    return () => before?.focus();
  }, []);
  const close = (): void => page.set({ dialog: null });
  return (
    <dialog ref={box} class={`dialog is-${name}`} aria-labelledby={id} onClose={close} onCancel={close} onClick={(event) => event.target === box.current && box.current?.close()}>
      <div class="dialog-body">
        <div class="bar">
          <h2 id={id}>{title}</h2>
          <button type="button" class="end" onClick={() => box.current?.close()}>{t.close}</button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

function Why(): JSX.Element {
  const page = usePage();
  const { meta, edges, nodes } = page.core;
  const result = useValue((one) => one.result);
  return (
    <Dialog name="why" title={t.why.title}>
      <p>{t.hidden.shown(result.shownEdges, edges.count, result.shownNodes, nodes.count)}</p>
      {result.reasons.length > 0 ? (
        <>
          <div class="scroll" tabIndex={0} role="region" aria-label={t.why.hidden}>
          <table>
            <caption>{t.why.hidden}</caption>
            <thead><tr><th scope="col">{t.why.reason}</th><th scope="col" class="is-number">{t.counts.relations}</th><th scope="col" class="is-number">{t.counts.things}</th><th scope="col"><span class="sr">{t.why.undo}</span></th></tr></thead>
            <tbody>
              {result.reasons.map((one) => (
                <tr key={`${one.key} ${one.what}`}>
                  <td><Said text={reasonText(page, one)} most={120} open={false} /></td>
                  <td class="is-number">{count(one.edges)}</td>
                  <td class="is-number">{count(one.nodes)}</td>
                  <td><button type="button" class="inline" onClick={() => undo(page, one)} aria-label={t.why.undoOf(reasonText(page, one))}>{t.why.undo}</button></td>
                </tr>
              ))}
            </tbody>
            <tfoot><tr><th scope="row">{t.why.sum}</th><td class="is-number">{count(edges.count - result.shownEdges)}</td><td class="is-number">{count(nodes.count - result.shownNodes)}</td><td /></tr></tfoot>
          </table>
          </div>
          <p><button type="button" onClick={() => showAll(page)}>{t.hidden.showAll}</button></p>
        </>
      ) : (
        <p class="muted">{t.why.nothing}</p>
      )}
      {page.unplaced.length > 0 && <p class="small">{t.hidden.unplaced(page.unplaced.length, 0)}</p>}
      <h3>{t.why.loss}</h3>
      <p class="small muted">{t.why.lossNote}</p>
      {meta.loss.length === 0 ? <p class="muted">{t.why.noLoss}</p> : (
        <div class="scroll" tabIndex={0} role="region" aria-label={t.why.loss}>
          <table>
            <thead><tr><th scope="col">{t.why.effect}</th><th scope="col">{t.why.reason}</th><th scope="col" class="is-number">{t.why.count}</th><th scope="col">{t.why.detail}</th></tr></thead>
            <tbody>
              {meta.loss.map((one, i) => (
                <tr key={i}>
                  <td>{one.effect}</td>
                  <td><Said text={one.reason} most={200} open={false} /></td>
                  <td class="is-number">{count(one.count)}</td>
                  <td><Said text={one.detail} most={300} open={false} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Dialog>
  );
}

function Cite(): JSX.Element {
  const page = usePage();
  const parts = citation(page);
  const area = useRef<HTMLTextAreaElement>(null);
  const [done, setDone] = useState("");
  const text = parts.join("\n\n");
  return (
    <Dialog name="cite" title={t.cite.title}>
      <p class="muted small">{t.cite.note}</p>
      <textarea ref={area} readonly aria-label={t.cite.title} value={text} rows={12} onFocus={() => area.current?.select()} />
      <p class="buttons">
        <button type="button" class="primary" onClick={async () => setDone((await copied(text)) ? t.said.copied : t.said.notCopied)}>{t.cite.copy}</button>
        <button type="button" onClick={async () => setDone((await copied(location.href.split("#")[0] + page.address())) ? t.cite.linkCopied : t.said.notCopied)}>{t.cite.link}</button>
        <span role="status" class="muted">{done}</span>
      </p>
    </Dialog>
  );
}

function Export(): JSX.Element {
  const page = usePage();
  const view = useValue((one) => one.state.view);
  const result = useValue((one) => one.result);
  const [done, setDone] = useState("");
  const isPicture = view === "network" || view === "map";
  const picture = async (kind: "png" | "svg"): Promise<void> => {
    const shown = page.picture?.();
    if (!shown) return;
    setDone(t.exports.working);
    try {
      const blob = await (kind === "png" ? exportPng : exportSvg)(shown.view, shown.about);
      download(fileName(page, kind), blob, blob.type);
      setDone(t.exports.saved(fileName(page, kind)));
    } catch (error) {
      setDone(t.exports.failed(error instanceof Error ? error.message : String(error)));
    }
  };
  const table = (name: string, make: () => [string[], string[][]]): void => {
    const [header, rows] = make();
    download(fileName(page, `${name}.csv`), csv(header, rows), "text/csv;charset=utf-8");
    setDone(t.exports.saved(fileName(page, `${name}.csv`)));
  };
  return (
    <Dialog name="export" title={t.exports.title}>
      <p class="muted">{t.exports.note(result.shownEdges, result.shownNodes)}</p>
      <h3>{t.exports.picture}</h3>
      {isPicture ? (
        <p class="buttons">
          <button type="button" onClick={() => void picture("png")}>PNG</button>
          <button type="button" onClick={() => void picture("svg")}>SVG</button>
          <button type="button" onClick={() => {
            page.set({ dialog: null });
            void page.print?.();
          }}>{t.exports.print}</button>
        </p>
      ) : (
        <p class="muted small">{t.exports.noPicture}</p>
      )}
      <h3>{t.exports.tables}</h3>
      <p class="buttons">
        <button type="button" onClick={() => table("nodes", () => nodeTable(page))}>{t.exports.nodes}</button>
        <button type="button" onClick={() => table("edges", () => edgeTable(page))}>{t.exports.edges}</button>
        <button type="button" disabled={!page.detail} onClick={() => table("statements", () => statementTable(page))}>{t.exports.statements}</button>
      </p>
      <p role="status" class="muted">{done}</p>
    </Dialog>
  );
}

function Help(): JSX.Element {
  const page = usePage();
  const keys = useValue((one) => one.state.keys);
  return (
    <Dialog name="help" title={t.help.title}>
      <p>{t.help.intro}</p>
      <dl class="keys">
        {t.help.keys.map(([key, what]) => [<dt key={key}><kbd>{key}</kbd></dt>, <dd key={what}>{what}</dd>])}
      </dl>
      <label class="switch"><input type="checkbox" checked={keys} onChange={() => page.set({ keys: !keys }, "replace")} /> {t.help.single}</label>
      <h3>{t.help.reading}</h3>
      <ul>{t.help.notes.map((note) => <li key={note}>{note}</li>)}</ul>
      <p class="small muted">{t.help.about(page.core.meta.version)}</p>
    </Dialog>
  );
}
