/** Small parts that all panels share. Texts of the data become text nodes, never markup. */

import { createContext, type ComponentChildren, type JSX } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { familyOf, lineOf } from "../picture/scene";
import type { Page } from "../page";
import { t } from "../strings";

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("no page");
  return page;
}

/** A value that follows from the page; the component is drawn again only when it changes. */
export function useValue<T>(select: (page: Page) => T): T {
  const page = usePage();
  const value = select(page);
  const [, draw] = useState(0);
  useEffect(() => {
    let known = value;
    const look = (): void => {
      const now = select(page);
      if (Object.is(now, known)) return;
      known = now;
      draw((count) => count + 1);
    };
    look();
    return page.subscribe(look);
  });
  return value;
}

/** Whether a media query holds, as long as it does. */
export function useMedia(query: string): boolean {
  const [holds, set] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const change = (): void => set(list.matches);
    change();
    list.addEventListener("change", change);
    return () => list.removeEventListener("change", change);
  }, [query]);
  return holds;
}

export function useDark(): boolean {
  const theme = useValue((page) => page.state.theme);
  const system = useMedia("(prefers-color-scheme: dark)");
  const printing = useMedia("print");
  return !printing && (theme === "auto" ? system : theme === "dark");
}

export const useCalm = (): boolean => useMedia("(prefers-reduced-motion: reduce)");
export const usePhone = (): boolean => useMedia("(max-width: 719px)");

const UNSEEN = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+)/;
const DATE = /(\b\d{4}-\d{2}(?:-\d{2})?\b)/;
const LONG = 400;

/** Control characters and signs that turn the writing direction, so that they can be seen. */
export function marked(text: string): ComponentChildren {
  if (!UNSEEN.test(text)) return dated(text);
  return text.split(UNSEEN).map((part, i) =>
    i % 2 === 0 ? dated(part) : (
      <span class="unseen" key={i}>
        {Array.from(part, (sign) => `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`).join(" ")}
      </span>
    ),
  );
}

/** A date stays on one line. */
function dated(text: string): ComponentChildren {
  if (!DATE.test(text)) return text;
  return text.split(DATE).map((part, i) => (i % 2 === 0 ? part : <span class="date" key={i}>{part}</span>));
}

/** A text of the data: it keeps its writing direction to itself; a very long one is cut and can be opened. */
export function Said({ text, most = LONG, open = true }: { text: string; most?: number; open?: boolean }): JSX.Element {
  const [all, setAll] = useState(false);
  if (text.length <= most || all) return <bdi>{marked(text)}</bdi>;
  return (
    <>
      <bdi>{marked(`${text.slice(0, most).trimEnd()}…`)}</bdi>
      {open && (
        <button type="button" class="inline" onClick={() => setAll(true)}>
          {t.showWhole(text.length)}
        </button>
      )}
    </>
  );
}

/** A link where the address is http(s), else the text alone. */
export function Outward({ address, text = address }: { address: string; text?: string }): JSX.Element {
  const url = webAddress(address);
  if (!url) return <Said text={text} />;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      <Said text={text} open={false} />
    </a>
  );
}

export function webAddress(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address)) return undefined;
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** The sign of a type of things, as in the pictures. */
export function Glyph({ type, colour }: { type: number; colour?: string | undefined }): JSX.Element {
  const { core } = usePage();
  const dark = useDark();
  const family = familyOf(core, type);
  return (
    <svg class="glyph" viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true">
      <path d={family.ink} fill-rule="evenodd" fill={colour ?? (dark ? family.dark : family.light)} />
    </svg>
  );
}

/** How a relation of a stage is drawn. */
export function LineSample({ stage, double = false }: { stage: number; double?: boolean }): JSX.Element {
  const { core } = usePage();
  const line = lineOf(core, stage);
  const dashes = line.dashes.length ? { "stroke-dasharray": line.dashes.join(" "), "stroke-linecap": "round" as const } : {};
  return (
    <svg class="line" viewBox="0 0 36 12" aria-hidden="true">
      <g opacity={line.opacity}>
        {(double ? [4, 8] : [6]).map((y) => (
          <path key={y} class="stroke" d={`M2 ${y}H34`} stroke-width={line.width} {...dashes} />
        ))}
        {line.tick && <path class="stroke" d="M18 1.5V10.5" stroke-width={2} />}
      </g>
    </svg>
  );
}

export const labelOf = (codes: { values: readonly string[]; labels: readonly string[] }, code: number): string =>
  codes.labels[code] || codes.values[code] || "";

/** A thing that can be gone to. */
export function NodeButton({ node, most = 90, after }: { node: number; most?: number; after?: ComponentChildren }): JSX.Element {
  const page = usePage();
  const label = useValue((one) => one.label(node));
  return (
    <button
      type="button"
      class="go"
      onClick={() => page.select([node])}
      onMouseEnter={() => page.setHover(node)}
      onMouseLeave={() => page.setHover(-1)}
    >
      <Glyph type={page.core.nodes.type[node]} />
      <Said text={label} most={most} open={false} />
      {after}
    </button>
  );
}

const numbers = new Intl.NumberFormat("en");
export const count = (value: number): string => numbers.format(value);

/** A number of a measure, short but not rounded to nothing. */
export function amount(value: number): string {
  if (Number.isNaN(value)) return "";
  if (Number.isInteger(value)) return count(value);
  return String(Number(value.toPrecision(3)));
}

/** Puts a text on the clipboard; frames may not, then the text can be selected by hand. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    let done = false;
    try {
      done = document.execCommand("copy");
    } catch {
      done = false;
    }
    area.remove();
    return done;
  }
}

export function download(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** A file name from the title of the network. */
export function fileName(page: Page, ending: string): string {
  const stem = page.core.meta.projection.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "") || "network";
  return `${stem}.${ending}`;
}
