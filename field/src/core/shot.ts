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

/** What the frame over the picture says; empty: none. Bathing is shown from outside the bathroom and never inside (B11). */
export function guideOf(wanted: { allow_faces: boolean; frame?: string; pictures?: string }): string {
  const frame = wanted.frame ?? (wanted.allow_faces ? "" : "no_faces");
  if (frame === "outside_bathroom") return "只在浴室外面拍：浴室里不拍，门开着不拍，不拍正脸";
  if (!frame) return "";
  return wanted.pictures || "不拍正脸：拍背影、双手、物品和环境";
}
