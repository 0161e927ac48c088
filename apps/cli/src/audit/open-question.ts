import type { Readable } from 'node:stream';
import { binomial, InputError } from '@sbn/core';
import { type OutputRule, openSweep, type Sweep } from '@sbn/detect';
import type { LabelSetQuery } from '../detection/detect-label-sets.js';
import { onceEach } from '../detection/once-each.js';
import { streamLabelSets } from '../files/stream-label-sets.js';
import { formatCount, formatInteger } from '../terminal/format-number.js';

/** What counts where a file has a label set more than once. */
export type LabelSetsOver = 'unique' | 'examples';

/** Which label sets an audit asks about, as the flags say it; at most one of the first four. */
export interface QuestionOptions {
  /** A file of label sets, or a stream of them, and what messages call it. */
  readonly labelSets?: { readonly source: string | Readable; readonly shown: string } | undefined;
  /** Whether every line of `labelSets` is asked about (when left out), or each different set once. */
  readonly over?: LabelSetsOver | undefined;
  /** All sets of so many labels. */
  readonly allSets?: number | undefined;
  readonly pairs?: boolean | undefined;
  /** So many random sets. */
  readonly sample?: number | undefined;
  /** The number of labels in a random set, for the threshold rule. */
  readonly k?: number | undefined;
  readonly seed: number;
}

/** What {@link openQuestion} works on. */
export interface OpenQuestionOptions extends QuestionOptions {
  readonly rule: OutputRule;
  readonly numLabels: number;
  readonly labelNames?: readonly string[] | undefined;
  /** What the audited things are called, in the plural. */
  readonly noun: string;
  readonly signal: AbortSignal;
}

/** Label sets to ask about, ready to be read. */
export interface OpenQuestion {
  /** What is asked about, for people: `all 6,625 characters`. */
  readonly asked: string;
  /** The same for the record that tells one question from another; does not depend on the noun. */
  readonly id: string;
  readonly labelSets: () => AsyncIterable<LabelSetQuery> | Iterable<LabelSetQuery>;
  /** How many there are; undefined where only reading them tells. */
  readonly total: number | undefined;
  /** How many the sample was drawn from; undefined where it is no sample. */
  readonly population: bigint | undefined;
}

/** What is asked about where no flag says it, for rules under which there are too many sets to ask about all. */
const defaultSample = 1000;
const defaultCardinality = 5;
/** More sets than this are not asked about one by one. */
const mostSets = 2 ** 22;

/**
 * Turns the flags of an audit into label sets. Left to itself it asks about every class with the argmax rule, and about
 * random sets with the others.
 *
 * @throws InputError when flags contradict each other, do not fit the rule, or ask for more sets than there are or
 *   than can be asked about
 */
export async function openQuestion(options: OpenQuestionOptions): Promise<OpenQuestion> {
  const { rule, numLabels, labelNames, noun, signal, seed } = options;
  const { labelSets, over, allSets, pairs = false, sample, k } = options;
  const given = [
    ['--label-sets', labelSets !== undefined],
    ['--all-sets', allSets !== undefined],
    ['--pairs', pairs],
    ['--sample', sample !== undefined],
  ] as const;
  const chosen = given.flatMap(([flag, isThere]) => (isThere ? [flag] : []));
  if (chosen.length > 1) fail(`expected at most one of ${chosen.join(' and ')}`);
  const isRandom = sample !== undefined || (chosen.length === 0 && rule !== 'argmax');
  if (k !== undefined && (!isRandom || rule !== 'threshold')) {
    fail('--k says how many labels a random set has, and needs --rule threshold and --sample');
  }
  if (over !== undefined && labelSets === undefined) {
    fail('--over says what counts where a file has a label set more than once, and needs --label-sets');
  }
  if (labelSets !== undefined) {
    const { source, shown } = labelSets;
    const lines = (): AsyncIterable<LabelSetQuery> =>
      streamLabelSets({ source, numLabels, labelNames, rule, signal });
    return {
      asked: `the ${over === 'unique' ? 'different ' : ''}label sets of ${shown}`,
      id: over === 'unique' ? `${shown}, each different set once` : shown,
      labelSets: over === 'unique' ? () => onceEach(lines()) : lines,
      total: undefined,
      population: undefined,
    };
  }
  const needed = rule === 'threshold' ? undefined : rule === 'argmax' ? 1 : rule.topK;
  const asked = pairs ? 2 : allSets;
  const size = asked ?? needed ?? k ?? Math.min(defaultCardinality, Math.max(1, Math.floor(numLabels / 2)));
  if (needed !== undefined && size !== needed) {
    fail(
      `${chosen[0]} asks about sets of ${size}, and the rule outputs sets of ${needed}. Use --rule topk:${size} or --rule threshold`,
    );
  }
  if (size > numLabels) fail(`there are no sets of ${size} of the ${numLabels} labels`);
  const population = binomial(numLabels, size);
  const sets = size === 1 ? noun : `sets of ${size} labels`;
  const count = sample ?? defaultSample;
  if (isRandom && BigInt(count) < population) {
    return {
      asked: `${formatInteger(count)} random ${sets} (seed ${seed}) of ${formatCount(population)}`,
      id: `${count} random sets of ${size}, seed ${seed}`,
      ...(await open({ kind: 'random', k: size, count, seed })),
      population,
    };
  }
  if (population > BigInt(mostSets)) {
    fail(
      `${formatInteger(numLabels)} labels have ${formatCount(population)} sets of ${size}, too many to ask about all. Draw some with --sample 1000`,
    );
  }
  return {
    asked: `all ${formatCount(population)} ${sets}`,
    id: `all sets of ${size}`,
    ...(await open({ kind: 'all', k: size, limit: mostSets })),
    population: undefined,
  };

  async function open(sweep: Sweep): Promise<Pick<OpenQuestion, 'labelSets' | 'total'>> {
    const { sets: opened, total } = await openSweep({ numLabels, rule }, sweep, { signal, place: 'audit' });
    return {
      labelSets: function* () {
        for (const labels of opened) yield { labels };
      },
      total,
    };
  }
}

function fail(message: string): never {
  throw new InputError(message, { code: 'bad-flag' });
}
