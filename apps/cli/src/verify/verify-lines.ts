import { createVerifier, type VerifiedLayer } from '@sbn/detect';
import { parseVerdict } from '../detection/read-verdicts.js';

/** Lines of a file of verdicts, one after the other. */
export interface VerdictLines {
  /** The number of the first one, from 1. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** A verdict that does not hold. */
export interface Refusal {
  readonly line: number;
  readonly labels: readonly number[];
  readonly reason: string;
}

/** What some lines came to: counts and refusals, or the first line that is no verdict. */
export type VerifiedLines =
  | {
      readonly argmaxable: number;
      readonly unargmaxable: number;
      readonly undecided: number;
      readonly refusals: readonly Refusal[];
    }
  | { readonly malformed: { readonly line: number; readonly problem: string } };

/**
 * Makes a function that checks lines of verdicts against a layer; what it returns may travel between threads.
 *
 * @throws TypeError, RangeError when the layer is malformed
 */
export function createLineVerifier(layer: VerifiedLayer): (lines: VerdictLines) => VerifiedLines {
  const verifier = createVerifier(layer);
  return ({ firstLine, lines }) => {
    const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
    const refusals: Refusal[] = [];
    for (const [i, text] of lines.entries()) {
      if (text.trim() === '') continue;
      const line = firstLine + i;
      const verdict = parseVerdict(text);
      if (typeof verdict === 'string') return { malformed: { line, problem: verdict } };
      const { ok, reason = '' } = verifier.verify(verdict);
      if (ok) counts[verdict.status]++;
      else refusals.push({ line, labels: verdict.labels, reason });
    }
    return { ...counts, refusals };
  };
}
