import { formatKeyPath, type KeyPath } from './key-path.js';

/** A setting with two values. */
export interface Difference {
  /** The setting's key path. */
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

/** The first place where two plain JSON values differ; undefined where they are equal. Absent and undefined are the same. */
export function findDifference(before: unknown, after: unknown, path: KeyPath = []): Difference | undefined {
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const found = findDifference(before[key], after[key], [...path, key]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [one, other] = [JSON.stringify(before) ?? 'absent', JSON.stringify(after) ?? 'absent'];
  return one === other
    ? undefined
    : { key: formatKeyPath(path), before: shorten(one), after: shorten(other) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
