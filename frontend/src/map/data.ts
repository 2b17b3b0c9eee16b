/** What a map is made of, fetched from this host and checked before use. */
import type { MultiPolygon } from "geojson";
import type { Bounds, NamedPlace } from "../lib/geography";
import { overlap } from "../lib/geography";

export interface Ground {
  readonly bounds: Bounds;
  readonly places: readonly NamedPlace[];
  /** Addresses of the outlines that the region touches. */
  readonly outlines: readonly string[];
  /** The areas that the page is about. */
  readonly watched?: MultiPolygon;
}

export interface MapPoint {
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  readonly status: string;
  readonly text: string;
  readonly href: string;
  /** Whether the page is about this point. */
  readonly current?: boolean;
}

interface OutlineEntry {
  readonly id: string;
  readonly bounds: Bounds;
}

/** Fetch the region and choose the outlines that it touches. */
export async function loadGround(host: HTMLElement): Promise<Ground> {
  const folder = new URL(host.dataset["outlines"] ?? "", location.href).href;
  const [region, index] = await Promise.all([
    fetchObject<Omit<Ground, "outlines" | "watched">>(host.dataset["places"] ?? ""),
    fetchObject<readonly OutlineEntry[]>(`${folder}index.json`),
  ]);
  const touched = index.filter((each) => overlap(each.bounds, region.bounds));
  // A region without bounds of its own (a network not set up yet) would ask for a whole continent.
  const outlines = touched.length > 12 ? [] : touched.map((each) => `${folder}${each.id}.json`);
  const watched = areasOf(host);
  return { ...region, outlines, ...(watched && { watched }) };
}

/** Return the areas in the JSON element of the page that `data-areas-id` names. */
function areasOf(host: HTMLElement): MultiPolygon | undefined {
  const given = document.getElementById(host.dataset["areasId"] ?? "")?.textContent;
  const areas = given ? (JSON.parse(given) as Partial<MultiPolygon> | null) : null;
  return areas?.type === "MultiPolygon" && areas.coordinates?.length ? (areas as MultiPolygon) : undefined;
}

/** Return the points of the page: from its own JSON element, else from an address, else none. */
export async function loadPoints(host: HTMLElement): Promise<readonly MapPoint[]> {
  const inPage = document.getElementById(host.dataset["pointsId"] ?? "");
  const address = host.dataset["points"];
  const given = inPage ? (JSON.parse(inPage.textContent ?? "{}") as unknown) : address ? await fetchObject<unknown>(address) : {};
  const points = (given as { points?: unknown }).points;
  return Array.isArray(points) ? points.filter(isPoint) : [];
}

async function fetchObject<Shape>(address: string): Promise<Shape> {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return (await answer.json()) as Shape;
}

function isPoint(value: unknown): value is MapPoint {
  const point = value as Partial<Record<keyof MapPoint, unknown>> | null;
  return (
    typeof point?.id === "string" &&
    Number.isFinite(point.lat) &&
    Number.isFinite(point.lon) &&
    typeof point.status === "string" &&
    typeof point.text === "string" &&
    typeof point.href === "string"
  );
}
