import type { Expectation } from '../prepared/check-expectation.js';

/**
 * Counts of data sets with bag-of-words features, as the table of the Extreme Classification Repository states them
 * (Bhatia et al., *The extreme classification repository: Multi-label datasets and code*, 2016).
 */
export const knownDataSets: Readonly<Record<string, Expectation>> = {
  bibtex: known('Bibtex', 1836, 159, 4880, 2515),
  delicious: known('Delicious', 500, 983, 12_920, 3185),
  mediamill: known('Mediamill', 120, 101, 30_993, 12_914),
  'eurlex-4k': known('EURLex-4K', 5000, 3993, 15_539, 3809),
  'wiki10-31k': known('Wiki10-31K', 101_938, 30_938, 14_146, 6616),
  'amazoncat-13k': known('AmazonCat-13K', 203_882, 13_330, 1_186_239, 306_782),
  'amazon-670k': known('Amazon-670K', 135_909, 670_091, 490_449, 153_025),
};

function known(name: string, features: number, labels: number, train: number, test: number): Expectation {
  return {
    name: `${name} of the Extreme Classification Repository`,
    counts: { features, labels, 'training examples': train, 'test examples': test },
  };
}
