import { binomial } from '@sbn/core';
import type { Layer } from '../layer/layer.js';
import { collectLabelSets } from './collect-label-sets.js';
import { kSetAtRank } from './k-set-at-rank.js';
import { kSets } from './k-sets.js';
import { shuffledRanks } from './shuffled-ranks.js';
import type { Sweep } from './sweep.js';

/** What the layer of a sweep must tell. */
export type SweptLayer = Pick<Layer, 'numLabels' | 'rule'>;

/** A sweep that is ready to run. */
export interface OpenSweep {
  /** How many label sets the sweep is about; it looks at `total` of them. */
  readonly population: bigint;
  readonly total: number;
  /** To be gone through once. */
  readonly sets: Iterable<readonly number[]>;
  /** For observed sets: how many examples carry each. */
  readonly occurrences?: readonly number[];
}

/** How many sets `'all'` and `'pairs'` may come to, unless told otherwise: as in `enumerateLabelSets`. */
const defaultLimit = 2 ** 22;

/** Options of {@link openSweep}. */
export interface OpenSweepOptions {
  /** Stops the reading of observed sets. */
  readonly signal?: AbortSignal | undefined;
  /** What messages name as the place of a mistake. `'openSweep'` when left out. */
  readonly place?: string | undefined;
}

/**
 * Checks a sweep against the layer's rule and opens it. Only observed sets are read here; others are made as they are
 * taken.
 *
 * @param layer a detector, or as much of one as this needs
 * @throws TypeError, RangeError when the sweep is none of those documented, does not fit the rule, or has too many sets
 *   (as a rejection)
 * @throws the signal's reason
 */
export async function openSweep(
  layer: SweptLayer,
  sweep: Sweep,
  options: OpenSweepOptions = {},
): Promise<OpenSweep> {
  const { signal = new AbortController().signal, place = 'openSweep' } = options;
  const { numLabels } = layer;
  switch (kindOf(place, sweep)) {
    case 'classes': {
      checkSize(place, layer, 'classes', 1);
      return { population: BigInt(numLabels), total: numLabels, sets: kSets(numLabels, 1) };
    }
    case 'observed': {
      const { labelSets } = sweep as Extract<Sweep, { kind: 'observed' }>;
      if (typeof labelSets === 'object' && labelSets !== null && 'numCols' in labelSets) {
        if (labelSets.numCols !== numLabels) {
          throw new RangeError(
            `${place}: labelSets are about ${labelSets.numCols} labels, and the layer has ${numLabels}`,
          );
        }
      }
      const { count, sets, occurrences } = await collectLabelSets(place, layer, labelSets, signal);
      return { population: BigInt(count), total: count, sets: sets(), occurrences };
    }
    case 'pairs': {
      const { limit } = sweep as Extract<Sweep, { kind: 'pairs' }>;
      return openAll(place, layer, 'pairs', 2, limit);
    }
    case 'all': {
      const { k, limit } = sweep as Extract<Sweep, { kind: 'all' }>;
      return openAll(place, layer, 'all', k, limit);
    }
    case 'random': {
      const { k, count, seed } = sweep as Extract<Sweep, { kind: 'random' }>;
      checkSize(place, layer, 'random', k);
      if (!Number.isSafeInteger(seed)) {
        throw new RangeError(`${place}: sweep.seed must be an integer, got ${String(seed)}`);
      }
      const population = binomial(numLabels, k);
      if (!Number.isSafeInteger(count) || count < 1 || BigInt(count) > population) {
        throw new RangeError(
          `${place}: sweep.count must be an integer in [1, ${describe(population)}], as many as there are sets of ` +
            `${k} of ${numLabels} labels, got ${String(count)}`,
        );
      }
      return { population, total: count, sets: randomSets(numLabels, k, count, population, seed) };
    }
  }
}

const kinds = ['classes', 'observed', 'pairs', 'all', 'random'] as const;

function kindOf(place: string, sweep: unknown): Sweep['kind'] {
  if (typeof sweep !== 'object' || sweep === null || !('kind' in sweep)) {
    throw new TypeError(`${place}: expected a sweep such as { kind: 'classes' }, got ${String(sweep)}`);
  }
  const kind = kinds.find((known) => known === sweep.kind);
  if (kind !== undefined) return kind;
  throw new RangeError(
    `${place}: sweep.kind must be one of ${kinds.map((known) => `'${known}'`).join(', ')}, got ${String(sweep.kind)}`,
  );
}

function openAll(
  place: string,
  layer: SweptLayer,
  kind: Sweep['kind'],
  k: number,
  limit: number = defaultLimit,
): OpenSweep {
  checkSize(place, layer, kind, k);
  if (typeof limit !== 'number' || !(limit >= 1)) {
    throw new RangeError(`${place}: sweep.limit must be a number >= 1, got ${String(limit)}`);
  }
  const { numLabels } = layer;
  const population = binomial(numLabels, k);
  const most = BigInt(Math.floor(Math.min(limit, Number.MAX_SAFE_INTEGER)));
  if (population > most) {
    throw new RangeError(
      `${place}: ${numLabels} labels have ${describe(population)} sets of ${k}, more than the limit of ${most}. ` +
        `Draw some of them with { kind: 'random', k: ${k}, count, seed }, or raise sweep.limit.`,
    );
  }
  return { population, total: Number(population), sets: kSets(numLabels, k) };
}

/** Checks that sets of k labels exist, and that the rule can output them. */
function checkSize(place: string, { numLabels, rule }: SweptLayer, kind: Sweep['kind'], k: unknown): void {
  if (typeof k !== 'number' || !Number.isInteger(k) || k < 0 || k > numLabels) {
    throw new RangeError(
      kind === 'pairs'
        ? `${place}: sweep '${kind}' needs two labels or more, and the layer has ${numLabels}`
        : `${place}: sweep.k must be an integer in [0, ${numLabels}], the number of labels, got ${String(k)}`,
    );
  }
  const needed = rule === 'threshold' ? k : rule === 'argmax' ? 1 : rule.topK;
  if (needed === k) return;
  const name = rule === 'argmax' ? "'argmax'" : `{ topK: ${needed} }`;
  const fitting = needed === 1 ? "{ kind: 'classes' }" : `k: ${needed}`;
  throw new RangeError(
    `${place}: sweep '${kind}' asks about sets of ${k}, but rule ${name} outputs sets of ${needed}. Use ` +
      `${fitting}, or a detector with rule ${ruleFor(k)}.`,
  );
}

function ruleFor(k: number): string {
  return k === 1 ? "'argmax' or 'threshold'" : k === 0 ? "'threshold'" : `{ topK: ${k} } or 'threshold'`;
}

function* randomSets(
  numLabels: number,
  k: number,
  count: number,
  population: bigint,
  seed: number,
): Generator<number[], void, undefined> {
  const rankAt = shuffledRanks(population, seed);
  for (let i = 0; i < count; i++) yield kSetAtRank(rankAt(BigInt(i)), numLabels, k);
}

/** A count that may have thousands of digits. */
function describe(count: bigint): string {
  const digits = count.toString();
  return digits.length <= 20 ? digits : `about 10^${digits.length - 1}`;
}
