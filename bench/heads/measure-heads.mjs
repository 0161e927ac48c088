// Times the steps of all heads of one size on one side, in turn.
import { measureInTurn, median } from '../measure-in-turn.mjs';

/**
 * The matrix products of a training step, as [shape of A, shape of B, transpose A, transpose B].
 *
 * @param components 0 for a plain softmax, K for a mixture
 */
export function productsOfStep({ numLabels, dim, batchSize }, components) {
  const affine = (rows, cols, batch) => [
    [[rows, cols], [cols, batch], false, false],
    [[rows, cols], [rows, batch], true, false],
    [[rows, batch], [cols, batch], false, true],
  ];
  if (components === 0) {
    // Nobody trains the features here, so their gradient is formed by neither.
    return affine(numLabels, dim, batchSize).filter(([, , transposeA]) => !transposeA);
  }
  return [
    ...affine(numLabels, dim, components * batchSize),
    ...affine(components * dim, dim, batchSize).filter(([, , transposeA]) => !transposeA),
  ];
}

/**
 * @param {(request) => Promise<object>} ask the process of the side
 * @param candidates `{ name: { options } or { products } }`
 * @returns for each candidate `{ milliseconds, medianMilliseconds, minMilliseconds, losses }`
 */
export async function measureHeads(ask, candidates, size, { turns, turnMilliseconds }) {
  const results = {};
  const runs = {};
  for (const [name, { options, products }] of Object.entries(candidates)) {
    await ask({ do: 'open', name, options, products, size });
    const { losses, milliseconds } = await ask({ do: 'step', name, count: 3 });
    const count = Math.max(1, Math.ceil(turnMilliseconds / Math.min(...milliseconds.slice(1))));
    results[name] = { losses };
    runs[name] = async () => {
      // The first step of a turn finds another head's numbers in the cache.
      await ask({ do: 'step', name, count: 1 });
      const answer = await ask({ do: 'step', name, count });
      return { value: answer.milliseconds, milliseconds: median(answer.milliseconds), cpuMilliseconds: 0 };
    };
  }
  const { samples, values } = await measureInTurn(Array.from({ length: turns }), runs);
  for (const name of Object.keys(candidates)) {
    await ask({ do: 'close', name });
    const { milliseconds } = samples[name];
    Object.assign(results[name], {
      milliseconds,
      medianMilliseconds: median(milliseconds),
      minMilliseconds: Math.min(...values.flatMap((value) => value[name])),
    });
  }
  return results;
}

/**
 * How far the first losses of each head are from those on the first side, relative: all sides start from the same weights
 * and train on the same batch.
 *
 * @param rows `{ side, size, heads }`
 */
export function lossDifferences(rows) {
  return rows.flatMap(({ side, size, heads }) => {
    const first = rows.find((row) => row.size.numLabels === size.numLabels && row.size.dim === size.dim);
    return Object.entries(heads).flatMap(([head, { losses }]) => {
      const expected = first.heads[head]?.losses;
      if (expected === undefined || first.side === side) return [];
      const difference = Math.max(
        ...losses.map((loss, i) => Math.abs(loss - expected[i]) / Math.abs(expected[i])),
      );
      return [{ side, size, head, difference }];
    });
  });
}
