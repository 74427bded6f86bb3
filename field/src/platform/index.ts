import type { Platform } from "./port";
// #ifdef H5
import { platform as web } from "./web";
// #endif
// #ifdef MP-WEIXIN
import { platform as weixin } from "./weixin";
// #endif

/** The build leaves one of the two standing. */
function here(): Platform {
  // #ifdef H5
  return web;
  // #endif
  // #ifdef MP-WEIXIN
  return weixin;
  // #endif
}

export const platform = here();
