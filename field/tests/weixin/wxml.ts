/** Templates of a compiled mini program: read once, evaluated against data. As much of the language as the compiler emits. */

export type Data = Record<string, unknown>;

export interface Tag {
  tag: string;
  attributes: Record<string, string>;
  children: (Tag | string)[];
}

const TOKEN = /<!--[\s\S]*?-->|<(\/?)([\w-]+)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>|[^<]+/g;
const ATTRIBUTE = /([\w:@.-]+)(?:="([^"]*)"|='([^']*)')?/g;

export function parse(source: string): (Tag | string)[] {
  const root: Tag = { tag: "", attributes: {}, children: [] };
  const open: Tag[] = [root];
  for (const [whole, closing, tag, said, empty] of source.matchAll(TOKEN)) {
    const inside = open[open.length - 1] ?? root;
    if (whole.startsWith("<!--")) continue;
    if (tag === undefined) {
      if (whole.trim()) inside.children.push(whole);
    } else if (closing) {
      if (open.pop()?.tag !== tag) throw new Error(`</${tag}> closes nothing`);
    } else {
      const attributes: Record<string, string> = {};
      for (const [, name, double, single] of (said ?? "").matchAll(ATTRIBUTE)) attributes[name ?? ""] = double ?? single ?? "";
      const made: Tag = { tag, attributes, children: [] };
      inside.children.push(made);
      if (!empty) open.push(made);
    }
  }
  if (open.length !== 1) throw new Error(`<${open[open.length - 1]?.tag}> stays open`);
  return root.children;
}

const known = new Map<string, (data: Data) => unknown>();

function evaluate(expression: string, data: Data): unknown {
  let made = known.get(expression);
  if (!made) {
    made = new Function("data", `with (data) { return (${expression}); }`) as (data: Data) => unknown;
    known.set(expression, made);
  }
  // WeChat reads a property of nothing as nothing: `$slots.footer` where no slot was filled
  const get = (target: Data, name: string | symbol): unknown => name in target || name !== "$slots" ? target[String(name)] : {};
  return made(new Proxy(data, { has: (_data, name) => typeof name === "string", get }));
}

/** `{{a}}` as it is, anything around it as text. */
export function value(text: string, data: Data): unknown {
  const alone = /^\{\{([\s\S]*)\}\}$/.exec(text);
  if (alone && !alone[1]?.includes("}}")) return evaluate(alone[1] ?? "", data);
  return text.replace(/\{\{([\s\S]*?)\}\}/g, (_whole, expression: string) => {
    const found = evaluate(expression, data);
    return found === undefined || found === null ? "" : String(found);
  });
}

/** `setData` with paths: `a`, `b.c`, `d[0].e`. */
export function assign(data: Data, path: string, given: unknown): void {
  const steps = path.split(/[.[\]]+/).filter(Boolean);
  let at: Data = data;
  for (const step of steps.slice(0, -1)) at = (at[step] ??= {}) as Data;
  at[steps[steps.length - 1] ?? path] = given;
}
