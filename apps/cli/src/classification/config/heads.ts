import { z } from 'zod';
import {
  type ClassHeadEntry,
  classHeadSchemas,
  type PlifFunction,
  plifFields,
  plifForClassesSchema,
} from '../../class-heads/class-head-entry.js';
import { folderName, mapping, oneOrMore, wholeNumber } from '../../config/fields.js';

/** The full sigmoid layer, `Linear(E -> n)`. */
export interface SigmoidHeadEntry {
  readonly kind: 'sigmoid';
  readonly name?: string | undefined;
}

/** The bottlenecked sigmoid layer (BSL), `Linear(E -> dim)` then `Linear(dim -> n)`. */
export interface SigmoidBottleneckHeadEntry {
  readonly kind: 'sigmoid-bottleneck';
  readonly name?: string | undefined;
  readonly dim: readonly number[];
}

/** The DFT layer: every label set with at most `k` active labels is argmaxable. */
export interface DftHeadEntry {
  readonly kind: 'dft';
  readonly name?: string | undefined;
  readonly k: readonly number[];
  readonly slackDims: readonly number[];
}

/** The Vandermonde layer: the same guarantee from another basis. */
export interface VandermondeHeadEntry {
  readonly kind: 'vandermonde';
  readonly name?: string | undefined;
  readonly k: readonly number[];
  readonly slackDims: readonly number[];
}

/** A full layer with a learned increasing function behind it, one for all labels: `σ(f(Linear(E -> n)))`. */
export interface PlifLabelHeadEntry extends PlifFunction {
  readonly kind: 'plif';
  /** A PLIF is a head for classes unless it says this. */
  readonly output: 'labels';
  readonly name?: string | undefined;
  readonly knots: readonly number[];
}

/** One entry of `heads`; a list of widths stands for one head per width. */
export type HeadEntry = LabelHeadEntry | ClassHeadEntry;

/** An entry for examples with any number of labels. */
export type LabelHeadEntry =
  | SigmoidHeadEntry
  | SigmoidBottleneckHeadEntry
  | DftHeadEntry
  | VandermondeHeadEntry
  | PlifLabelHeadEntry;

const name = folderName.optional();

const plif = z.discriminatedUnion('output', [
  plifForClassesSchema,
  mapping({ kind: z.literal('plif'), output: z.literal('labels'), ...plifFields, name }).refine(
    ({ interval: [low, high] }) => low <= 0 && high >= 0,
    { path: ['interval'], error: 'expected an interval that contains 0, where labels are decided' },
  ),
]);

/** Schema of one entry of `heads`. */
export const headSchema: z.ZodType<HeadEntry> = z.discriminatedUnion('kind', [
  mapping({ kind: z.literal('sigmoid'), name }),
  mapping({ kind: z.literal('sigmoid-bottleneck'), name, dim: oneOrMore(wholeNumber(1)) }),
  mapping({
    kind: z.literal('dft'),
    name,
    k: oneOrMore(wholeNumber(0)),
    slackDims: oneOrMore(wholeNumber(0)).prefault([0]),
  }),
  mapping({
    kind: z.literal('vandermonde'),
    name,
    k: oneOrMore(wholeNumber(0)),
    slackDims: oneOrMore(wholeNumber(0)).prefault([0]),
  }),
  ...Object.values({ ...classHeadSchemas, plif }),
]);
