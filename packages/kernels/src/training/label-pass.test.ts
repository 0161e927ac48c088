import { describe, expect, it } from 'vitest';
import { compileRelaxed } from '../compile-relaxed.js';
import { wasmBase64 as plain } from '../generated/training.js';
import { wasmBase64 as relaxed } from '../generated/training-relaxed.js';
import { lossKinds, updateKinds } from './codes.js';
import { createKernelMemory, type KernelMemory, type StructValues, structBytes } from './kernel-memory.js';

type Kernels = Record<string, (params: number, chunk: number, thread: number) => void>;

const builds = {
  'two instructions': compileRelaxed(plain, plain).module,
  'fused multiply-add': compileRelaxed(relaxed, plain).module,
} as const;

/** One label per logit, one example whose only coefficient is 1: weights are logits, and an SGD step of rate 1 shows slopes. */
function lossesOf(
  build: keyof typeof builds,
  logits: readonly number[],
  active: readonly number[],
  loss: StructValues<'LossRule'>,
): { total: number; slopes: number[] } {
  const n = logits.length;
  const memory: KernelMemory = createKernelMemory({ shared: false });
  const kernels = new WebAssembly.Instance(builds[build], { env: { memory: memory.memory } })
    .exports as unknown as Kernels;
  const struct = <Name extends Parameters<KernelMemory['allocateStruct']>[0]>(
    name: Name,
    values: StructValues<Name>,
  ): number => {
    const at = memory.allocateStruct(name);
    memory.writeStruct(name, at, values);
    return at;
  };
  const numbers = (values: readonly number[]): number => {
    const at = memory.allocate(4 * values.length);
    memory.words(at, values.length).set(values);
    return at;
  };
  const rule = struct('UpdateRule', { kind: updateKinds.sgd, keep: 1, rate: 1, gradientScale: 1 });
  const values = memory.allocate(16 * n);
  logits.forEach((logit, label) => {
    memory.floats(values, 4 * n).set([logit, 0, 0, 0], 4 * label);
  });
  const coefficients = memory.allocate(16);
  memory.floats(coefficients, 4).set([1, 0, 0, 0]);
  // As panels of features, each example has its (padded) columns side by side: [4 lanes][4 columns].
  const columns = memory.allocate(64);
  memory.floats(columns, 16).fill(0).set([1], 0);
  const results = memory.allocate(structBytes('ChunkResult'));
  const pass = struct('LabelPass', {
    batch: struct('BatchShape', { examples: 1, panels16: 0, panels4: 1 }),
    numLabels: n,
    chunkRows: n,
    blockRows: 7,
    width: 1,
    coefficients,
    learnedColumns: columns,
    learned: struct('Trained', { values, rule }),
    cols: 1,
    stride: 4,
    loss: struct('LossRule', { positiveFactor: 1, negativeFactor: 1, activeTarget: 1, scale: 1, ...loss }),
    activePositions: numbers(active),
    activeExamples: numbers(active.map(() => 0)),
    activeStarts: numbers([0, active.length]),
    results,
    scratch: memory.allocate(1 << 16),
  });
  kernels.labelPass!(pass, 0, 0);
  const after = memory.floats(values, 4 * n);
  return {
    total: memory.doubles(results, 1)[0]!,
    slopes: logits.map((logit, label) => Math.fround(logit) - after[4 * label]!),
  };
}

const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** Value and slope of the losses in float64, after their definitions. */
function reference(z: number, y: number, loss: StructValues<'LossRule'>): [number, number] {
  const p = sigmoid(z);
  const q = sigmoid(-z);
  const { kind, gammaPositive: a = 0, gammaNegative: b = 0, positiveFactor = 1, negativeFactor = 1 } = loss;
  const active = [
    positiveFactor * q ** a * softplus(-z),
    -positiveFactor * q ** a * (a * p * softplus(-z) + q),
  ] as const;
  let inactive = [
    negativeFactor * p ** b * softplus(z),
    negativeFactor * p ** b * (b * q * softplus(z) + p),
  ] as const;
  if (kind === lossKinds.shifted) {
    const shifted = Math.max(p - loss.clip!, 0);
    const log = -Math.log(Math.min(q + loss.clip!, 1));
    inactive =
      shifted === 0
        ? [0, 0]
        : [shifted ** b * log, shifted ** b * ((b * log) / shifted + 1 / (q + loss.clip!)) * p * q];
  }
  return [y * active[0] + (1 - y) * inactive[0], y * active[1] + (1 - y) * inactive[1]];
}

const cases: Record<string, StructValues<'LossRule'>> = {
  'cross entropy': { kind: lossKinds.crossEntropy },
  'cross entropy, smoothed': { kind: lossKinds.crossEntropy, activeTarget: 0.92, inactiveTarget: 0.02 },
  focal: {
    kind: lossKinds.focused,
    gammaPositive: 2,
    gammaNegative: 2,
    positiveFactor: 0.25,
    negativeFactor: 0.75,
  },
  'focal with a broken exponent': { kind: lossKinds.focused, gammaPositive: 0.7, gammaNegative: 2.5 },
  'focal, smoothed': {
    kind: lossKinds.focused,
    gammaPositive: 1,
    gammaNegative: 3,
    activeTarget: 0.9,
    inactiveTarget: 0.1,
  },
  asymmetric: { kind: lossKinds.shifted, gammaPositive: 0, gammaNegative: 4, clip: 0.05 },
};

describe.each(Object.keys(builds) as (keyof typeof builds)[])('labelPass with %s', (build) => {
  const logits = Array.from({ length: 241 }, (_, i) => (i - 120) / 4);

  it.each(Object.entries(cases))('computes %s and its derivative', (_, loss) => {
    for (const y of [0, 1]) {
      const active = y === 1 ? logits.map((_z, label) => label) : [];
      const { slopes } = lossesOf(build, logits, active, loss);
      const { activeTarget = 1, inactiveTarget = 0 } = loss;
      const target = y === 1 ? activeTarget : inactiveTarget;
      logits.forEach((z, label) => {
        const [value, slope] = reference(z, target, loss);
        // A slope is the difference of two logits of up to 30, which float32 rounds to 2e-6.
        expect(Math.abs(slopes[label]! - slope), `slope at ${z}`).toBeLessThan(4e-6 + 4e-6 * Math.abs(slope));
        const single = lossesOf(build, [z], y === 1 ? [0] : [], loss).total;
        // The loss of an active label is that of an inactive one, about |z|, and the difference.
        const rounding = 1e-7 * (1 + (y === 1 ? Math.abs(z) : 0));
        expect(Math.abs(single - value), `value at ${z}`).toBeLessThan(rounding + 4e-6 * value);
      });
    }
  });

  it.each(Object.entries(cases))('keeps %s finite for logits of a thousand and more', (_, loss) => {
    for (const z of [1e3, -1e3, 1e6, -1e6, 1e30, -1e30]) {
      for (const active of [[], [0]]) {
        const { total, slopes } = lossesOf(build, [z], active, loss);
        expect(total).toBeGreaterThanOrEqual(loss.inactiveTarget === undefined ? 0 : -Infinity);
        expect(Number.isFinite(total)).toBe(true);
        expect(Number.isFinite(slopes[0])).toBe(true);
        if (Math.abs(z) <= 1e6) {
          const y = active.length === 1 ? (loss.activeTarget ?? 1) : (loss.inactiveTarget ?? 0);
          const [value] = reference(z, y, loss);
          expect(Math.abs(total - value)).toBeLessThan(1e-6 * Math.abs(value) + 1e-7 * Math.abs(z));
        }
      }
    }
  });

  it('is exact in relative terms for losses near nothing', () => {
    for (const z of [-12, -20, -40, -60]) {
      const { total } = lossesOf(build, [z], [], { kind: lossKinds.crossEntropy });
      expect(total / softplus(z)).toBeCloseTo(1, 5);
    }
  });

  it('tells when a logit is NaN', () => {
    expect(lossesOf(build, [1, Number.NaN, 2], [], { kind: lossKinds.crossEntropy }).total).toBeNaN();
    expect(lossesOf(build, [1, Number.NaN, 2], [1], { kind: lossKinds.crossEntropy }).total).toBeNaN();
  });
});
