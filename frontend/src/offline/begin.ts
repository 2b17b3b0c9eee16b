/** What every public page does a while after it stands: keep the program for later, and look after what waits. */
import { closeOver } from "../push/screen";
import { mayHold } from "./store";

/** Begin. Without a service worker, or on a page that must leave nothing behind, only the queue is looked after. */
export async function begin(): Promise<void> {
  const form = document.querySelector("offline-report");
  if (form) await import("./offline-report");
  if (form || document.querySelector("waiting-reports:not([data-short])") || (await mayHold())) {
    await import("./waiting-reports");
    const { queue } = await import("./queue");
    queue.begin();
  }
  if (document.querySelector("clear-phone, phone-cleared")) await import("./clear-phone");
  else await keepProgramSoon();
}

/** Keep it at once, but beside a report that is begun only after its first answer: that page costs as little as it can. */
async function keepProgramSoon(): Promise<void> {
  const first = document.querySelector("form[data-first]");
  if (first && !first.querySelector("input:checked")) first.addEventListener("input", () => void keepProgram(), { once: true });
  else await keepProgram();
}

async function keepProgram(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.register("/sw.js", { scope: "/" });
    if (registration) await closeOver(registration, Date.now());
  } catch {
    // A private window, or a browser that was told not to: the pages work without it.
  }
}
