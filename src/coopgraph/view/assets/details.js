// What is known about the selected thing or relation, and who says so.
const item = (term, ...what) => (what[0] === "" ? [] : [el("dt", { text: term }), el("dd", {}, ...what)]);

function evidence(each) {
  const source = sources[each.source];
  return el("li", {},
    el("p", { class: "stated" }, said(each.sentence)),
    el("dl", {},
      item("Source", /^https?:/i.test(source.iri) ? link(source.iri, source.title || source.iri) : said(source.title || source.iri)),
      item("Publisher", source.publisher && said(source.publisher)),
      item("Source date", source.date && said(source.date)),
      item("Place in it", each.locator && said(each.locator)),
      item("As printed", each.asStated && said(`“${each.asStated}”`))));
}

function statement(i) {
  const it = statements[i];
  return el("div", { class: "statement" },
    el("h4", {}, said(it.label)),
    el("dl", {},
      item("Stage", said(it.stage)),
      item(it.end ? "Begin" : "Date", said(it.begin)),
      item("End", it.end && said(it.end)),
      item("Basis", said(it.basis)),
      item("Preference", it.preference && it.preference !== "normal" ? said(it.preference) : ""),
      it.conflicts.map((other) => item("Conflicts with", said(other))),
      item("Note", it.note && said(it.note))),
    it.evidence.length
      ? el("ul", { class: "evidence" }, it.evidence.map(evidence))
      : el("p", { class: "note", text: "No evidence for this statement travels with this file." }),
    el("p", { class: "iri" }, link(it.iri)));
}

// The content is there before the box opens; long lists open without delay because closed boxes are empty.
function writeBeforeOpening(block, write) {
  block.firstChild.addEventListener("click", write);
  block.addEventListener("toggle", () => block.open && write());
}

function relationBlock(i, seenFrom, open) {
  const relation = relations[i];
  const to = seenFrom === undefined ? undefined : partner(relation, seenFrom);
  const arrow = !data.directed ? "with" : relation.source === seenFrom ? "→" : "←";
  const body = el("div", {});
  const block = el("details", { class: "relation", "data-relation": i, open },
    el("summary", {}, lineSample(relation.line, relation.conflict),
      el("span", {},
        el("strong", {}, said(kindOf(relation))), to === undefined ? "" : ` ${arrow} `,
        to === undefined ? "" : said(short(things[to].label, 120)),
        el("span", { class: "when" }, said(`${relation.when}; ${relation.stage}`),
          relation.conflict ? " · sources conflict" : ""))),
    body);
  const write = () => {
    if (body.firstChild) return;
    if (to !== undefined && to !== seenFrom) {
      body.append(el("p", {}, el("button", { type: "button", class: "go", on: { click: () => select({ thing: to }, "details") } },
        "Go to ", said(short(things[to].label)))));
    }
    body.append(...relation.statements.map(statement));
    if (!relation.statements.length) body.append(el("p", { class: "note", text: "This relation names no statement." }));
  };
  writeBeforeOpening(block, write);
  if (open) write();
  return block;
}

function grouped(i) {
  const groups = Map.groupBy ? Map.groupBy(ofThing[i], (r) => relations[r].type) : ofThing[i].reduce((found, r) => {
    found.set(relations[r].type, [...(found.get(relations[r].type) ?? []), r]);
    return found;
  }, new Map());
  const open = ofThing[i].length <= 3;
  return Array.from(groups, ([type, held]) => [
    el("h3", {}, said(type), ` (${held.length})`),
    held.sort((a, b) => (relations[b].sort > relations[a].sort ? 1 : relations[b].sort < relations[a].sort ? -1 : a - b))
      .map((r) => relationBlock(r, i, open)),
  ]).flat(2);
}

function thingDetails(i) {
  const thing = things[i];
  return [
    el("p", { class: "kind" }, glyph(thing.family), said([thing.type, thing.kind, thing.country].filter(Boolean).join(" · "))),
    el("h2", { id: "details-title", tabindex: "-1" }, said(thing.label)),
    thing.names.length ? el("p", { class: "names" }, "Also: ", thing.names.map((name, k) => [k ? ", " : "", said(name)])) : "",
    thing.members.length ? el("div", { class: "note" }, "Stands also for:",
      el("ul", {}, thing.members.map((member) => el("li", { class: "iri" }, link(member))))) : "",
    el("p", { class: "iri" }, link(thing.iri)),
    ...(ofThing[i].length ? grouped(i) : [el("p", { class: "note", text: "No relation of this thing is in this network." })]),
  ];
}

function relationDetails(held) {
  const first = relations[held[0]];
  const ends = first.source === first.target ? [first.source] : [first.source, first.target];
  return [
    el("p", { class: "kind", text: counted(held.length, "relation") }),
    el("h2", { id: "details-title", tabindex: "-1" }, said(short(things[first.source].label, 200)), ` ${mark()} `,
      said(short(things[first.target].label, 200))),
    el("p", {}, ends.map((end) => el("button", { type: "button", class: "go", on: { click: () => select({ thing: end }, "details") } },
      glyph(things[end].family), said(short(things[end].label))))),
    ...held.map((r) => relationBlock(r, undefined, held.length <= 3)),
  ];
}

function overview() {
  const most = things.map((_, i) => i).filter((i) => ofThing[i].length)
    .sort((a, b) => ofThing[b].length - ofThing[a].length || a - b).slice(0, 5);
  return [
    el("h2", { id: "details-title", tabindex: "-1", text: "What this shows" }),
    el("p", {}, said(data.definition)),
    el("p", { class: "muted", text: "Select a thing or a line to read its statements, their dates and who states them." }),
    ...(most.length ? [el("h3", { text: "Most connected" }),
      el("ul", { class: "plain" }, most.map((i) => el("li", {}, el("button", { type: "button", class: "go", on: { click: () => select({ thing: i }, "details") } },
        glyph(things[i].family), said(short(things[i].label)), el("span", { class: "muted count", text: ofThing[i].length })))))] : []),
  ];
}

function showDetails() {
  const panel = byId("details");
  const chosen = state.selection;
  const bar = el("div", { class: "bar" },
    past.length ? el("button", { type: "button", id: "back", text: "Back", on: { click: () => select(past.pop(), "back", false) } }) : "",
    chosen && isNarrow.matches ? el("button", { type: "button", id: "taller", "aria-pressed": "false", text: "Taller",
      on: { click: (event) => event.target.setAttribute("aria-pressed", String(panel.classList.toggle("tall"))) } }) : "",
    chosen ? el("button", { type: "button", id: "close", text: "Close", on: { click: () => clear() } }) : "");
  panel.classList.toggle("open", Boolean(chosen));
  if (!chosen) panel.classList.remove("tall");
  panel.replaceChildren(bar, ...(!chosen ? overview() : chosen.thing === undefined ? relationDetails(chosen.relations) : thingDetails(chosen.thing))
    .filter((part) => part !== ""));
  panel.scrollTop = 0;
  // The sheet covers the lower half of a small screen: the picture moves above it.
  if (chosen && isNarrow.matches) byId("panel-picture").scrollIntoView({ block: "start" });
}

function clear() {
  past.length = 0;
  select(null, "", false);
  byId(byId("panel-picture").hidden ? "tab-table" : "canvas").focus({ preventScroll: true });
}
listeners.push((what) => what === "selection" && showDetails());
