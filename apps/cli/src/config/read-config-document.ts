import { InputError } from '@sbn/core';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { z } from 'zod';
import { describeIssue } from './describe-issue.js';
import { expandVariables } from './expand-variables.js';
import { formatKeyPath, type KeyPath, parseKeyPath, valueAt } from './key-path.js';

/** What {@link readConfigDocument} reads. */
export interface ConfigDocumentOptions<T> {
  /** The YAML text. */
  readonly source: string;
  /** How messages call the file. */
  readonly file: string;
  readonly schema: z.ZodType<T>;
  /** `key.path=value` texts that replace or add values, in order; values are YAML. */
  readonly overrides?: readonly string[];
  /** Environment variables for `${NAME}`. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** A configuration that passed its schema. */
export interface ConfigDocument<T> {
  readonly value: T;
  /** Whether the value at a path (or what holds it) came from an override and not from the file. */
  isOverridden(path: KeyPath): boolean;
}

interface Override {
  readonly path: KeyPath;
  readonly text: string;
}

/**
 * Parses YAML, applies overrides, fills in environment variables and checks the result.
 *
 * @throws InputError whose message has one line per problem, `FILE:LINE:COLUMN: key.path: what is wrong`
 */
export function readConfigDocument<T>(options: ConfigDocumentOptions<T>): ConfigDocument<T> {
  const { source, file, schema, variables = {} } = options;
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const fail = (problems: readonly string[], cause?: unknown): never => {
    throw new InputError(problems.join('\n'), { code: 'bad-config', cause });
  };

  if (document.errors.length > 0) {
    fail(document.errors.map((error) => `${at(error.pos[0])}: not valid YAML: ${firstLine(error.message)}`));
  }
  if (document.contents === null)
    fail([`${file}: the file is empty; an experiment needs at least name, data and heads`]);
  if (!isMap(document.contents)) fail([`${file}: expected a mapping (key: value lines) at the top level`]);

  const overrides = (options.overrides ?? []).map((text) => applyOverride(document, text));
  const problems: string[] = [];
  visit(document, {
    Scalar: (key, node) => {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
      try {
        node.value = expandVariables(node.value, variables);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push(`${node.range ? at(node.range[0]) : file}: ${error.message}`);
      }
    },
  });
  if (problems.length > 0) fail(problems);

  const overrideOf = (path: KeyPath): Override | undefined =>
    overrides.findLast((override) => override.path.every((key, i) => key === path[i]));
  const place = (path: KeyPath): string => {
    const override = overrideOf(path);
    return override === undefined ? at(offsetOf(document, path)) : `--set ${override.text}`;
  };
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return fail([`${file}: ${firstLine(error instanceof Error ? error.message : String(error))}`], error);
  }
  const parsed = schema.safeParse(plain);
  if (parsed.success) return { value: parsed.data, isOverridden: (path) => overrideOf(path) !== undefined };
  for (const issue of parsed.error.issues.flatMap(spread)) {
    const path = asWritten(
      plain,
      issue.path.filter((key) => typeof key !== 'symbol'),
    );
    const words = describeIssue(issue, valueAt(plain, path));
    problems.push(`${place(path)}: ${path.length === 0 ? '' : `${formatKeyPath(path)}: `}${words}`);
  }
  return fail(problems, parsed.error);
}

/** One problem per unknown key, placed at the key itself. */
function spread(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }));
}

function applyOverride(document: Document.Parsed, text: string): Override {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw new InputError(`--set ${text}: expected key.path=value, such as training.epochs=3`, {
      code: 'bad-override',
    });
  }
  const path = parseKeyPath(text.slice(0, equals));
  const value = parseDocument(text.slice(equals + 1), { prettyErrors: false });
  if (value.errors.length > 0) {
    throw new InputError(
      `--set ${text}: the value is not valid YAML: ${firstLine(value.errors[0]!.message)}`,
      {
        code: 'bad-override',
      },
    );
  }
  for (let length = 1; length < path.length; length++) {
    const parentPath = path.slice(0, length);
    const parent = document.getIn(parentPath, true);
    const key = path[length]!;
    const fits =
      (parent === undefined && (typeof key === 'string' || key === 0)) ||
      (isMap(parent) && typeof key === 'string') ||
      (isSeq(parent) && typeof key === 'number' && key <= parent.items.length);
    if (!fits) {
      throw new InputError(
        `--set ${text}: ${formatKeyPath(parentPath)} is ${describeNode(parent)}, which has no ${typeof key === 'number' ? `entry ${key}` : `key "${key}"`}`,
        { code: 'bad-override' },
      );
    }
  }
  document.setIn(path, value.contents ?? document.createNode(null));
  return { path, text };
}

function describeNode(node: unknown): string {
  if (node === undefined) return 'missing';
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return `a list of ${node.items.length}`;
  return 'a single value';
}

/** The position of the key or list entry at `path`, or of the nearest thing around it that is there. */
function offsetOf(document: Document.Parsed, path: KeyPath): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key: name }) => isScalar(name) && String(name.value) === String(key));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number' && node.items[key] !== undefined) {
      node = node.items[key];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

/** A path in the parsed value as it is in the file: where a list may be written as its only entry, that has no number. */
function asWritten(plain: unknown, path: KeyPath): KeyPath {
  return path.filter((key, i) => typeof key !== 'number' || Array.isArray(valueAt(plain, path.slice(0, i))));
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
