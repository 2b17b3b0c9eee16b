/** What stood in a form whose sending had no line: held by the worker in memory, handed over once, stored nowhere. */

/** The question that a page asks the worker. */
export const ASKED = "what-was-typed";
/** Names and values of the form's fields. */
export type Typed = [name: string, value: string][];

const LONGEST_MS = 2_000;

/** Ask the worker for what was typed on the page before this one; nothing where there is no worker, or nothing. */
export async function typedBefore(): Promise<Typed> {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return [];
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<Typed>((resolve) => {
    port1.addEventListener("message", ({ data }) => resolve(Array.isArray(data) ? (data as Typed) : []), { once: true });
    setTimeout(() => resolve([]), LONGEST_MS);
  });
  port1.start();
  worker.postMessage(ASKED, [port2]);
  try {
    return await answer;
  } finally {
    port1.close();
  }
}
