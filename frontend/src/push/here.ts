/** What a browser that gets alerts keeps: the path that ends them, and the key it subscribed with. Nothing of the person. */
import { type DBSchema, openDB } from "idb";

export const DATABASE = "alerts-here";

export interface Here {
  /** Whoever knows it may change and end the subscription. */
  path: string;
  /** The network's public key, base64url. */
  key: string;
}

interface Schema extends DBSchema {
  here: { key: "here"; value: Here };
}

async function within<T>(work: (database: Awaited<ReturnType<typeof openDB<Schema>>>) => Promise<T>): Promise<T> {
  const database = await openDB<Schema>(DATABASE, 1, { upgrade: (fresh) => void fresh.createObjectStore("here") });
  try {
    return await work(database);
  } finally {
    database.close(); // one that is held open can't be deleted by who wants it gone
  }
}

/** Keep where to end it. */
export async function keepHere(here: Here): Promise<void> {
  await within((database) => database.put("here", here, "here"));
}

/** Return what is kept. To look leaves no trace. */
export async function lookHere(): Promise<Here | undefined> {
  if (!globalThis.indexedDB) return undefined;
  if (indexedDB.databases && !(await indexedDB.databases()).some(({ name }) => name === DATABASE)) return undefined;
  return within((database) => database.get("here", "here"));
}

/** Forget it, with the database. */
export function forgetHere(): Promise<void> {
  return new Promise((resolve) => {
    if (!globalThis.indexedDB) return resolve();
    const asked = indexedDB.deleteDatabase(DATABASE);
    for (const end of ["success", "error", "blocked"]) asked.addEventListener(end, () => resolve());
  });
}
