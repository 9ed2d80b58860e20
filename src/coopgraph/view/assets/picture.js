// The picture: vis-network holds camera, lines and hit testing; glyphs and labels are drawn here.
const LABEL = 12.5;
let network = null;
let nodes = null;
let edges = null;
let zoomStep = 1;
let version = 0;
let labels = { key: "", placed: [] };
let frame = null;
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

// Two lines of a label; three where there is room for all.
function lines(text) {
  const most = things.length <= 60 ? 3 : 2;
  const words = short(text.replace(/\s+/gu, " ").trim(), 22 * most).split(" ");
  const found = [""];
  for (const word of words) {
    const last = found.at(-1);
    if (last && (last + word).length > 22 && found.length < most) found.push(word);
    else found[found.length - 1] = last ? `${last} ${word}` : word;
  }
  return found;
}

// How many relations a bundled line stands for, at its middle.
function bundles(ctx, scale, taken) {
  return data.network.edges.filter((edge) => edge.relations.length > 1).map((edge, k) => {
    const count = edge.relations.filter((r) => isRelationShown(relations[r])).length;
    const { edgeType } = network.body.edges[edge.id];
    if (!count || !edgeType.fromPoint || (state.selection && !isBright(edge))) return null;
    const at = edgeType.getPoint(k % 2 ? 0.6 : 0.4);
    const wide = ctx.measureText(`×${count}`).width;
    taken.push({ left: at.x * scale - wide / 2, right: at.x * scale + wide / 2, top: at.y * scale - LABEL / 2, bottom: at.y * scale + LABEL / 2 });
    return { at, text: [`×${count}`], dx: 0, dy: -LABEL / 2 - 1, wide };
  }).filter(Boolean);
}

// What the picture showed when it was last fitted: as long as nobody zooms, no label crosses its edge.
function frameAround(body, scale) {
  if (!frame || Math.abs(frame.scale / scale - 1) > 0.001) return null;
  return body.x > frame.left && body.x < frame.right && body.y > frame.top && body.y < frame.bottom ? frame : null;
}

function frameOf({ position, scale }, { clientWidth, clientHeight }) {
  const [x, y, across, down] = [position.x * scale, position.y * scale, clientWidth / 2 - 6, clientHeight / 2 - 6];
  return { scale, left: x - across, right: x + across, top: y - down, bottom: y + down };
}

// Labels keep their size on screen and never cover each other: the best connected come first.
function placeLabels(ctx, scale) {
  const shown = things.map((_, i) => i).filter((i) => place[i] && isThingShown(i));
  const first = (i) => (i === state.selection?.thing || i === state.hover ? 2 : state.focusSet?.has(i) ? 1 : 0);
  const bodies = shown.map((i) => ({ i, x: place[i].x * scale, y: place[i].y * scale, r: radius(i) * scale + (first(i) === 2 ? 7 : 1) }));
  const taken = [];
  ctx.font = `500 ${LABEL}px system-ui, sans-serif`;
  const placed = bundles(ctx, scale, taken);
  bodies.sort((a, b) => first(b.i) - first(a.i) || ofThing[b.i].length - ofThing[a.i].length || a.i - b.i);
  for (const [rank, body] of bodies.entries()) {
    if (state.focusSet && !state.focusSet.has(body.i) && state.hover !== body.i) continue;
    const text = lines(things[body.i].label);
    const wide = Math.max(...text.map((line) => ctx.measureText(line).width));
    const high = text.length * (LABEL + 2);
    const edge = frameAround(body, scale);
    const middle = edge ? Math.max(edge.left - body.x, Math.min(-wide / 2, edge.right - wide - body.x)) : -wide / 2;
    const spots = [[middle, body.r + 2], [middle, -body.r - 2 - high], [body.r + 3, -high / 2], [-body.r - 3 - wide, -high / 2]]
      .filter(([dx, dy]) => !edge || (body.x + dx > edge.left - 1 && body.x + dx + wide < edge.right + 1 && body.y + dy > edge.top && body.y + dy + high < edge.bottom));
    const isFree = (overThings) => ([dx, dy]) => {
      const [left, top] = [body.x + dx, body.y + dy];
      const clear = (a) => left + wide + 3 < a.left || left > a.right + 3 || top + high < a.top || top > a.bottom;
      return taken.every(clear) && (overThings || bodies.every((other) => other === body || (state.focusSet && !state.focusSet.has(other.i))
        || clear({ left: other.x - other.r, right: other.x + other.r, top: other.y - other.r, bottom: other.y + other.r })));
    };
    // The best connected are named even where that covers a neighbour.
    const free = spots.find(isFree(false)) ?? (rank < 12 ? spots.find(isFree(true)) : null) ?? (first(body.i) === 2 ? spots[0] ?? [middle, body.r + 2] : null);
    if (!free) continue;
    taken.push({ left: body.x + free[0], right: body.x + free[0] + wide, top: body.y + free[1], bottom: body.y + free[1] + high });
    placed.push({ at: place[body.i], text, dx: free[0] + wide / 2, dy: free[1], wide });
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
      const [x, y] = [label.at.x + label.dx / scale, label.at.y + (label.dy + 1 + k * (LABEL + 2)) / scale];
      ctx.strokeText(line, x, y);
      ctx.fillText(line, x, y);
    });
  }
  ctx.restore();
}

function isBright(edge) {
  const chosen = state.selection;
  if (!chosen) return true;
  if (chosen.thing === undefined) return edge.relations.some((r) => chosen.relations.includes(r));
  return edge.from === chosen.thing || edge.to === chosen.thing;
}

// Lines keep their width and dashes on screen too, in steps of the zoom; far out they get finer.
function styleLines() {
  const k = zoomStep < 1 ? zoomStep ** -0.6 : 1 / zoomStep;
  const scaled = (dashes) => (dashes.length ? dashes.map((length) => length * k) : false);
  edges.update(data.network.edges.map((edge) => {
    const line = data.lines.find((each) => each.key === edge.style);
    const bright = isBright(edge);
    const strong = bright && state.selection?.relations;
    const opacity = strong ? 1 : line.opacity * (bright ? 1 : 0.15);
    const drawn = strong ? ink.focus : ink.edge;
    const double = edge.double;
    return {
      id: edge.id,
      hidden: !edge.relations.some((r) => isRelationShown(relations[r])),
      width: (double ? 2.4 : edge.width + (strong ? 1 : 0)) * k,
      dashes: double ? false : scaled(line.dashes),
      color: double ? { color: ink.background, opacity: 1 } : { color: drawn, opacity },
      background: double ? { enabled: true, color: mixed(drawn, opacity), size: (edge.width + 4) * k, dashes: scaled(line.dashes) } : { enabled: false },
      arrows: { to: { enabled: data.directed && !double, scaleFactor: 0.5 * k }, middle: { enabled: line.tick && !double, type: "bar", scaleFactor: 0.5 * k } },
    };
  }));
}

// The middle of a doubled line is paper, and so would be its arrow and its tick: they are drawn here.
function markDoubles(ctx) {
  for (const edge of data.network.edges.filter((each) => each.double && each.relations.some((r) => isRelationShown(relations[r])))) {
    const line = data.lines.find((each) => each.key === edge.style);
    const { edgeType } = network.body.edges[edge.id];
    if (!edgeType.fromPoint || !(line.tick || data.directed)) continue;
    const [at, next] = [edgeType.getPoint(0.6), edgeType.getPoint(0.62)];
    const size = (edge.width + 4) / zoomStep;
    ctx.save();
    ctx.translate(at.x, at.y);
    ctx.rotate(Math.atan2(next.y - at.y, next.x - at.x));
    ctx.globalAlpha = line.opacity * (isBright(edge) ? 1 : 0.15);
    ctx.fillStyle = state.selection?.relations && isBright(edge) ? ink.focus : ink.edge;
    if (line.tick) ctx.fillRect(-size, -size, size / 3, 2 * size);
    if (data.directed) ctx.fill(new Path2D(`M${size} 0L${-size / 2} ${-size}V${size}Z`));
    ctx.restore();
  }
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

// Show everything, or some things, and make room at the sides for their labels.
function show(chosen, closest, animation) {
  const before = { position: network.getViewPosition(), scale: network.getScale() };
  network.fit({ nodes: chosen ?? nodes.getIds(), maxZoomLevel: closest, animation: false });
  const scale = network.getScale() * 0.95;
  frame = null;
  const after = roomForLabels({ position: network.getViewPosition(), scale }, byId("canvas"));
  frame = frameOf(after, byId("canvas"));
  version += 1;
  if (animation) network.moveTo({ ...before, animation: false });
  network.moveTo({ ...after, animation });
  if (!animation) followZoom();
}

function roomForLabels({ position, scale }, { clientWidth, clientHeight }) {
  const placed = placeLabels(document.createElement("canvas").getContext("2d"), scale);
  const reach = (axis) => placed.map((label) => {
    const middle = label.at[axis] * scale + (axis === "x" ? label.dx : label.dy);
    return [middle - (axis === "x" ? label.wide / 2 : 4), middle + (axis === "x" ? label.wide / 2 : label.text.length * (LABEL + 2) + 4)];
  }).reduce(([low, high], [a, b]) => [Math.min(low, a), Math.max(high, b)], [Infinity, -Infinity]);
  const [across, down] = [reach("x"), reach("y")];
  const smaller = Math.min(1, (clientWidth - 16) / (across[1] - across[0]), (clientHeight - 16) / (down[1] - down[0]));
  if (!(smaller < 1)) return { position, scale };
  // Labels keep their size when the network shrinks: on a small screen those at its edge move inwards instead.
  return { position: { x: (across[0] + across[1]) / 2 / scale, y: (down[0] + down[1]) / 2 / scale }, scale: scale * Math.max(smaller, 0.8) };
}

function zoom(factor) {
  if (!network) return;
  if (!factor) return show(undefined, 1.6, motion());
  network.moveTo({ scale: Math.min(Math.max(network.getScale() * factor, 0.05), 8), animation: motion() });
  if (isCalm.matches) followZoom();
}

function lookAt() {
  const focus = inFocus();
  if (focus && network) show([...focus], 1.3, motion());
}

function chooseAt(point) {
  hint("");
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
  network.on("afterDrawing", (ctx) => { markDoubles(ctx); drawLabels(ctx); });
  network.on("zoom", followZoom);
  network.on("animationFinished", followZoom);
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
    document.querySelector(".zoom").hidden = true;
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
  show(undefined, 1.6, false);
  for (const theme of [isDark, matchMedia("print")]) {
    theme.addEventListener("change", () => { readColours(); restyle(); });
  }
  listeners.push(() => { if (network) restyle(); });
  byId("zoom-in").addEventListener("click", () => zoom(1.4));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  byId("zoom-all").addEventListener("click", () => zoom(0));
}
