import type { ArgmaxableByWitness, VerdictBase } from '../verdict/verdict.js';
import type { ProvedWitness } from './build-witness.js';

/** The verdict that a proved witness makes. */
export function witnessVerdict(
  base: VerdictBase,
  { witness, threshold, margin }: ProvedWitness,
  marginIsBest: boolean,
): ArgmaxableByWitness {
  return {
    ...base,
    status: 'argmaxable',
    proof: 'witness',
    witness,
    ...(threshold === undefined ? {} : { threshold }),
    margin,
    marginIsBest,
  };
}
