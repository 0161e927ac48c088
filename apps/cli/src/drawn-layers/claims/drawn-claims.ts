import type { StudyClaim } from '@sbn/report';
import type { DrawnFacts, JudgeDrawn } from './drawn-facts.js';
import { exponentiallyMany } from './exponentially-many.js';
import { kGuarantee } from './k-guarantee.js';
import { radiusFalls } from './radius-falls.js';
import { randomOfSameWidth } from './random-of-same-width.js';
import { slackRaisesRadius } from './slack-raises-radius.js';
import { tinyMargins } from './tiny-margins.js';
import { widthForMargins } from './width-for-margins.js';

const judges: readonly JudgeDrawn[] = [
  exponentiallyMany,
  kGuarantee,
  randomOfSameWidth,
  radiusFalls,
  slackRaisesRadius,
  tinyMargins,
  widthForMargins,
];

/** Every claim that a study of drawn layers can judge. */
export function drawnClaims(facts: DrawnFacts): StudyClaim[] {
  return judges.flatMap((judge) => judge(facts) ?? []);
}
