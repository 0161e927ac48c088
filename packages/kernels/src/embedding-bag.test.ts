import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bag, createEmbeddingBag } from './index.js';

const numFeatures = 6;
const small = fc.integer({ min: -64, max: 64 }).map((value) => value / 8);

/** Sums of multiples of 1/64 below 2^17 are exact in float32, so results can be compared bit by bit. */
const bags: fc.Arbitrary<Bag> = fc
  .array(fc.array(fc.tuple(fc.nat(numFeatures - 1), small), { maxLength: 5 }), { maxLength: 5 })
  .map((rows) => ({
    numRows: rows.length,
    offsets: Uint32Array.from([0, ...rows.map((_, row) => rows.slice(0, row + 1).flat().length)]),
    indices: Uint32Array.from(rows.flat().map(([feature]) => feature)),
    values: Float32Array.from(rows.flat().map(([, value]) => value)),
  }));

describe('createEmbeddingBag', () => {
  it('sums table rows, and its gradient is the adjoint of the sum', () => {
    fc.assert(
      fc.property(bags, fc.integer({ min: 1, max: 9 }), fc.infiniteStream(small), (bag, dim, numbers) => {
        const next = (): number => numbers.next().value;
        const embedding = createEmbeddingBag({ numFeatures, dim });
        const { stride } = embedding;
        const table = embedding.table;
        for (let f = 0; f < numFeatures; f++) for (let c = 0; c < dim; c++) table[f * stride + c] = next();
        const upstream = new Float32Array(bag.numRows * stride);
        for (let r = 0; r < bag.numRows; r++) for (let c = 0; c < dim; c++) upstream[r * stride + c] = next();

        const out = Float32Array.from(embedding.forward(bag));
        const expectedOut = new Float32Array(bag.numRows * stride);
        const expectedGradient = new Map<number, Float32Array>();
        for (let r = 0; r < bag.numRows; r++) {
          for (let entry = bag.offsets[r]!; entry < bag.offsets[r + 1]!; entry++) {
            const feature = bag.indices[entry]!;
            const gradient = expectedGradient.get(feature) ?? new Float32Array(stride);
            expectedGradient.set(feature, gradient);
            for (let c = 0; c < dim; c++) {
              expectedOut[r * stride + c]! += bag.values![entry]! * embedding.table[feature * stride + c]!;
              gradient[c]! += bag.values![entry]! * upstream[r * stride + c]!;
            }
          }
        }
        expect(out).toEqual(expectedOut);
        const gradient = embedding.gradient(bag, upstream);
        expect([...gradient.features]).toEqual([...expectedGradient.keys()]);
        gradient.features.forEach((feature, slot) => {
          expect(gradient.rows.slice(slot * stride, (slot + 1) * stride)).toEqual(
            expectedGradient.get(feature),
          );
        });
      }),
    );
  });

  it('counts every entry once when there are no values', () => {
    const embedding = createEmbeddingBag({ numFeatures: 2, dim: 4 });
    embedding.table.set([1, 2, 3, 4, 10, 20, 30, 40]);
    const bag = { numRows: 1, offsets: Uint32Array.of(0, 3), indices: Uint32Array.of(0, 1, 1) };
    expect([...embedding.forward(bag)]).toEqual([21, 42, 63, 84]);
  });

  it('keeps the table when a large batch moves the memory', () => {
    const embedding = createEmbeddingBag({ numFeatures: 1, dim: 4 });
    embedding.table.set([1, 2, 3, 4]);
    const numRows = 100_000;
    const offsets = Uint32Array.from({ length: numRows + 1 }, (_, row) => row);
    const out = embedding.forward({ numRows, offsets, indices: new Uint32Array(numRows) });
    expect([...out.subarray(-4)]).toEqual([1, 2, 3, 4]);
    expect([...embedding.table]).toEqual([1, 2, 3, 4]);
  });

  it('refuses bags that would read or write outside the table', () => {
    const embedding = createEmbeddingBag({ numFeatures: 3, dim: 4 });
    const bag = (offsets: number[], indices: number[]): Bag => ({
      numRows: offsets.length - 1,
      offsets: Uint32Array.from(offsets),
      indices: Uint32Array.from(indices),
    });
    expect(() => embedding.forward(bag([0, 1], [3]))).toThrow('feature 3 at entry 0 is not in [0, 3)');
    expect(() => embedding.forward(bag([0, 2], [0]))).toThrow('2 positions from 0 to 1, got 2 from 0 to 2');
    expect(() => embedding.forward(bag([0, 2, 1, 2], [0, 1]))).toThrow('row 1 ends before it starts');
    expect(() => embedding.gradient(bag([0, 1], [0]), new Float32Array(3))).toThrow('1 x 4 entries, got 3');
    expect(() => createEmbeddingBag({ numFeatures: 0, dim: 4 })).toThrow(
      'numFeatures must be an integer >= 1',
    );
  });
});
