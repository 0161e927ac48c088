import type { OutcomeGroup } from './ranked-outcomes.js';

/** How well one score parts rows of known classes from all others. */
export interface Rejection {
  /**
   * The area under the ROC curve: the probability that a known row has a higher score than an unknown one, a tie counting
   * half. There if known and unknown rows came.
   */
  readonly areaUnderRoc?: number;
  /** The share of unknown rows accepted where at least 95% of known rows are. There if both came. */
  readonly falsePositiveRateAt95?: number;
  /**
   * The area under the OSCR curve, which has the share of known rows that are accepted and right over the share of unknown
   * rows accepted: the probability that a known row is right and has a higher score than an unknown one, a tie counting
   * half (Dhamija, Günther, Boult, *Reducing Network Agnostophobia*, NeurIPS 2018). There if both came.
   */
  readonly areaUnderOscr?: number;
  /** The highest threshold that at least 95% of known rows are above. There if known rows came. */
  readonly thresholdAt95?: number;
}

/**
 * Measures a ranking of rows in one pass. Equal scores are accepted or rejected together, and the curves go straight
 * between the points where that leads.
 *
 * @param groups by score, the highest first
 * @param numKnown how many known rows all groups have together
 */
export function measureRejection(groups: Iterable<OutcomeGroup>, numKnown: number): Rejection {
  let acceptedKnown = 0;
  let acceptedRight = 0;
  let numUnknown = 0;
  // Pairs of an unknown row and a known (right) one, won by the known one.
  let pairsWon = 0;
  let pairsWonRight = 0;
  let at95: { readonly numUnknown: number; readonly threshold: number } | undefined;
  for (const group of groups) {
    const known = group.numWrong + group.numRight;
    pairsWon += group.numUnknown * (acceptedKnown + known / 2);
    pairsWonRight += group.numUnknown * (acceptedRight + group.numRight / 2);
    acceptedKnown += known;
    acceptedRight += group.numRight;
    numUnknown += group.numUnknown;
    // In whole numbers: 0.95 times a count is rounded, now up, now down.
    if (at95 === undefined && known > 0 && 20 * acceptedKnown >= 19 * numKnown) {
      at95 = { numUnknown, threshold: group.threshold };
    }
  }
  if (at95 === undefined) return {};
  const { threshold: thresholdAt95 } = at95;
  if (numUnknown === 0) return { thresholdAt95 };
  return {
    areaUnderRoc: pairsWon / (numKnown * numUnknown),
    falsePositiveRateAt95: at95.numUnknown / numUnknown,
    areaUnderOscr: pairsWonRight / (numKnown * numUnknown),
    thresholdAt95,
  };
}
