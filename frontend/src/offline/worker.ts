/**
 * The service worker: keeps what the page for reports without a line needs, and shows that page where a public page
 * can't be fetched. Nothing else is ever kept: no page that was visited, nothing that is signed in, no answer of ours.
 * What the browser asks for outside the public pages is none of its business, and it does not touch it.
 * It also shows the alerts that come to a subscribed browser (`push/worker.ts`): a browser has one worker for a site.
 */
import { addRoute, cleanupOutdatedCaches, matchPrecache, precache } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { NetworkOnly } from "workbox-strategies";
import { ASKED, type Typed } from "./carried";
import { listenToPushes, type Scope as PushScope } from "../push/worker";
import { isPublic, offlineAddress } from "./scope";

interface Kept {
  url: string;
  revision: string;
}
interface Navigating extends Event {
  resultingClientId?: string;
}
interface Scope extends PushScope {
  /** Written before this script by the server: addresses with a digest of what stands there. */
  KEPT: Kept[];
  LANGUAGES: string[];
  /** The address of the mark that notifications carry. */
  ICON: string;
  skipWaiting(): Promise<void>;
  clients: PushScope["clients"] & { claim(): Promise<void> };
}

const scope = self as unknown as Scope;
listenToPushes(scope, scope.ICON);
const typed = new Map<string, Typed>();
let spoken = navigator.language;

precache(scope.KEPT);
addRoute({ cleanURLs: false, directoryIndex: "", ignoreURLParametersMatching: [] });
cleanupOutdatedCaches();
scope.addEventListener("install", () => void scope.skipWaiting());
scope.addEventListener("activate", (event: { waitUntil(work: Promise<unknown>): void }) => event.waitUntil(scope.clients.claim()));

async function offlinePage(request: Request): Promise<Response> {
  return (await matchPrecache(offlineAddress(request.url, spoken, scope.LANGUAGES))) ?? Response.error();
}

/** The language of the last page that came is the person's. */
function listen(response: Response): Response {
  spoken = response.headers.get("Content-Language") ?? spoken;
  return response;
}

const visits = new NetworkOnly({
  plugins: [{ fetchDidSucceed: async ({ response }) => listen(response), handlerDidError: ({ request }) => offlinePage(request) }],
});
const isVisit = ({ request, url }: { request: Request; url: URL }): boolean =>
  request.mode === "navigate" && url.origin === location.origin && isPublic(url.pathname);

registerRoute(isVisit, visits, "GET");
registerRoute(
  isVisit,
  async ({ request, event }) => {
    const copy = request.clone();
    try {
      return listen(await fetch(request));
    } catch {
      await remember(copy, (event as Navigating).resultingClientId ?? "");
      return offlinePage(request);
    }
  },
  "POST",
);

/** Hold the fields until the page that comes asks for them: in memory, for one page, and only the last ones. */
async function remember(request: Request, client: string): Promise<void> {
  typed.clear();
  try {
    const fields = await request.formData();
    typed.set(client, [...fields].filter((pair): pair is [string, string] => typeof pair[1] === "string"));
  } catch {
    // A body that is no form: there is nothing to carry over.
  }
}

scope.addEventListener("message", (event: MessageEvent) => {
  const client = (event.source as { id?: string } | null)?.id ?? "";
  if (event.data !== ASKED) return;
  event.ports[0]?.postMessage(typed.get(client) ?? []);
  typed.delete(client);
});
