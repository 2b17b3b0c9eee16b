/** What a file is, by its first bytes: names and types are only claims. The server's list is `vault/domain/kinds.py`. */

const MAGIC: readonly (readonly [number, string])[] = [
  [0, "\xff\xd8\xff"],
  [0, "\x89PNG\r\n"],
  [0, "GIF8"],
  [0, "II*\0"],
  [0, "MM\0*"],
  [0, "\x1aE\xdf\xa3"],
  [8, "WEBP"],
  ...["ftyp", "moov", "mdat", "wide", "free", "skip"].map((atom) => [4, atom] as const),
];

/** Tell whether a file begins as a photo or a video does. */
export async function isMedia(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const head = String.fromCharCode(...bytes);
  return MAGIC.some(([place, magic]) => head.startsWith(magic, place));
}
