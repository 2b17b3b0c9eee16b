// Keep source files short: a file that outgrows this is two files.
import { readdir, readFile } from "node:fs/promises";

const LONGEST = { ".ts": 120, ".css": 400 };
let failed = false;
for (const name of await readdir("src", { recursive: true })) {
  const limit = LONGEST[/\.(ts|css)$/.exec(name)?.[0] ?? ""];
  if (limit === undefined || name.endsWith(".test.ts")) continue;
  const lines = (await readFile(`src/${name}`, "utf8")).split("\n").length - 1;
  if (lines <= limit) continue;
  failed = true;
  console.error(`src/${name}: ${lines} lines, at most ${limit}`);
}
process.exit(failed ? 1 : 0);
