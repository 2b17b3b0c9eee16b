/** Which pages the worker looks after, and which page it shows instead. */

const PUBLIC = /^\/(?:$|report\/|receipt\/|alerts\/|how-we-protect-you\/|source\/)/;
const OFFLINE = "/report/offline/";

/** Tell whether a path is a public page. Members' pages, the API and everything else are left alone. */
export function isPublic(path: string): boolean {
  return PUBLIC.test(path);
}

/** Return the address of the kept page: in the language of the address, else the one spoken, else the first. */
export function offlineAddress(address: string, spoken: string, languages: readonly string[]): string {
  const asked = new URL(address).searchParams.get("lang");
  const wishes = [asked, spoken].map((each) => each?.toLowerCase().split("-")[0]);
  const found = wishes.find((wish) => wish !== undefined && languages.includes(wish)) ?? languages[0] ?? "en";
  return `${OFFLINE}?lang=${found}`;
}
