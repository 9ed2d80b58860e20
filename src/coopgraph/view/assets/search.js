// Search by any name, accents and scripts folded; a combobox with a list of what was found.
let found = [];
let current = -1;

function matches(typed) {
  const query = fold(typed);
  if (!query) return [];
  const parts = query.split(" ");
  const rank = (key) => (`\n${key}\n`.includes(`\n${query}\n`) ? -1 : key.startsWith(query) ? 0 : ` ${key}`.includes(`\n${query}`) ? 1 : ` ${key}`.includes(` ${query}`) ? 2 : 3);
  return things.map((thing, i) => ({ i, key: thing.key })).filter(({ key }) => parts.every((part) => key.includes(part)))
    .map(({ i, key }) => ({ i, rank: rank(key) }))
    .sort((a, b) => a.rank - b.rank || ofThing[b.i].length - ofThing[a.i].length || a.i - b.i).slice(0, 12).map(({ i }) => i);
}

function otherName(i, typed) {
  const query = fold(typed);
  if (fold(things[i].label).includes(query)) return "";
  return things[i].names.find((name) => fold(name).includes(query)) ?? "";
}

function showFound() {
  const box = byId("search");
  found = matches(box.value);
  current = found.length ? 0 : -1;
  byId("found").replaceChildren(...found.map((i, k) => {
    const other = otherName(i, box.value);
    return el("li", { role: "option", id: `found-${k}`, on: { pointerdown: (event) => { event.preventDefault(); choose(k); } } },
      glyph(things[i].family), el("span", {}, said(short(things[i].label)), other ? el("span", { class: "muted" }, " ", said(short(other, 60))) : "",
        el("span", { class: "muted", text: ` ${things[i].type}` })));
  }));
  byId("found-none").textContent = box.value.trim() && !found.length ? "No thing in this network has such a name." : "";
  moveTo(current);
}

function moveTo(k) {
  current = k;
  const open = found.length > 0;
  byId("found").hidden = !open;
  byId("search").setAttribute("aria-expanded", String(open));
  byId("found").querySelectorAll("li").forEach((row, at) => row.setAttribute("aria-selected", String(at === k)));
  if (open) byId("search").setAttribute("aria-activedescendant", `found-${k}`);
  else byId("search").removeAttribute("aria-activedescendant");
  byId("found").children[k]?.scrollIntoView({ block: "nearest" });
}

function closeFound() {
  found = [];
  byId("found").replaceChildren();
  moveTo(-1);
}

function choose(k) {
  const thing = found[k];
  if (thing === undefined) return;
  closeFound();
  byId("search").value = short(things[thing].label);
  select({ thing }, "search");
  lookAt();
}

function showSearch() {
  const box = byId("search");
  box.addEventListener("input", showFound);
  box.addEventListener("blur", closeFound);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) moveTo((current + step + found.length) % found.length);
    else if (event.key === "Enter") choose(current);
    else if (event.key === "Escape" && found.length) closeFound();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
