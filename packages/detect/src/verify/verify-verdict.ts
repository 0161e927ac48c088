import { checkLabelSet } from '../layer/check-label-set.js';
import { createLayer, type Layer, type LayerInput } from '../layer/layer.js';
import type { LayerStructure } from '../structure/layer-structure.js';
import { type ResolvedStructure, resolveStructure, signChangesOf } from '../structure/resolve-structure.js';
import { proveBoxCertificate } from './prove-box-certificate.js';
import { proveCertificate } from './prove-certificate.js';
import { proveWitness } from './prove-witness.js';

/** Whether a verdict holds, and if not, why not. */
export interface Verification {
  readonly ok: boolean;
  /** What is wrong, when `ok` is false. */
  readonly reason?: string;
}

/** A layer as {@link verifyVerdict} wants it: what the detector was given. */
export interface VerifiedLayer extends LayerInput {
  /** Needed for verdicts whose proof is `'alternation'`. */
  readonly structure?: LayerStructure | undefined;
}

/** Verifies verdicts about one layer. */
export interface Verifier {
  verify(verdict: unknown): Verification;
}

/**
 * Checks one verdict against a layer, from nothing but the two: no solver is involved, every sign and every bound is
 * established against rounding, or exactly.
 *
 * What counts as a claim: the status, the label set (which must suit the rule), the box, the witness and its threshold, the
 * margin (it must not exceed what the witness proves), the certificate, the kind of proof, `marginUpperBound` (it must
 * not be below what the certificate proves) and the number of sign changes. An undecided verdict claims only its
 * bound, if it has one. `decidedBy`, `iterations`, `milliseconds` and `marginIsBest` are information, not claims.
 *
 * @param verdict anything: what is not a well-formed verdict is refused, never thrown on
 * @throws TypeError, RangeError when the layer is malformed
 */
export function verifyVerdict(layer: VerifiedLayer, verdict: unknown): Verification {
  return createVerifier(layer).verify(verdict);
}

/**
 * Checks a layer once, for many {@link verifyVerdict}s. The weights must not change from then on.
 *
 * @throws TypeError, RangeError when the layer is malformed or has not the structure it is said to have
 */
export function createVerifier(input: VerifiedLayer): Verifier {
  const layer = createLayer('verifyVerdict', input);
  const structure =
    input.structure === undefined ? undefined : resolveStructure('verifyVerdict', layer, input.structure);
  return {
    verify: (verdict) => {
      const refusal = refusalOf(layer, structure, verdict);
      return refusal === undefined ? { ok: true } : { ok: false, reason: refusal };
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function refusalOf(
  layer: Layer,
  structure: ResolvedStructure | undefined,
  verdict: unknown,
): string | undefined {
  if (typeof verdict !== 'object' || verdict === null) return 'a verdict must be an object';
  const fields = verdict as Fields;
  let labels: number[];
  try {
    labels = checkLabelSet('labels', layer, fields.labels);
  } catch (error) {
    return (error as Error).message;
  }
  const { box } = fields;
  if (box !== undefined && !(isFiniteNumber(box) && box > 0)) return 'the box must be a finite number > 0';
  switch (fields.status) {
    case 'argmaxable':
      if (fields.proof === 'alternation') {
        return box === undefined
          ? refuseAlternation(structure, labels, fields)
          : 'a proof by alternation says nothing about a box';
      }
      if (fields.proof !== 'witness') return `an argmaxable verdict has no proof ${shown(fields.proof)}`;
      return refuseWitness(layer, labels, fields);
    case 'unargmaxable':
      if (fields.proof === 'alternation') {
        return refuseAlternation(structure, labels, fields) ?? refuseCertificate(layer, labels, fields);
      }
      if (fields.proof === 'box' && box === undefined) return "the proof 'box' needs a box";
      if (fields.proof !== 'exact' && fields.proof !== 'box' && fields.proof !== 'bounded') {
        return `an unargmaxable verdict has no proof ${shown(fields.proof)}`;
      }
      return refuseCertificate(layer, labels, fields);
    case 'undecided':
      if (fields.marginUpperBound === undefined) return undefined;
      return refuseCertificate(layer, labels, fields);
    default:
      return `status must be argmaxable, unargmaxable or undecided, got ${shown(fields.status)}`;
  }
}

function refuseWitness(layer: Layer, labels: readonly number[], fields: Fields): string | undefined {
  const { witness, threshold, margin } = fields;
  if (!(witness instanceof Float64Array) || witness.length !== layer.dim) {
    return `the witness must be a Float64Array of ${layer.dim} numbers`;
  }
  if (!witness.every(Number.isFinite)) return 'the witness must be finite';
  if (fields.box !== undefined && !witness.every((value) => Math.abs(value) <= (fields.box as number))) {
    return `the witness must lie in the box |x_j| <= ${String(fields.box)}`;
  }
  if (layer.rule === 'threshold' ? threshold !== undefined : !isFiniteNumber(threshold)) {
    return layer.rule === 'threshold'
      ? 'the threshold rule compares with 0, so the verdict must not name a threshold'
      : 'the threshold between the labels inside and outside must be a finite number';
  }
  if (!isFiniteNumber(margin) || margin < 0) return 'the margin must be a number >= 0';
  const proof = proveWitness(layer, labels, witness, (threshold as number | undefined) ?? 0);
  if (!proof.proved) return `the witness does not output the set: ${proof.reason}`;
  if (margin > proof.margin) return `the witness proves a margin of ${proof.margin}, not of ${margin}`;
  return undefined;
}

function refuseCertificate(layer: Layer, labels: readonly number[], fields: Fields): string | undefined {
  const { certificate, marginUpperBound, proof } = fields;
  if (!isFiniteNumber(marginUpperBound) || marginUpperBound < 0 || marginUpperBound > 1) {
    return 'marginUpperBound must be a number in [0, 1]';
  }
  if (typeof certificate !== 'object' || certificate === null) return 'the certificate is missing';
  const { rows, multipliers, exactMultipliers } = certificate as Fields;
  if (!Array.isArray(rows) || rows.length === 0) return 'the certificate needs at least one row';
  for (let i = 0; i < rows.length; i++) {
    const row: unknown = rows[i];
    if (typeof row !== 'number' || !Number.isInteger(row) || row < 0 || row >= layer.numLabels) {
      return `certificate row ${shown(row)} is no integer in [0, ${layer.numLabels})`;
    }
    if (i > 0 && row <= rows[i - 1]) return 'certificate rows must increase';
  }
  if (!(multipliers instanceof Float64Array) || multipliers.length !== rows.length) {
    return 'the certificate needs one multiplier per row';
  }
  if (!multipliers.every((value) => Number.isFinite(value) && value > 0)) {
    return 'certificate multipliers must be positive and finite';
  }
  if (exactMultipliers !== undefined) {
    if (!Array.isArray(exactMultipliers) || exactMultipliers.length !== rows.length) {
      return 'the certificate needs one exact multiplier per row';
    }
    // Spread first: `every` would pass over a hole.
    if (![...exactMultipliers].every((value) => typeof value === 'bigint' && value > 0n)) {
      return 'exact multipliers must be positive integers';
    }
    if (!areProportional(exactMultipliers, multipliers)) {
      return 'the multipliers are not the exact multipliers rounded';
    }
  }
  if (proof === 'box') {
    if (exactMultipliers !== undefined) return "the proof 'box' has no use for exact multipliers";
    const box = fields.box as number;
    if (!proveBoxCertificate(layer, labels, { rows, multipliers }, box)) {
      return `the certificate does not exclude every input with |x_j| <= ${box}`;
    }
    return marginUpperBound === 0 ? undefined : "the proof 'box' has a marginUpperBound of 0";
  }
  const proved = proveCertificate(layer, labels, {
    rows,
    multipliers,
    ...(exactMultipliers === undefined ? {} : { exactMultipliers }),
  });
  if (proof === 'exact' && !proved.exact) {
    return `the certificate does not prove the set impossible, only margins above ${proved.marginUpperBound}`;
  }
  if (marginUpperBound < proved.marginUpperBound) {
    return `the certificate proves margins to be at most ${proved.marginUpperBound}, not ${marginUpperBound}`;
  }
  return undefined;
}

function refuseAlternation(
  structure: ResolvedStructure | undefined,
  labels: readonly number[],
  fields: Fields,
): string | undefined {
  if (structure === undefined) {
    return 'a proof by alternation needs the structure of the layer: pass { structure } to verifyVerdict';
  }
  const changes = signChangesOf(structure, labels);
  if (fields.signChanges !== changes) {
    return `the set has ${changes} sign changes, not ${shown(fields.signChanges)}`;
  }
  const { maxSignChanges, isComplete } = structure;
  if (fields.status === 'argmaxable') {
    return changes <= maxSignChanges
      ? undefined
      : `only sets with at most ${maxSignChanges} sign changes are known to be argmaxable, the set has ${changes}`;
  }
  if (!isComplete) return 'the layer has slack columns or a bias, which alternation says nothing against';
  if (changes <= maxSignChanges) return `${changes} sign changes of at most ${maxSignChanges} are possible`;
  return undefined;
}

/** Whether two lists of positive numbers are the same up to one common factor and a relative 1e-9. */
function areProportional(exact: readonly bigint[], rounded: Float64Array): boolean {
  let largest = 0;
  for (let i = 1; i < exact.length; i++) if (exact[i]! > exact[largest]!) largest = i;
  return exact.every((value, i) => {
    // 2^-1000 of the largest and less: beyond what doubles can compare, so either must be as small.
    const expected = Number((value << 1000n) / exact[largest]!) * 2 ** -1000;
    const found = rounded[i]! / rounded[largest]!;
    return Math.abs(found - expected) <= 1e-9 * expected + 1e-290;
  });
}

/** For messages. An object may be made so that not even String takes it. */
function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
