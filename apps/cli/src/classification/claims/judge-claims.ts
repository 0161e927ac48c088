import type { StudyClaim } from '@sbn/report';
import { argmaxableGrows } from './argmaxable-grows.js';
import { betterAtEqualSize } from './better-at-equal-size.js';
import { decidedTestSets } from './decided-test-sets.js';
import { fewerParameters } from './fewer-parameters.js';
import { fewerWithRadius } from './fewer-with-radius.js';
import type { JudgedExperiment } from './judged-experiment.js';
import { kGuarantee } from './k-guarantee.js';
import { trainsFaster } from './trains-faster.js';
import { unargmaxableTestSets } from './unargmaxable-test-sets.js';

/**
 * What the paper claims of its experiments, in the order of its abstract, as far as an experiment can speak to it. Each
 * claim says in its comment by which rule it is judged.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024.
 */
const judges: readonly ((experiment: JudgedExperiment) => StudyClaim | undefined)[] = [
  decidedTestSets,
  unargmaxableTestSets,
  kGuarantee,
  trainsFaster,
  betterAtEqualSize,
  fewerParameters,
  argmaxableGrows,
  fewerWithRadius,
];

/** Judges every claim that the runs speak to. */
export function judgeClaims(experiment: JudgedExperiment): StudyClaim[] {
  return judges.flatMap((judge) => judge(experiment) ?? []);
}
