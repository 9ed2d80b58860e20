// The picture: vis-network holds camera, lines and hit testing; glyphs and labels are drawn here.
const LABEL = 12.5;
let network = null;
let nodes = null;
let edges = null;
let zoomStep = 1;
let version = 0;
let labels = { key: "", placed: [] };
const place = [];
const shapes = Object.fromEntries(data.families.map((f) => [f.key, { outline: new Path2D(f.outline), ink: new Path2D(f.ink) }]));
let ink = {};

const readColours = () => {
  ink = { background: colour("background"), text: colour("text"), focus: colour("focus"), edge: colour("edge") };
  data.families.forEach((f) => { ink[f.key] = colour(`c-${f.key}`); });
};
const radius = (i) => Math.max(data.network.nodes[i].size, 4.5 / network.getScale());

function drawThing({ ctx, id, x, y }) {
  place[id] = { x, y };
  const size = radius(id);
  const focus = state.focusSet;
  const drawNode = () => {
    const shape = shapes[things[id].family];
    ctx.translate(x, y);
    ctx.scale(size, size);
    const faded = focus && !focus.has(id);
    ctx.lineWidth = 3 / size / network.getScale();
    ctx.strokeStyle = ink.background;
    ctx.stroke(shape.outline);
    ctx.fillStyle = ink.background;
    ctx.fill(shape.outline);
    ctx.globalAlpha = faded ? 0.15 : 1;
    ctx.fillStyle = ink[things[id].family];
    ctx.fill(shape.ink, "evenodd");
    if (state.selection?.thing === id || state.hover === id) {
      ctx.beginPath();
      ctx.arc(0, 0, 1.35 + 2 / size / network.getScale(), 0, 2 * Math.PI);
      ctx.strokeStyle = ink.focus;
      ctx.lineWidth = 2.5 / size / network.getScale();
      ctx.stroke();
    }
  };
  return { drawNode, nodeDimensions: { width: 2 * size, height: 2 * size } };
}

function lines(text) {
  const words = short(text.replace(/\s+/gu, " ").trim(), 44).split(" ");
  const found = [""];
  for (const word of words) {
    const last = found.at(-1);
    if (last && (last + word).length > 22 && found.length < 2) found.push(word);
    else found[found.length - 1] = last ? `${last} ${word}` : word;
  }
  return found;
}

// Labels keep their size on screen and never cover each other: the best connected come first.
function placeLabels(ctx, scale) {
  const shown = things.map((_, i) => i).filter((i) => place[i] && isThingShown(i));
  const first = (i) => (i === state.selection?.thing || i === state.hover ? 2 : state.focusSet?.has(i) ? 1 : 0);
  const bodies = shown.map((i) => ({ i, x: place[i].x * scale, y: place[i].y * scale, r: radius(i) * scale + 1 }));
  const taken = [];
  ctx.font = `500 ${LABEL}px system-ui, sans-serif`;
  bodies.sort((a, b) => first(b.i) - first(a.i) || ofThing[b.i].length - ofThing[a.i].length || a.i - b.i);
  const placed = [];
  for (const body of bodies) {
    if (state.focusSet && !state.focusSet.has(body.i) && state.hover !== body.i) continue;
    const text = lines(things[body.i].label);
    const wide = Math.max(...text.map((line) => ctx.measureText(line).width));
    const high = text.length * (LABEL + 2);
    const spots = [[-wide / 2, body.r + 2], [-wide / 2, -body.r - 2 - high], [body.r + 3, -high / 2], [-body.r - 3 - wide, -high / 2]];
    const free = spots.find(([dx, dy]) => {
      const [left, top] = [body.x + dx, body.y + dy];
      const clear = (a) => left + wide + 3 < a.left || left > a.right + 3 || top + high < a.top || top > a.bottom;
      return taken.every(clear) && (first(body.i) || bodies.every((other) => other === body
        || clear({ left: other.x - other.r, right: other.x + other.r, top: other.y - other.r, bottom: other.y + other.r })));
    }) ?? (first(body.i) === 2 ? spots[0] : null);
    if (!free) continue;
    taken.push({ left: body.x + free[0], right: body.x + free[0] + wide, top: body.y + free[1], bottom: body.y + free[1] + high });
    placed.push({ i: body.i, text, dx: free[0] + wide / 2, dy: free[1] });
  }
  return placed;
}

function drawLabels(ctx) {
  const scale = network.getScale();
  const key = `${scale.toFixed(3)} ${version} ${state.hover}`;
  if (labels.key !== key) labels = { key, placed: placeLabels(ctx, scale) };
  ctx.save();
  ctx.font = `500 ${LABEL / scale}px system-ui, sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4 / scale;
  ctx.strokeStyle = ink.background;
  ctx.fillStyle = ink.text;
  for (const label of labels.placed) {
    label.text.forEach((line, k) => {
      const [x, y] = [place[label.i].x + label.dx / scale, place[label.i].y + (label.dy + 1 + k * (LABEL + 2)) / scale];
      ctx.strokeText(line, x, y);
      ctx.fillText(line, x, y);
    });
  }
  ctx.restore();
}

// Lines keep their width and dashes on screen too, in steps of the zoom.
function styleLines() {
  const k = 1 / zoomStep;
  const chosen = state.selection;
  edges.update(data.network.edges.map((edge) => {
    const held = edge.relations.map((r) => relations[r]);
    const bright = !chosen || (chosen.thing === undefined
      ? edge.relations.some((r) => chosen.relations.includes(r)) : held[0].source === chosen.thing || held[0].target === chosen.thing);
    const strong = chosen && chosen.thing === undefined && bright;
    const opacity = bright ? (strong ? 1 : edge.color.opacity) : edge.color.opacity * 0.15;
    const drawn = strong ? ink.focus : ink.edge;
    const arrows = Object.fromEntries(Object.entries(edge.arrows).map(([end, arrow]) => [end, { ...arrow, scaleFactor: arrow.scaleFactor * k }]));
    const double = { enabled: true, color: mixed(drawn, opacity), size: (edge.width + 4) * k, dashes: edge.dashes ? edge.dashes.map((d) => d * k) : false };
    return {
      id: edge.id, arrows, hidden: !held.some(isRelationShown), width: (edge.double ? 2.4 : edge.width + (strong ? 1 : 0)) * k,
      dashes: edge.dashes && !edge.double ? edge.dashes.map((d) => d * k) : false,
      color: edge.double ? { color: ink.background, opacity: 1 } : { color: drawn, opacity },
      background: edge.double ? double : { enabled: false },
      font: { size: 12 * k, color: ink.text, strokeColor: ink.background, strokeWidth: 4 * k },
    };
  }));
}

function mixed(hex, opacity) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${red},${green},${blue},${opacity})`;
}

function restyle() {
  version += 1;
  state.focusSet = inFocus();
  nodes.update(things.map((_, id) => ({ id, hidden: !isThingShown(id) })));
  styleLines();
  network.redraw();
}

function followZoom() {
  const step = 1.3 ** Math.round(Math.log(Math.min(Math.max(network.getScale(), 0.25), 3)) / Math.log(1.3));
  if (step !== zoomStep) { zoomStep = step; styleLines(); }
}
const motion = () => (isCalm.matches ? false : { duration: 250, easingFunction: "easeInOutQuad" });

function zoom(factor) {
  if (!network) return;
  if (factor) network.moveTo({ scale: Math.min(Math.max(network.getScale() * factor, 0.05), 8), animation: motion() });
  else network.fit({ maxZoomLevel: 1.6, animation: motion() });
  setTimeout(followZoom, 300);
}

function lookAt() {
  const focus = inFocus();
  if (!focus || !network) return;
  network.fit({ nodes: [...focus], maxZoomLevel: 1.3, animation: motion() });
  setTimeout(followZoom, 300);
}

function chooseAt(point) {
  const thing = network.getNodeAt(point);
  const edge = thing === undefined ? network.getEdgeAt(point) : undefined;
  if (thing !== undefined) select({ thing }, "picture");
  else if (edge !== undefined) select({ relations: edges.get(edge).relations.filter((r) => isRelationShown(relations[r])) }, "picture");
  else if (state.selection) select(null, "picture");
}

function hint(text, point) {
  const box = byId("hint");
  box.hidden = !text;
  if (!text) return;
  box.textContent = text;
  box.style.left = `${Math.min(point.x + 14, byId("canvas").clientWidth - 220)}px`;
  box.style.top = `${point.y + 14}px`;
}

function listen(canvas) {
  network.on("click", (event) => chooseAt(event.pointer.DOM));
  network.on("afterDrawing", drawLabels);
  network.on("zoom", followZoom);
  network.on("dragging", () => { version += 1; });
  network.on("dragEnd", () => { version += 1; network.redraw(); });
  network.on("hoverNode", ({ node }) => { state.hover = node; canvas.classList.add("over"); network.redraw(); });
  network.on("blurNode", () => { state.hover = null; canvas.classList.remove("over"); network.redraw(); });
  network.on("hoverEdge", ({ edge, pointer }) => {
    const held = edges.get(edge).relations.map((r) => relations[r]);
    canvas.classList.add("over");
    hint(held.length > 1 ? `${relationName(held[0])}: ${held.length} relations` : `${relationName(held[0])}: ${kindOf(held[0])}; ${held[0].when}; ${held[0].stage}`, pointer.DOM);
  });
  network.on("blurEdge", () => { canvas.classList.remove("over"); hint(""); });
  // The wheel scrolls the page until the picture has been touched: nobody gets caught in it.
  canvas.addEventListener("pointerdown", () => network.setOptions({ interaction: { zoomView: true } }));
  canvas.addEventListener("pointerleave", () => { hint(""); network.setOptions({ interaction: { zoomView: false } }); });
  canvas.addEventListener("keydown", walk);
}

const directions = { ArrowRight: 0, ArrowDown: 1, ArrowLeft: 2, ArrowUp: 3 };
function walk(event) {
  const here = state.selection?.thing;
  const turn = directions[event.key];
  const act = { "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4), 0: () => zoom(0), Enter: () => byId("details-title").focus(), Escape: clear }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey || (turn === undefined && !act)) return;
  event.preventDefault();
  if (act) return act();
  const start = things.map((_, i) => i).filter(isThingShown);
  if (here === undefined) return start.length ? select({ thing: start.reduce((a, b) => (ofThing[b].length > ofThing[a].length ? b : a)) }, "picture") : undefined;
  const best = ofThing[here].filter((r) => isRelationShown(relations[r])).map((r) => partner(relations[r], here)).filter((i) => i !== here)
    .map((i) => ({ i, off: Math.abs(Math.atan2(Math.sin(angle(here, i) - turn * Math.PI / 2), Math.cos(angle(here, i) - turn * Math.PI / 2))) }))
    .sort((a, b) => a.off - b.off)[0];
  if (best && best.off < Math.PI / 2) { select({ thing: best.i }, "picture"); lookAt(); }
}
const angle = (a, b) => Math.atan2(place[b].y - place[a].y, place[b].x - place[a].x);

function message(text) {
  byId("message").textContent = text;
  byId("message").hidden = false;
}

function showPicture() {
  const canvas = byId("canvas");
  canvas.setAttribute("aria-label", `Picture of ${counted(things.length, "thing")} and ${counted(relations.length, "relation")}`);
  if (!things.length) {
    canvas.hidden = true;
    return message("There is nothing to draw: this network has no things. What was left out on the way, and why, is in the loss report at the foot of the page.");
  }
  if (!relations.length) message(`${things.length === 1 ? "One thing" : counted(things.length, "thing")} and no relation: nothing connects what is drawn here.`);
  if (!document.createElement("canvas").getContext?.("2d")) throw new Error("no canvas");
  readColours();
  data.network.nodes.forEach((node, i) => { place[i] = { x: node.x, y: node.y }; });
  nodes = new vis.DataSet(data.network.nodes.map((node) => ({ ...node, label: undefined, ctxRenderer: drawThing })));
  edges = new vis.DataSet(data.network.edges);
  network = new vis.Network(canvas, { nodes, edges }, data.network.options);
  canvas.querySelector(".vis-network").tabIndex = -1;
  listen(canvas);
  restyle();
  network.fit({ maxZoomLevel: 1.6, animation: false });
  followZoom();
  isDark.addEventListener("change", () => { readColours(); restyle(); });
  listeners.push(() => { if (network) restyle(); });
  byId("zoom-in").addEventListener("click", () => zoom(1.4));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  byId("zoom-all").addEventListener("click", () => zoom(0));
}
