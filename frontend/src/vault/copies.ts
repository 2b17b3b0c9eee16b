/** Working copies: small JPEGs drawn from the pixels that the browser shows, so that nothing else of the file is in them. */

/** A side of a working copy is at most this long. */
export const LONGEST_SIDE_PX = 1600;
/** So many still frames of a video. */
export const FRAMES = 6;
const QUALITY = 0.8;
const PATIENCE_MS = 20_000;

/** Return width and height scaled down so that the longer is at most `longest`; never scaled up. */
export function fitted(width: number, height: number, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Return the moments, in seconds, at which a video's frames are taken. */
export function moments(seconds: number): number[] {
  const count = seconds < 1 ? 1 : FRAMES;
  return Array.from({ length: count }, (_, number) => (seconds * number) / count);
}

/** Draw a source of pixels on a canvas of its own. */
export function drawn(source: CanvasImageSource, width: number, height: number, longest: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, fitted(width, height, longest));
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Return the working copy of a photo; none where the browser can't show its format. */
export async function copiesOfPhoto(file: Blob): Promise<HTMLCanvasElement[]> {
  try {
    const bitmap = await createImageBitmap(file);
    const canvas = drawn(bitmap, bitmap.width, bitmap.height, LONGEST_SIDE_PX);
    bitmap.close();
    return [canvas];
  } catch {
    return [];
  }
}

/** Return a video's length in seconds and still frames of it; no frames where the browser can't show it. */
export async function copiesOfVideo(file: Blob): Promise<{ seconds: number; copies: HTMLCanvasElement[] }> {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, preload: "auto", playsInline: true });
  video.src = URL.createObjectURL(file);
  const copies: HTMLCanvasElement[] = [];
  try {
    await happens(video, "loadeddata");
    for (const moment of moments(video.duration)) {
      if (moment > 0) {
        video.currentTime = moment;
        await happens(video, "seeked");
      }
      copies.push(drawn(video, video.videoWidth, video.videoHeight, LONGEST_SIDE_PX));
    }
  } catch {
    // What was drawn so far is of use; with nothing drawn the original goes alone, sealed.
  } finally {
    URL.revokeObjectURL(video.src);
  }
  return { seconds: Number.isFinite(video.duration) ? video.duration : 0, copies };
}

/** Return a canvas as a JPEG. */
export function jpeg(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((found, failed) => {
    canvas.toBlob((blob) => (blob ? found(blob) : failed(new Error("no picture"))), "image/jpeg", QUALITY);
  });
}

function happens(element: HTMLMediaElement, event: string): Promise<void> {
  return new Promise((found, failed) => {
    const end = window.setTimeout(() => failed(new Error("too slow")), PATIENCE_MS);
    const done = (): void => {
      window.clearTimeout(end);
      found();
    };
    element.addEventListener(event, done, { once: true });
    element.addEventListener("error", () => failed(new Error("not shown")), { once: true });
  });
}
