import { alternationPoints } from './alternation-witness.js';
import type { ResolvedStructure } from './resolve-structure.js';

/**
 * The Farkas combination against a label set with too many sign changes, in closed form. Over m + 2 positions whose
 * signs alternate (m the largest number of changes possible) the weights of divided differences alternate too, and
 * they annihilate every function of the basis:
 *
 *     λ_i = 1 / Π_{j≠i} |sin((t_i - t_j) / 2)|   on the cycle,      λ_i = 1 / Π_{j≠i} |x_i - x_j|   on the line
 *
 * The positions are spread as evenly as the signs allow, which keeps the λ_i comparable.
 *
 * @param signs +1 or -1 for every label, with more than `maxSignChanges` changes
 * @returns rows (labels, in the order of the positions) and multipliers, the largest of them 1
 */
export function alternationCertificate(
  structure: ResolvedStructure,
  signs: Int8Array,
): { readonly rows: readonly number[]; readonly multipliers: readonly number[] } {
  const { labelAt, along, maxSignChanges } = structure;
  const positions = spreadPositions(structure, signs, maxSignChanges + 2);
  const place = alternationPoints(structure);
  const logs = positions.map((position) => {
    let sum = 0;
    for (const other of positions) {
      if (other === position) continue;
      const distance = place(position) - place(other);
      sum -= Math.log(Math.abs(along === 'cycle' ? Math.sin(distance / 2) : distance));
    }
    return sum;
  });
  const largest = logs.reduce((a, b) => Math.max(a, b));
  return {
    rows: positions.map((position) => labelAt[position]!),
    // Kept above zero: a multiplier that underflows would not be one.
    multipliers: logs.map((log) => Math.max(1e-290, Math.exp(log - largest))),
  };
}

/** `count` positions with alternating signs, as evenly spread as the runs of equal signs allow. */
function spreadPositions(structure: ResolvedStructure, signs: Int8Array, count: number): number[] {
  const { labelAt, along } = structure;
  const numLabels = labelAt.length;
  const signAt = (position: number): number => signs[labelAt[position % numLabels]!]!;
  // On the cycle the walk starts where a run starts, so that no run is cut in two.
  let start = 0;
  if (along === 'cycle') while (signAt(start) === signAt(start + numLabels - 1)) start++;
  const runs: { readonly first: number; readonly last: number }[] = [];
  let first = start;
  for (let position = start + 1; position <= start + numLabels; position++) {
    if (position === start + numLabels || signAt(position) !== signAt(position - 1)) {
      runs.push({ first, last: position - 1 });
      first = position;
    }
  }
  const gap = along === 'cycle' ? numLabels / count : (numLabels - 1) / (count - 1);
  const origin = along === 'cycle' ? (runs[0]!.first + runs[0]!.last) / 2 : 0;
  const chosen: number[] = [];
  let run = -1;
  for (let i = 0; i < count; i++) {
    const target = origin + i * gap;
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    // Every second run has the sign that is due; enough runs must stay for the picks to come.
    for (let candidate = run + 1; candidate <= runs.length - (count - i); candidate += 2) {
      const distance = Math.abs(nearest(runs[candidate]!, target) - target);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    run = best;
    chosen.push(Math.round(nearest(runs[run]!, target)) % numLabels);
  }
  return chosen;
}

function nearest(run: { readonly first: number; readonly last: number }, target: number): number {
  return Math.min(run.last, Math.max(run.first, target));
}
