/** Coming and going: with a password, with WeChat, and leaving nothing behind. */

import { Refused } from "./core/client";
import { Errands } from "./core/errands";
import { platform } from "./platform/index";
import { emptied, forget, type Me, own, read, seen, unsent, write } from "./state";

interface Issued {
  token: string;
  me: Me;
}

export async function signIn(login: string, password: string, code: string): Promise<void> {
  own.client.token = "";
  const said = { login, password, code, device: platform.device() };
  await enter(await own.client.call<Issued>("POST", "/tokens", said));
}

/** For an account that was linked to this WeChat before; `code` is the second factor. */
export async function signInByWechat(code: string): Promise<void> {
  own.client.token = "";
  const said = { wechat_code: await platform.wechatCode(), code, device: platform.device() };
  await enter(await own.client.call<Issued>("POST", "/tokens/wechat", said));
}

/** From now on this WeChat signs in as whoever is signed in. */
export async function linkWechat(): Promise<void> {
  await own.client.call("PUT", "/me/wechat", { wechat_code: await platform.wechatCode() });
}

async function enter({ token, me }: Issued): Promise<void> {
  await makeRoomFor(me, token);
  own.client.token = token;
  await write("token", token);
  await write("me", me);
  const roles = me.roles.map((hat) => hat.role);
  Object.assign(seen, { signedIn: true, name: me.name, roles, large: me.large_type, notice: "" });
}

/** A phone that changes hands keeps nothing of the one before; what they have not sent yet is theirs to send first. */
async function makeRoomFor(me: Me, token: string): Promise<void> {
  const before = await read<Me>("me");
  if (!before || before.username === me.username) return;
  const left = unsent();
  if (left) {
    own.client.token = token;
    await own.client.call("DELETE", "/tokens/current").catch(() => undefined);
    own.client.token = "";
    const sentence = `手机里还有 ${before.name} 没传完的 ${left} 份。请先用原来的账号登录传完，或由本人在设置里退出。`;
    throw new Refused(409, "phone_taken", sentence);
  }
  await own.shelf.wipe();
  own.errands = await Errands.open(own.shelf);
  await own.queue.take(); // the device keeps counting: no sequence number twice
  emptied();
}

/** Tell the server if there is a line, then wipe everything. */
export async function signOut(): Promise<void> {
  await own.client.call("DELETE", "/tokens/current").catch(() => undefined);
  await forget();
}
