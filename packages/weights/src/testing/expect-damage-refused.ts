import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import { listTensors } from '../list-tensors.js';
import { readOutputLayer } from '../read-output-layer.js';
import { readTensor } from '../read-tensor.js';
import { succeedsOrRefuses } from './input-errors.js';

/** Everything this package can do with a file. */
async function readEverything(file: string): Promise<void> {
  const tensors = await listTensors(file);
  for (const { name } of tensors) await succeedsOrRefuses(() => readTensor(file, { name }));
  await succeedsOrRefuses(() => readOutputLayer({ weights: file }));
}

/**
 * Cuts a file off at every length, flips its bits, and overwrites, doubles and drops pieces of it: each of these files is
 * read or refused with an InputError, and no array is made that is larger than the file justifies.
 *
 * @param file a whole file, which is changed
 * @param content what it holds
 * @param model the file to open, where that is another one
 */
export async function expectDamageRefused(
  file: string,
  content: Uint8Array,
  options: { readonly model?: string; readonly cuts?: 'refused' | 'any' } = {},
): Promise<void> {
  const { model = file, cuts = 'any' } = options;
  const before = process.memoryUsage().arrayBuffers;
  for (let length = 0; length < content.length; length++) {
    writeFileSync(file, content.subarray(0, length));
    const isRead = await succeedsOrRefuses(() => readEverything(model));
    if (cuts === 'refused') expect({ length, isRead }).toEqual({ length, isRead: false });
  }
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const byte = fc.oneof(
    fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x7b, 0x22, 0x39),
    fc.integer({ min: 0, max: 255 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: place, bytes: fc.array(byte, { minLength: 1, maxLength: 4 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.constantFrom('overwrite', 'insert', 'delete', 'repeat', 'flip'),
      async (damages, kind) => {
        let bytes = Buffer.from(content);
        for (const { at, bytes: piece } of damages) {
          const position = Math.floor(at * bytes.length);
          const head = bytes.subarray(0, position);
          const tail = bytes.subarray(position);
          const parts = {
            overwrite: [head, Buffer.from(piece), tail.subarray(piece.length)],
            insert: [head, Buffer.from(piece), tail],
            delete: [head, tail.subarray(piece.length)],
            repeat: [head, tail.subarray(0, 30), tail],
            flip: [head, Buffer.from([tail[0]! ^ (1 << (piece[0]! & 7))]), tail.subarray(1)],
          }[kind];
          bytes = Buffer.concat(parts);
        }
        writeFileSync(file, bytes);
        await succeedsOrRefuses(() => readEverything(model));
      },
    ),
    { numRuns: 400 },
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 27);
  writeFileSync(file, content);
}
