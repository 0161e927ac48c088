import { createMatrix, createRandom, InputError, trigonometricBasis } from '@sbn/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../detector/create-detector.js';
import { labelsOfMask, normalMatrix, normalVector } from '../testing/random-layer.js';
import { verifyVerdict } from '../verify/verify-verdict.js';
import { summariseVerdicts } from './summarise-verdicts.js';
import type { Verdict } from './verdict.js';
import { verdictFromJson } from './verdict-from-json.js';
import { verdictToJson } from './verdict-to-json.js';

const random = createRandom(11);
const roundTrip = (verdict: Verdict): Verdict =>
  verdictFromJson(JSON.parse(JSON.stringify(verdictToJson(verdict))));

describe('verdictToJson and verdictFromJson', () => {
  it('keep every bit of every kind of verdict', async () => {
    const tenths = createMatrix(
      6,
      3,
      Float64Array.from({ length: 18 }, () => (random.int(5) - 2) / 10),
    );
    const layers = [
      { weights: normalMatrix(random, 6, 3), bias: normalVector(random, 6) },
      { weights: tenths },
      { weights: normalMatrix(random, 6, 2), rule: { topK: 2 } as const },
    ];
    for (const layer of layers) {
      const detector = await createDetector(layer);
      for (let mask = 0; mask < 64; mask++) {
        const labels = labelsOfMask(mask);
        if (layer.rule !== undefined && labels.length !== 2) continue;
        const verdict = await detector.check(labels);
        expect(roundTrip(verdict)).toEqual(verdict);
        expect(verifyVerdict(layer, roundTrip(verdict))).toEqual({ ok: true });
      }
    }
    const structure = { kind: 'trigonometric', k: 8 } as const;
    const packed = await createDetector({
      weights: trigonometricBasis({ numLabels: 4000, k: 8 }),
      structure,
    });
    for (const labels of [
      [0, 2, 4, 6, 8, 10, 12, 14],
      [0, 2, 4, 6, 8, 10, 12, 14, 16],
    ]) {
      const verdict = await packed.check(labels);
      expect(verdict).toMatchObject({ proof: 'alternation' });
      expect(roundTrip(verdict)).toEqual(verdict);
    }
  });

  it('keep any doubles', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (values) => {
        const witness = Float64Array.from(values, (value) => value + 0);
        const verdict: Verdict = {
          labels: [1],
          decidedBy: 'active-set',
          iterations: 1,
          milliseconds: 0.5,
          status: 'argmaxable',
          proof: 'witness',
          witness,
          margin: 5e-324,
          marginIsBest: true,
        };
        const back = roundTrip(verdict);
        expect(back).toEqual(verdict);
        expect(new BigUint64Array((back as { witness: Float64Array }).witness.buffer)).toEqual(
          new BigUint64Array(witness.buffer),
        );
      }),
    );
  });

  it('refuse what is no verdict, naming the field', () => {
    const base = { labels: [1], decidedBy: 'highs', iterations: 1, milliseconds: 1 };
    const open = { ...base, status: 'undecided', reason: 'time' };
    const closed = {
      ...base,
      status: 'unargmaxable',
      proof: 'exact',
      marginUpperBound: 0,
      certificate: { rows: [0], multipliers: [1] },
    };
    expect(verdictFromJson(open)).toEqual(open);
    for (const [json, message] of [
      [null, /a verdict must be an object, got null/],
      [[], /a verdict must be an object/],
      [{ ...open, labels: 'x' }, /labels must be a list of numbers, got "x"/],
      [{ ...open, labels: [1, null] }, /labels\[1\] must be a finite number, got null/],
      [{ ...open, status: 'perhaps' }, /status must be one of argmaxable, unargmaxable, undecided/],
      [{ ...open, reason: undefined }, /reason must be a string, got nothing/],
      [{ ...open, decidedBy: 'magic' }, /decidedBy must be one of/],
      [{ ...closed, certificate: undefined }, /certificate must be an object, got nothing/],
      [{ ...closed, certificate: { rows: [0], multipliers: 1 } }, /certificate.multipliers must be a list/],
      [
        { ...closed, certificate: { rows: [0], multipliers: [1], exactMultipliers: ['1e3'] } },
        /exactMultipliers\[0\] must be an integer in a string/,
      ],
      [{ ...base, status: 'argmaxable', proof: 'witness' }, /marginIsBest must be true or false/],
    ] as const) {
      expect(() => verdictFromJson(json)).toThrow(message);
      expect(() => verdictFromJson(json)).toThrow(InputError);
    }
  });
});

describe('summariseVerdicts', () => {
  it('counts, and keeps undecided apart', () => {
    const base = { labels: [], iterations: 0, milliseconds: 0 };
    const argmaxable = (margin: number): Verdict => ({
      ...base,
      decidedBy: 'active-set',
      status: 'argmaxable',
      proof: 'witness',
      witness: new Float64Array(1),
      margin,
      marginIsBest: true,
    });
    const verdicts: Verdict[] = [
      argmaxable(0.3),
      argmaxable(0.1),
      argmaxable(0.2),
      { ...base, decidedBy: 'alternation', status: 'argmaxable', proof: 'alternation', signChanges: 2 },
      { ...base, decidedBy: 'highs', status: 'undecided', reason: '' },
      {
        ...base,
        decidedBy: 'zero-row',
        status: 'unargmaxable',
        proof: 'exact',
        marginUpperBound: 0,
        certificate: { rows: [0], multipliers: Float64Array.of(1) },
      },
    ];
    expect(summariseVerdicts(verdicts)).toEqual({
      total: 6,
      argmaxable: 4,
      unargmaxable: 1,
      undecided: 1,
      decidedBy: {
        alternation: 1,
        'zero-row': 1,
        input: 0,
        reflections: 0,
        screening: 0,
        'active-set': 3,
        highs: 1,
      },
      margins: { count: 3, min: 0.1, lowerQuartile: 0.1, median: 0.2, upperQuartile: 0.2, max: 0.3 },
    });
    expect(summariseVerdicts([])).toMatchObject({ total: 0, margins: null });
  });
});
