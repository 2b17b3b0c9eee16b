/** What every page loads: the policy first, then the elements. The map's bundle comes only where a map is opened. */
import "./lib/trusted";
