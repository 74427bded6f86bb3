import { defineConfig, loadEnv, type Plugin } from "vite";
import uniPlugin from "@dcloudio/vite-plugin-uni";

import { serverOf } from "./server";

// the package is CommonJS: its default export arrives wrapped
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin;

const FONT = /url\(["']?(?:https?:)?\/\/[^)]*\)\s*format\([^)]*\)\s*,?/g;
const PICTURE = /url\(["']?(?:https?:)?\/\/[^)]*\)/g;

/** Component libraries name fonts and pictures on other people's servers; a phone in the field asks only ours. */
const noStrangers: Plugin = {
  name: "no-strangers",
  enforce: "post",
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== "asset" || !/\.(css|wxss)$/.test(file.fileName)) continue;
      file.source = String(file.source).replace(FONT, "").replace(PICTURE, "none");
    }
  },
};

export default defineConfig(({ mode }) => {
  if (process.env["UNI_PLATFORM"] === "mp-weixin") serverOf(loadEnv(mode, process.cwd(), "VITE_")["VITE_YIMI_SERVER"]);
  return { base: "/field/", plugins: [uni(), noStrangers], build: { target: "es2020" } };
});
