/** What every page loads: the policy first, then the elements. The map's bundle comes only where a map is opened. */
import "./lib/trusted";
import "./elements/amparo-map";
import "./elements/copy-text";
import "./elements/device-place";
import "./elements/keys-nav";
import "./elements/live-region";
import "./elements/photo-picker";
import "./elements/passkey-button";

// A proof of work is asked only while many reports come in.
if (document.querySelector("amparo-proof")) void import("./elements/amparo-proof");
