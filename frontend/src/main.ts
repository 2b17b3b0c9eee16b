/** What every page loads: the policy first, then the elements. The map's bundle comes only where a map is opened. */
import "./lib/trusted";
import "./elements/amparo-map";
import "./elements/copy-text";
import "./elements/device-place";
import "./elements/keys-nav";
import "./elements/live-region";
