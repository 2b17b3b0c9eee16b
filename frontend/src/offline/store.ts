/** Where sealed reports wait: a random id, the day, and bytes that this browser itself can't open. Nothing else. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

export const DATABASE = "waiting-reports";

/** One sealed report. `created_on` is a day. */
export interface Item {
  id: string;
  sealed: Uint8Array<ArrayBuffer>;
  created_on: string;
}

interface Schema extends DBSchema {
  items: { key: string; value: Item };
}

/** The browser keeps nothing: no storage, no room, or not allowed here. */
export class NotKept extends Error {}

/** Open, work, close: a database that is held open can't be deleted by who wants it gone. */
async function within<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  if (!("indexedDB" in globalThis) || !indexedDB) throw new NotKept();
  const database = await openDB<Schema>(DATABASE, 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore("items", { keyPath: "id" });
    },
  }).catch(() => {
    throw new NotKept();
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** Keep an item, and see that it is there. @throws NotKept */
export async function keep(item: Item): Promise<void> {
  await within(async (database) => {
    const writing = database.transaction("items", "readwrite", { durability: "strict" });
    await Promise.all([writing.store.put(item), writing.done]);
    const found = await database.get("items", item.id);
    if (found?.sealed.length !== item.sealed.length) throw new NotKept();
  }).catch(() => {
    throw new NotKept();
  });
}

/** Return what waits, oldest day first. To look leaves no trace. @throws NotKept */
export async function waiting(): Promise<Item[]> {
  if (!(await mayHold())) return [];
  const items = await within((database) => database.getAll("items"));
  return items.sort((one, other) => one.created_on.localeCompare(other.created_on));
}

/** Forget one item for good. */
export async function forget(id: string): Promise<void> {
  if (!(await mayHold())) return;
  await within(async (database) => {
    const writing = database.transaction("items", "readwrite", { durability: "strict" });
    await Promise.all([writing.store.delete(id), writing.done]);
  });
}

/** Tell, without making one, whether there is a database; true where the browser can't say. */
export async function mayHold(): Promise<boolean> {
  if (!("indexedDB" in globalThis) || !indexedDB) return false;
  if (!indexedDB.databases) return true;
  const found = await indexedDB.databases();
  return found.some(({ name }) => name === DATABASE);
}

/** Ask the browser not to clear it of its own accord; whether it promises. */
export async function persist(): Promise<boolean> {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    return false; // A browser that does not know the question promises nothing.
  }
}
