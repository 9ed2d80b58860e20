// Builds the page: one script, one style sheet, one worker, and the pieces that travel as payload.
// Plain files without names that change; coopgraph's Python side puts them into the HTML.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(here, process.argv[2] ?? "../src/coopgraph/view/explorer_assets");
const need = createRequire(import.meta.url);

async function bundle(entry, name) {
  const built = await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    plugins: [withoutSecondWasm()],
    build: {
      write: false,
      target: "es2022",
      minify: true,
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      lib: { entry: path.join(here, entry), formats: ["iife"], name: "coopgraph", fileName: () => `${name}.js`, cssFileName: name },
    },
  });
  const output = built.flatMap((one) => one.output);
  const { code, moduleIds } = output.find((file) => file.type === "chunk");
  const style = output.filter((file) => file.fileName.endsWith(".css")).map((file) => file.source.toString());
  const rest = output.filter((file) => file.type !== "chunk" && !file.fileName.endsWith(".css"));
  if (rest.length) throw new Error(`unexpected files: ${rest.map((file) => file.fileName).join(", ")}`);
  // Inside <script> the only text that must not stand is its own end, and an opened comment.
  const plain = code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const packages = moduleIds.flatMap((id) => id.replaceAll("\\", "/").match(/(?<=\/node_modules\/)(?:@[^/]+\/)?[^/]+/g)?.at(-1) ?? []);
  return { script: `${plain.trim()}\n`, style: style.join(""), packages };
}

// The glue of oxigraph asks for its wasm by address; the page hands it over as bytes.
function withoutSecondWasm() {
  return {
    name: "coopgraph-without-second-wasm",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("oxigraph")) return null;
      return code.replaceAll(/new URL\(\s*['"][^'"]*\.wasm['"]\s*,\s*import\.meta\.url\s*\)/g, "undefined");
    },
  };
}

// Third-party terms travel with the page that holds their code.
async function notices(packages) {
  const parts = [];
  for (const name of [...new Set(packages)].sort()) {
    const folder = path.join(here, "node_modules", name);
    const about = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
    const own = await readFile(path.join(here, "licences", `${name}.txt`), "utf8").catch(() => "");
    if (!texts.length && !own) throw new Error(`no licence text for ${name}: add licences/${name}.txt`);
    parts.push(`${name} ${about.version} (${about.license})\n\n${[...texts, own].join("\n").trim()}\n`);
  }
  const bar = `\n${"-".repeat(78)}\n\n`;
  const apache = await readFile(path.join(here, "../LICENSE"), "utf8");
  return `Software of others in the page of coopgraph\n${bar}${parts.join(bar)}${bar}${apache}`.replaceAll("\r\n", "\n");
}

// Mark and time of gzip are fixed, so that the same sources give the same bytes everywhere.
function zipped(bytes) {
  const packed = gzipSync(bytes, { level: 9 });
  packed.fill(0, 4, 8);
  packed[9] = 255;
  return packed;
}

async function atlas(scale) {
  const file = need.resolve(`world-atlas/countries-${scale}.json`);
  return zipped(Buffer.from(JSON.stringify(JSON.parse(await readFile(file, "utf8")))));
}

const page = await bundle("src/main.tsx", "page");
const worker = await bundle("src/worker/query.ts", "query");
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const files = {
  "page.js": page.script,
  "page.css": page.style,
  "queryjs.gz": zipped(worker.script),
  "wasm.gz": zipped(await readFile(path.join(here, "node_modules/oxigraph/web_bg.wasm"))),
  "map110.gz": await atlas("110m"),
  "NOTICES.txt": await notices([...page.packages, ...worker.packages, "world-atlas"]),
};
for (const [name, text] of Object.entries(files)) await writeFile(path.join(out, name), text);
for (const [name, text] of Object.entries(files)) console.log(`${name} ${text.length}`);
