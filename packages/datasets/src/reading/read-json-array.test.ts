import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { tempFiles } from '../testing/temp-folder.js';
import { parseJsonElement } from './parse-json-element.js';
import { readJsonArray } from './read-json-array.js';
import type { JsonArrayOptions, JsonPosition } from './split-json-array.js';

const list = Array.from({ length: 3000 }, (_, i) => ({ i, text: 'é"]}'.repeat(i % 90) }));
const text = `{"list":[\n${list.map((value) => JSON.stringify(value)).join(',\n')}\n]}`;

async function read(file: string, options: JsonArrayOptions = {}) {
  const values: unknown[] = [];
  const ends: (JsonPosition & { count: number })[] = [];
  let bytes = 0;
  const onBytes = (more: number): void => {
    bytes += more;
  };
  for await (const { elements, next } of readJsonArray(file, { path: 'list', ...options, onBytes })) {
    values.push(...elements.map((element) => parseJsonElement(element, { file }).value));
    ends.push({ ...next, count: values.length });
  }
  return { values, ends, bytes };
}

test('a packed file and a plain one give the same elements, from any block on', async () => {
  const { plain, packed } = tempFiles({ plain: text, packed: gzipSync(text) });
  for (const file of [plain, packed]) {
    const { values, ends, bytes } = await read(file);
    expect(values).toEqual(list);
    expect(bytes).toBe(file === plain ? Buffer.byteLength(text) : gzipSync(text).length);
    expect(ends.length).toBeGreaterThan(1);
    for (const { count, ...start } of ends) {
      const rest = await read(file, { start });
      expect(rest.values).toEqual(list.slice(count));
      expect(rest.bytes).toBe(bytes);
    }
  }
});

test('an aborted signal stops it', async () => {
  const { plain } = tempFiles({ plain: text });
  await expect(read(plain, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
});
