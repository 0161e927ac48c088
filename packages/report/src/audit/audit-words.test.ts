import { expect, test } from 'vitest';
import { summariseAudit } from './audit-words.js';

const verdicts = { total: 6625, argmaxable: 6416, unargmaxable: 202, undecided: 7 };
const asked = 'all';

test('one line in the words of the rule', () => {
  expect(summariseAudit({ question: { rule: 'argmax', noun: 'characters', asked }, verdicts })).toBe(
    '6,416 of 6,625 characters can win; 202 can never; 7 undecided',
  );
  expect(summariseAudit({ question: { rule: 'threshold', noun: 'label sets', asked }, verdicts })).toBe(
    '6,416 of 6,625 label sets can be output; 202 can never; 7 undecided',
  );
  expect(summariseAudit({ question: { rule: { topK: 5 }, noun: 'lists', asked }, verdicts })).toBe(
    '6,416 of 6,625 lists can be the top 5; 202 can never; 7 undecided',
  );
});
