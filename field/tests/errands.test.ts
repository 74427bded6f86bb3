import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Refused } from "../src/core/client";
import { type Errand, Errands } from "../src/core/errands";
import { Full } from "../src/core/ports";
import { Drawer } from "./shelves";

const errand = (id: string): Omit<Errand, "refused"> => ({ id, title: id, method: "POST", path: `/${id}`, body: { id } });
const refusal = (status: number): Refused => new Refused(status, "no", "不行");

describe("errands", () => {
  it("waits for a line, and after a kill tells in the order it was told", async () => {
    const shelf = new Drawer();
    const first = await Errands.open(shelf);
    for (const id of ["a", "b", "c"]) await first.add(errand(id));
    await first.drain(() => Promise.reject(new Error("no line")));
    const told: string[] = [];
    const second = await Errands.open(shelf);
    await second.add(errand("d"));
    expect(await second.drain(async (_method, path) => told.push(path))).toBe(4);
    expect(told).toEqual(["/a", "/b", "/c", "/d"]);
    expect(shelf.held.size).toBe(0);
  });

  it("keeps what is refused with its reason, goes on, and lets it be put away", async () => {
    const errands = await Errands.open(new Drawer());
    for (const id of ["a", "b"]) await errands.add(errand(id));
    await errands.drain((_method, path) => (path === "/a" ? Promise.reject(refusal(422)) : Promise.resolve()));
    expect(errands.items.map((each) => [each.id, each.refused])).toEqual([["a", "不行"]]);
    await errands.drop("a");
    expect(errands.items).toEqual([]);
  });

  it("does not take a full disk, a busy server or an ended sign-in for an answer", async () => {
    const shelf = new Drawer();
    const errands = await Errands.open(shelf);
    await errands.add(errand("a"));
    for (const status of [401, 429, 500, 503]) await errands.drain(() => Promise.reject(refusal(status)));
    shelf.room = 0;
    await expect(errands.add(errand("b"))).rejects.toThrow(Full);
    expect(errands.items.map((each) => [each.id, each.refused])).toEqual([["a", ""]]);
  });

  it("tells each until it is heard and none again, whatever breaks in between", async () => {
    const step = fc.oneof(fc.constant("add"), fc.constant("drain"), fc.constant("lost"), fc.constant("restart"));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const shelf = new Drawer();
        let errands = await Errands.open(shelf);
        const said: string[] = [];
        const heard: string[] = []; // the server's memory; a repeat is the same one
        const hear = (path: string): void => void (heard.includes(path) || heard.push(path));
        for (const what of [...steps, "drain"]) {
          if (what === "add") {
            said.push(`/${said.length}`);
            await errands.add(errand(String(said.length - 1)));
          } else if (what === "restart") errands = await Errands.open(shelf);
          else
            await errands.drain(async (_method, path) => {
              hear(path);
              if (what === "lost") throw new Error("the answer was lost");
            });
        }
        expect(heard).toEqual(said);
        expect(shelf.held.size).toBe(0);
      }),
    );
  });
});
