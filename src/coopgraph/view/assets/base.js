// Data, and the few ways in which anything gets onto the page. Texts of the data are set with
// textContent only; no string is ever read as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const { things, relations, statements, sources } = data;
const byId = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== ""));
  return node;
}
const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

// A text of the data: its writing direction stays its own business, and a date stays on one line.
const said = (text) => el("bdi", {}, ...text.split(/(\b\d{4}-\d{2}(?:-\d{2})?\b)/).map((part, k) => (k % 2 ? el("span", { class: "date", text: part }) : part)));
const short = (text, length = 90) => (text.length > length ? text.slice(0, length - 1) + "…" : text);
const counted = (n, one, many = one + "s") => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

function link(address, text = address) {
  let url;
  try { url = new URL(address); } catch { return said(text); }
  if (url.protocol !== "https:" && url.protocol !== "http:") return said(text);
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, said(text));
}

function glyph(family) {
  const { outline, ink } = data.families.find((each) => each.key === family);
  return svg("svg", { class: "glyph", viewBox: "-1.4 -1.4 2.8 2.8", "aria-hidden": "true" },
    svg("path", { class: "under", d: outline }),
    svg("path", { class: `g-${family}`, d: ink, "fill-rule": "evenodd" }));
}

function lineSample(key, double = false) {
  const line = data.lines.find((each) => each.key === key) ?? { width: 1.2, dashes: [], opacity: 1, tick: false };
  const stroke = { class: "stroke", "stroke-width": line.width, "stroke-dasharray": line.dashes.join(" ") || "none",
    "stroke-linecap": line.dashes.length ? "round" : "butt" };
  const at = double ? [4, 8] : [6];
  return svg("svg", { class: "line", viewBox: "0 0 36 12", "aria-hidden": "true" },
    svg("g", { opacity: line.opacity }, at.map((y) => svg("path", { ...stroke, d: `M2 ${y}H34` })),
      line.tick ? svg("path", { class: "stroke", "stroke-width": 2, d: "M18 1.5V10.5" }) : ""));
}

// Names are folded in advance; the same letters fold the same way in what is typed.
function fold(text) {
  const letters = Array.from(text.toLowerCase().normalize("NFC").replace(/['’‘`´ʹʼьъ]/g, ""));
  const plain = letters.map((letter) => data.letters[letter] ?? letter.normalize("NFKD").replace(/\p{M}/gu, ""));
  return (plain.join("").match(/[a-z0-9]+/g) ?? []).join(" ");
}

const isDark = matchMedia("(prefers-color-scheme: dark)");
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
const isNarrow = matchMedia("(max-width: 719px)");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
