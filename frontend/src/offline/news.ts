/** What the open pages of one browser tell each other about an item. In memory only; nothing leaves the browser. */
import type { State } from "./states";

/** An item's new state, that it is new, or that the person took it away. */
export interface News {
  id: string;
  state: State | "gone" | "new";
}

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("waiting-reports") : undefined;

/** Tell the other pages. */
export function tell(news: News): void {
  channel?.postMessage(news);
}

/** Hear what other pages tell. */
export function listen(hear: (news: News) => void): void {
  channel?.addEventListener("message", ({ data }) => hear(data as News));
}
