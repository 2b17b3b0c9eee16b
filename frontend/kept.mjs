// Which built scripts a page for reports without a line needs: the list goes to the server, which names them to the worker.
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";

const ENTRIES = ["src/main.ts", "src/offline/begin.ts"];
// Needs a line anyway.
const LEFT_OUT = ["src/lib/proof.ts"];

export async function writeKept(metafile, target) {
  const outputs = metafile.outputs;
  const nameOf = (entry) => Object.keys(outputs).find((name) => outputs[name].entryPoint === entry);
  const kept = new Set();
  const take = (name, follows) => {
    if (kept.has(name) || LEFT_OUT.includes(outputs[name].entryPoint)) return;
    kept.add(name);
    for (const { path, kind } of outputs[name].imports) if (follows(kind) && path in outputs) take(path, follows);
  };
  // Of the main script only what it needs at once; of the offline part everything.
  take(nameOf(ENTRIES[0]), (kind) => kind === "import-statement");
  take(nameOf(ENTRIES[1]), () => true);
  await writeFile(target, JSON.stringify([...kept].map((name) => basename(name)).sort()));
}
