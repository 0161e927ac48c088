import type { HeadConfig } from '../definitions/head-config.js';
import type { Head } from '../head.js';
import { dftHead } from '../heads/dft-head.js';
import { sigmoidBottleneckHead } from '../heads/sigmoid-bottleneck-head.js';
import { sigmoidHead } from '../heads/sigmoid-head.js';
import { vandermondeHead } from '../heads/vandermonde-head.js';

/** A line of the contract table: one head, how it is made, and what it must refuse. */
export interface HeadCase {
  readonly name: string;
  /** Makes the head from `options`, with some of them replaced; values may be wrong on purpose. */
  readonly make: (changes?: Readonly<Record<string, unknown>>) => Head;
  readonly config: HeadConfig;
  /** Rank of the output layer as `outputLayer()` shows it. */
  readonly cols: number;
  readonly numWeights: number;
  readonly numParams: number;
  /** Changed options, the error and what its message must say; beyond what every head refuses. */
  readonly refuses: readonly (readonly [
    changes: Readonly<Record<string, unknown>>,
    error: new (message: string) => Error,
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
];
