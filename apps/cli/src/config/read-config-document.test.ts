// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such placeholders are what is tested here
import { InputError } from '@sbn/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mapping, oneOrMore, wholeNumber } from './fields.js';
import { readConfigDocument } from './read-config-document.js';

const schema = mapping({
  name: z.string(),
  data: z.discriminatedUnion('kind', [
    mapping({ kind: z.literal('csv'), file: z.string() }),
    mapping({ kind: z.literal('npy'), folder: z.string() }),
  ]),
  training: mapping({
    epochs: wholeNumber(1).default(10),
    rate: z.number().positive().default(0.01),
  }).prefault({}),
  heads: z.array(mapping({ dim: oneOrMore(wholeNumber(1)) })).default([]),
});

function problem(source: string, overrides: string[] = [], variables = {}): string {
  try {
    readConfigDocument({ source, file: 'a.yaml', schema, overrides, variables });
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'none';
}

const good = 'name: x\ndata:\n  kind: csv\n  file: a.csv\n';

describe('readConfigDocument', () => {
  it('fills in defaults, overrides and variables', () => {
    const { value, isOverridden } = readConfigDocument({
      source: `${good}heads:\n  - dim: 5\n  - dim: [1, 2]\n`,
      file: 'a.yaml',
      schema,
      overrides: ['data.file=${HERE}/b.csv', 'training.epochs=3', 'heads[1].dim=[7, 8]', 'heads[2]={dim: 9}'],
      variables: { HERE: '/there' },
    });
    expect(value).toEqual({
      name: 'x',
      data: { kind: 'csv', file: '/there/b.csv' },
      training: { epochs: 3, rate: 0.01 },
      heads: [{ dim: [5] }, { dim: [7, 8] }, { dim: [9] }],
    });
    expect(isOverridden(['data', 'file'])).toBe(true);
    expect(isOverridden(['name'])).toBe(false);
  });

  it.each([
    [
      'an unknown key',
      `${good}training:\n  epoch: 3\n`,
      'a.yaml:6:3: training.epoch: unknown key. Did you mean "epochs"? The keys here are: epochs, rate',
    ],
    [
      'a wrong type',
      `${good}training:\n  epochs: many\n`,
      'a.yaml:6:3: training.epochs: expected a number, got "many"',
    ],
    [
      'a fraction',
      `${good}training: { epochs: 1.5 }\n`,
      'a.yaml:5:13: training.epochs: expected a whole number, got 1.5',
    ],
    [
      'a value out of range',
      `${good}training: { epochs: 0 }\n`,
      'a.yaml:5:13: training.epochs: expected a number >= 1, got 0',
    ],
    [
      'an open bound',
      `${good}training: { rate: 0 }\n`,
      'a.yaml:5:13: training.rate: expected a number > 0, got 0',
    ],
    ['a missing key', 'name: x\n', 'a.yaml:1:1: data: missing; expected a mapping'],
    [
      'a missing key in a mapping',
      'name: x\ndata:\n  kind: csv\n',
      'a.yaml:2:1: data.file: missing; expected text',
    ],
    [
      'an unknown kind',
      'name: x\ndata:\n  kind: cvs\n',
      'a.yaml:3:3: data.kind: expected one of csv, npy, got "cvs". Did you mean "csv"?',
    ],
    [
      'a key of another kind',
      `${good}  folder: b\n`,
      'a.yaml:5:3: data.folder: unknown key. The keys here are: kind, file',
    ],
    [
      'a bad entry of a list',
      `${good}heads:\n  - dim: 5\n  - dim: [4, -1]\n`,
      'a.yaml:7:14: heads[1].dim[1]: expected a number >= 1, got -1',
    ],
    [
      'an empty grid',
      `${good}heads:\n  - dim: []\n`,
      'a.yaml:6:5: heads[0].dim: expected a list with length >= 1, got 0',
    ],
    [
      'a tab',
      `${good}training:\n\tepochs: 3\n`,
      'a.yaml:6:1: not valid YAML: Tabs are not allowed as indentation',
    ],
    ['a key twice', `${good}name: y\n`, 'a.yaml:5:1: not valid YAML: Map keys must be unique'],
    [
      'an empty file',
      '# nothing\n',
      'a.yaml: the file is empty; an experiment needs at least name, data and heads',
    ],
    ['a list', '- a\n', 'a.yaml: expected a mapping (key: value lines) at the top level'],
    [
      'a variable that is not set',
      'name: ${NOPE}\n',
      'a.yaml:1:7: the environment variable NOPE is not set, but "${NOPE}" asks for it. Set it, or write ${NOPE:-fallback}.',
    ],
  ])('names the place of %s', (_name, source, message) => {
    expect(problem(source).split('\n')[0]).toBe(message);
  });

  it('names every problem, one per line', () => {
    expect(problem('nam: x\ndata:\n  kind: csv\n').split('\n')).toEqual([
      'a.yaml:1:1: name: missing; expected text',
      'a.yaml:2:1: data.file: missing; expected text',
      'a.yaml:1:1: nam: unknown key. Did you mean "name"? The keys here are: name, data, training, heads',
    ]);
  });

  it('names the override that is wrong', () => {
    expect(problem(good, ['training.epochs=-1'])).toBe(
      '--set training.epochs=-1: training.epochs: expected a number >= 1, got -1',
    );
    expect(problem(good, ['training.epoch=3'])).toMatch(
      /^--set training.epoch=3: training.epoch: unknown key/,
    );
    expect(problem(good, ['training'])).toBe(
      '--set training: expected key.path=value, such as training.epochs=3',
    );
    expect(problem(good, ['name.x=1'])).toBe('--set name.x=1: name is a single value, which has no key "x"');
    expect(problem(good, ['heads[3].dim=1'])).toBe(
      '--set heads[3].dim=1: heads is missing, which has no entry 3',
    );
    expect(problem(good, ['name="'])).toMatch(/^--set name=": the value is not valid YAML/);
  });

  it('answers any text with a value or an InputError, and nothing else', () => {
    const pieces = [
      'name',
      ': ',
      'x',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      '<<',
      '"',
      "'",
      '#',
      '!!int',
      '|',
      '\t',
      '${',
      '0x',
      '~',
      'data',
      'kind',
      'csv',
      '\u0000',
      '---',
      '?',
    ];
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((words) => words.join(''));
    const overrides = fc.array(
      fc.tuple(fc.constantFrom('name', 'data.file', 'heads[0]', 'heads[0].dim', 'x.y'), texts),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          texts,
          texts.map((text) => good + text),
        ),
        overrides,
        (source, sets) => {
          const message = problem(
            source,
            sets.map(([key, value]) => `${key}=${value}`),
          );
          expect(message).not.toMatch(/undefined|\[object|NaN:/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
