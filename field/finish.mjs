/** After `uni build`: lay the web app out for the server, give the service worker its list, weigh what a phone loads. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUILT = "dist/build/h5";
const SITE = "dist/site/field";
const FIRST_LOAD = 300 * 1024;
const MAIN_PACKAGE = 2 * 1024 * 1024;

function filesIn(folder, prefix = "") {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(folder, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
  );
}

rmSync("dist/site", { recursive: true, force: true });
cpSync(BUILT, SITE, { recursive: true });
const files = filesIn(SITE).filter((name) => name !== "index.html" && name !== "worker.js");
const version = createHash("sha256");
for (const name of [...files, "index.html"].sort()) version.update(name).update(readFileSync(join(SITE, name)));
const worker = readFileSync("src/worker.js", "utf8")
  .replace("__VERSION__", version.digest("hex").slice(0, 12))
  .replace("__FILES__", JSON.stringify(["/field/", ...files.map((name) => `/field/${name}`)]));
writeFileSync(join(SITE, "worker.js"), worker);

const weigh = (names) => names.reduce((sum, name) => sum + gzipSync(readFileSync(join(SITE, name))).length, 0);
const code = files.filter((name) => /\.(js|css)$/.test(name));
const whole = weigh([...code, "index.html"]);
console.log(`· field, web: ${(whole / 1024).toFixed(0)} kB gzip, every page included (first load may be 300 kB)`);
if (whole > FIRST_LOAD) process.exit(1);

const weixin = "dist/build/mp-weixin";
if (existsSync(weixin)) {
  const size = filesIn(weixin).reduce((sum, name) => sum + statSync(join(weixin, name)).size, 0);
  console.log(`· field, mini program: ${(size / 1024).toFixed(0)} kB main package (may be 2048 kB)`);
  if (size > MAIN_PACKAGE) process.exit(1);
}
