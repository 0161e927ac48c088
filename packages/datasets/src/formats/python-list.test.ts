import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, succeedsOrRefuses } from '../testing/input-errors.js';
import { parsePythonList } from './python-list.js';

/** What Python's `repr` gives for a string without unprintable characters. */
function repr(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  return mark + text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`).replaceAll('\n', '\\n') + mark;
}

test('what Python writes is read', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', "'", '"', '\\', '\n', ',', ' ', '[', ']', 'é') });
  fc.assert(
    fc.property(fc.array(texts), fc.boolean(), (items, comma) => {
      const text = `[${items.map(repr).join(', ')}${comma && items.length > 0 ? ',' : ''}]`;
      expect(parsePythonList(text, {})).toEqual(items);
      succeedsOrRefuses(() => parsePythonList(text.slice(1), {}));
      succeedsOrRefuses(() => parsePythonList(text.replace(/['"]/, ''), {}));
    }),
  );
  expect(parsePythonList(' [ ] ', {})).toEqual([]);
});

test.each([
  '',
  '[',
  ']',
  "['a'",
  "['a",
  "['a' 'b']",
  '[a]',
  '[1]',
  "['a',,'b']",
  "[,'a']",
  "['a\\']",
  '{}',
  "['a'']",
])('%s is refused', async (text) => {
  await expectInputError(() => parsePythonList(text, { file: 'f', line: 3 }), {
    code: 'syntax',
    file: 'f',
    line: 3,
  });
});
