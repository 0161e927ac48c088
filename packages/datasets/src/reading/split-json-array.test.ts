import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectInputError, inputErrorOf } from '../testing/input-errors.js';
import { damages, damageText } from '../testing/mutate.js';
import { parseJsonElement } from './parse-json-element.js';
import { type JsonArrayOptions, type JsonElementBlock, splitJsonArray } from './split-json-array.js';

function* chunksOf(text: string | Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0, i = 0; at < bytes.length; at += sizes[i % sizes.length]!, i++) {
    yield bytes.subarray(at, at + sizes[i % sizes.length]!);
  }
}

/** All blocks of the member `list`, in chunks of these sizes. */
async function blocksOf(
  text: string | Uint8Array,
  sizes: readonly number[] = [7],
  options: JsonArrayOptions = {},
): Promise<JsonElementBlock[]> {
  const blocks: JsonElementBlock[] = [];
  for await (const block of splitJsonArray(chunksOf(text, sizes), { path: 'list', file: 'f', ...options })) {
    blocks.push(block);
  }
  return blocks;
}

const parsed = (blocks: readonly JsonElementBlock[]): unknown[] =>
  blocks.flatMap(({ elements }) => elements.map((element) => parseJsonElement(element, { file: 'f' }).value));

const hostileStrings = fc.string({
  unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'é', '\n', 'u'),
});
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  hostileStrings,
  fc.dictionary(hostileStrings, hostileStrings, { maxKeys: 3 }),
);

/** A document with the member `list` among others, laid out in some way. */
const documents = fc
  .record({
    before: fc.dictionary(hostileStrings, values, { maxKeys: 2 }),
    list: fc.array(values, { maxLength: 6 }),
    after: fc.dictionary(hostileStrings, values, { maxKeys: 2 }),
    indent: fc.constantFrom('', ' ', '\t', '  '),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    start: fc.constantFrom('', '\ufeff', '\n '),
  })
  .map(({ before, list, after, indent, lineEnd, start }) => {
    const members = [...Object.entries(before), ['list', list], ...Object.entries(after)] as [
      string,
      unknown,
    ][];
    const shown = members.map(
      ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value, null, indent)}`,
    );
    return `${start}{${shown.join(` ,\n`)}\n}\n`.replaceAll('\n', lineEnd);
  });
const chunkSizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });

/** What JSON.parse makes of a text; undefined where it refuses. */
function reference(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

describe('splitJsonArray', () => {
  it('finds the elements that JSON.parse finds, however they are laid out and the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(documents, chunkSizes, async (text, sizes) => {
        const { list } = reference(text) as { list: unknown };
        expect(parsed(await blocksOf(text, sizes))).toEqual(list);
      }),
      { numRuns: 300 },
    );
  });

  it('knows offset and line of every element, and goes on behind every block', async () => {
    await fc.assert(
      fc.asyncProperty(documents, chunkSizes, async (text, sizes) => {
        const bytes = Buffer.from(text);
        const blocks = await blocksOf(text, sizes);
        for (const { elements } of blocks) {
          for (const { bytes: own, offset, line } of elements) {
            expect(bytes.subarray(offset, offset + own.length).equals(own)).toBe(true);
            expect(line).toBe(bytes.subarray(0, offset).toString('latin1').split('\n').length);
          }
        }
        for (const [index, { next }] of blocks.entries()) {
          const rest = await blocksOf(bytes.subarray(next.offset), sizes, { start: next });
          const flat = (list: readonly JsonElementBlock[]) => list.flatMap(({ elements }) => elements);
          expect(flat(rest)).toEqual(flat(blocks.slice(index + 1)));
        }
      }),
    );
  });

  it('refuses what JSON.parse refuses, and nothing else', async () => {
    const outcomes = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(documents, damages(), chunkSizes, async (document, damage, sizes) => {
        const text = damageText(document, damage);
        const expected = reference(text) as { list?: unknown } | undefined;
        if (Array.isArray(expected?.list) && (text.match(/"list"/g) ?? []).length === 1) {
          outcomes.read++;
          expect(parsed(await blocksOf(text, sizes))).toEqual(expected.list);
        } else if (expected === undefined) {
          outcomes.refused++;
          const error = await inputErrorOf(async () => parsed(await blocksOf(text, sizes)));
          expect(error.message).toMatch(/byte [\d,]+|empty|UTF-16/);
        }
      }),
      { numRuns: 600 },
    );
    // Neither kind may be missing; the rarer one comes about 30 times.
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(5);
  });

  it.each([
    ['', 'empty-file', undefined, 'is empty'],
    [' \n', 'empty-file', undefined, 'is empty'],
    ['[1]', 'syntax', 1, 'Expected "{" at byte 0, got "["'],
    ['{"list":\n {"a":1}}', 'syntax', 2, 'Expected a list as "list" at byte 10'],
    ['{"other":[1]}', 'missing-field', undefined, 'Expected a member "list"'],
    ['{"list":[1], "list":[2]}', 'syntax', 1, 'not two'],
    ['{"list":[1\n,2', 'truncated', 2, 'ends at byte 13, inside the value at byte 12'],
    ['{"list":["a\\"]}', 'truncated', 1, 'inside the value at byte 9'],
    ['{"list":[{"a":1}', 'truncated', 1, 'ends at byte 16, where "," or "]" is expected'],
    ['{"list":[1]', 'truncated', 1, '"," or "}" is expected'],
    ['{"list":[1,\n]}', 'syntax', 2, 'Expected a value at byte 12, got "]"'],
    ['{"list":[1 2]}', 'syntax', 1, 'Expected "," or "]" at byte 11, got "2"'],
    ['{"list":[1]}\n\n{', 'syntax', 3, 'Expected the end of the file at byte 14, got "{"'],
    ['{"a":tru,"list":[1]}', 'syntax', 1, 'The value at byte 5 is not valid JSON'],
    ['{"list":[{"a":}]}', 'syntax', 1, 'The value at byte 9 is not valid JSON'],
  ] as const)('says where %j is wrong', async (text, code, line, message) => {
    for (const size of [1, 1000]) {
      const error = await expectInputError(async () => parsed(await blocksOf(text, [size])), {
        code,
        file: 'f',
        ...(line === undefined ? {} : { line }),
      });
      expect(error.message).toContain(message);
    }
  });

  it('tells UTF-16 apart', async () => {
    await expectInputError(() => blocksOf(Buffer.from('\ufeff{"list":[]}', 'utf16le')), { code: 'bad-utf8' });
  });

  it('refuses an endless element as soon as it is too long', async () => {
    let given = 0;
    function* endless(): Generator<Uint8Array> {
      yield Buffer.from('{"list":[1,\n"');
      for (; given < 1_000_000; given += 1000) yield Buffer.alloc(1000, 0x61);
    }
    const run = async (): Promise<void> => {
      for await (const _ of splitJsonArray(endless(), { path: 'list', maxElementBytes: 10_000 }));
    };
    const error = await expectInputError(run, { code: 'value-too-long', line: 2 });
    expect(error.message).toContain('The value at byte 12 is longer than 10,000 bytes');
    expect(given).toBeLessThan(11_000);
    await expect(blocksOf('{"list":[]}', [7], { maxElementBytes: 0 })).rejects.toThrow(RangeError);
  });

  it('reads a file that is the array itself', async () => {
    expect(parsed(await blocksOf(' [1, {"a": "]"}, [] ]\n', [3], { path: undefined }))).toEqual([
      1,
      { a: ']' },
      [],
    ]);
    await expectInputError(() => blocksOf('{}', [3], { path: undefined }), { code: 'syntax', line: 1 });
  });
});
