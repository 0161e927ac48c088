import { InputError } from '@sbn/core';
import type { PlifHeadOptions } from '../definitions/class-head-config.js';
import type { HeadConfig } from '../definitions/head-config.js';
import type { Head } from '../head.js';
import { averagedSigmoidHead } from '../heads/averaged-sigmoid-head.js';
import { dftHead } from '../heads/dft-head.js';
import { mixtureHead } from '../heads/mixture-head.js';
import { plifHead } from '../heads/plif-head.js';
import { reluSoftmaxHead } from '../heads/relu-softmax-head.js';
import { sigmoidBottleneckHead } from '../heads/sigmoid-bottleneck-head.js';
import { sigmoidHead } from '../heads/sigmoid-head.js';
import { sigmoidSoftmaxHead } from '../heads/sigmoid-softmax-head.js';
import { sigsoftmaxHead } from '../heads/sigsoftmax-head.js';
import { softmaxHead } from '../heads/softmax-head.js';
import { vandermondeHead } from '../heads/vandermonde-head.js';

/** A line of the contract table: one head, how it is made, and what it must refuse. */
export interface HeadCase {
  readonly name: string;
  /** Makes the head from `options`, with some of them replaced; values may be wrong on purpose. */
  readonly make: (changes?: Readonly<Record<string, unknown>>) => Head;
  readonly config: HeadConfig;
  /** `'labels'` when left out. */
  readonly output?: 'labels' | 'classes';
  /** Rank of the output layer as `outputLayer()` shows it; undefined where there is no output layer. */
  readonly cols: number | undefined;
  /** The columns of the weights that are somebody else's, where they are. */
  readonly tiedCols?: number;
  readonly numWeights: number;
  readonly numParams: number;
  /** Changed options, the error and what its message must say; beyond what every head refuses. */
  readonly refuses: readonly (readonly [
    changes: Readonly<Record<string, unknown>>,
    error: new (message: string, ...rest: never[]) => Error,
    message: RegExp,
  ])[];
}

function line<Options extends object>(
  name: string,
  factory: (options: Options) => Head,
  options: Options,
  config: HeadConfig,
  facts: Omit<HeadCase, 'name' | 'make' | 'config'>,
): HeadCase {
  return { name, make: (changes = {}) => factory({ ...options, ...changes }), config, ...facts };
}

const shared = { inDim: 5, numLabels: 9, seed: 7 };
const classLayer = { ...shared, bias: 'learned', rows: 'free' } as const;
const linear = { output: 'classes', cols: 5, numWeights: 5 * 9 } as const;
const plif = { parametrization: 'softplus', learningRate: 0.02, output: 'classes' } as const;
const mixture = { output: 'classes', cols: undefined } as const;

/** Every head of the package. A new head joins with one more line. */
export const headCases: readonly HeadCase[] = [
  line(
    'sigmoidHead',
    sigmoidHead,
    shared,
    { kind: 'sigmoid', ...shared },
    { cols: 5, numWeights: 5 * 9, numParams: 5 * 9 + 9, refuses: [[{ dim: 3 }, TypeError, /"dim"/]] },
  ),
  line(
    'sigmoidBottleneckHead',
    sigmoidBottleneckHead,
    { ...shared, dim: 4 },
    { kind: 'sigmoid-bottleneck', ...shared, dim: 4 },
    {
      cols: 4,
      numWeights: 5 * 4 + 4 * 9,
      numParams: 5 * 4 + 4 + 4 * 9,
      refuses: [
        [{ dim: 0 }, RangeError, /dim must be an integer >= 1, got 0/],
        [{ dim: 2.5 }, RangeError, /dim .* got 2\.5/],
        [{ dim: Number.NaN }, RangeError, /dim .* got NaN/],
        [{ dim: undefined }, TypeError, /dim must be a number, got undefined/],
      ],
    },
  ),
  line(
    'averagedSigmoidHead',
    averagedSigmoidHead,
    { ...shared, inDim: 6, positions: 3 },
    { kind: 'averaged-sigmoid', ...shared, inDim: 6, positions: 3 },
    {
      cols: undefined,
      numWeights: 2 * 9,
      numParams: 2 * 9 + 9,
      refuses: [
        [{ positions: 0 }, RangeError, /positions must be an integer >= 1, got 0/],
        [{ positions: 1.5 }, RangeError, /positions .* got 1\.5/],
        [{ positions: undefined }, TypeError, /positions must be a number, got undefined/],
        [{ positions: 4 }, RangeError, /inDim must be positions \* channels, a multiple of 4, got 6/],
        [{ dim: 3 }, TypeError, /"dim"/],
      ],
    },
  ),
  line(
    'averagedSigmoidHead of one position',
    averagedSigmoidHead,
    { ...shared, positions: 1 },
    { kind: 'averaged-sigmoid', ...shared, positions: 1 },
    { cols: 5, numWeights: 5 * 9, numParams: 5 * 9 + 9, refuses: [] },
  ),
  line(
    'dftHead',
    dftHead,
    { ...shared, k: 2 },
    { kind: 'dft', ...shared, k: 2, slackDims: 0 },
    {
      cols: 5,
      numWeights: 5 * 5,
      numParams: 5 * 5 + 5,
      refuses: [
        [{ k: 5 }, RangeError, /k must be an integer in \[1, 4\], got 5.*2k \+ 1 <= 9/],
        [{ k: 0 }, RangeError, /k .* got 0/],
        [{ k: 1.5 }, RangeError, /k .* got 1\.5/],
        [{ k: Number.POSITIVE_INFINITY }, RangeError, /k .* got Infinity/],
        [{ k: '2' }, TypeError, /k must be a number, got the string "2"/],
        [{ numLabels: 2, k: 1 }, RangeError, /numLabels .* >= 3, got 2/],
        [{ slackDims: -1 }, RangeError, /slackDims .* got -1/],
        [{ slackDims: 0.5 }, RangeError, /slackDims .* got 0\.5/],
        [{ permutation: 'abc' }, TypeError, /permutation must be an array/],
        [{ permutation: [0, 1, 2] }, RangeError, /permutation must have 9 entries, got 3/],
        [{ permutation: [0, 1, 2, 3, 4, 5, 6, 7, 9] }, RangeError, /permutation\[8\] .* got 9/],
        [
          { permutation: [0, 1, 2, 3, 4, 5, 6, 7, 0] },
          RangeError,
          /place 0 to label 0 and to label 8; each .* once/,
        ],
      ],
    },
  ),
  line(
    'dftHead with slack and a permutation',
    dftHead,
    { ...shared, numLabels: 8, k: 2, slackDims: 3, permutation: [7, 2, 0, 4, 6, 1, 3, 5] },
    { kind: 'dft', ...shared, numLabels: 8, k: 2, slackDims: 3, permutation: [7, 2, 0, 4, 6, 1, 3, 5] },
    { cols: 8, numWeights: 5 * 8 + 3 * 8, numParams: 5 * 8 + 8 + 3 * 8, refuses: [] },
  ),
  line(
    'vandermondeHead',
    vandermondeHead,
    { ...shared, k: 2 },
    { kind: 'vandermonde', ...shared, dim: 5, slackDims: 0 },
    {
      cols: 5,
      numWeights: 5 * 5,
      numParams: 5 * 5 + 5,
      refuses: [
        [{ k: 5 }, RangeError, /k must be an integer in \[1, 4\], got 5.*2k \+ 1 <= 9/],
        [{ k: 2, dim: 6 }, RangeError, /k = 2 means dim = 5, got dim = 6/],
        [{ k: undefined }, TypeError, /give k .* or dim/],
        [{ k: undefined, dim: 10 }, RangeError, /dim .* \[3, 9\], got 10/],
        [{ k: undefined, dim: 2 }, RangeError, /dim .* got 2/],
        [{ k: Number.NaN }, RangeError, /k .* got NaN/],
      ],
    },
  ),
  line(
    'vandermondeHead with slack',
    vandermondeHead,
    { ...shared, dim: 4, slackDims: 2 },
    { kind: 'vandermonde', ...shared, dim: 4, slackDims: 2 },
    { cols: 6, numWeights: 5 * 6 + 2 * 9, numParams: 5 * 6 + 6 + 2 * 9, refuses: [] },
  ),
  line(
    'softmaxHead',
    softmaxHead,
    shared,
    { kind: 'softmax', ...classLayer },
    {
      ...linear,
      numParams: 5 * 9 + 9,
      refuses: [
        [{ bias: 'zero' }, RangeError, /bias must be one of "learned", "none", "preventing", got "zero"/],
        [{ bias: false }, TypeError, /bias must be one of .* got a boolean/],
        [{ rows: 'long' }, RangeError, /rows must be one of "free", "unit", got "long"/],
        [
          { rows: 'unit', bias: 'learned' },
          RangeError,
          /rows "unit" go with bias "none", got bias "learned"/,
        ],
        [{ rows: 'unit', bias: 'preventing' }, RangeError, /rows "unit" go with bias "none"/],
        [{ tiedTo: [[1]] }, TypeError, /tiedTo must be a float32 tf\.Variable \[9, 5\], got an array/],
        [{ tied: true }, TypeError, /tiedTo must be a float32 tf\.Variable \[9, 5\], got undefined/],
        [{ tied: 1 }, TypeError, /tied must be true or left out/],
        [{ center: 1 }, TypeError, /unknown option "center"/],
      ],
    },
  ),
  line(
    'softmaxHead without a bias',
    softmaxHead,
    { ...shared, bias: 'none' },
    { kind: 'softmax', ...classLayer, bias: 'none' },
    { ...linear, numParams: 5 * 9, refuses: [] },
  ),
  line(
    'softmaxHead with a preventing bias',
    softmaxHead,
    { ...shared, bias: 'preventing' },
    { kind: 'softmax', ...classLayer, bias: 'preventing' },
    { ...linear, numParams: 5 * 9, refuses: [] },
  ),
  line(
    'softmaxHead with unit rows',
    softmaxHead,
    { ...shared, rows: 'unit' },
    { kind: 'softmax', ...classLayer, bias: 'none', rows: 'unit' },
    { ...linear, numParams: 5 * 9, refuses: [] },
  ),
  line(
    'softmaxHead, tied',
    softmaxHead,
    shared,
    { kind: 'softmax', ...classLayer, tied: true },
    {
      ...linear,
      numWeights: 0,
      numParams: 9,
      tiedCols: 5,
      refuses: [
        [{ inDim: 4 }, RangeError, /tiedTo must have the shape \[numLabels, dim\] = \[9, 4\], got \[9, 5\]/],
        [{ numLabels: 8 }, RangeError, /= \[8, 5\], got \[9, 5\]/],
      ],
    },
  ),
  line(
    'sigsoftmaxHead',
    sigsoftmaxHead,
    shared,
    { kind: 'sigsoftmax', ...classLayer, center: 0, slope: 2, learned: false },
    {
      ...linear,
      numParams: 5 * 9 + 9,
      refuses: [
        [{ slope: 0 }, RangeError, /slope must be > 0, got 0/],
        [{ slope: -1 }, RangeError, /slope .* got -1/],
        [{ slope: Number.NaN }, RangeError, /slope .* got NaN/],
        [{ center: Number.POSITIVE_INFINITY }, RangeError, /center must be finite, got Infinity/],
        [{ center: '0' }, TypeError, /center must be a number/],
        [{ learned: 1 }, TypeError, /learned must be true or false, got a number/],
      ],
    },
  ),
  line(
    'sigsoftmaxHead with another center and slope',
    sigsoftmaxHead,
    { ...shared, center: -0.5, slope: 0.25, bias: 'none' },
    { kind: 'sigsoftmax', ...classLayer, bias: 'none', center: -0.5, slope: 0.25, learned: false },
    { ...linear, numParams: 5 * 9, refuses: [] },
  ),
  line(
    'sigsoftmaxHead, learned',
    sigsoftmaxHead,
    { ...shared, center: 0.25, slope: 3, learned: true, bias: 'preventing' },
    { kind: 'sigsoftmax', ...classLayer, bias: 'preventing', center: 0.25, slope: 3, learned: true },
    { ...linear, numParams: 5 * 9 + 2, refuses: [] },
  ),
  line(
    'sigsoftmaxHead, learned, unit rows, tied',
    sigsoftmaxHead,
    { ...shared, learned: true, rows: 'unit' },
    {
      kind: 'sigsoftmax',
      ...classLayer,
      bias: 'none',
      rows: 'unit',
      tied: true,
      center: 0,
      slope: 2,
      learned: true,
    },
    { ...linear, numWeights: 0, numParams: 2, tiedCols: 5, refuses: [] },
  ),
  line(
    'reluSoftmaxHead',
    reluSoftmaxHead,
    // No logit within reach of the kink, and none so near to 0 that its logarithm is steep.
    { ...shared, seed: 11, epsilon: 0.1 },
    { kind: 'relu-softmax', ...classLayer, seed: 11, epsilon: 0.1 },
    {
      ...linear,
      numParams: 5 * 9 + 9,
      refuses: [
        [{ epsilon: 0 }, RangeError, /epsilon must be > 0, got 0/],
        [{ epsilon: 1e-40 }, RangeError, /epsilon must be at least 2\^-126/],
        [{ epsilon: '1' }, TypeError, /epsilon must be a number/],
      ],
    },
  ),
  line(
    'sigmoidSoftmaxHead',
    sigmoidSoftmaxHead,
    shared,
    { kind: 'sigmoid-softmax', ...classLayer },
    { ...linear, numParams: 5 * 9 + 9, refuses: [[{ epsilon: 1 }, TypeError, /unknown option "epsilon"/]] },
  ),
  line(
    'plifHead',
    plifHead,
    { ...shared, numKnots: 7, interval: [-2, 1.5] },
    { kind: 'plif', ...classLayer, ...plif, numKnots: 7, interval: [-2, 1.5] },
    {
      ...linear,
      numParams: 5 * 9 + 9 + 8,
      refuses: [
        [{ numKnots: 1 }, RangeError, /numKnots must be an integer in \[2, 16777216\], got 1/],
        [{ numKnots: 0 }, RangeError, /numKnots .* got 0/],
        [{ numKnots: 2.5 }, RangeError, /numKnots .* got 2\.5/],
        [{ interval: [1, -1] }, RangeError, /interval must have lo < hi, got \[1, -1\]/],
        [{ interval: [1, 1] }, RangeError, /interval must have lo < hi/],
        [
          { interval: [0, Number.POSITIVE_INFINITY] },
          RangeError,
          /interval\[1\] must be finite, got Infinity/,
        ],
        [{ interval: [Number.NaN, 1] }, RangeError, /interval\[0\] must be finite, got NaN/],
        [{ interval: [0, 1, 2] }, RangeError, /interval must be \[lo, hi\], got 3 numbers/],
        [{ interval: 20 }, TypeError, /interval must be \[lo, hi\], got a number/],
        [{ parametrization: 'relu' }, RangeError, /parametrization must be one of "softplus"/],
        [{ learningRate: 0 }, RangeError, /learningRate must be > 0/],
        [{ output: 'sets' }, RangeError, /output must be one of "classes", "labels", got "sets"/],
        [
          { output: 'labels', interval: [1, 2] },
          RangeError,
          /with output "labels" the interval must contain 0.* got \[1, 2\]/,
        ],
      ],
    },
  ),
  line(
    'plifHead with two knots on one side of 0, exponential slopes and a preventing bias',
    plifHead,
    {
      ...shared,
      numKnots: 2,
      interval: [0.1, 0.6],
      parametrization: 'exponential',
      learningRate: 0.1,
      bias: 'preventing',
    },
    {
      kind: 'plif',
      ...classLayer,
      ...plif,
      numKnots: 2,
      interval: [0.1, 0.6],
      parametrization: 'exponential',
      learningRate: 0.1,
      bias: 'preventing',
    },
    { ...linear, numParams: 5 * 9 + 3, refuses: [] },
  ),
  line(
    'plifHead with 200 knots below 0 and square slopes',
    plifHead,
    { ...shared, numKnots: 200, interval: [-3, -0.1], parametrization: 'square' },
    { kind: 'plif', ...classLayer, ...plif, numKnots: 200, interval: [-3, -0.1], parametrization: 'square' },
    { ...linear, numParams: 5 * 9 + 9 + 201, refuses: [] },
  ),
  line(
    'plifHead for labels',
    (options: PlifHeadOptions) => plifHead(options),
    { ...shared, numKnots: 7, interval: [-2, 1.5], output: 'labels' },
    { kind: 'plif', ...classLayer, ...plif, numKnots: 7, interval: [-2, 1.5], output: 'labels' },
    { ...linear, output: 'labels', numParams: 5 * 9 + 9 + 8, refuses: [] },
  ),
  line(
    'mixtureHead of three',
    mixtureHead,
    { ...shared, numComponents: 3, dim: 4 },
    { kind: 'mixture', ...classLayer, numComponents: 3, dim: 4, member: { kind: 'identity' } },
    {
      ...mixture,
      numWeights: 4 * 9 + 3 * 5 + 12 * 5,
      numParams: 4 * 9 + 9 + 3 * 5 + 12 * 5 + 12,
      refuses: [
        [{ numComponents: 0 }, RangeError, /numComponents must be an integer >= 1, got 0/],
        [{ numComponents: 1.5 }, RangeError, /numComponents .* got 1\.5/],
        [{ numComponents: undefined }, TypeError, /numComponents must be a number/],
        [{ dim: 0 }, RangeError, /dim must be an integer >= 1, got 0/],
        [
          { member: { kind: 'tanh' } },
          InputError,
          /unknown kind of score function "tanh"\. Known kinds: identity/,
        ],
        [{ member: 'sigsoftmax' }, TypeError, /member: expected a score function/],
        [{ member: { kind: 'sigsoftmax', k: 1 } }, TypeError, /member: unknown option "k"/],
        [{ member: { kind: 'plif', numKnots: 1 } }, RangeError, /member: numKnots .* got 1/],
      ],
    },
  ),
  line(
    'mixtureHead of one, tied',
    mixtureHead,
    { ...shared, numComponents: 1 },
    { kind: 'mixture', ...classLayer, tied: true, numComponents: 1, dim: 5, member: { kind: 'identity' } },
    {
      ...mixture,
      tiedCols: 5,
      numWeights: 5 + 5 * 5,
      numParams: 9 + 5 + 5 * 5 + 5,
      refuses: [[{ dim: 6 }, RangeError, /tiedTo must have the shape .* \[9, 6\], got \[9, 5\]/]],
    },
  ),
  line(
    'mixtureHead of sigsoftmax, learned, with a preventing bias',
    mixtureHead,
    { ...shared, numComponents: 3, bias: 'preventing', member: { kind: 'sigsoftmax', learned: true } },
    {
      kind: 'mixture',
      ...classLayer,
      bias: 'preventing',
      numComponents: 3,
      dim: 5,
      member: { kind: 'sigsoftmax', center: 0, slope: 2, learned: true },
    },
    {
      ...mixture,
      numWeights: 5 * 9 + 3 * 5 + 15 * 5,
      numParams: 5 * 9 + 3 * 5 + 15 * 5 + 15 + 2,
      refuses: [],
    },
  ),
  line(
    'mixtureHead of PLIF with unit rows',
    mixtureHead,
    { ...shared, numComponents: 2, rows: 'unit', member: { kind: 'plif', numKnots: 30, interval: [-2, 2] } },
    {
      kind: 'mixture',
      ...classLayer,
      bias: 'none',
      rows: 'unit',
      numComponents: 2,
      dim: 5,
      member: {
        kind: 'plif',
        numKnots: 30,
        interval: [-2, 2],
        parametrization: 'softplus',
        learningRate: 0.02,
      },
    },
    {
      ...mixture,
      numWeights: 5 * 9 + 2 * 5 + 10 * 5,
      numParams: 5 * 9 + 2 * 5 + 10 * 5 + 10 + 31,
      refuses: [],
    },
  ),
];
