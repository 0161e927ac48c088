import { createMatrix, createRandom, type Random } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../detector/create-detector.js';
import type { LayerInput } from '../layer/layer.js';
import { neighbour } from '../testing/exact-proofs.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { labelsOfMask, normalMatrix, normalVector } from '../testing/random-layer.js';
import type { Certificate, Verdict } from '../verdict/verdict.js';
import { createExactSum } from './exact-sum.js';
import { createVerifier, type Verifier, verifyVerdict } from './verify-verdict.js';

interface Case {
  readonly layer: LayerInput;
  readonly verifier: Verifier;
  readonly verdicts: readonly Verdict[];
}

/** All verdicts about a few small layers: every rule, with and without a bias, general and degenerate. */
async function makeCases(): Promise<Case[]> {
  const random = createRandom([1, 'corruption']);
  const lattice = createMatrix(
    7,
    3,
    Float64Array.from({ length: 21 }, () => random.int(5) - 2),
  );
  const tenths = createMatrix(
    7,
    4,
    Float64Array.from({ length: 28 }, () => (random.int(5) - 2) / 10),
  );
  // A repeated column: four rows are dependent, by multipliers that no double is.
  const repeated = normalMatrix(random, 7, 4);
  for (let i = 0; i < 7; i++) repeated.data[4 * i + 3] = repeated.data[4 * i]!;
  const layers: LayerInput[] = [
    { weights: normalMatrix(random, 7, 3) },
    { weights: normalMatrix(random, 7, 2), bias: normalVector(random, 7) },
    { weights: normalMatrix(random, 7, 2), rule: 'argmax' },
    { weights: normalMatrix(random, 7, 2), bias: normalVector(random, 7), rule: { topK: 3 } },
    { weights: lattice },
    { weights: tenths },
    { weights: repeated },
  ];
  return Promise.all(
    layers.map(async (layer) => {
      const detector = await createDetector(layer);
      const { rule = 'threshold' } = layer;
      const size = rule === 'threshold' ? undefined : rule === 'argmax' ? 1 : rule.topK;
      const verdicts: Verdict[] = [];
      for (let mask = 0; mask < 128; mask++) {
        const labels = labelsOfMask(mask);
        if (size === undefined || labels.length === size) verdicts.push(await detector.check(labels));
      }
      return { layer, verifier: createVerifier(layer), verdicts };
    }),
  );
}

const cases = await makeCases();
const pick = <T>(random: Random, items: readonly T[]): T => items[random.int(items.length)]!;

/** Whether a witness outputs exactly the labels, in exact arithmetic. */
function outputs(
  layer: LayerInput,
  labels: readonly number[],
  witness: Float64Array,
  threshold: number,
): boolean {
  const { weights, bias } = layer;
  for (let i = 0; i < weights.rows; i++) {
    const sum = createExactSum();
    witness.forEach((value, j) => {
      sum.addProduct(weights.data[i * weights.cols + j]!, value);
    });
    sum.addProduct(bias?.[i] ?? 0, 1);
    sum.addProduct(-1, threshold);
    if (sum.sign() !== (labels.includes(i) ? 1 : -1)) return false;
  }
  return true;
}

/** Whether an input exists that has the right signs on some rows of a layer, in exact arithmetic. */
function rowsAreSatisfiable(layer: LayerInput, rows: readonly number[], labels: readonly number[]): boolean {
  const { weights, bias, rule = 'threshold' } = layer;
  const part = createMatrix(rows.length, weights.cols);
  rows.forEach((row, i) => {
    part.data.set(weights.data.subarray(row * weights.cols, (row + 1) * weights.cols), i * weights.cols);
  });
  const inside = rows.flatMap((row, i) => (labels.includes(row) ? [i] : []));
  return isArgmaxableExactly(
    {
      weights: part,
      bias: bias === undefined ? undefined : Float64Array.from(rows, (row) => bias[row]!),
      // Any threshold between those inside and those outside: the top so many of them.
      rule: rule === 'threshold' ? rule : { topK: inside.length },
    },
    inside,
  );
}

type Corruption = (random: Random, verdict: Verdict, context: Case) => unknown;

const withCertificate = (verdict: Verdict, change: (certificate: Certificate) => object): unknown =>
  'certificate' in verdict && verdict.certificate !== undefined
    ? { ...verdict, certificate: { ...verdict.certificate, ...change(verdict.certificate) } }
    : undefined;

/**
 * Each makes a verdict that is false, or whose proof no longer proves it; or undefined where it does not apply. A change
 * that happens to leave a valid proof is no corruption, so each looks out for that.
 */
const corruptions: Record<string, Corruption> = {
  'other labels': (random, verdict, { verdicts }) => {
    const other = pick(random, verdicts);
    // A witness outputs one set only. A certificate may hold for many sets: take one of which it is false.
    if (other.labels.join() === verdict.labels.join()) return undefined;
    if (verdict.status === 'unargmaxable' && other.status !== 'argmaxable') return undefined;
    return { ...verdict, labels: other.labels };
  },
  'labels that the rule or the layer does not have': (random, verdict) => ({
    ...verdict,
    labels: pick(random, [
      [...verdict.labels, 7],
      [...verdict.labels, -1],
      [...verdict.labels, 0.5],
      [...verdict.labels, Number.NaN],
      [0, 0, 1],
      'ab',
      null,
      undefined,
      7,
      { length: 1, 0: 1 },
    ]),
  }),
  'the opposite status': (_, verdict) => ({
    ...verdict,
    status: verdict.status === 'argmaxable' ? 'unargmaxable' : 'argmaxable',
    proof: verdict.status === 'argmaxable' ? 'exact' : 'witness',
    marginUpperBound: 0,
    margin: 0,
  }),
  'the opposite status with evidence from another set': (random, verdict, { verdicts }) => {
    const other = pick(random, verdicts);
    if (other.status === verdict.status) return undefined;
    return { ...other, labels: verdict.labels };
  },
  'a status or a proof that there is not': (random, verdict) => {
    const field = pick(random, ['status', 'proof']);
    return { ...verdict, [field]: pick(random, ['yes', '', null, undefined, 1, 'alternation']) };
  },
  'a changed witness': (random, verdict, { layer }) => {
    if (!('witness' in verdict)) return undefined;
    const witness = verdict.witness.slice();
    const j = random.int(witness.length);
    witness[j] = pick(random, [
      -witness[j]!,
      0,
      witness[j]! + random.normal() * Math.hypot(...witness),
      witness[j]! * 1e3,
      witness[(j + 1) % witness.length]!,
    ]);
    return outputs(layer, verdict.labels, witness, verdict.threshold ?? 0)
      ? undefined
      : { ...verdict, witness };
  },
  'a witness that is not finite or not one': (random, verdict) => {
    if (!('witness' in verdict)) return undefined;
    const broken = verdict.witness.slice();
    broken[random.int(broken.length)] = pick(random, [Number.NaN, Infinity, -Infinity]);
    return {
      ...verdict,
      witness: pick<unknown>(random, [
        broken,
        verdict.witness.slice(1),
        [...verdict.witness],
        Float64Array.of(...verdict.witness, 0),
        Float32Array.from(verdict.witness),
        undefined,
        null,
        new Float64Array(verdict.witness.length),
      ]),
    };
  },
  'a moved threshold': (random, verdict, { layer }) => {
    if (!('witness' in verdict)) return undefined;
    if (verdict.threshold === undefined) return { ...verdict, threshold: 0 };
    const threshold = pick(random, [
      verdict.threshold + 1e6,
      -verdict.threshold,
      verdict.threshold + random.normal() * 10,
      Number.NaN,
      Infinity,
      undefined,
    ]);
    if (Number.isFinite(threshold) && outputs(layer, verdict.labels, verdict.witness, threshold!)) {
      return undefined;
    }
    return { ...verdict, threshold };
  },
  'a larger margin': (random, verdict) =>
    'witness' in verdict
      ? {
          ...verdict,
          margin: pick(random, [
            verdict.margin * (1 + 2 ** -50),
            verdict.margin * (1 + random.uniform()) + 1e-9,
            1,
            2,
            -1,
            Number.NaN,
            Infinity,
            undefined,
          ]),
        }
      : undefined,
  'a smaller bound': (random, verdict) =>
    verdict.status === 'unargmaxable'
      ? { ...verdict, marginUpperBound: pick(random, [-1e-300, Number.NaN, -1, 2, undefined, Infinity]) }
      : undefined,
  'rows that are none': (random, verdict) =>
    withCertificate(verdict, ({ rows }) => ({
      rows: pick<unknown>(random, [
        rows.map((row) => row + 7),
        rows.map((row) => row - 7),
        rows.map((row) => row + 0.5),
        rows.map(() => rows[0]),
        rows.slice(1),
        [...rows].reverse().slice(0, rows.length - 1),
        [...rows, 7],
        [],
        undefined,
        Uint32Array.from(rows),
      ]),
    })),
  'another row': (random, verdict, { layer }) => {
    if (verdict.status !== 'unargmaxable') return undefined;
    const { rows } = verdict.certificate;
    const k = random.int(rows.length);
    const others = [0, 1, 2, 3, 4, 5, 6].filter((row) => !rows.includes(row));
    if (others.length === 0) return undefined;
    const changed = rows.map((row, i) => (i === k ? pick(random, others) : row));
    // Where these rows alone can be satisfied, no multipliers make a certificate of them.
    return rowsAreSatisfiable(layer, changed, verdict.labels)
      ? withCertificate(verdict, () => ({ rows: changed }))
      : undefined;
  },
  'one multiplier changed': (random, verdict) => {
    if (verdict.status !== 'unargmaxable' || verdict.certificate.rows.length < 2) return undefined;
    const factor = pick(random, [3, 10, 1e6, 1 / 3, 1e-3, -1, 0, Number.NaN, Infinity]);
    return withCertificate(verdict, ({ multipliers }) => {
      const k = random.int(multipliers.length);
      return { multipliers: multipliers.map((value, i) => (i === k ? value * factor : value)) };
    });
  },
  'multipliers of another form': (random, verdict) =>
    withCertificate(verdict, ({ multipliers }) => ({
      multipliers: pick<unknown>(random, [
        multipliers.slice(1),
        [...multipliers],
        Float64Array.of(...multipliers, 1),
        multipliers.map((value) => -value),
        undefined,
        null,
      ]),
    })),
  'exact multipliers changed': (random, verdict) => {
    if (verdict.status !== 'unargmaxable') return undefined;
    const { exactMultipliers, rows } = verdict.certificate;
    if (exactMultipliers === undefined) {
      return withCertificate(verdict, () => ({
        exactMultipliers: rows.map((_, i) => BigInt(i + 1) * 10n ** BigInt(17 + random.int(9)) + 1n),
      }));
    }
    if (rows.length < 2) return undefined;
    const k = random.int(rows.length);
    return withCertificate(verdict, () => ({
      exactMultipliers: pick<unknown>(random, [
        exactMultipliers.map((value, i) => (i === k ? value + 1n : value)),
        exactMultipliers.map((value, i) => (i === k ? -value : value)),
        exactMultipliers.map((value, i) => (i === k ? 0n : value)),
        exactMultipliers.map(Number),
        exactMultipliers.slice(1),
        'all',
      ]),
    }));
  },
  'no verdict at all': (random) =>
    pick<unknown>(random, [null, undefined, 1, 'argmaxable', [], {}, () => true]),
};

describe('verifyVerdict', () => {
  it('accepts every verdict of the detector, of each kind', () => {
    const kinds = new Set<string>();
    for (const { verifier, verdicts } of cases) {
      for (const verdict of verdicts) {
        expect(verifier.verify(verdict)).toEqual({ ok: true });
        kinds.add(verdict.status);
        if (verdict.status === 'unargmaxable') {
          kinds.add(verdict.certificate.exactMultipliers === undefined ? 'enclosed' : 'exact integers');
        }
      }
    }
    expect([...kinds].sort()).toEqual(['argmaxable', 'enclosed', 'exact integers', 'unargmaxable']);
  });

  it('refuses 10,000 random corruptions', () => {
    const random = createRandom([7, 'corrupt']);
    const names = Object.keys(corruptions);
    const made = new Map<string, number>();
    for (let count = 0; count < 10_000; ) {
      const context = pick(random, cases);
      const name = pick(random, names);
      const corrupted = corruptions[name]!(random, pick(random, context.verdicts), context);
      if (corrupted === undefined && name !== 'no verdict at all') continue;
      const { ok, reason } = context.verifier.verify(corrupted);
      if (ok) throw new Error(`accepted: ${name}`);
      expect(reason).toBeTypeOf('string');
      made.set(name, (made.get(name) ?? 0) + 1);
      count++;
    }
    for (const name of names) expect(made.get(name), name).toBeGreaterThan(50);
  });

  it('says what is wrong', () => {
    const { verifier, verdicts } = cases[0]!;
    const good = verdicts.find(({ status }) => status === 'argmaxable')!;
    const { margin } = good as Verdict & { margin: number };
    expect(verifier.verify({ ...good, margin: 2 * margin }).reason).toBe(
      `the witness proves a margin of ${margin}, not of ${2 * margin}`,
    );
    expect(verifier.verify({ ...good, margin: neighbour(margin, 1) }).ok).toBe(false);
    expect(verifier.verify({ ...good, labels: [9] }).reason).toMatch(/integers in \[0, 7\), got 9/);
    expect(verifier.verify({ ...good, status: 'maybe' }).reason).toMatch(/got maybe/);
  });

  it('accepts an undecided verdict only with a bound that is proved, or none', () => {
    const { layer, verifier, verdicts } = cases[0]!;
    const { certificate } = verdicts.find(({ status }) => status === 'unargmaxable') as Verdict & {
      certificate: Certificate;
    };
    const { labels } = verdicts.find(({ status }) => status === 'argmaxable')!;
    const open = { labels, status: 'undecided', reason: 'no solver', decidedBy: 'highs' };
    expect(verifier.verify(open)).toEqual({ ok: true });
    expect(verifier.verify({ ...open, marginUpperBound: 0.1 }).ok).toBe(false);
    expect(verifyVerdict(layer, { ...open, marginUpperBound: 1, certificate })).toEqual({ ok: true });
    expect(verifyVerdict(layer, { ...open, marginUpperBound: 1e-9, certificate }).ok).toBe(false);
  });

  it('refuses holes and objects that no message can show, without throwing', () => {
    const layer = { weights: createMatrix(2, 1, [1, 1]) };
    const certificate = { rows: [0, 1], multipliers: Float64Array.of(1, 1) };
    const good = { labels: [0], status: 'unargmaxable', proof: 'exact', marginUpperBound: 0, certificate };
    expect(verifyVerdict(layer, good)).toEqual({ ok: true });
    const holes = new Array<bigint>(2);
    const unshowable = { toString: null, valueOf: null };
    const oneHole = holes.slice();
    oneHole[1] = 1n;
    for (const bad of [
      { certificate: { ...certificate, exactMultipliers: holes } },
      { certificate: { ...certificate, exactMultipliers: oneHole } },
      { certificate: { ...certificate, rows: [0, unshowable] } },
      { certificate: { ...certificate, rows: new Array<number>(2) } },
      { labels: [unshowable] },
      { labels: unshowable },
      { status: unshowable },
      { proof: unshowable },
      { status: 'argmaxable', proof: unshowable },
      { box: unshowable },
      { status: 'argmaxable', proof: 'witness', witness: Float64Array.of(1), margin: unshowable },
    ]) {
      expect(verifyVerdict(layer, { ...good, ...bad })).toMatchObject({ ok: false });
    }
  });

  it('throws on a malformed layer, which is not a matter of the verdict', () => {
    const verdict = cases[0]!.verdicts[0];
    expect(() => verifyVerdict({ weights: createMatrix(2, 1, [1, Number.NaN]) }, verdict)).toThrow(
      /entry \(row 1, column 0\) is NaN/,
    );
    expect(() => verifyVerdict({} as LayerInput, verdict)).toThrow(TypeError);
  });
});
