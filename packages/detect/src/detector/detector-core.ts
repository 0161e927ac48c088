import { proveCombination } from '../certificate/build-certificate.js';
import { signsOf } from '../layer/check-label-set.js';
import type { Layer } from '../layer/layer.js';
import { type ChebyshevRadius, createRadiusFinder } from '../radius/chebyshev-radius.js';
import { createReflections } from '../reflections/create-reflections.js';
import { createProjectionSolver } from '../screening/projection-solver.js';
import { createActiveSetSolver } from '../solvers/active-set/active-set-solver.js';
import type { ExactSolverName, MarginSolver } from '../solvers/margin-solver.js';
import type { PriceRows } from '../solvers/price-rows.js';
import { createRowSystem, type RowSystem } from '../solvers/row-system.js';
import { alternationCertificate } from '../structure/alternation-certificate.js';
import { alternationWitness } from '../structure/alternation-witness.js';
import type { LayerStructure } from '../structure/layer-structure.js';
import { type ResolvedStructure, resolveStructure, signChangesOf } from '../structure/resolve-structure.js';
import type { Verdict } from '../verdict/verdict.js';
import { buildWitness, type ProvedWitness, tilt } from './build-witness.js';
import { type Attempt, decide } from './decide.js';
import { decideInBox } from './decide-in-box.js';
import { directionThrough } from './direction-through.js';
import { witnessVerdict } from './witness-verdict.js';

/** How a detector decides. All of it can be posted to a worker thread. */
export interface DetectorSettings {
  readonly structure: LayerStructure | undefined;
  readonly solvers: readonly ExactSolverName[];
  readonly margin: 'best' | 'any';
  readonly acceptMarginBound: number;
  /** Only inputs with |x_j| <= box count; undefined for all inputs. */
  readonly box: number | undefined;
  /** Whether a set may start from one that was decided before. */
  readonly warmStart: boolean;
  /** Whether sets of which any witness will do are first searched for one by cheap steps. */
  readonly screening: boolean;
}

/** What may be known about a set beforehand. */
export interface Hints {
  /** An input of dim finite numbers that is likely to output it. */
  readonly input?: Float64Array | undefined;
  /** What a screening device proposes: a direction in homogeneous coordinates. */
  readonly direction?: Float64Array | undefined;
}

/** Decides label sets that have been checked: what a detector and each of its workers run. */
export interface DetectorCore {
  check(labels: readonly number[], hints?: Hints): Promise<Verdict>;
  radius(labels: readonly number[], box: number, epsilon: number): Promise<ChebyshevRadius>;
}

/**
 * Sets up everything that label sets have in common.
 *
 * @throws TypeError, RangeError when the layer has not the structure it is said to have
 */
export function createDetectorCore(
  layer: Layer,
  priceRows: PriceRows,
  settings: DetectorSettings,
): DetectorCore {
  const structure =
    settings.structure === undefined
      ? undefined
      : resolveStructure('createDetector', layer, settings.structure);
  const zeroRow = findZeroRow(layer);
  const reflections = lazily(() => createReflections(layer, priceRows));
  const radiusFinder = createRadiusFinder(layer, priceRows, settings.solvers);
  const plainSystem = lazily(() => createRowSystem(layer, priceRows, false));
  const balancedSystem = lazily(() => createRowSystem(layer, priceRows, true));
  const attempts = settings.solvers.flatMap((name) =>
    attemptsOf(name, plainSystem, balancedSystem, settings.warmStart),
  );
  const unscreened = {
    layer,
    attempts,
    goal: settings.margin,
    acceptMarginBound: settings.acceptMarginBound,
  };
  // Screening finds no best margin and no certificate: it is for sets of which any witness will do.
  const projection = lazily(() => createProjectionSolver({ box: settings.box }));
  const screened =
    settings.screening && settings.margin === 'any'
      ? {
          ...unscreened,
          attempts: [{ solver: projection, system: plainSystem, tight: false, isFast: true }, ...attempts],
        }
      : unscreened;

  const check = async (labels: readonly number[], hints: Hints = {}): Promise<Verdict> => {
    const { box } = settings;
    const started = performance.now();
    let start: Float64Array | undefined;
    /** A verdict if any witness will do and the direction leads to one. */
    const take = (
      decidedBy: Verdict['decidedBy'],
      direction: Float64Array,
      iterations: number,
    ): Verdict | undefined => {
      start ??= direction;
      if (settings.margin === 'best') return undefined;
      const found = buildWitness(layer, labels, direction, box);
      if (found === undefined || !fitsBox(found.witness, box)) return undefined;
      const milliseconds = performance.now() - started;
      const base = { labels, decidedBy, iterations, milliseconds, ...(box === undefined ? {} : { box }) };
      return witnessVerdict(base, found, false);
    };
    if (hints.input !== undefined) {
      const found = take('input', directionThrough(layer, priceRows, labels, hints.input), 0);
      if (found !== undefined) return found;
    }
    if (hints.direction !== undefined) {
      const found = take('screening', hints.direction, 0);
      if (found !== undefined) return found;
    } else if (layer.rule === 'argmax' && zeroRow === undefined && structure === undefined) {
      const reflected = reflections().search(labels[0]!, { box });
      if (reflected?.settled) {
        const found = take('reflections', reflected.direction, reflected.reflections);
        if (found !== undefined) return found;
      } else start ??= reflected?.direction;
    }
    const wasScreened = hints.direction !== undefined || layer.rule === 'argmax';
    const free = await checkFreely(labels, start, wasScreened);
    return box === undefined ? free : decideInBox({ layer, priceRows, radiusFinder, box }, free);
  };

  const checkFreely = async (
    labels: readonly number[],
    start: Float64Array | undefined,
    wasScreened: boolean,
  ): Promise<Verdict> => {
    if (zeroRow !== undefined) return zeroRowVerdict(layer, zeroRow, labels);
    const decision = wasScreened ? unscreened : screened;
    if (structure === undefined && settings.screening && settings.margin === 'best') {
      // Where a search begins decides which rows are looked at first: a fifth of the steps, measured.
      start ??= plainSystem().toLayer(projection().startOf(plainSystem(), labels));
    }
    if (structure === undefined) return decide(decision, labels, start);
    const signChanges = signChangesOf(structure, labels);
    if (signChanges > structure.maxSignChanges) {
      return structure.isComplete
        ? tooManyChanges(layer, structure, labels, signChanges)
        : decide(decision, labels, start);
    }
    return fewChanges(labels, structure, signChanges);
  };

  /** The set is argmaxable by theorem: what is left is to find a witness, the best one if that is asked for. */
  const fewChanges = async (
    labels: readonly number[],
    resolved: ResolvedStructure,
    signChanges: number,
  ): Promise<Verdict> => {
    const started = performance.now();
    const closedForm = (): Verdict | undefined => {
      const found = closedFormWitness(layer, resolved, labels);
      return found === undefined
        ? undefined
        : witnessVerdict(
            {
              labels,
              decidedBy: 'alternation',
              iterations: 0,
              milliseconds: performance.now() - started,
            },
            found,
            false,
          );
    };
    const quick = settings.margin === 'any' ? closedForm() : undefined;
    if (quick !== undefined) return quick;
    // No slow solver: if the fast one finds no witness, the theorem is there.
    const verdict = await decide(
      { ...unscreened, attempts: attempts.filter(({ isFast }) => isFast) },
      labels,
    );
    if (verdict.status !== 'undecided') return verdict;
    return (
      closedForm() ?? {
        labels,
        decidedBy: 'alternation',
        iterations: verdict.iterations,
        milliseconds: performance.now() - started,
        status: 'argmaxable',
        proof: 'alternation',
        signChanges,
      }
    );
  };

  return {
    check,
    radius: (labels, box, epsilon) => radiusFinder.find(labels, box, epsilon),
  };
}

function attemptsOf(
  name: ExactSolverName,
  plain: () => RowSystem,
  balanced: () => RowSystem,
  warmStart: boolean,
): Attempt[] {
  if (name === 'active-set') {
    const solver = lazily(() => createActiveSetSolver({ warmStart }));
    return [
      { solver, system: plain, tight: false, isFast: true },
      { solver, system: balanced, tight: true, isFast: true },
    ];
  }
  const solver = async (): Promise<MarginSolver> => {
    // Loaded where it is needed only: most sets never need it.
    const [{ createHighsSolver }, { loadHighs }] = await Promise.all([
      import('../solvers/highs/highs-solver.js'),
      import('../solvers/highs/load-highs.js'),
    ]);
    return createHighsSolver(await loadHighs());
  };
  return [
    { solver, system: plain, tight: true, isFast: false },
    { solver, system: balanced, tight: true, isFast: false },
  ];
}

function fitsBox(witness: Float64Array, box: number | undefined): boolean {
  return box === undefined || witness.every((value) => Math.abs(value) <= box);
}

function tooManyChanges(
  layer: Layer,
  structure: ResolvedStructure,
  labels: readonly number[],
  signChanges: number,
): Verdict {
  const started = performance.now();
  const combination = alternationCertificate(structure, signsOf(layer, labels));
  const proved = proveCombination(layer, labels, combination);
  const common = { labels, decidedBy: 'alternation', iterations: 0, status: 'unargmaxable' } as const;
  if (proved?.proof.exact) {
    return {
      ...common,
      milliseconds: performance.now() - started,
      proof: 'exact',
      certificate: proved.certificate,
      marginUpperBound: 0,
    };
  }
  const order = Array.from(combination.rows.keys()).sort(
    (a, b) => combination.rows[a]! - combination.rows[b]!,
  );
  return {
    ...common,
    milliseconds: performance.now() - started,
    proof: 'alternation',
    certificate: proved?.certificate ?? {
      rows: order.map((k) => combination.rows[k]!),
      multipliers: Float64Array.from(order, (k) => combination.multipliers[k]!),
    },
    marginUpperBound: proved?.proof.marginUpperBound ?? 1,
    signChanges,
  };
}

function closedFormWitness(
  layer: Layer,
  structure: ResolvedStructure,
  labels: readonly number[],
): ProvedWitness | undefined {
  const direction = alternationWitness(layer, structure, signsOf(layer, labels));
  if (layer.bias === undefined) return buildWitness(layer, labels, direction);
  // The direction has t = 0. How far it may be tilted depends on its margin, which is not known: try.
  for (const fraction of [2 ** -10, 2 ** -20, 2 ** -30, 2 ** -40]) {
    const found = buildWitness(layer, labels, tilt(direction, layer.dim, fraction));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A label whose score is 0 for every input: neither above nor below the threshold, whatever the set. */
function findZeroRow(layer: Layer): number | undefined {
  const { data, stride, numLabels, dim, bias, rule } = layer;
  if (rule !== 'threshold') return undefined;
  for (let label = 0; label < numLabels; label++) {
    if (bias !== undefined && bias[label] !== 0) continue;
    const row = label * stride;
    let j = 0;
    while (j < dim && data[row + j] === 0) j++;
    if (j === dim) return label;
  }
  return undefined;
}

function zeroRowVerdict(layer: Layer, zeroRow: number, labels: readonly number[]): Verdict {
  const proved = proveCombination(layer, labels, { rows: [zeroRow], multipliers: [1] })!;
  return {
    labels,
    decidedBy: 'zero-row',
    iterations: 0,
    milliseconds: 0,
    status: 'unargmaxable',
    proof: 'exact',
    certificate: proved.certificate,
    marginUpperBound: 0,
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
