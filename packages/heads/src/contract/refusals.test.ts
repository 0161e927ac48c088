import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { HeadWeights } from '../head-weights.js';
import { loadHead } from '../heads/load-head.js';
import type { Loss } from '../losses/loss.js';
import { describeEveryHead } from '../testing/describe-every-head.js';
import { sampleLabelSets } from '../testing/sample-data.js';

describeEveryHead((subject) => {
  const { config, refuses, batch, features, labels, make, tie } = subject;
  const { inDim, numLabels } = config;

  it('refuses weights that do not fit', async () => {
    const head = make();
    const weights = await head.readWeights();
    const [name, ...others] = head.parameterNames as [string, ...string[]];
    const { shape, data } = weights[name]!;
    const changed = (values: unknown): HeadWeights => ({ ...weights, [name]: values }) as HeadWeights;
    const without = Object.fromEntries(others.map((other) => [other, weights[other]!]));
    expect(() => head.setWeights(without)).toThrow(`"${name}" is missing; expected`);
    expect(() => head.setWeights({ ...weights, extra: weights[name]! })).toThrow(/unknown parameter "extra"/);
    expect(() => head.setWeights(changed({ shape: [...shape].reverse(), data: data.slice(1) }))).toThrow(
      /must have shape \[\d+(, \d+)?\], got/,
    );
    const broken = data.slice();
    broken[0] = Number.NaN;
    expect(() => head.setWeights(changed({ shape, data: broken }))).toThrow(/has NaN at position 0/);
    expect(() => head.setWeights(changed([1, 2]))).toThrow(TypeError);
    expect(() => head.setWeights(null as unknown as HeadWeights)).toThrow(TypeError);
    expect(() => loadHead({ config, weights: without }, tie())).toThrow(/loadHead: .* is missing/);
    expect(await head.readWeights()).toEqual(weights);
    head.dispose();
  });

  it('refuses wrong options, naming them', () => {
    const refusesAll = [
      ...refuses,
      [{ inDim: 0 }, RangeError, /inDim must be an integer >= 1, got 0/],
      [{ inDim: Number.NaN }, RangeError, /inDim .* got NaN/],
      [{ inDim: '5' }, TypeError, /inDim must be a number, got the string "5"/],
      [{ numLabels: 1.5 }, RangeError, /numLabels .* got 1\.5/],
      [{ numLabels: Number.POSITIVE_INFINITY }, RangeError, /numLabels .* got Infinity/],
      [{ numLabels: undefined }, TypeError, /numLabels must be a number, got undefined/],
      [{ seed: 0.5 }, RangeError, /seed must be an integer .* got 0\.5/],
      [{ seed: undefined }, TypeError, /seed must be a number/],
      [{ numLabel: 9 }, TypeError, /unknown option "numLabel"; it takes inDim, numLabels/],
    ] as const;
    for (const [changes, error, message] of refusesAll) {
      expect(() => make(changes)).toThrow(error);
      expect(() => make(changes)).toThrow(message);
    }
  });

  it('refuses features and labels that do not fit', () => {
    const head = make();
    const h = tf.tensor2d(features, [batch, inDim]);
    const wide = tf.zeros<tf.Rank.R2>([batch, inDim + 1]);
    const flat = tf.zeros([inDim]) as unknown as tf.Tensor2D;
    const empty = tf.zeros<tf.Rank.R2>([0, inDim]);
    const whole = tf.zeros<tf.Rank.R2>([batch, inDim], 'int32');
    const gone = tf.zeros<tf.Rank.R2>([batch, inDim]);
    gone.dispose();
    for (const f of [head.logits, (input: tf.Tensor2D) => head.loss(input, labels)]) {
      expect(() => f(wide)).toThrow(RangeError);
      expect(() => f(wide)).toThrow(
        new RegExp(`h must have shape \\[batch, ${inDim}\\], got \\[${batch}, ${inDim + 1}\\]`),
      );
      expect(() => f(flat)).toThrow(RangeError);
      expect(() => f(empty)).toThrow(/got \[0, /);
      expect(() => f(whole)).toThrow(/h must be float32, got int32.*tf\.cast/);
      expect(() => f(gone)).toThrow(/disposed/);
      expect(() => f([[1]] as unknown as tf.Tensor2D)).toThrow(TypeError);
    }
    const narrow = tf.zeros<tf.Rank.R2>([batch, numLabels - 1]);
    const wrongLabels = [
      [{ ...labels, numCols: numLabels + 1 }, RangeError],
      [sampleLabelSets(2, batch - 1, numLabels), RangeError],
      [{ ...labels, indices: labels.indices.map(() => numLabels) }, RangeError],
      [narrow, RangeError],
      [[[1]], TypeError],
      [undefined, TypeError],
    ] as const;
    for (const [wrong, error] of wrongLabels) {
      expect(() => head.loss(h, wrong as unknown as tf.Tensor2D)).toThrow(error);
    }
    expect(() => head.loss(h, labels, { lose: 1 } as object)).toThrow(/unknown option "lose"/);
    expect(() => head.loss(h, labels, { loss: 'bce' as unknown as Loss })).toThrow(/sigmoidCrossEntropy\(\)/);
    tf.dispose([h, wide, flat, empty, whole, narrow]);
    head.dispose();
  });

  it('refuses to work once disposed, and may be disposed of twice', async () => {
    const head = make();
    const weights = await head.readWeights();
    const h = tf.tensor2d(features, [batch, inDim]);
    head.dispose();
    head.dispose();
    const calls = [
      () => head.logits(h),
      () => head.loss(h, labels),
      () => head.outputLayer(),
      () => head.getWeights(),
      () => head.setWeights(weights),
    ];
    for (const call of calls) {
      expect(call).toThrow(
        expect.objectContaining({
          name: 'HeadError',
          code: 'head-disposed',
          message: expect.stringMatching(/has been disposed\. Make a new one/),
        }),
      );
    }
    h.dispose();
  });
});
