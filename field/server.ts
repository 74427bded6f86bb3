/** The county's server, as a mini program is built for it: WeChat asks nothing but https, and names no path. */
export function serverOf(named: string | undefined): string {
  const text = (named ?? "").trim();
  if (!text) return ""; // only the tests' stand-in of WeChat can use such a build
  let origin = "";
  try {
    const url = new URL(text);
    if (url.protocol === "https:" && url.hostname.includes(".")) origin = url.origin;
  } catch {
    // not an address at all
  }
  if (origin !== text) {
    throw new Error(`VITE_YIMI_SERVER is "${text}": write the county's server as https://name, without a path or a slash at its end.`);
  }
  return origin;
}
