/** What the camera hands over. */
export interface Shot {
  kind: "photo" | "clip";
  bytes: Uint8Array;
  originalWidth: number;
  originalHeight: number;
}

/** Long side and quality of a photo as it is kept: enough for a face across a room, small enough for one bar. */
export const LONG_SIDE = 2048;
export const QUALITY = 0.85;

export function fitted(width: number, height: number): { width: number; height: number } {
  const factor = Math.min(1, LONG_SIDE / Math.max(width, height));
  return { width: Math.round(width * factor), height: Math.round(height * factor) };
}
