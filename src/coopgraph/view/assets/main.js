// Put the page together; last in the file, so that a file that was cut off never gets here.
function showLead() {
  const held = data.held;
  const dates = !held.length ? "" : held[0] === held[1]
    ? ` Everything is shown as its source stated it, as of ${held[0]}; nothing later is claimed.`
    : ` Everything is shown as its source stated it, as of ${held[0]} to ${held[1]}; nothing later is claimed.`;
  byId("lead").textContent = `${counted(things.length, "thing")}, ${counted(relations.length, "relation")}, ${counted(statements.length, "statement")}, ${counted(sources.length, "source")}.${dates}`;
}

function showAbout() {
  byId("about").append(
    el("section", {}, el("h2", { text: "About this network" }),
      el("dl", {},
        item("Projection", said(data.name)), item("Definition", said(data.definition)),
        item("Actor rule", said(data.actorRule)),
        data.parameters.map(([name, value]) => item(name, said(value))),
        item("Kind", said(`${data.directed ? "directed" : "undirected"}, ${data.mode}`)),
        item("Fingerprint of the network", el("code", {}, said(data.fingerprint))),
        item("Fingerprint of the graph", el("code", {}, said(data.graphFingerprint)))),
      el("details", { id: "loss" }, el("summary", { text: `Loss report: ${data.lost ? `${counted(data.lost, "row")} of the query left out or merged` : "no row of the query was left out"}` }),
        data.loss.length ? el("table", {}, el("colgroup", {}, ["effect", "reason", "count", "detail"].map((name) => el("col", { class: name }))), el("thead", {}, el("tr", {}, ["Effect", "Reason", "Count", "Detail"].map((text) => el("th", { scope: "col", text })))),
          el("tbody", {}, data.loss.map((row) => el("tr", {}, el("td", {}, said(row.effect)), el("td", {}, said(row.reason)), el("td", {}, said(row.count)), el("td", {}, said(row.detail)))))) : "")),
    el("section", {}, el("h2", { text: "Sources" }),
      sources.length ? el("ul", {}, sources.map((source) => el("li", {}, link(source.iri, source.title || source.iri),
        [source.publisher, source.date].filter(Boolean).map((part) => [". ", said(part)]),
        source.licence ? [". Licence: ", link(source.licence)] : ". Licence not stated", "."))) : el("p", { text: "No source is named." }),
      el("p", { class: "muted", text: "Facts are coded from these sources and cite the place; no text of theirs is copied. Drawn with vis-network (Apache-2.0 or MIT), assembled with pyvis (BSD)." })));
}

function showTab(name, focus) {
  for (const tab of ["picture", "table"]) {
    const on = tab === name;
    byId(`tab-${tab}`).setAttribute("aria-selected", String(on));
    byId(`tab-${tab}`).tabIndex = on ? 0 : -1;
    byId(`panel-${tab}`).hidden = !on;
  }
  if (focus) byId(`tab-${name}`).focus();
}

function start() {
  byId("boot").remove();
  document.querySelector("main").hidden = false;
  byId("about").hidden = false;
  showLead();
  showLegend();
  showStatus();
  showTable();
  showAbout();
  showDetails();
  showSearch();
  for (const tab of ["picture", "table"]) {
    byId(`tab-${tab}`).addEventListener("click", () => showTab(tab));
    byId(`tab-${tab}`).addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight" || event.key === "ArrowLeft") showTab(tab === "picture" ? "table" : "picture", true);
    });
  }
  byId("show-all").addEventListener("click", () => {
    state.hiddenFamilies.clear();
    state.hiddenLines.clear();
    changed("filters");
    byId("canvas").focus({ preventScroll: true });
  });
  // In a frame without an address of its own a link to a place in the page would leave it.
  document.querySelectorAll("a.skip").forEach((skip) => skip.addEventListener("click", (event) => {
    event.preventDefault();
    const target = byId(skip.getAttribute("href").slice(1));
    if (target.id === "tab-table") showTab("table");
    target.focus();
  }));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.selection && event.target.id !== "search") clear(); });
  addEventListener("beforeprint", () => { byId("legend").parentElement.open = true; });
  showTab("picture");
  try {
    showPicture();
  } catch (error) {
    network = null;
    byId("canvas").hidden = true;
    document.querySelector(".zoom").hidden = true;
    message("The picture cannot be drawn in this browser. The table holds everything that it would show.");
    showTab("table");
    console.warn(error.message);
  }
}
start();
// For tests and for scripts of the reader's own: where something is on the screen, and a way to select it.
window.coopgraph = Object.freeze({
  thingAt: (i) => network.canvasToDOM(place[i]),
  lineAt: (k) => {
    const edge = network.body.edges[data.network.edges[k].id];
    const middle = edge.edgeType.getPoint(0.5);
    return network.canvasToDOM(middle);
  },
  select,
});
