// Deciding label sets: @sbn/detect against the textbook linear program, both in WebAssembly on one thread, on the same
// layers: Gaussian weights with one constant column; half the sets planted (the k best labels of a random input, so
// some input outputs them), half random.
import { createRandom } from '@sbn/core';
import { createDetector, verifyVerdict } from '@sbn/detect';
import { compare, publish } from './compare.mjs';
import { fullChebyshevLp } from './full-chebyshev-lp.mjs';

const box = 1e4;
const layers = [
  { numLabels: 527, dim: 25, cardinality: 4, count: 40 },
  { numLabels: 1000, dim: 50, cardinality: 5, count: 20 },
  { numLabels: 8921, dim: 100, cardinality: 16, count: 4 },
];

function gaussianLayer(numLabels, dim, random) {
  const data = Float64Array.from({ length: numLabels * dim }, (_, entry) =>
    entry % dim === 0 ? 1 : random.normal(),
  );
  return { rows: numLabels, cols: dim, data };
}

function plantedSet({ rows, cols, data }, cardinality, random) {
  const x = Float64Array.from({ length: cols }, () => random.normal());
  const scores = Array.from({ length: rows }, (_, row) =>
    data.subarray(row * cols, (row + 1) * cols).reduce((sum, weight, col) => sum + weight * x[col], 0),
  );
  const order = scores.map((_, row) => row).sort((a, b) => scores[b] - scores[a]);
  return order.slice(0, cardinality).sort((a, b) => a - b);
}

export default async function bench(options) {
  const rows = [];
  let different = 0;
  let unverified = 0;
  for (const { numLabels, dim, cardinality, count } of options.includes('--small')
    ? layers.slice(0, 1)
    : layers) {
    const random = createRandom([7, 'bench-detect', numLabels]);
    const weights = gaussianLayer(numLabels, dim, random);
    const inputs = Array.from({ length: count }, (_, index) =>
      index % 4 < 2 ? plantedSet(weights, cardinality, random) : [...random.sample(numLabels, cardinality)],
    );
    const detector = await createDetector({ weights, rule: 'threshold' });
    const peer = await fullChebyshevLp({ weights, box });
    await detector.check(inputs[0]); // load and compile before the clock starts
    const { row, results } = await compare({
      name: `n=${numLabels}, d=${dim}`,
      inputs,
      ours: (labels) => detector.check(labels),
      peer,
    });
    for (const { ours, peer: theirs } of results) {
      if (!verifyVerdict({ weights, rule: 'threshold' }, ours).ok) unverified++;
      if (ours.status !== theirs.status && (theirs.radius > 1e-6 || ours.status === 'argmaxable'))
        different++;
    }
    rows.push(row);
    detector.dispose();
  }
  publish('detect', {
    peer: 'full Chebyshev LP per set, HiGHS in WebAssembly, default options',
    rows,
    packages: ['highs', '@sbn/detect'],
    notes: { verdictsThatDiffer: different, verdictsNotVerified: unverified },
  });
}
