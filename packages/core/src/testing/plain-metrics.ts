/** One row: a score per label, and the gold labels. */
export interface PlainRow {
  readonly scores: readonly number[];
  readonly gold: readonly number[];
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

function averagePrecision(scores: readonly number[], hits: readonly boolean[]): number {
  const precisions = scores.flatMap((score, i) => {
    if (!hits[i]) return [];
    const atLeast = scores.map((other) => other >= score);
    const hitsAtLeast = atLeast.filter((is, j) => is && hits[j]).length;
    return [hitsAtLeast / atLeast.filter(Boolean).length];
  });
  return mean(precisions);
}

function f1(decisions: readonly { guess: boolean; truth: boolean }[]): number {
  const both = decisions.filter(({ guess, truth }) => guess && truth).length;
  const either =
    decisions.filter(({ guess }) => guess).length + decisions.filter(({ truth }) => truth).length;
  return either === 0 ? 0 : (2 * both) / either;
}

/** Every metric straight from its definition, slowly, from all rows at once. */
export function plainMetrics(
  rows: readonly PlainRow[],
  ks: readonly number[],
  threshold: number,
): { [key: string]: number } {
  const numLabels = rows[0]!.scores.length;
  const decisions = rows.map(({ scores, gold }) =>
    scores.map((score, label) => ({ guess: score > threshold, truth: gold.includes(label) })),
  );
  const column = (label: number): { guess: boolean; truth: boolean }[] => decisions.map((row) => row[label]!);
  const labels = Array.from({ length: numLabels }, (_, label) => label);
  const present = labels.filter((label) => column(label).some(({ truth }) => truth));
  const all = decisions.flat();
  const withGold = rows.filter(({ gold }) => gold.length > 0);
  const report: { [key: string]: number } = {
    numRows: rows.length,
    numLabels,
    numRowsWithLabels: withGold.length,
    numPresentLabels: present.length,
    meanGoldLabels: mean(rows.map(({ gold }) => gold.length)),
    meanPredictedLabels: mean(decisions.map((row) => row.filter(({ guess }) => guess).length)),
    threshold,
    exactAccuracy: mean(decisions.map((row) => (row.every(({ guess, truth }) => guess === truth) ? 1 : 0))),
    hammingLoss: mean(all.map(({ guess, truth }) => (guess === truth ? 0 : 1))),
    microF1: f1(all),
    microPrecision: mean(all.filter(({ guess }) => guess).map(({ truth }) => Number(truth))),
    microRecall: mean(all.filter(({ truth }) => truth).map(({ guess }) => Number(guess))),
    macroF1: mean(labels.map((label) => f1(column(label)))),
    macroF1PresentLabels: mean(present.map((label) => f1(column(label)))),
    averagePrecision: mean(
      withGold.map(({ scores, gold }) =>
        averagePrecision(
          scores,
          labels.map((label) => gold.includes(label)),
        ),
      ),
    ),
    microAveragePrecision: averagePrecision(
      rows.flatMap(({ scores }) => scores),
      all.map(({ truth }) => truth),
    ),
    macroAveragePrecision: mean(
      present.map((label) =>
        averagePrecision(
          rows.map(({ scores }) => scores[label]!),
          column(label).map(({ truth }) => truth),
        ),
      ),
    ),
  };
  for (const k of ks) {
    const ranked = rows.map(({ scores, gold }) => ({
      gold,
      hits: labels
        .toSorted((a, b) => (scores[a] === scores[b] ? a - b : scores[b]! - scores[a]!))
        .slice(0, k)
        .map((label) => gold.includes(label)),
    }));
    const precision = mean(ranked.map(({ hits }) => hits.filter(Boolean).length / k));
    const recall = mean(
      ranked.map(({ hits, gold }) => (gold.length === 0 ? 0 : hits.filter(Boolean).length / gold.length)),
    );
    report[`precisionAt${k}`] = precision;
    report[`recallAt${k}`] = recall;
    report[`f1At${k}`] = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    report[`ndcgAt${k}`] = mean(
      ranked.map(({ hits, gold }) => {
        const gain = hits.reduce((sum, hit, rank) => sum + (hit ? 1 / Math.log2(rank + 2) : 0), 0);
        const ideal = gold.slice(0, k).reduce((sum, _, rank) => sum + 1 / Math.log2(rank + 2), 0);
        return ideal === 0 ? 0 : gain / ideal;
      }),
    );
  }
  return report;
}

/** The best micro-F1 over all thresholds, by trying one below every score. */
export function plainBestMicroF1(rows: readonly PlainRow[]): number {
  const pairs = rows.flatMap(({ scores, gold }) =>
    scores.map((score, label) => ({ score, truth: gold.includes(label) })),
  );
  return Math.max(
    ...pairs.map(({ score: lowest }) =>
      f1(pairs.map(({ score, truth }) => ({ guess: score >= lowest, truth }))),
    ),
  );
}
