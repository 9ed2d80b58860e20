// One state; every view is drawn from it.
const state = { selection: null, hover: null, hiddenFamilies: new Set(), hiddenLines: new Set() };
const past = [];
const listeners = [];
const changed = (what) => listeners.forEach((listen) => listen(what));

const ofThing = things.map(() => []);
relations.forEach((relation, i) => {
  ofThing[relation.source].push(i);
  if (relation.target !== relation.source) ofThing[relation.target].push(i);
});

const partner = (relation, i) => (relation.source === i ? relation.target : relation.source);
const isThingShown = (i) => !state.hiddenFamilies.has(things[i].family);
const isRelationShown = (relation) => !state.hiddenLines.has(relation.line)
  && isThingShown(relation.source) && isThingShown(relation.target);
const mark = () => (data.directed ? "→" : "–");
const relationName = (relation) =>
  `${short(things[relation.source].label, 60)} ${mark()} ${short(things[relation.target].label, 60)}`;
const kindOf = (relation) => relation.type + (relation.role ? `, ${relation.role}` : "");

// The things that stay bright while something is selected; null means all.
function inFocus() {
  const chosen = state.selection;
  if (!chosen) return null;
  if (chosen.thing === undefined) {
    const first = relations[chosen.relations[0]];
    return new Set([first.source, first.target]);
  }
  return new Set([chosen.thing, ...ofThing[chosen.thing].map((r) => partner(relations[r], chosen.thing))]);
}

// A selection is {thing: i} or {relations: [i, …]}; from says which view it came from.
function select(selection, from = "", remember = true) {
  if (remember && state.selection) past.push(state.selection);
  state.selection = selection;
  if (selection?.thing !== undefined && !isThingShown(selection.thing)) {
    state.hiddenFamilies.delete(things[selection.thing].family);
    changed("filters");
  }
  changed("selection");
  if (from !== "picture" && selection) byId("details-title").focus({ preventScroll: !isNarrow.matches });
  say(selection);
}

function say(selection) {
  if (!selection) byId("say").textContent = "Nothing selected.";
  else if (selection.thing === undefined) {
    const first = relations[selection.relations[0]];
    byId("say").textContent = `${relationName(first)}: ${counted(selection.relations.length, "relation")}. ${kindOf(first)}, ${first.stage}.`;
  } else {
    const thing = things[selection.thing];
    byId("say").textContent = `${short(thing.label)}, ${thing.type}, ${counted(ofThing[selection.thing].length, "relation")}.`;
  }
}
