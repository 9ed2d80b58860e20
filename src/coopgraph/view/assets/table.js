// The table is the picture's twin: everything in the picture is here, for keyboard and screen reader.
const columns = [
  { label: "Name", value: (i) => things[i].key },
  { label: "Type", value: (i) => things[i].type },
  { label: "Country", value: (i) => things[i].country },
  { label: "Relations", value: (i) => -ofThing[i].length },
];
const rows = [];
let sortedBy = 0;
let turned = false;

function relationItem(i, r) {
  const relation = relations[r];
  return el("li", {}, el("button", { type: "button", class: "go", on: { click: () => select({ relations: [r] }, "table") } },
    lineSample(relation.line, relation.conflict),
    el("span", {}, said(kindOf(relation)), " ", data.directed ? (relation.source === i ? "→" : "←") : "with", " ",
      said(short(things[partner(relation, i)].label)), el("span", { class: "when" }, said(`${relation.when}; ${relation.stage}`)))));
}

// The relations of a thing unfold in a row of their own, as wide as the table.
function relationRow(i) {
  const list = el("ul", { class: "plain" });
  const row = el("tr", { class: "more", hidden: true, id: `more-${i}` }, el("td", { colspan: columns.length }, list));
  const button = el("button", { type: "button", class: "go", "aria-expanded": "false", "aria-controls": row.id, on: { click: () => {
    if (!list.firstChild) list.append(...ofThing[i].map((r) => relationItem(i, r)));
    row.hidden = !row.hidden;
    button.setAttribute("aria-expanded", String(!row.hidden));
  } } }, counted(ofThing[i].length, "relation"));
  return [ofThing[i].length ? button : el("span", { class: "muted", text: "none" }), row];
}

function sortRows() {
  const value = columns[sortedBy].value;
  const order = things.map((_, i) => i).sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    return (x < y ? -1 : x > y ? 1 : a - b) * (turned ? -1 : 1);
  });
  byId("rows").append(...order.flatMap((i) => [rows[i].main, rows[i].more]));
  document.querySelectorAll("#panel-table th[scope=col]").forEach((head, k) => {
    if (k === sortedBy) head.setAttribute("aria-sort", turned ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
}

function showTable() {
  things.forEach((thing, i) => {
    const [button, more] = relationRow(i);
    const main = el("tr", { "data-thing": i },
      el("th", { scope: "row" }, el("button", { type: "button", class: "go", on: { click: () => select({ thing: i }, "table") } },
        glyph(thing.family), said(short(thing.label, 200)))),
      el("td", {}, said(thing.type)), el("td", {}, said(thing.country)), el("td", {}, button));
    rows[i] = { main, more, button };
  });
  byId("panel-table").append(el("table", {},
    el("caption", { text: "Everything in the picture; open a row's relations to reach each statement." }),
    el("colgroup", {}, columns.map((column) => el("col", { class: column.label.toLowerCase() }))),
    el("thead", {}, el("tr", {}, columns.map((column, k) => el("th", { scope: "col" },
      el("button", { type: "button", on: { click: () => { turned = sortedBy === k && !turned; sortedBy = k; sortRows(); } } }, column.label))))),
    el("tbody", { id: "rows" })));
  sortRows();
}

function filterTable() {
  rows.forEach(({ main, more, button }, i) => {
    main.hidden = !isThingShown(i);
    more.hidden = main.hidden || button.getAttribute("aria-expanded") !== "true";
  });
}

function markRow() {
  document.querySelector("tr[aria-current]")?.removeAttribute("aria-current");
  rows[state.selection?.thing]?.main.setAttribute("aria-current", "true");
}
listeners.push((what) => (what === "filters" ? filterTable() : what === "selection" ? markRow() : undefined));
