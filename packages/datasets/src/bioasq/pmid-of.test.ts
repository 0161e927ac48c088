import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePmid, pmidOf } from './pmid-of.js';

const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', '}', ':', ',', 'p', '"pmid":7,', 'pmid', ' ') }),
  fc.constantFrom('pmid', '"pmid":"1",', '\\"pmid":2'),
);
const members = fc.oneof(
  { weight: 9, arbitrary: texts },
  fc.array(texts),
  fc.dictionary(texts, texts),
  fc.constant({ pmid: '3' }),
  fc.nat(),
);
const articles = fc
  .tuple(
    fc.array(fc.tuple(texts, members), { maxLength: 2 }),
    fc.oneof(
      fc.integer({ min: 0, max: 999_999_999 }),
      fc.nat(99_999_999).map(String),
      fc.constantFrom('', null, 'x', '12 ', -5),
    ),
    fc.array(fc.tuple(texts, members), { maxLength: 2 }),
    fc.constantFrom('', ' ', '\n'),
  )
  .map(([before, pmid, after, indent]) =>
    JSON.stringify(Object.fromEntries([...before, ['pmid', pmid], ...after]), null, indent),
  );

describe('pmidOf', () => {
  it('gives the PMID that parsing gives, or none', () => {
    let answers = 0;
    fc.assert(
      fc.property(articles, (text) => {
        const pmid = pmidOf(Buffer.from(text));
        if (pmid === undefined) return;
        answers++;
        expect(pmid).toBe(parsePmid((JSON.parse(text) as { pmid: unknown }).pmid));
      }),
      { numRuns: 500 },
    );
    expect(answers).toBeGreaterThan(50);
  });

  it.each([
    ['{"abstractText":"As [1].","meshMajor":["A"],"pmid":"31","title":"t","year":null}', 31],
    ['{"pmid" : 31 }', 31],
    ['{"title":"\\"pmid\\": 5","pmid":"31"}', 31],
    ['{"title":"pmid","pmid":"31"}', undefined],
    ['{"title":"n {n = 7}","pmid":"31"}', undefined],
    ['{"pmid":"123456789"}', undefined],
    ['{"pmid":3.5}', undefined],
    ['{"title":"t"}', undefined],
  ])('reads %s as %s', (text, pmid) => {
    expect(pmidOf(Buffer.from(text))).toBe(pmid);
  });
});
