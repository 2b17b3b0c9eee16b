// Build what the pages load into src/amparo/web/static/built/. No address of another host may end up in it.
import { rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeOutlines } from "./outlines.mjs";

const target = fileURLToPath(new URL("../src/amparo/web/static/built", import.meta.url));
// Built beside the old files and put in their place whole: a server that runs meanwhile never meets half of them.
const next = fileURLToPath(new URL(`./node_modules/.built-${process.pid}`, import.meta.url));
const shared = { bundle: true, minify: true, legalComments: "none", logLevel: "warning", outdir: next };

await Promise.all([
  build({
    ...shared,
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
  build({ ...shared, entryPoints: { main: "src/styles/main.css", map: "src/styles/maplibre.css" }, loader: { ".svg": "dataurl" } }),
  writeOutlines(`${next}/outlines/`),
]);
await rm(target, { recursive: true, force: true });
await rename(next, target);
