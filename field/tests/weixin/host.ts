/** A small WeChat: registers what the compiled bundle declares, shows its pages, and lets somebody press and type. */

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { runInThisContext } from "node:vm";

import { assign, type Data, parse, type Tag, value } from "./wxml";

type Handler = (this: Instance, event: { type: string; detail: unknown }) => unknown;
interface Options {
  data?: Data;
  properties?: Record<string, { value?: unknown } | null | unknown>;
  methods?: Record<string, Handler>;
  observers?: Record<string, (this: Instance, ...values: unknown[]) => void>;
  lifetimes?: Record<string, (this: Instance) => void>;
  created?: (this: Instance) => void;
}
interface Program {
  onLaunch?: (options: object) => void;
  onShow?: (options: object) => void;
}
interface Definition {
  path: string;
  options: Options;
  template: (Tag | string)[];
  components: Record<string, string>;
}

/** What the framework calls `this` in a page or a component. */
interface Instance {
  [name: string]: unknown;
  is: string;
  route?: string;
  data: Data;
  properties: Data;
}

/** What is on the screen: native elements, each with whom its events go to. */
export interface Shown {
  tag: string;
  text: string;
  attributes: Data;
  owner: Instance;
  events: Record<string, string>;
  children: Shown[];
}

interface Standing {
  instance: Instance;
  definition: Definition;
  events: Record<string, string>;
  owner: Instance | undefined;
  reference: string;
  visited: boolean;
}

export class Host {
  readonly pages: Standing[] = [];
  private readonly definitions = new Map<string, Definition>();
  private readonly components = new Map<string, Standing>();
  private readonly modules = new Map<string, { exports: object }>();
  private loading = "";
  private due: Promise<void> | undefined;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly bundle: string, wx: object) {
    const globals: Data = {
      wx,
      App: (app: Program) => this.launch(app),
      Component: (options: Options) => this.register(options),
      Page: () => { throw new Error("the compiler makes pages of components"); },
      Behavior: (options: unknown) => options,
      getApp: () => this.app,
      getCurrentPages: () => this.pages.map((page) => page.instance),
    };
    Object.assign(globalThis, globals);
  }

  private app: Program = {};

  private launch(app: Program): void {
    this.app = app;
    app.onLaunch?.call(app, { path: "", query: {} });
    app.onShow?.call(app, { path: "", query: {} });
  }

  /** Start the program: its modules anew, as after the phone killed it. */
  start(): void {
    this.modules.clear();
    this.pages.length = 0;
    this.components.clear();
    this.definitions.clear();
    this.load(join(this.bundle, "app.js"));
    const { pages } = JSON.parse(readFileSync(join(this.bundle, "app.json"), "utf8")) as { pages: string[] };
    this.open(`/${pages[0]}`, "reLaunch");
  }

  /** A module of the bundle; WeChat's own loader does the same. */
  private load(file: string): object {
    const known = this.modules.get(file);
    if (known) return known.exports;
    const made = { exports: {} };
    this.modules.set(file, made);
    const source = `(function (exports, require, module) {${readFileSync(file, "utf8")}\n})`;
    const run = runInThisContext(source, file) as (exports: object, require: (name: string) => object, module: object) => void;
    run(made.exports, (name) => this.load(join(dirname(file), name)), made);
    return made.exports;
  }

  private register(options: Options): void {
    const path = this.loading;
    const text = (kind: string): string => readFileSync(join(this.bundle, `${path}.${kind}`), "utf8");
    const named = (JSON.parse(text("json")) as { usingComponents?: Record<string, string> }).usingComponents ?? {};
    const near = (where: string): string =>
      where.startsWith("/") ? where.slice(1) : resolve("/", dirname(path), where).slice(1);
    const components = Object.fromEntries(Object.entries(named).map(([tag, where]) => [tag, near(where)]));
    this.definitions.set(path, { path, options, template: parse(text("wxml")), components });
  }

  private definition(path: string): Definition {
    if (!this.definitions.has(path)) {
      const before = this.loading;
      this.loading = path;
      this.load(join(this.bundle, `${path}.js`));
      this.loading = before;
    }
    const found = this.definitions.get(path);
    if (!found) throw new Error(`${path} registered nothing`);
    return found;
  }

  private create(definition: Definition, properties: Data, standing: Omit<Standing, "instance" | "definition" | "visited">, more: Data = {}): Standing {
    const { options } = definition;
    const defaults: Data = {};
    for (const [name, said] of Object.entries(options.properties ?? {})) defaults[name] = (said as { value?: unknown } | null)?.value ?? null;
    const data: Data = { ...structuredClone(options.data ?? {}), ...defaults, ...properties };
    const made: Standing = { ...standing, definition, visited: true, instance: { ...more, is: definition.path, data, properties: data } };
    const { instance } = made;
    Object.assign(instance, options.methods, {
      setData: (given: Data, then?: () => void) => {
        for (const [path, each] of Object.entries(given)) assign(data, path, each);
        if (then) this.waiting.push(then);
        this.soon();
      },
      triggerEvent: (name: string, detail: unknown) => this.send(made, name, detail),
      selectAllComponents: (selector: string) => this.selected(instance, selector),
      selectComponent: (selector: string) => this.selected(instance, selector)[0] ?? null,
      createSelectorQuery: () => (globalThis as unknown as { wx: { createSelectorQuery(): object } }).wx.createSelectorQuery(),
    });
    options.created?.call(instance);
    options.lifetimes?.["created"]?.call(instance);
    return made;
  }

  private selected(owner: Instance, selector: string): Instance[] {
    const wanted = selector.replace(/^\./, "");
    return [...this.components.values()]
      .filter((each) => each.owner === owner && each.reference.split(/\s+/).includes(wanted))
      .map((each) => each.instance);
  }

  private send(from: Standing, name: string, detail: unknown): void {
    const handler = from.events[name];
    if (handler && from.owner) this.call(from.owner, handler, name, detail);
  }

  private call(owner: Instance, handler: string, type: string, detail: unknown): void {
    const found = owner[handler];
    if (typeof found !== "function") throw new Error(`${owner.is} has no ${handler}`);
    const target = { dataset: {}, id: "" };
    (found as Handler).call(owner, { type, detail, target, currentTarget: target } as { type: string; detail: unknown });
  }

  // --- pages -------------------------------------------------------------------------------------------------------
  open(url: string, how: "navigateTo" | "redirectTo" | "reLaunch"): void {
    const [where, query] = url.replace(/^\//, "").split("?");
    const options = Object.fromEntries(new URLSearchParams(query ?? ""));
    if (how === "reLaunch") while (this.pages.length) this.leave();
    if (how === "redirectTo") this.leave();
    const route = where ?? "";
    const more = { route, options, __route__: route, __wxWebviewId__: this.pages.length + 1, __wxExparserNodeId__: route };
    const page = this.create(this.definition(route), {}, { events: {}, owner: undefined, reference: "" }, more);
    this.pages.push(page);
    page.definition.options.lifetimes?.["attached"]?.call(page.instance);
    this.hook(page, "onLoad", options);
    this.hook(page, "onShow", undefined);
    this.render();
    page.definition.options.lifetimes?.["ready"]?.call(page.instance);
    this.hook(page, "onReady", undefined);
  }

  back(): void {
    this.leave();
    const page = this.pages[this.pages.length - 1];
    if (page) this.hook(page, "onShow", undefined);
    this.soon();
  }

  private hook(page: Standing, name: string, given: unknown): void {
    const found = page.instance[name];
    if (typeof found === "function") (found as (given: unknown) => void).call(page.instance, given);
  }

  private leave(): void {
    const page = this.pages.pop();
    if (!page) return;
    this.hook(page, "onUnload", undefined);
    for (const [key, each] of this.components) if (key.startsWith(`${page.instance["__wxWebviewId__"]}:`)) this.drop(key, each);
    page.definition.options.lifetimes?.["detached"]?.call(page.instance);
  }

  private drop(key: string, each: Standing): void {
    this.components.delete(key);
    each.definition.options.lifetimes?.["detached"]?.call(each.instance);
  }

  // --- drawing -----------------------------------------------------------------------------------------------------
  private soon(): void {
    this.due ??= Promise.resolve().then(() => {
      this.due = undefined;
      this.render();
      for (const then of this.waiting.splice(0)) then();
    });
  }

  /** Draw the page on top; components come and go with it. */
  render(): Shown[] {
    const page = this.pages[this.pages.length - 1];
    if (!page) return [];
    const within = `${page.instance["__wxWebviewId__"]}:`;
    for (const [key, each] of this.components) if (key.startsWith(within)) each.visited = false;
    const shown = this.draw(page.definition.template, page.definition, page.instance, page.instance.data, within, []);
    for (const [key, each] of this.components) if (key.startsWith(within) && !each.visited) this.drop(key, each);
    return shown;
  }

  private draw(nodes: (Tag | string)[], definition: Definition, owner: Instance, data: Data, key: string, slot: Shown[]): Shown[] {
    const shown: Shown[] = [];
    let open = false; // whether an else may still follow
    nodes.forEach((node, number) => {
      if (typeof node === "string") {
        shown.push({ tag: "#text", text: String(value(node, data)), attributes: {}, owner, events: {}, children: [] });
        return;
      }
      const { attributes } = node;
      if ("wx:if" in attributes) open = !value(attributes["wx:if"] ?? "", data);
      else if ("wx:elif" in attributes) {
        if (!open) return;
        open = !value(attributes["wx:elif"] ?? "", data);
      } else if ("wx:else" in attributes) {
        if (!open) return;
        open = false;
      }
      if (("wx:if" in attributes || "wx:elif" in attributes) && open) return;
      const each = attributes["wx:for"];
      if (each === undefined) {
        shown.push(...this.element(node, definition, owner, data, `${key}/${number}`, slot));
        return;
      }
      const item = attributes["wx:for-item"] ?? "item";
      const rows = (value(each, data) ?? []) as unknown[];
      rows.forEach((row, index) =>
        shown.push(...this.element(node, definition, owner, { ...data, [item]: row, index }, `${key}/${number}.${index}`, slot)),
      );
    });
    return shown;
  }

  private element(node: Tag, definition: Definition, owner: Instance, data: Data, key: string, slot: Shown[]): Shown[] {
    const inside = (): Shown[] => this.draw(node.children, definition, owner, data, key, slot);
    if (node.tag === "block") return inside();
    if (node.tag === "slot") return slot;
    const attributes: Data = {};
    const events: Record<string, string> = {};
    for (const [name, text] of Object.entries(node.attributes)) {
      const event = /^(?:bind|catch):?(.+)$/.exec(name);
      if (event) events[event[1] ?? ""] = String(value(text, data));
      else if (!name.startsWith("wx:")) attributes[name] = value(text, data);
    }
    const path = definition.components[node.tag];
    if (path === undefined) return [{ tag: node.tag, text: "", attributes, owner, events, children: inside() }];
    const made = this.component(path, key, attributes, events, owner);
    const filled = inside();
    const drawn = this.draw(made.definition.template, made.definition, made.instance, made.instance.data, `${key}>`, filled);
    return [{ tag: node.tag, text: "", attributes, owner, events, children: drawn }];
  }

  private component(path: string, key: string, attributes: Data, events: Record<string, string>, owner: Instance): Standing {
    const properties: Data = {};
    for (const [name, each] of Object.entries(attributes)) properties[name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())] = each;
    const known = this.components.get(key);
    if (known && known.definition.path === path) {
      known.visited = true;
      known.events = events;
      const changed = Object.keys(properties).filter((name) => known.instance.data[name] !== properties[name]);
      Object.assign(known.instance.data, properties);
      for (const name of changed) known.definition.options.observers?.[name]?.call(known.instance, properties[name]);
      return known;
    }
    if (known) this.drop(key, known);
    const reference = String(attributes["class"] ?? "");
    const made = this.create(this.definition(path), properties, { events, owner, reference });
    this.components.set(key, made);
    made.definition.options.lifetimes?.["attached"]?.call(made.instance);
    made.definition.options.lifetimes?.["ready"]?.call(made.instance);
    return made;
  }

  // --- a hand ------------------------------------------------------------------------------------------------------
  /** Every word on the screen. */
  words(nodes: Shown[] = this.render()): string {
    const said = nodes.map((node) => node.text + (node.children.length ? this.words(node.children) : ""));
    return said.join(" ").replace(/\s+/g, " ");
  }

  private *all(nodes: Shown[]): Generator<Shown> {
    for (const node of nodes) {
      yield node;
      yield* this.all(node.children);
    }
  }

  /** Tap the innermost thing that takes a tap and shows these words, once it is there. */
  async press(words: string): Promise<void> {
    await this.sees(words);
    const takers = [...this.all(this.render())].filter(
      (node) => (node.events["tap"] || node.tag === "navigator") && this.words([node]).includes(words),
    );
    const found = takers[takers.length - 1];
    if (!found) throw new Error(`nothing to press says ${words}: ${this.words()}`);
    const above = takers.filter((node) => node.tag === "navigator" && [...this.all([node])].includes(found));
    const link = above[above.length - 1];
    if (found.events["tap"]) this.call(found.owner, found.events["tap"], "tap", {});
    if (link) this.open(String(link.attributes["url"]), (link.attributes["open-type"] as "reLaunch" | undefined) ?? "navigateTo");
  }

  /** Tap what carries this class, or the first thing inside it that takes a tap; `number` counts from 0. */
  async tap(name: string, number = 0): Promise<void> {
    const carries = (node: Shown): boolean => [node.attributes["class"]].flat(3).join(" ").split(/\s+/).includes(name);
    for (let turn = 0; turn < 200; turn++) {
      const named = [...this.all(this.render())].filter(carries).slice(number, number + 1);
      const found = [...this.all(named)].find((node) => node.events["tap"]);
      if (found) return this.call(found.owner, found.events["tap"] ?? "", "tap", {});
      await new Promise((after) => setTimeout(after, 50));
    }
    throw new Error(`nothing to tap is a ${name}: ${this.words()}`);
  }

  /** An attribute of the first element of a kind, once it has one. */
  async attribute(tag: string, name: string): Promise<string> {
    for (let turn = 0; turn < 200; turn++) {
      const found = [...this.all(this.render())].find((node) => node.tag === tag && node.attributes[name]);
      if (found) return String(found.attributes[name]);
      await new Promise((after) => setTimeout(after, 50));
    }
    throw new Error(`no ${tag} has ${name}: ${this.words()}`);
  }

  /** Type into the n-th field of a kind. */
  type(tag: "input" | "textarea", number: number, text: string): void {
    const found = [...this.all(this.render())].filter((node) => node.tag === tag)[number];
    if (!found) throw new Error(`no ${tag} ${number}`);
    const event = found.events["input"];
    if (event) this.call(found.owner, event, "input", { value: text });
    const blur = found.events["blur"];
    if (blur) this.call(found.owner, blur, "blur", { value: text });
  }

  /** Wait until the screen says so. */
  async sees(words: string, seconds = 30): Promise<void> {
    for (let turn = 0; turn < seconds * 20; turn++) {
      if (this.words().includes(words)) return;
      await new Promise((after) => setTimeout(after, 50));
    }
    throw new Error(`never saw ${words}: ${this.words()}`);
  }
}
