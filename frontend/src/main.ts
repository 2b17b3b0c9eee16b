/** What every page loads: the policy first, then the elements. The map's bundle comes only where a map is opened. */
import "./lib/trusted";
import "./elements/amparo-map";
import "./elements/copy-text";
import "./elements/device-place";
import "./elements/kept-form";
import "./elements/key-help";
import "./elements/keys-nav";
import "./elements/live-region";
import "./elements/photo-picker";
import "./elements/passkey-button";
import "./elements/queue-picks";
import "./elements/quick-exit";
import "./elements/valid-until";

// Alerts on the screen: where they are offered.
if (document.querySelector("push-alerts")) void import("./push/push-alerts");
// A proof of work is asked only while many reports come in.
if (document.querySelector("amparo-proof")) void import("./elements/amparo-proof");

// Public pages work without a line: what that takes comes once the page itself stands.
if (document.body.classList.contains("public")) {
  const begin = (): void => void import("./offline/begin").then((offline) => offline.begin());
  const soon = (): unknown => ("requestIdleCallback" in globalThis ? requestIdleCallback(begin) : setTimeout(begin, 200));
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
}
