/** What the camera hands over. */
export interface Shot {
  kind: "photo" | "clip" | "document";
  bytes: Uint8Array;
  originalWidth: number;
  originalHeight: number;
}

/** How a photo is kept, as the type of the session asks: forms and door plates need more than a room. */
export interface Size {
  longSide: number;
  /** JPEG quality, 0 to 1. */
  quality: number;
}

/** What the sheet says; a sheet heard before it said so gets what was the rule then. */
export function sizeOf(wanted: { photo_long_side?: number; photo_quality?: number } | undefined): Size {
  return { longSide: wanted?.photo_long_side ?? 2048, quality: (wanted?.photo_quality ?? 85) / 100 };
}

/** Never larger than it was taken. */
export function fitted(width: number, height: number, longSide: number): { width: number; height: number } {
  const factor = Math.min(1, longSide / Math.max(width, height));
  return { width: Math.round(width * factor), height: Math.round(height * factor) };
}
