import { buildCertificate, type ProvedCertificate } from '../certificate/build-certificate.js';
import { signsOf } from '../layer/check-label-set.js';
import type { Layer } from '../layer/layer.js';
import type { MarginSolver } from '../solvers/margin-solver.js';
import type { RowSystem } from '../solvers/row-system.js';
import type { Verdict } from '../verdict/verdict.js';
import { scaledNorm } from '../verify/floating-point.js';
import { buildWitness, type ProvedWitness, tilt } from './build-witness.js';
import { witnessVerdict } from './witness-verdict.js';

/** One try at deciding a set: a solver on one form of the rows. */
export interface Attempt {
  /** Loads the solver when it is first needed. */
  readonly solver: () => MarginSolver | Promise<MarginSolver>;
  readonly system: () => RowSystem;
  readonly tight: boolean;
  /** Whether it costs little beside the others. */
  readonly isFast: boolean;
}

/** What {@link decide} needs besides the label set. */
export interface Decision {
  readonly layer: Layer;
  readonly attempts: readonly Attempt[];
  readonly goal: 'any' | 'best';
  /** A proved bound on the margin that counts as unargmaxable; 0 to insist on exact proofs. */
  readonly acceptMarginBound: number;
}

/**
 * Decides one label set. Every solver only proposes: a direction must become a witness that is proved against
 * rounding, a combination a certificate that is proved exactly. The first attempt that yields a proof decides; while
 * there is doubt the next, slower and more accurate one is made. A failing solver never decides anything.
 *
 * @param labels sorted and checked
 * @param start a direction in homogeneous coordinates that is likely to be near a witness, if there is one
 */
export async function decide(
  decision: Decision,
  labels: readonly number[],
  start?: Float64Array,
): Promise<Verdict> {
  const { layer, attempts, goal, acceptMarginBound } = decision;
  const started = performance.now();
  const signs = signsOf(layer, labels);
  const reasons: string[] = [];
  let iterations = 0;
  let from = start;
  let tightest: (ProvedCertificate & { decidedBy: MarginSolver['name'] }) | undefined;
  const base = (decidedBy: Verdict['decidedBy']) => ({
    labels,
    decidedBy,
    iterations,
    milliseconds: performance.now() - started,
  });
  for (const { solver: load, system: makeSystem, tight } of attempts) {
    const solver = await load();
    const system = makeSystem();
    const result = solver.solve({
      system,
      signs,
      goal,
      tight,
      start: from === undefined ? undefined : system.fromLayer(from),
    });
    iterations += result.iterations;
    if (result.direction !== undefined) {
      const found = witnessOf(layer, system, signs, labels, result.direction, result.smallestProduct);
      if (found !== undefined) {
        return witnessVerdict(base(solver.name), found, result.isBest === true);
      }
    }
    if (solver.name === 'screening') {
      // It was only looking: what it found is where the next one starts.
      if (result.direction !== undefined) from ??= system.toLayer(result.direction);
      continue;
    }
    const certificate =
      result.combination === undefined
        ? undefined
        : buildCertificate(layer, system, labels, result.combination);
    if (certificate?.proof.exact) {
      return {
        ...base(solver.name),
        status: 'unargmaxable',
        proof: 'exact',
        certificate: certificate.certificate,
        marginUpperBound: 0,
      };
    }
    if (
      certificate !== undefined &&
      certificate.proof.marginUpperBound < (tightest?.proof.marginUpperBound ?? 1)
    ) {
      tightest = { ...certificate, decidedBy: solver.name };
    }
    reasons.push(
      `${solver.name}${tight ? ' (tight)' : ''}: ${result.failure ?? 'neither answer can be proved'}`,
    );
  }
  const bound = tightest?.proof.marginUpperBound;
  if (tightest !== undefined && bound! <= acceptMarginBound) {
    return {
      ...base(tightest.decidedBy),
      status: 'unargmaxable',
      proof: 'bounded',
      certificate: tightest.certificate,
      marginUpperBound: bound!,
    };
  }
  return {
    ...base(tightest?.decidedBy ?? 'active-set'),
    status: 'undecided',
    reason: reasons.join('; '),
    ...(tightest === undefined ? {} : { marginUpperBound: bound!, certificate: tightest.certificate }),
  };
}

/** The witness a direction leads to. Its bias coordinate is kept at a thousandth of the margin it seems to have. */
function witnessOf(
  layer: Layer,
  system: RowSystem,
  signs: Int8Array,
  labels: readonly number[],
  direction: Float64Array,
  smallestProduct: number | undefined,
): ProvedWitness | undefined {
  const size = scaledNorm(direction, 0, direction.length);
  if (!(size > 0 && Number.isFinite(size))) return undefined;
  const smallest = smallestProduct ?? smallestOf(system.multiply(direction), signs);
  // Far below zero it is hopeless, and the proof costs as much as a pricing.
  if (!(smallest > -1e-9 * size)) return undefined;
  // In the solver's own coordinates, where all columns are comparable.
  const fraction = Math.max(smallest / size, 2 ** -50) * 2 ** -10;
  const { nonnegative } = system;
  const usable = nonnegative === undefined ? direction : tilt(direction, nonnegative, fraction);
  return buildWitness(layer, labels, system.toLayer(usable));
}

function smallestOf(products: Float64Array, signs: Int8Array): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < products.length; i++) smallest = Math.min(smallest, products[i]! * signs[i]!);
  return smallest;
}
