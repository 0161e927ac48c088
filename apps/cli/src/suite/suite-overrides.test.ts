import { InputError } from '@sbn/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readConfigDocument } from '../config/read-config-document.js';
import { readWithOverrides, type SuiteMember } from './suite-overrides.js';

const member = (name: string, schema: z.ZodType<object>): SuiteMember<object> => ({
  name,
  read: async (overrides) =>
    readConfigDocument({ source: 'rate: 1', file: `${name}.yaml`, schema, overrides }).value,
});
const members = [
  member('one', z.strictObject({ rate: z.number(), epochs: z.number().optional() })),
  member('two', z.strictObject({ rate: z.number(), steps: z.number().optional() })),
];
const read = (...overrides: string[]): Promise<object[]> => readWithOverrides(members, overrides);

test('a key goes into every configuration that can have it', async () => {
  expect(await read('rate=2', 'epochs=3', 'steps=4')).toEqual([
    { rate: 2, epochs: 3 },
    { rate: 2, steps: 4 },
  ]);
});

test('a name sends it into one, and the last one counts', async () => {
  expect(await read('rate=2', 'two:rate=5', 'one:epochs=3')).toEqual([{ rate: 2, epochs: 3 }, { rate: 5 }]);
});

test.each([
  ['speed=1', 'speed'],
  ['two:epochs=1', 'epochs'],
  ['three:rate=1', '--set three:rate=1: no experiment is called three; there are: one, two'],
  ['rate=fast', '--set rate=fast: rate: expected a number'],
  ['epochs=many', '--set epochs=many: epochs: expected a number'],
  ['rate', '--set rate: expected key.path=value'],
])('%s is refused', async (override, message) => {
  const refused = read(override);
  await expect(refused).rejects.toBeInstanceOf(InputError);
  await expect(refused).rejects.toThrow(message);
});
