/** The compiled mini program in everybody's hands: vite-node roles.ts '{"server", "role", …}', one phone a run. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { Host } from "./host";
import { Handset } from "./wx";

interface Told {
  server: string;
  role: "worker" | "volunteer" | "village" | "station";
  login: string;
  password: string;
  photo: string;
  clip: string;
  cards: string[];
  digits: string;
  code: string;
}

const told = JSON.parse(process.argv[2] ?? "{}") as Told;
let host: Host | undefined;
const phone = new Handset(told.server, (url, how) => host?.open(url, how), () => host?.back());
host = new Host(resolve("dist/build/mp-weixin"), phone.wx());
const screen: Host = host;
const said: Record<string, string> = {};

async function scans(card: number, then: string): Promise<void> {
  phone.shown = told.cards[card] ?? "";
  await screen.tap("scan-card");
  await screen.sees(then);
}

/** Who came, by card and by name: without a signal as far as it goes. */
async function people(): Promise<void> {
  await screen.press("记到场的人");
  phone.signal(false);
  await scans(0, "王*兰已记到场");
  await scans(1, "没有信号，名单以外的卡认不出来");
  await scans(2, "这不是服务卡的码");
  await screen.sees("共 1 人");
  phone.signal(true);
  await scans(1, "名单上加了这个人");
  await scans(3, "这张卡在这里认不出来");
  screen.type("input", 0, told.digits);
  await screen.tap("take-number");
  await screen.sees("王*英已记到场");
  phone.signal(false);
  screen.type("input", 2, "罗小燕");
  screen.type("input", 3, "71");
  await screen.tap("add-walk-in");
  await screen.sees("临时到场 · 71 岁");
  await screen.sees("共 4 人");
}

/** One signs, one says it into the camera. */
async function consents(): Promise<void> {
  await screen.tap("ask", 0);
  for (const answer of ["yes-photo", "no-public_photo"]) await screen.tap(answer);
  await screen.tap("by-self");
  await screen.tap("sign");
  phone.photo = readFileSync(told.photo);
  await screen.press("签好了");
  await screen.sees("✓ 签名已存在手机");
  await screen.tap("save-consent");
  await screen.sees("谁来了");
  await screen.tap("ask", 1);
  await screen.tap("yes-callback");
  await screen.tap("by-relative");
  await screen.tap("by-voice");
  phone.clip = readFileSync(told.clip);
  await screen.tap("take-clip");
  await screen.sees("● 4 秒");
  await screen.tap("stop-clip");
  await screen.sees("✓ 口头同意已录在手机");
  await screen.tap("save-consent");
  await screen.sees("待发出 3 条");
}

const CLIP = "已存在手机，待上传 1 份";
const line = (): string => screen.words().split("有服务卡")[0]?.trim() ?? "";

const walks: Record<Told["role"], () => Promise<void>> = {
  async worker() {
    await screen.press("新花村");
    await screen.press("志愿者签到码");
    await screen.sees("秒后换新码");
    said["code"] = /(\d{3}) (\d{3})/.exec(screen.words())?.slice(1).join("") ?? "";
    screen.back();
    await people();
    await consents();
    phone.signal(true);
    for (let turn = 0; turn < 600 && line() !== CLIP; turn++) await new Promise((after) => setTimeout(after, 50));
    said["left"] = line();
    await screen.press(CLIP); // on mobile data a clip waits to be told
    await screen.tap("send-all");
    await screen.sees("全部传完了", 60);
  },
  async volunteer() {
    await screen.press("我来帮忙");
    await screen.sees("工作人员手机上的 6 位数字");
    screen.type("input", 0, told.code);
    await screen.tap("present");
    await screen.sees("离开前再输一次");
  },
  async village() {
    await screen.press("本村的活动");
    await screen.tap("was-not");
    await screen.tap("deny");
    await screen.sees("请写明情况");
    await screen.tap("never-mind");
    await screen.tap("was-held");
    await screen.sees("✓ 已确认在这里开展");
  },
  async station() {
    await screen.press("发起征集");
    await screen.tap("wish");
    await screen.tap("site");
    await screen.sees("额度够");
    await screen.tap("call-out");
    await screen.sees("✓ 已发出征集");
    await screen.press("回到今日");
    await screen.press("初核");
    await screen.press("青杠社工");
    await screen.sees("第 1 份");
    await screen.tap("picture");
    await screen.press("点一下播放");
    const played = await fetch(told.server + (await screen.attribute("video", "src")), { headers: { Range: "bytes=0-99" } });
    said["played"] = `${played.status} ${played.headers.get("content-type")} ${(await played.arrayBuffer()).byteLength}`;
    await screen.tap("pass-on");
    await screen.sees("没有等着初核的场次");
  },
};

screen.start();
await screen.sees("登录这台手机");
screen.type("input", 0, told.login);
screen.type("input", 1, told.password);
await screen.press("登录这台手机");
await screen.sees("设置");
await walks[told.role]();
const methods = [...new Set(phone.requests.map((each) => each.split(" ")[0]))].sort();
console.log(JSON.stringify({ said, asked: [...phone.asked].sort(), methods }));
process.exit(0);
