/** Title, search, the four views, and what can be done with the whole. */

import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { VIEWS, type ViewName } from "../state";
import { t } from "../strings";
import { Glyph, labelOf, Said, usePage, usePhone, useValue } from "./common";

export function Header(): JSX.Element {
  const page = usePage();
  const { meta } = page.core;
  return (
    <header class="header">
      <button type="button" class="drawer-button" aria-expanded={useValue((one) => one.state.drawer)} onClick={() => page.set({ drawer: !page.state.drawer })}>
        {t.filters.open}
      </button>
      <h1>
        <Said text={meta.title} most={120} open={false} />
      </h1>
      <SearchBox />
      <Tabs />
      <div class="tools">
        <button type="button" onClick={() => page.set({ dialog: "export" })}>{t.tools.export}</button>
        <button type="button" onClick={() => page.set({ dialog: "cite" })}>{t.tools.cite}</button>
        <button type="button" aria-label={t.tools.help} title={t.tools.help} onClick={() => page.set({ dialog: "help" })}>?</button>
      </div>
    </header>
  );
}

function Tabs(): JSX.Element {
  const page = usePage();
  const view = useValue((one) => one.state.view);
  const views = VIEWS.filter((name) => name !== "query" || page.core.meta.hasSparql);
  const box = useRef<HTMLDivElement>(null);
  const go = (name: ViewName): void => page.set({ view: name }, "push", t.said.view(t.views[name]));
  const walk = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (views.indexOf(view) + step + views.length) % views.length;
    go(views[next]);
    (box.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t.views.label} ref={box} onKeyDown={walk}>
      {views.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === view}
          aria-controls="stage"
          tabIndex={name === view ? 0 : -1}
          onClick={() => go(name)}
        >
          {t.views[name]}
        </button>
      ))}
    </div>
  );
}

// Preact's types ask for a list of HTML here; ours is a listbox.
const COMBOBOX: object = { role: "combobox" };

/** A combobox: names as they are typed, with the list below. */
function SearchBox(): JSX.Element {
  const page = usePage();
  const text = useValue((one) => one.state.search);
  const loaded = useValue((one) => one.detail !== undefined);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const id = useId();
  const phone = usePhone();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const hits = open && text.trim() ? page.search.find(text, 30) : [];
  const isOpen = open && text.trim() !== "";
  useEffect(() => {
    if (!isOpen) return;
    const wait = setTimeout(() => page.say(hits.length ? t.search.found(hits.length) : t.search.none(text)), 600);
    return () => clearTimeout(wait);
  }, [text, isOpen, loaded]);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }), [active]);
  const choose = (node: number | undefined): void => {
    if (node === undefined) return;
    setOpen(false);
    page.set({ search: "" }, "replace");
    page.select([node]);
    if (!page.result.nodes[node]) page.say(t.search.hidden(page.label(node)));
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === "Enter") {
      choose(hits[active]);
      // The title of what is chosen is there after the next drawing.
      const title = (): string => (page.state.nodes.length ? "details-title" : "path-title");
      if (hits.length) setTimeout(() => document.getElementById(title())?.focus());
    } else if (event.key === "Escape") {
      if (!isOpen && !text) return;
      event.stopPropagation();
      if (isOpen) setOpen(false);
      else page.set({ search: "" }, "replace");
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen) setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((hits.length + active + step) % Math.max(hits.length, 1));
    } else return;
    event.preventDefault();
  };
  return (
    <div class="search" role="search" onFocusOut={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOpen(false)}>
      <input
        ref={input}
        id="search"
        type="search"
        {...COMBOBOX}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        aria-label={t.search.label}
        aria-expanded={isOpen}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && hits.length ? `${id}-${active}` : undefined}
        placeholder={phone ? t.search.label : t.search.placeholder(page.core.nodes.count)}
        value={text}
        onInput={(event) => {
          setActive(0);
          setOpen(true);
          page.set({ search: event.currentTarget.value }, "replace");
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={keys}
      />
      <kbd aria-hidden="true">/</kbd>
      <ul class="hits" id={id} role="listbox" aria-label={t.search.results} hidden={!isOpen || !hits.length} ref={list}>
        {hits.map((node, i) => (
          <li
            key={node}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            class={page.result.nodes[node] ? "" : "is-hidden"}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(node)}
            onMouseEnter={() => page.setHover(node)}
            onMouseLeave={() => page.setHover(-1)}
          >
            <Hit node={node} text={text} />
          </li>
        ))}
      </ul>
      {isOpen && !hits.length && <p class="hits none">{loaded ? t.search.none(text.slice(0, 60)) : t.search.reading}</p>}
    </div>
  );
}

function Hit({ node, text }: { node: number; text: string }): JSX.Element {
  const page = usePage();
  const { nodes } = page.core;
  const label = page.label(node);
  const other = page.search.why(node, text, label);
  return (
    <>
      <Glyph type={nodes.type[node]} />
      <span class="hit">
        <Said text={label} most={90} open={false} />
        {other && (
          <span class="muted"> <Said text={other} most={60} open={false} /></span>
        )}
      </span>
      <span class="muted small">
        {[labelOf(nodes.types, nodes.type[node]), labelOf(nodes.countries, nodes.country[node])].filter(Boolean).join(" · ")}
        {page.result.nodes[node] ? "" : ` · ${t.search.isHidden}`}
      </span>
    </>
  );
}
