import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, succeedsOrRefuses } from '../testing/input-errors.js';
import { damages, damageText } from '../testing/mutate.js';
import { parseLabelXml } from './label-xml.js';

const nested = `<?xml version="1.0" encoding="utf-8"?>
<labels xmlns="http://mulan.sourceforge.net/labels">
  <label name="animal">
    <label name="dog"/>
    <label name="cat &amp; mouse"></label>
  </label>
  <m:label name="plant"></m:label>
</labels>`;

test('labels come in document order, with their parents and lines', () => {
  expect(parseLabelXml(nested)).toEqual({
    names: ['animal', 'dog', 'cat & mouse', 'plant'],
    parents: [-1, 0, 0, -1],
    lines: [3, 4, 5, 7],
  });
});

test.each([
  ['empty', '', 'syntax', 1],
  ['no labels', '<labels/>', 'empty-file', 1],
  ['cut off', nested.slice(0, 190), 'syntax', 6],
  ['another root', '<x:html></x:html>', 'syntax', 1],
  ['another element', '<labels>\n<tag name="a"/></labels>', 'syntax', 2],
  ['no name', '<labels>\n\n<label/></labels>', 'syntax', 3],
  ['twice', '<labels><label name="a"/>\n<label name="a"/></labels>', 'duplicate-label', 2],
  ['wrong nesting', '<labels>\n<label name="a"></labels></label>', 'syntax', 2],
  ['an entity that does not exist', '<labels><label name="&a;"/></labels>', 'syntax', 1],
] as const)('%s is refused', async (_, text, code, line) => {
  await expectInputError(() => parseLabelXml(text, { file: 'l.xml' }), { code, file: 'l.xml', line });
});

test('damaged files are read or refused, nothing else', () => {
  fc.assert(
    fc.property(damages(), (list) => succeedsOrRefuses(() => parseLabelXml(damageText(nested, list)))),
  );
});

test('deeply nested labels do not exhaust the stack', () => {
  const depth = 100_000;
  const text = `<labels>${Array.from({ length: depth }, (_, i) => `<label name="${i}">`).join('')}${'</label>'.repeat(depth)}</labels>`;
  expect(parseLabelXml(text).parents.at(-1)).toBe(depth - 2);
});
