/** A grid of many rows of which only those in view are drawn; one tab stop, arrows walk the cells. */

import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../strings";

export interface GridColumn {
  readonly key: string;
  readonly title: string;
  readonly isNumber?: boolean;
  /** Share of the width. */
  readonly width: number;
  cell(row: number): ComponentChildren;
}

interface Props {
  label: string;
  columns: readonly GridColumn[];
  rows: readonly number[];
  sort?: { column: string; descending: boolean } | null;
  onSort?: (column: string) => void;
  onOpen?: (row: number, add: boolean) => void;
  onHover?: (row: number) => void;
  isSelected?: (row: number) => boolean;
}

const OVER = 8;
/** Pixels of a column of width 1, of a sign of a title, and of what stands around the title. */
const [UNIT, SIGN, AROUND] = [58, 8.8, 38];

/** A title is read whole, unless it is longer than any word. */
const leastWidth = (one: GridColumn): number => Math.round(Math.max(one.width * UNIT, Math.min(14, one.title.length) * SIGN + AROUND));

function sideways(box: HTMLElement, cell: HTMLElement): void {
  const [left, right] = [cell.offsetLeft, cell.offsetLeft + cell.offsetWidth];
  if (left < box.scrollLeft) box.scrollLeft = left;
  else if (right > box.scrollLeft + box.clientWidth) box.scrollLeft = right - box.clientWidth;
}

export function Grid({ label, columns, rows, sort, onSort, onOpen, onHover, isSelected }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [tall, setTall] = useState(400);
  const [height, setHeight] = useState(32);
  const [active, setActive] = useState<[number, number]>([0, 0]);
  const wanted = useRef(false);
  const [row, column] = [Math.min(active[0], rows.length), Math.min(active[1], columns.length - 1)];

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      setTall(element.clientHeight);
      setHeight(matchMedia("(pointer: coarse)").matches ? 44 : 32);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // Before anything else happens: a key that follows at once must start from here.
  useLayoutEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    const cell = box.current?.querySelector<HTMLElement>(`[data-at="${row} ${column}"]`);
    // Up and down is seen to where the row is chosen.
    cell?.focus({ preventScroll: true });
    if (cell && box.current) sideways(box.current, cell);
  });

  const first = Math.max(0, Math.floor(top / height) - OVER);
  const last = Math.min(rows.length, Math.ceil((top + tall) / height) + OVER);
  const go = (toRow: number, toColumn: number): void => {
    const next: [number, number] = [Math.max(0, Math.min(rows.length, toRow)), Math.max(0, Math.min(columns.length - 1, toColumn))];
    wanted.current = true;
    setActive(next);
    const element = box.current;
    if (!element || next[0] === 0) return;
    const head = height;
    const from = (next[0] - 1) * height;
    if (from < element.scrollTop) element.scrollTop = from;
    else if (from + head + height > element.scrollTop + element.clientHeight) element.scrollTop = from + head + height - element.clientHeight;
    setTop(element.scrollTop);
  };
  const keys = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(tall / height) - 2);
    const moves: Record<string, [number, number]> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      Home: event.ctrlKey ? [0, 0] : [row, 0],
      End: event.ctrlKey ? [rows.length, columns.length - 1] : [row, columns.length - 1],
    };
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (move) go(...move);
    else if (event.key === "Enter" || event.key === " ") {
      if (row === 0) onSort?.(columns[column].key);
      else onOpen?.(rows[row - 1], event.shiftKey);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** One stop for Tab, wherever the arrows have led. */
  const reached = (toRow: number, toColumn: number): object => ({
    tabIndex: row === toRow && column === toColumn ? 0 : -1,
    "data-at": `${toRow} ${toColumn}`,
    onFocus: () => setActive([toRow, toColumn]),
  });
  const least = columns.map(leastWidth);
  const widths = columns.map((one, i) => `minmax(${least[i]}px, ${one.width}fr)`).join(" ");
  const size = { gridTemplateColumns: widths, height: `${height}px`, minWidth: `${least.reduce((sum, one) => sum + one, 0)}px` };
  return (
    <div
      class="grid"
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable={isSelected ? true : undefined}
      ref={box}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={keys}
    >
      <div class="tr head" role="row" aria-rowindex={1} style={size}>
        {columns.map((one, i) => {
          const isSorted = sort?.column === one.key;
          return (
            <div
              key={one.key}
              role="columnheader"
              aria-sort={isSorted ? (sort.descending ? "descending" : "ascending") : onSort ? "none" : undefined}
              aria-colindex={i + 1}
              class={`th ${one.isNumber ? "is-number" : ""}`}
              {...(onSort ? {} : reached(0, i))}
            >
              {onSort ? (
                <button type="button" title={t.table.sortBy(one.title)} {...reached(0, i)} onClick={() => onSort(one.key)}>
                  <span>{one.title}</span>
                  <span class="arrow" aria-hidden="true">{isSorted ? (sort.descending ? "▼" : "▲") : ""}</span>
                </button>
              ) : (
                <span title={one.title}>{one.title}</span>
              )}
            </div>
          );
        })}
      </div>
      <div class="tbody" role="rowgroup" style={{ height: `${rows.length * height}px` }}>
        {rows.slice(first, last).map((id, k) => {
          const at = first + k + 1;
          return (
            <div
              key={id}
              class={`tr ${at % 2 ? "odd" : ""}`}
              role="row"
              aria-rowindex={at + 1}
              aria-selected={isSelected?.(id)}
              style={{ ...size, transform: `translateY(${(at - 1) * height}px)` }}
              onClick={(event) => onOpen?.(id, event.shiftKey)}
              onMouseEnter={() => onHover?.(id)}
              onMouseLeave={() => onHover?.(-1)}
            >
              {columns.map((one, i) => (
                <div
                  key={one.key}
                  role="gridcell"
                  aria-colindex={i + 1}
                  class={`td ${one.isNumber ? "is-number" : ""}`}
                  {...reached(at, i)}
                >
                  {one.cell(id)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
