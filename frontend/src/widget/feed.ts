/** What the widget takes from a JSON Feed of ours, and what of it holds at a moment. No document in here. */

export interface Item {
  readonly title: string;
  readonly url: string;
  readonly language: string;
  readonly _amparo: { readonly expires: string; readonly kind: string; readonly until: string; readonly direction: string };
}

export interface Feed {
  readonly title: string;
  readonly home_page_url: string;
  readonly items: readonly Item[];
  readonly _amparo: {
    readonly status: string;
    readonly written: string;
    readonly good_until: string;
    readonly direction: string;
    readonly words: Readonly<Record<string, string>>;
  };
}

/** A feed, and when it was known to be right. */
export interface Known {
  readonly feed: Feed;
  readonly at: number;
}

/** What stands at a moment: whatever has expired is gone, whether or not anybody could tell us. */
export const standing = (feed: Feed, now: number): readonly Item[] =>
  feed.items.filter((item) => Date.parse(item._amparo.expires) > now);

/** When the publisher was last known to be there, if it seems not to be; null if all is well. */
export function silentSince(known: Known, isReached: boolean, now: number): number | null {
  const { good_until, written } = known.feed._amparo;
  if (!(Date.parse(good_until) > now)) return Math.min(known.at, Date.parse(written));
  return isReached ? null : known.at;
}

/** An address that a link may have: of the web, and nothing that runs. */
export function webAddress(text: string): string | null {
  try {
    const { protocol, href } = new URL(text);
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}

/** A moment as the reader's language says it. */
export const moment = (at: number, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(at);
