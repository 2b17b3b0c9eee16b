// Build what the pages load into src/amparo/web/static/built/. No address of another host may end up in it.
import { rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeKept } from "./kept.mjs";
import { writeOutlines } from "./outlines.mjs";

const target = fileURLToPath(new URL("../src/amparo/web/static/built", import.meta.url));
// Built beside the old files and put in their place whole: a server that runs meanwhile never meets half of them.
const next = fileURLToPath(new URL(`./node_modules/.built-${process.pid}`, import.meta.url));
const shared = { bundle: true, minify: true, legalComments: "none", logLevel: "warning", outdir: next };

const [pages] = await Promise.all([
  build({
    ...shared,
    metafile: true,
    entryPoints: { main: "src/main.ts" },
    format: "esm",
    splitting: true,
    target: ["es2022"],
    chunkNames: "chunk-[name]-[hash]",
  }),
  build({
    ...shared,
    entryPoints: { "maplibre-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs" },
    format: "esm",
    target: ["es2022"],
  }),
  // For other sites: published beside the feeds, so that it comes from wherever those are served.
  build({
    ...shared,
    entryPoints: { widget: "src/widget/widget.ts" },
    format: "iife",
    target: ["es2022"],
  }),
  // The server serves it at /sw.js, and writes before it what is to be kept.
  build({
    ...shared,
    entryPoints: { "service-worker": "src/offline/worker.ts" },
    format: "iife",
    target: ["es2022"],
    define: { "process.env.NODE_ENV": '"production"' },
  }),
  build({ ...shared, entryPoints: { main: "src/styles/main.css", map: "src/styles/maplibre.css" }, loader: { ".svg": "dataurl" } }),
  writeOutlines(`${next}/outlines/`),
]);
await writeKept(pages.metafile, `${next}/kept.json`);
await rm(target, { recursive: true, force: true });
await rename(next, target);
