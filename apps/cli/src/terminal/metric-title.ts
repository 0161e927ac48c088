const families: Readonly<Record<string, string>> = { f1: 'F1', precision: 'P', recall: 'R', ndcg: 'nDCG' };

const titles: Readonly<Record<string, string>> = {
  loss: 'loss',
  exactAccuracy: 'exact accuracy',
  hammingLoss: 'Hamming loss',
  microF1: 'micro-F1',
  macroF1: 'macro-F1',
  averagePrecision: 'average precision',
  brierScore: 'Brier score',
  expectedCalibrationError: 'ECE',
  meanReciprocalRank: 'MRR',
  closedSetAccuracy: 'accuracy on known classes',
  balancedAccuracy: 'balanced accuracy',
  areaUnderRoc: 'AUROC',
  areaUnderOscr: 'OSCR',
};

/** A metric's key as people write it: `f1At5` is `F1@5`, `microF1` is `micro-F1`. */
export function metricTitle(key: string): string {
  const atK = /^(f1|precision|recall|ndcg)At(\d+)$/.exec(key);
  return atK === null ? (titles[key] ?? key) : `${families[atK[1]!]}@${atK[2]}`;
}
