import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A key of a YAML text with what stands under it. */
export type YamlKey = {
  readonly path: readonly string[];
  readonly key: string;
  /** Counted from 1. */
  readonly line: number;
  /** A scalar, a list, or an object, as plain data; aliases are followed. */
  readonly value: unknown;
  /** Whether other keys stand under it. */
  readonly section: boolean;
};

/** A YAML text taken to pieces. */
export type YamlText = {
  /** Every key from the top down; those in lists are left to the list. */
  readonly keys: readonly YamlKey[];
  readonly value: unknown;
  /** The first thing that YAML's own rules forbid. */
  readonly problem: { readonly line: number; readonly code: string; readonly message: string } | null;
};

/** Reads a YAML text with the line of each key; a broken text gives what could be read and the problem. */
export function readYamlKeys(text: string): YamlText {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, merge: true, prettyErrors: false });
  const keys: YamlKey[] = [];

  const walk = (node: unknown, path: readonly string[]): void => {
    if (!isMap(node)) return;
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      const at = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
      const value = pair.value;
      const below = [...path, key];
      keys.push({
        path: below,
        key,
        line: counter.linePos(at).line,
        value: isNode(value) ? plain(value, document) : null,
        section: isMap(value),
      });
      walk(value, below);
    }
  };
  walk(document.contents, []);

  const [error] = document.errors;
  return {
    keys,
    value: document.errors.length === 0 ? plain(document.contents, document) : null,
    problem:
      error === undefined
        ? null
        : { line: counter.linePos(error.pos[0]).line, code: error.code, message: error.message },
  };
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || (typeof value === 'object' && value !== null);
}

function plain(node: Node | null, document: ReturnType<typeof parseDocument>): unknown {
  try {
    const value: unknown = node?.toJS(document);
    return value;
  } catch (error) {
    // An alias without its anchor, or one that grows without end: nothing can be said of this value.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** A scalar as text; anything else is empty. */
export function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : '';
}

/** The value under a path of keys, or undefined. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
