import { createMatrix, createRandom, type Matrix, type Random } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../detector/create-detector.js';
import { createLayer, type LayerInput } from '../layer/layer.js';
import type { OutputRule } from '../layer/output-rule.js';
import {
  asThresholdLayer,
  boundHolds,
  exactScores,
  neighbour,
  outputsExactly,
  toDouble,
} from '../testing/exact-proofs.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import type { Certificate, Verdict } from '../verdict/verdict.js';
import { createVerifier, type Verifier } from './verify-verdict.js';

/** Multiples of 2^-20, so that differences of rows are exact, and few enough to coincide or nearly cancel. */
const coarse = (random: Random, rows: number, cols: number): Matrix => {
  const degenerate = random.int(3) === 0;
  return createMatrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () =>
      degenerate ? random.int(5) - 2 : Math.round(random.normal() * 2 ** 20) * 2 ** -20,
    ),
  );
};

interface Case {
  readonly layer: LayerInput;
  readonly verifier: Verifier;
  readonly verdicts: readonly Verdict[];
  readonly isArgmaxable: (labels: readonly number[], box: number | undefined) => boolean;
}

async function makeCase(seed: number): Promise<Case> {
  const random = createRandom([seed, 'mutated']);
  const [rows, cols] = [1 + random.int(6), 1 + random.int(3)];
  const rules: OutputRule[] = ['threshold', 'argmax', { topK: 1 + random.int(rows) }];
  const rule = rules[random.int(3)]!;
  const layer: LayerInput = {
    weights: coarse(random, rows, cols),
    rule,
    ...(random.int(2) === 0 ? { bias: coarse(random, rows, 1).data } : {}),
  };
  const verdicts: Verdict[] = [];
  for (const box of [undefined, 0.5, 2]) {
    const detector = await createDetector({ ...layer, ...(box === undefined ? {} : { box }) });
    for (let trial = 0; trial < 6; trial++) {
      const size = rule === 'threshold' ? random.int(rows + 1) : rule === 'argmax' ? 1 : rule.topK;
      verdicts.push(await detector.check([...random.sample(rows, size)].sort((a, b) => a - b)));
    }
  }
  const known = new Map<string, boolean>();
  return {
    layer,
    verifier: createVerifier(layer),
    verdicts,
    isArgmaxable: (labels, box) => {
      const key = JSON.stringify([labels, box]);
      let answer = known.get(key);
      if (answer === undefined) {
        const question = asThresholdLayer(layer, labels, box);
        // Of no inequalities at all, every input is a solution.
        answer = question.layer.weights.rows === 0 || isArgmaxableExactly(question.layer, question.labels);
        known.set(key, answer);
      }
      return answer;
    },
  };
}

type Fields = Record<string, unknown>;

/** Whether what a well-formed verdict claims is true, by exact arithmetic. */
function isTrue({ layer, isArgmaxable }: Case, fields: Fields): boolean {
  const verdict = fields as unknown as Verdict;
  const { labels, box } = verdict;
  if (verdict.status === 'argmaxable') {
    if (verdict.proof !== 'witness') return false;
    const { witness, threshold = 0, margin } = verdict;
    return (
      witness.every((value) => Math.abs(value) <= (box ?? Infinity)) &&
      outputsExactly(layer, labels, witness, threshold, margin)
    );
  }
  const { certificate, marginUpperBound } = verdict;
  const { proof } = fields;
  if (verdict.status === 'undecided' && marginUpperBound === undefined) return true;
  if (proof === 'box') return box !== undefined && !isArgmaxable(labels, box);
  if (proof === 'exact' && verdict.status === 'unargmaxable') return !isArgmaxable(labels, undefined);
  if (certificate === undefined || marginUpperBound === undefined) return false;
  return (
    marginUpperBound >= 1 ||
    boundHolds(layer, labels, certificate, marginUpperBound) ||
    !isArgmaxable(labels, undefined)
  );
}

const pick = <T>(random: Random, items: readonly T[]): T => items[random.int(items.length)]!;
const step = (random: Random): number => pick(random, [1, -1, 2, -3, 2 ** 12, -(2 ** 12), 2 ** 40]);

/** An input that brings one score to the threshold, as near as one of its coordinates can. */
function toTheEdge(random: Random, { layer }: Case, witness: Float64Array, threshold: number): Float64Array {
  const { rows, cols, data } = layer.weights;
  const moved = witness.slice();
  const [row, j] = [random.int(rows), random.int(cols)];
  const weight = data[row * cols + j]!;
  if (weight === 0) return moved;
  moved[j] = 0;
  const rest = toDouble(exactScores(layer, moved, threshold)[row]!, 2148);
  moved[j] = neighbour(-rest / weight, random.int(5) - 2);
  return moved;
}

function onCertificate(
  fields: Fields,
  change: (certificate: Certificate) => Partial<Certificate>,
): Fields | undefined {
  const certificate = fields.certificate as Certificate | undefined;
  return certificate && { ...fields, certificate: { ...certificate, ...change(certificate) } };
}

const mutations: Record<string, (random: Random, fields: Fields, context: Case) => Fields | undefined> = {
  'moves a coordinate of the witness': (random, fields) => {
    const { witness } = fields as { witness?: Float64Array };
    if (witness === undefined) return undefined;
    const moved = witness.slice();
    const j = random.int(moved.length);
    moved[j] = pick(random, [neighbour(moved[j]!, step(random)), -moved[j]!, 0, moved[j]! + random.normal()]);
    return { ...fields, witness: moved };
  },
  'scales the witness': (random, fields) => {
    const { witness, threshold } = fields as { witness?: Float64Array; threshold?: number };
    const factor = pick(random, [2, 0.5, -1, 2 ** 600, 2 ** -600, 2 ** -1070, 1 + 2 ** -52, 0]);
    return (
      witness && {
        ...fields,
        witness: witness.map((value) => value * factor),
        ...(threshold === undefined ? {} : { threshold: threshold * factor }),
      }
    );
  },
  'brings a score to the threshold': (random, fields, context) => {
    const { witness, threshold = 0 } = fields as { witness?: Float64Array; threshold?: number };
    return witness && { ...fields, witness: toTheEdge(random, context, witness, threshold) };
  },
  'brings the threshold to a score': (random, fields, { layer }) => {
    const { witness, threshold } = fields as { witness?: Float64Array; threshold?: number };
    if (witness === undefined || threshold === undefined) return undefined;
    const score = toDouble(pick(random, exactScores(layer, witness, 0)), 2148);
    return { ...fields, threshold: neighbour(score, random.int(5) - 2) };
  },
  'claims a step more margin, or much more': (random, fields) =>
    typeof fields.margin === 'number'
      ? {
          ...fields,
          margin: Math.min(
            1,
            pick(random, [neighbour(fields.margin, Math.abs(step(random))), 2 * fields.margin + 1e-9]),
          ),
        }
      : undefined,
  'claims a smaller bound': (random, fields) =>
    typeof fields.marginUpperBound === 'number'
      ? {
          ...fields,
          proof: pick(random, [fields.proof, 'bounded']),
          marginUpperBound: pick(random, [0, fields.marginUpperBound / 2, 1e-17, 1e-3]),
        }
      : undefined,
  'bounds the margin by any rows': (random, fields, { layer }) => {
    const { weights, bias, rule = 'threshold' } = layer;
    const { rows: numLabels, cols, data } = weights;
    const rows = [...random.sample(numLabels, 1 + random.int(numLabels))].sort((a, b) => a - b);
    const multipliers = Float64Array.from(rows, () => pick(random, [1, 2, 0.1, random.uniform() + 0.1]));
    const { thresholdScale } = createLayer('test', layer);
    const residual = new Float64Array(cols + 2);
    let weight = 0;
    rows.forEach((row, k) => {
      const entries = [
        ...data.subarray(row * cols, (row + 1) * cols),
        bias?.[row] ?? 0,
        rule === 'threshold' ? 0 : -thresholdScale,
      ];
      const sign = (fields.labels as number[]).includes(row) ? 1 : -1;
      entries.forEach((entry, j) => {
        residual[j] = residual[j]! + sign * multipliers[k]! * entry;
      });
      weight += multipliers[k]! * Math.hypot(...entries);
    });
    residual[cols] = Math.max(0, residual[cols]!);
    const bound = (Math.hypot(...residual) / weight) * pick(random, [1, 1 - 1e-14, 1 + 1e-14, 0.9, 1.1, 0.3]);
    return {
      ...fields,
      status: pick(random, ['unargmaxable', 'undecided']),
      proof: 'bounded',
      certificate: { rows, multipliers },
      marginUpperBound: bound >= 0 && bound <= 1 ? bound : 1,
    };
  },
  'moves multipliers': (random, fields) =>
    onCertificate(fields, ({ multipliers }) => ({
      multipliers: multipliers.map((value) =>
        random.int(2) === 0
          ? value
          : Math.abs(pick(random, [neighbour(value, step(random)), value * (1 + random.uniform()), 1])),
      ),
    })),
  'gives the combination other rows': (random, fields, { layer }) =>
    onCertificate(fields, ({ rows, multipliers }) => {
      const count = Math.max(1, Math.min(layer.weights.rows, rows.length + random.int(3) - 1));
      return {
        rows: [...random.sample(layer.weights.rows, count)].sort((a, b) => a - b),
        multipliers: Float64Array.from({ length: count }, (_, k) => multipliers[k] ?? random.uniform()),
      };
    }),
  'changes the box': (random, fields) => ({
    ...fields,
    box: pick(random, [undefined, 0.25, 0.5, 1, 2, 8, 1e6, neighbour(2, 1), 1e-300, 1e300]),
  }),
  'puts the witness on the wall of the box, or a step outside': (random, fields) => {
    const { witness } = fields as { witness?: Float64Array };
    if (witness === undefined) return undefined;
    const largest = witness.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    return largest > 0 ? { ...fields, box: neighbour(largest, pick(random, [0, -1, 1])) } : undefined;
  },
  'changes the labels': (random, fields, { verdicts }) => ({
    ...fields,
    labels: pick(random, verdicts).labels,
  }),
  'changes the kind of proof': (random, fields) => ({
    ...fields,
    proof: pick(random, ['exact', 'box', 'bounded', 'witness']),
  }),
  'changes the status': (random, fields) => ({
    ...fields,
    status: pick(random, ['argmaxable', 'unargmaxable', 'undecided']),
  }),
  'takes the evidence of another verdict': (random, fields, { verdicts }) => ({
    ...(pick(random, verdicts) as unknown as Fields),
    labels: fields.labels,
    box: fields.box,
  }),
};

describe('verifyVerdict, given what a detector found and mutations then spoiled', () => {
  it('accepts no false claim', async () => {
    const random = createRandom([5, 'mutations']);
    const names = Object.keys(mutations);
    const count = Object.fromEntries(names.map((name) => [name, { refused: 0, accepted: 0 }]));
    for (let seed = 0; seed < 120; seed++) {
      const context = await makeCase(seed);
      for (const verdict of context.verdicts) {
        expect(context.verifier.verify(verdict)).toEqual({ ok: true });
        expect(isTrue(context, verdict as unknown as Fields)).toBe(true);
      }
      for (let trial = 0; trial < 500; trial++) {
        let fields: Fields | undefined = pick(random, context.verdicts) as unknown as Fields;
        const name = pick(random, names);
        fields = mutations[name]!(random, fields, context);
        // Sometimes two at once.
        if (fields !== undefined && random.int(3) === 0) {
          fields = mutations[pick(random, names)]!(random, fields, context) ?? fields;
        }
        if (fields === undefined) continue;
        const { ok, reason } = context.verifier.verify(fields);
        if (!ok) {
          expect(reason).toBeTypeOf('string');
          count[name]!.refused++;
          continue;
        }
        count[name]!.accepted++;
        if (!isTrue(context, fields)) {
          throw new Error(`accepted though false: ${name}, seed ${seed}, ${JSON.stringify(fields)}`);
        }
      }
    }
    // Each of them spoils verdicts, and the checker does not just refuse everything.
    for (const name of names) expect(count[name]!.refused, name).toBeGreaterThan(200);
    const accepted = names.reduce((sum, name) => sum + count[name]!.accepted, 0);
    expect(accepted).toBeGreaterThan(8000);
  });
});
