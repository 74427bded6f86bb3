/** Where the county's server stands; the web build is served by it and needs no name. */
export function home(): string {
  return String(import.meta.env["VITE_YIMI_SERVER"] ?? "");
}
