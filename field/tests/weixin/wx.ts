/** A stand-in of WeChat's interface, typed by WeChat's own typings: as much of it as the program calls, and no more. */

import { webcrypto } from "node:crypto";

type W = WechatMiniprogram.Wx;
const wrong = (errMsg: string): WechatMiniprogram.FileError => ({ errMsg, errCode: 1300000 });

type Told = { errMsg: string };

/** What WeChat lets a mini program send; PATCH is not among them. */
const METHODS = ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT"];

/** One phone: what it keeps outlives the program. */
export class Handset {
  readonly files = new Map<string, Uint8Array>();
  readonly storage = new Map<string, unknown>();
  readonly asked = new Set<string>();
  readonly requests: string[] = [];
  offline = false;
  room = Infinity;
  code = "";
  photo = new Uint8Array();
  /** What the scanner reads next. */
  shown = "";
  clip = new Uint8Array();
  private heard: ((said: { isConnected: boolean; networkType: string }) => void)[] = [];

  constructor(
    private readonly server: string,
    private readonly go: (url: string, how: "navigateTo" | "redirectTo" | "reLaunch") => void,
    private readonly back: () => void,
  ) {}

  signal(there: boolean): void {
    this.offline = !there;
    for (const tell of this.heard) tell({ isConnected: there, networkType: there ? "4g" : "none" });
  }

  restarted(): void {
    this.heard = [];
  }

  private readonly disk = {
    readFile: ({ filePath, success, fail }: WechatMiniprogram.ReadFileOption) => {
      const found = this.files.get(filePath);
      if (found) success?.({ data: found.slice().buffer, errMsg: "readFile:ok" });
      else fail?.(wrong(`readFile:fail no such file or directory, open ${filePath}`));
    },
    writeFile: ({ filePath, data, success, fail }: WechatMiniprogram.WriteFileOption) => {
      if (typeof data === "string") throw new Error("the program writes bytes only");
      if (this.room-- <= 0) return fail?.(wrong("writeFile:fail the maximum size of the file storage limit is exceeded"));
      this.files.set(filePath, new Uint8Array(data.slice(0)));
      success?.({ errMsg: "writeFile:ok", errCode: 0 });
    },
    rename: ({ oldPath, newPath, success, fail }: WechatMiniprogram.RenameOption) => {
      const found = this.files.get(oldPath);
      if (!found) return fail?.(wrong("rename:fail no such file or directory"));
      this.files.set(newPath, found);
      this.files.delete(oldPath);
      success?.({ errMsg: "rename:ok", errCode: 0 });
    },
    unlink: ({ filePath, success, fail }: WechatMiniprogram.UnlinkOption) => {
      if (this.files.delete(filePath)) success?.({ errMsg: "unlink:ok", errCode: 0 });
      else fail?.(wrong("unlink:fail no such file or directory"));
    },
    readdir: ({ dirPath, success }: WechatMiniprogram.ReaddirOption) => {
      const inside = [...this.files.keys()].filter((name) => name.startsWith(`${dirPath}/`));
      success?.({ files: inside.map((name) => name.slice(dirPath.length + 1)), errMsg: "readdir:ok" });
    },
    mkdir: ({ success }: WechatMiniprogram.MkdirOption) => success?.({ errMsg: "mkdir:ok", errCode: 0 }),
    rmdir: ({ dirPath, success }: WechatMiniprogram.RmdirOption) => {
      for (const name of [...this.files.keys()]) if (name.startsWith(`${dirPath}/`)) this.files.delete(name);
      success?.({ errMsg: "rmdir:ok", errCode: 0 });
    },
  };

  private async send(option: WechatMiniprogram.RequestOption): Promise<void> {
    const method = option.method ?? "GET";
    this.requests.push(`${method} ${option.url}`);
    try {
      if (!METHODS.includes(method)) throw new Error(`request:fail method ${method} is not allowed`);
      if (this.offline) throw new Error("request:fail net::ERR_INTERNET_DISCONNECTED");
      const body = option.data as string | ArrayBuffer | undefined;
      const init: RequestInit = { method, headers: option.header as Record<string, string> };
      if (body !== undefined && method !== "GET" && method !== "HEAD") init.body = body;
      const answer = await fetch(this.server + option.url, init);
      const data = await answer.text();
      const header = Object.fromEntries(answer.headers.entries());
      option.success?.({ statusCode: answer.status, data, header, cookies: [], errMsg: "request:ok" } as never);
    } catch (error) {
      option.fail?.({ errMsg: (error as Error).message, errno: 600000 } as never);
    }
  }

  private readonly camera = {
    takePhoto: ({ success }: WechatMiniprogram.TakePhotoOption) => {
      this.asked.add("camera");
      this.files.set("wxfile://tmp/photo", this.photo);
      success?.({ tempImagePath: "wxfile://tmp/photo", errMsg: "ok" });
    },
    startRecord: (_option?: WechatMiniprogram.CameraContextStartRecordOption) => void this.asked.add("camera").add("record"),
    stopRecord: ({ success }: WechatMiniprogram.CameraContextStopRecordOption) => {
      this.files.set("wxfile://tmp/clip", this.clip);
      success?.({ tempVideoPath: "wxfile://tmp/clip", tempThumbPath: "", duration: 12, size: 0, errMsg: "ok" } as never);
    },
  };

  private place(option: WechatMiniprogram.GetLocationOption): void {
    this.asked.add("location");
    const where = { longitude: 108.7702, latitude: 29.5334, accuracy: 11, altitude: 0, speed: 0, verticalAccuracy: 0, horizontalAccuracy: 11 };
    option.success?.({ ...where, errMsg: "getLocation:ok" } as never);
  }

  /** Only what stands here exists: a call of anything else fails the test by its name. */
  wx(): object {
    const known = {
      env: { USER_DATA_PATH: "wxfile://usr" } as W["env"],
      getFileSystemManager: () => this.disk,
      getRandomValues: ({ length, success }: WechatMiniprogram.GetRandomValuesOption) =>
        success?.({ randomValues: webcrypto.getRandomValues(new Uint8Array(length)).buffer, errMsg: "ok" }),
      getStorage: ({ key, encrypt, success, fail }: { key: string; encrypt?: boolean; success?: (said: object) => void; fail?: (said: Told) => void }) => {
        if (!encrypt) throw new Error("storage is encrypted here");
        if (this.storage.has(key)) success?.({ data: this.storage.get(key), errMsg: "ok" });
        else fail?.({ errMsg: "getStorage:fail data not found" });
      },
      setStorage: ({ key, data, encrypt, success }: { key: string; data: unknown; encrypt?: boolean; success?: (said: Told) => void }) => {
        if (!encrypt) throw new Error("storage is encrypted here");
        this.storage.set(key, data);
        success?.({ errMsg: "ok" });
      },
      removeStorage: ({ key, success }: WechatMiniprogram.RemoveStorageOption) => {
        this.storage.delete(key);
        success?.({ errMsg: "ok" });
      },
      request: (option: WechatMiniprogram.RequestOption) => {
        void this.send(option);
        return { abort: () => undefined };
      },
      getLocation: (option: WechatMiniprogram.GetLocationOption) => this.place(option),
      getNetworkType: ({ success }: WechatMiniprogram.GetNetworkTypeOption) =>
        success?.({ networkType: this.offline ? "none" : "4g", signalStrength: 0, hasSystemProxy: false, weakNet: false, errMsg: "ok" } as never),
      onNetworkStatusChange: (tell: (said: { isConnected: boolean; networkType: string }) => void) => this.heard.push(tell),
      login: ({ success }: WechatMiniprogram.LoginOption) => success?.({ code: this.code, errMsg: "login:ok" }),
      createCameraContext: () => this.camera,
      scanCode: ({ onlyFromCamera, scanType, success }: WechatMiniprogram.ScanCodeOption) => {
        if (!onlyFromCamera || String(scanType) !== "qrCode") throw new Error("codes are read off paper, never out of an album");
        this.asked.add("scan");
        success?.({ result: this.shown, scanType: "QR_CODE", charSet: "utf-8", path: "", rawData: "", errMsg: "scanCode:ok" } as never);
      },
      canvasToTempFilePath: ({ success }: WechatMiniprogram.CanvasToTempFilePathOption) => {
        this.files.set("wxfile://tmp/drawn", this.photo);
        success?.({ tempFilePath: "wxfile://tmp/drawn", errMsg: "canvasToTempFilePath:ok" });
      },
      getImageInfo: ({ success }: WechatMiniprogram.GetImageInfoOption) => success?.({ width: 1280, height: 960, path: "", orientation: "up", type: "jpeg", errMsg: "ok" } as never),
      compressImage: ({ src, success }: WechatMiniprogram.CompressImageOption) => success?.({ tempFilePath: src, errMsg: "ok" }),
      navigateTo: ({ url }: { url: string }) => this.go(url, "navigateTo"),
      redirectTo: ({ url }: { url: string }) => this.go(url, "redirectTo"),
      reLaunch: ({ url }: { url: string }) => this.go(url, "reLaunch"),
      navigateBack: () => this.back(),
      canIUse: () => false,
      ...quiet,
    };
    return new Proxy(known, {
      get: (target, name) => {
        if (name in target) return target[name as keyof typeof target];
        return undefined;
      },
      set: (target, name, given) => Reflect.set(target, name, given),
    });
  }
}

const SYSTEM = { platform: "android", language: "zh_CN", SDKVersion: "3.5.0", windowWidth: 360, windowHeight: 780, pixelRatio: 3, system: "Android 13", brand: "invented", model: "invented", version: "8.0.50", screenWidth: 360, screenHeight: 780, statusBarHeight: 24, fontSizeSetting: 16, host: { env: "WeChat" } };

/** A page is not measured here: every question about sizes is answered with nothing. */
const query = {
  in: () => query, select: (name: string): object => (name.startsWith("#signature") ? pad : query), selectAll: () => query, boundingClientRect: () => query, fields: () => query,
  exec: (then?: (found: null[]) => void) => then?.([null]),
};
/** The one thing that is drawn on: where somebody signs. */
const pen: object = new Proxy({}, { get: () => () => undefined, set: () => true });
const pad = {
  fields: (_wanted: object, then: (found: object) => void) => ({ exec: () => then({ width: 300, height: 180, node: { getContext: () => pen } }) }),
};
const quiet = {
  getSystemInfoSync: () => SYSTEM, getWindowInfo: () => SYSTEM, getDeviceInfo: () => SYSTEM, getAppBaseInfo: () => SYSTEM,
  getLaunchOptionsSync: () => ({ path: "", query: {} }), getEnterOptionsSync: () => ({ path: "", query: {} }),
  getAccountInfoSync: () => ({ miniProgram: { appId: "touristappid" } }),
  getMenuButtonBoundingClientRect: () => ({ top: 0, bottom: 0, left: 0, right: 0, width: 0, height: 0 }),
  createSelectorQuery: () => query, nextTick: (then: () => void) => void Promise.resolve().then(then),
  onThemeChange: () => undefined, onAppShow: () => undefined, onAppHide: () => undefined, createIntersectionObserver: () => query,
  hideKeyboard: () => undefined, showModal: () => undefined, getStorageSync: () => "", setStorageSync: () => undefined,
};
