const namesAtCutoff: Readonly<Record<string, string>> = {
  f1: 'F1',
  precision: 'P',
  recall: 'R',
  ndcg: 'nDCG',
  batchndcg: 'batch nDCG',
};

const names: Readonly<Record<string, string>> = {
  microF1: 'micro F1',
  macroF1: 'macro F1',
  exactAccuracy: 'exact accuracy',
  macroF1PresentLabels: 'macro F1, present labels',
  batchMicroF1: 'batch micro F1',
  batchMacroF1: 'batch macro F1',
  hammingLoss: 'Hamming loss',
  averagePrecision: 'average precision',
  meanAveragePrecision: 'mean average precision',
};

/** The name a reader knows for a metric's key: `f1At5` → "F1@5", `microF1` → "micro F1", `someThing` → "some thing". */
export function metricLabel(key: string): string {
  const cutoff = /^([A-Za-z0-9]+)At(\d+)$/.exec(key);
  if (cutoff !== null) return `${namesAtCutoff[cutoff[1]!.toLowerCase()] ?? words(cutoff[1]!)}@${cutoff[2]}`;
  return names[key] ?? words(key);
}

function words(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .replace(/ ([A-Z])(?=[a-z])/g, (_, letter: string) => ` ${letter.toLowerCase()}`);
}
