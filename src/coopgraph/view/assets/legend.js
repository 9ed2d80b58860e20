// The legend is the filter: one row, one glyph, one count, one switch.
function legendRow(set, key, picture, label, count) {
  const box = el("input", { type: "checkbox", checked: true, on: { change: () => {
    if (box.checked) set.delete(key); else set.add(key);
    changed("filters");
  } } });
  listeners.push((what) => { if (what === "filters") box.checked = !set.has(key); });
  return el("li", {}, el("label", {}, box, picture, el("span", {}, said(short(label, 120))), el("span", { class: "muted", text: count })));
}

function showLegend() {
  const varies = new Set(relations.map((r) => r.weight).filter((w) => w !== null));
  const notes = [
    things.length > 1 ? "Size: number of relations." : "",
    data.directed ? "Arrows: from source to target." : "No arrows: relations go both ways.",
    varies.size > 1 ? `Thicker lines: stronger, weight ${Math.min(...varies)} to ${Math.max(...varies)}.` : "",
    data.network.edges.some((edge) => edge.relations.length > 1) ? "×n: several relations of one stage drawn as one line." : "",
  ].filter(Boolean);
  if (!things.length) byId("legend").append(el("p", { class: "muted", text: "Nothing to explain: there are no things." }));
  byId("legend").append(
    things.length ? el("h3", { text: "Things" }) : "",
    el("ul", { class: "plain" }, data.families.map((f) => legendRow(state.hiddenFamilies, f.key, glyph(f.key), f.label, f.count))),
    relations.length ? el("h3", { text: "Relations, as of their sources" }) : "",
    el("ul", { class: "plain" }, data.lines.map((line) => legendRow(state.hiddenLines, line.key, lineSample(line.key), line.label, line.count))),
    relations.some((r) => r.conflict)
      ? el("p", { class: "sample" }, lineSample("", true), " sources conflict") : "",
    ...(relations.length ? notes.map((text) => el("p", { class: "muted", text })) : []));
  if (matchMedia("(max-width: 1023px)").matches) byId("legend").parentElement.open = false;
}

function showStatus() {
  const shownThings = things.filter((_, i) => isThingShown(i)).length;
  const shown = relations.filter(isRelationShown);
  const reasons = [
    ...data.families.filter((f) => state.hiddenFamilies.has(f.key)).map((f) => `${counted(f.count, "thing")} (${f.label})`),
    ...data.lines.filter((l) => state.hiddenLines.has(l.key)).map((l) => {
      const held = relations.filter((r) => r.line === l.key && isThingShown(r.source) && isThingShown(r.target));
      return `${counted(held.length, "relation")} (${l.label})`;
    }),
  ];
  const ended = relations.filter((r) => !(isThingShown(r.source) && isThingShown(r.target))).length;
  if (ended) reasons.push(`${counted(ended, "relation")} (an end is hidden)`);
  byId("status").textContent = reasons.length
    ? `${shown.length} of ${counted(relations.length, "relation")} and ${shownThings} of ${counted(things.length, "thing")} shown. Hidden: ${reasons.join("; ")}.`
    : !things.length ? "Nothing is shown." : `Everything is shown: ${counted(things.length, "thing")} and ${counted(relations.length, "relation")}.`;
  byId("show-all").hidden = !reasons.length;
}
listeners.push((what) => what === "filters" && showStatus());
