/**
 * Trusted Types: the browser refuses text where script, HTML or a script's address is expected.
 *
 * Two policies exist, and the content security policy names them. `amparo` turns a fragment fetched from our own
 * server into a document that is parsed but never run. `default` is asked when a library hands over plain text:
 * it lets addresses of our own origin through, for workers, and refuses everything else.
 */

interface PolicyRules {
  createHTML?: (text: string) => string;
  createScriptURL?: (address: string) => string;
}

interface Policy {
  createHTML(text: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: PolicyRules): Policy;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;

/** Return the address if it lies on this page's origin. @throws TypeError otherwise. */
export function ownAddress(address: string, page: string = location.href): string {
  const wanted = new URL(address, page);
  if (wanted.origin !== new URL(page).origin || !["http:", "https:"].includes(wanted.protocol)) {
    throw new TypeError("only our own scripts");
  }
  return wanted.href;
}

factory?.createPolicy("default", { createScriptURL: (address) => ownAddress(address) });
const amparo = factory?.createPolicy("amparo", { createHTML: (text) => text });

/** Parse a fragment of our own server into nodes that belong to no page: no script in it runs. */
export function parseFragment(text: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(amparo ? amparo.createHTML(text) : text, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...parsed.body.childNodes);
  return fragment;
}
