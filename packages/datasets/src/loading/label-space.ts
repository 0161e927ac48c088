import { failAt, type LinePlace, quote } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import type { DatasetOptions } from './dataset-options.js';
import type { FileSchema } from './raw-example.js';

/** Finds out what the labels are, example by example. */
export interface LabelSpaceFit {
  /** Takes the labels of one example, which decide about the space if it is a training example. */
  add(labels: readonly string[] | readonly number[], training: boolean, place: LinePlace): void;
  /** @throws InputError when there are no labels at all */
  finish(file: string): LabelSpace;
}

/** The labels of a data set. */
export interface LabelSpace {
  readonly numLabels: number;
  readonly labelNames: readonly string[] | undefined;
  readonly labelParents: readonly number[] | undefined;
  /** How many labels of examples are not labels of the data set. */
  readonly droppedLabels: number;
  /** The label numbers of an example, increasing. */
  numbersOf(labels: readonly string[] | readonly number[]): Uint32Array;
}

/** Above this a label number that nothing declares is taken for a mistake, not for a reason to allocate that much. */
const mostUndeclaredLabels = 2 ** 24;

/**
 * Starts finding out what the labels are.
 *
 * @throws RangeError when the options contradict each other or what the file declares
 */
export function labelSpaceFit(schema: FileSchema, options: DatasetOptions): LabelSpaceFit {
  const { minLabelCount = 1 } = options;
  const { unknownLabels = options.labelNames === undefined ? 'drop' : 'error' } = options;
  const labelNames = options.labelNames ?? schema.labelNames;
  const declared = declaredNumber(schema, options);
  const given = labelNames === undefined ? undefined : numbers(labelNames);
  if (given !== undefined && given.size !== labelNames!.length)
    throw new RangeError('labelNames has a name twice');
  if (!Number.isInteger(minLabelCount) || minLabelCount < 1) {
    throw new RangeError(`minLabelCount must be an integer >= 1, got ${minLabelCount}`);
  }
  if (minLabelCount > 1 && declared !== undefined) {
    throw new RangeError(
      'minLabelCount is for label names that are found in the data; these labels are given',
    );
  }
  let kind: 'name' | 'number' | undefined;
  let largest = -1;
  let dropped = 0;
  const found = new Map<string, { training: number; all: number; place: LinePlace }>();

  const addNumber = (label: number, place: LinePlace): void => {
    const limit = declared ?? mostUndeclaredLabels;
    if (label >= limit) {
      failAt(
        place,
        'label-out-of-range',
        `Expected label numbers in [0, ${limit - 1}], got ${label}.`,
        declared === undefined ? 'If that is right, give numLabels.' : undefined,
      );
    }
    largest = Math.max(largest, label);
  };

  const addName = (label: string, training: boolean, place: LinePlace): void => {
    if (given !== undefined) {
      if (given.has(label)) return;
      if (unknownLabels === 'error') failUnknown(label, place);
      dropped++;
      return;
    }
    let count = found.get(label);
    if (count === undefined) {
      count = { training: 0, all: 0, place };
      found.set(ownCopy(label), count);
    }
    if (training) count.training++;
    count.all++;
  };

  return {
    add(labels, training, place) {
      for (const label of labels) {
        const own = typeof label === 'number' ? 'number' : 'name';
        kind ??= own;
        if (own !== kind) {
          failAt(place, 'mixed-kinds', `Expected a label ${kind}, as before, got ${quote(String(label))}.`);
        }
        if (typeof label === 'number') addNumber(label, place);
        else addName(label, training, place);
      }
    },
    finish(file) {
      if (kind === 'number' || (kind === undefined && declared !== undefined)) {
        if (minLabelCount > 1)
          throw new RangeError('minLabelCount needs label names, but these labels are numbers');
        return {
          numLabels: declared ?? largest + 1,
          labelNames,
          labelParents: schema.labelParents,
          droppedLabels: 0,
          numbersOf: (labels) => Uint32Array.from(labels as readonly number[]).sort(),
        };
      }
      const names =
        labelNames ??
        [...found.keys()].filter((name) => found.get(name)!.training >= minLabelCount).sort(byCodeUnits);
      if (names.length === 0) failAt({ file }, 'missing-labels', 'No label has enough training examples.');
      const numberOf = given ?? numbers(names);
      for (const [name, { training, all, place }] of found) {
        if (training === 0 && unknownLabels === 'error') failUnknown(name, place);
        if (!numberOf.has(name)) dropped += all;
      }
      return {
        numLabels: names.length,
        labelNames: names,
        labelParents: undefined,
        droppedLabels: dropped,
        numbersOf: (labels) =>
          Uint32Array.from((labels as readonly string[]).flatMap((name) => numberOf.get(name) ?? [])).sort(),
      };
    },
  };
}

function declaredNumber(schema: FileSchema, options: DatasetOptions): number | undefined {
  if (options.labelNames !== undefined && schema.labelNames !== undefined) {
    throw new RangeError('labelNames cannot be given: the file names its labels itself');
  }
  const inFile = schema.numLabels ?? schema.labelNames?.length;
  const inOptions = options.labelNames?.length ?? options.numLabels;
  if (options.numLabels !== undefined && (!Number.isInteger(options.numLabels) || options.numLabels < 1)) {
    throw new RangeError(`numLabels must be an integer >= 1, got ${options.numLabels}`);
  }
  for (const other of [inOptions, options.numLabels]) {
    const first = inFile ?? inOptions;
    if (other !== undefined && first !== other) {
      throw new RangeError(`expected one number of labels, got ${first} and ${other}`);
    }
  }
  return inFile ?? inOptions;
}

function numbers(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, label) => [name, label]));
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function failUnknown(label: string, place: LinePlace): never {
  failAt(
    place,
    'unknown-label',
    `${quote(label)} is not one of the labels.`,
    "To leave it out, set unknownLabels: 'drop'.",
  );
}
