import { failAt, quote } from './files/fail-at.js';
import { parseJson, readText } from './files/read-text.js';

/**
 * Reads the names of labels: a text file whose line i names label i − 1, or JSON: an array of names, an object from
 * numbers to names (`{"0": "cat"}`) or from names to numbers (`{"cat": 0}`), or an object with such a one under
 * `id2label` or `label2id`, as a model's `config.json` has it. UTF-8, gzip or not.
 *
 * Names are taken as they are: they may repeat, and a text file's may be blank.
 *
 * @returns one name per label
 * @throws InputError when the file cannot be read, has no names, or does not name every label once
 */
export async function readLabelNames(path: string): Promise<string[]> {
  if (typeof path !== 'string') throw new TypeError(`expected the path of a file, got ${typeof path}`);
  const text = await readText(path);
  if (text === '')
    failAt({ file: path, line: 1 }, 'empty-file', 'The file is empty.', 'Write one name per line.');
  const isJson = /\.json(\.gz)?$/i.test(path);
  if (isJson || /^\s*[[{]/.test(text)) {
    const json = isJson ? parseJson(text, path) : tryParse(text);
    if (json !== undefined) return namesFromJson(json, path);
  }
  return text.split('\n');
}

/** A list of words may well start with `[PAD]`. */
function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function namesFromJson(json: unknown, file: string): string[] {
  if (Array.isArray(json)) {
    const wrong = json.findIndex((name) => typeof name !== 'string');
    if (wrong >= 0) {
      failAt(
        { file },
        'syntax',
        `Expected a list of names, got ${quote(JSON.stringify(json[wrong]))} as item ${wrong}.`,
        'Put every name in quotes.',
      );
    }
    if (json.length === 0) failNone(file);
    return json as string[];
  }
  if (typeof json !== 'object' || json === null) return failNone(file);
  for (const key of ['id2label', 'label2id']) {
    const nested = Object.hasOwn(json, key) ? (json as Record<string, unknown>)[key] : undefined;
    if (typeof nested === 'object' && nested !== null) return namesFromJson(nested, file);
  }
  const entries = Object.entries(json);
  if (entries.length === 0) failNone(file);
  const names: (string | undefined)[] = entries.map(() => undefined);
  for (const [key, value] of entries) {
    // Names are texts and numbers are numbers; which of the two the value is tells the direction.
    const [name, label] = typeof value === 'string' ? [value, labelNumber(key)] : [key, value];
    if (typeof label !== 'number' || !Number.isInteger(label) || label < 0 || label >= entries.length) {
      failAt(
        { file },
        'syntax',
        `Expected each of the labels 0 to ${entries.length - 1} once, got ${quote(key)}: ${quote(JSON.stringify(value))}.`,
        'Write {"0": "cat", …}, {"cat": 0, …} or a list of names.',
      );
    }
    if (names[label] !== undefined) {
      failAt(
        { file },
        'syntax',
        `Label ${label} has two names, ${quote(names[label])} and ${quote(name)}.`,
        'Give every label one name.',
      );
    }
    names[label] = name;
  }
  return names as string[];
}

function labelNumber(key: string): number | undefined {
  return /^\d+$/.test(key) ? Number(key) : undefined;
}

function failNone(file: string): never {
  failAt(
    { file },
    'syntax',
    'The file has no names.',
    'Write a list of names, {"0": "cat", …} or {"cat": 0, …}.',
  );
}
