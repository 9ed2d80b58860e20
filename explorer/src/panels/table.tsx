/** The twin of the picture: the same things and relations, to sort, filter, walk and copy. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { csv } from "../csv";
import { t } from "../strings";
import { edgeColumns, edgeTable, found, nodeColumns, nodeTable, shownEdges, shownNodes, sorted, type Column } from "../tables";
import { copied, count, download, fileName, Glyph, LineSample, Said, usePage, useValue } from "./common";
import { Grid, type GridColumn } from "./grid";

export function TableView(): JSX.Element {
  const page = usePage();
  const tab = useValue((one) => one.state.tab);
  const text = useValue((one) => one.state.tableText);
  const sort = useValue((one) => one.state.sort);
  const result = useValue((one) => one.result);
  const language = useValue((one) => one.state.language);
  const detail = useValue((one) => one.detail);
  const selected = useValue((one) => (tab === "nodes" ? one.state.nodes : one.state.edges));
  const time = useValue((one) => one.state.time === null);
  const isNodes = tab === "nodes";
  const columns = useMemo(() => (isNodes ? nodeColumns(page) : edgeColumns(page)), [tab, language, detail, time]);
  const rows = useMemo(() => {
    const all = isNodes ? shownNodes(page) : shownEdges(page);
    const kept = text.trim() ? found(all, columns, text) : all;
    return sorted(kept, columns.find((one) => one.key === sort?.column), sort?.descending ?? false);
  }, [columns, result, text, sort]);
  const shown: GridColumn[] = columns.map((column, i) => ({ ...column, cell: (row) => <Cell column={column} row={row} first={i === 0} isNodes={isNodes} /> }));
  const table = (): string => {
    const [header, body] = isNodes ? nodeTable(page) : edgeTable(page);
    const place = new Map((isNodes ? shownNodes(page) : shownEdges(page)).map((row, i) => [row, i]));
    return csv(header, rows.map((row) => body[place.get(row)!]));
  };
  const choose = (row: number, add: boolean): void => {
    const held = add ? (selected.includes(row) ? selected.filter((one) => one !== row) : [...selected, row]) : [row];
    if (isNodes) page.select(held, add ? page.state.edges : []);
    else page.select(add ? page.state.nodes : [], held);
  };
  return (
    <div class="table-view">
      <div class="toolbar">
        <div class="segments" role="group" aria-label={t.table.which}>
          {(["nodes", "edges"] as const).map((name) => (
            <button key={name} type="button" aria-pressed={tab === name} onClick={() => page.set({ tab: name, sort: null }, "push", t.table[name])}>
              {t.table[name]} <span class="muted">{count(name === "nodes" ? result.shownNodes : result.shownEdges)}</span>
            </button>
          ))}
        </div>
        <input type="search" aria-label={t.table.find} placeholder={t.table.find} value={text} maxLength={200} onInput={(event) => page.set({ tableText: event.currentTarget.value }, "replace")} />
        <span class="muted small" role="status">{text.trim() ? t.table.rows(rows.length) : ""}</span>
        <span class="end">
          <button type="button" onClick={async () => page.say((await copied(table())) ? t.said.copied : t.said.notCopied)}>{t.table.copy}</button>
          <button type="button" onClick={() => download(fileName(page, `${tab}.csv`), table(), "text/csv;charset=utf-8")}>{t.table.download}</button>
        </span>
      </div>
      {rows.length === 0 ? (
        <p class="empty">{text.trim() ? t.table.none(text) : t.empty.nothing}</p>
      ) : (
        <Grid
          key={tab}
          label={t.table.label(t.table[tab])}
          columns={shown}
          rows={rows}
          sort={sort}
          onSort={(column) => page.set({ sort: next(sort, column) }, "replace", t.table.sorted(columns.find((one) => one.key === column)?.title ?? ""))}
          onOpen={choose}
          {...(isNodes ? { onHover: (row: number) => page.setHover(row) } : {})}
          isSelected={(row) => selected.includes(row)}
        />
      )}
    </div>
  );
}

/** Once up, once down, once as it was. */
function next(sort: { column: string; descending: boolean } | null, column: string): { column: string; descending: boolean } | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

function Cell({ column, row, first, isNodes }: { column: Column; row: number; first: boolean; isNodes: boolean }): JSX.Element {
  const { core } = usePage();
  const text = column.text(row);
  return (
    <>
      {first && isNodes && <Glyph type={core.nodes.type[row]} />}
      {column.key === "stage" && <LineSample stage={core.edges.stage[row]} double={core.edges.conflict[row] === 1} />}
      <Said text={column.isNumber && text ? Number(text).toLocaleString("en", { maximumSignificantDigits: 4 }) : text} most={160} open={false} />
    </>
  );
}
