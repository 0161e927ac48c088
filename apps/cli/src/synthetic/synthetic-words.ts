import type { StudyFinding } from '@sbn/report';
import type { SyntheticHeadSummary, SyntheticSummary } from './synthetic-summary.js';

/** A head whose distance from the truth is known. */
interface Measured {
  readonly head: SyntheticHeadSummary;
  readonly divergence: number;
}

/** What came out, width by width: the heads from the closest to the truth to the farthest; undefined where nothing did. */
export function syntheticOutcomeWords(summary: SyntheticSummary): string | undefined {
  const lines = widths(summary).flatMap(({ dim, ranking }) =>
    ranking.length < 2
      ? []
      : [
          `d = ${dim}: ${ranking.map(({ head, divergence }) => `${head.series} ${divergence.toPrecision(3)}`).join(', ')}`,
        ],
  );
  return lines.length === 0 ? undefined : `KL in nats, closest first.\n\n${lines.join('\n\n')}`;
}

/** The sentences that the report begins with. */
export function syntheticFindings(summary: SyntheticSummary): StudyFinding[] {
  const findings: StudyFinding[] = [];
  for (const { dim, ranking } of widths(summary)) {
    const [best] = ranking;
    const softmax = ranking.find(({ head }) => head.series === 'softmax');
    if (best === undefined || softmax === undefined || ranking.length < 2) continue;
    const less = 1 - best.divergence / softmax.divergence;
    findings.push(
      best === softmax
        ? { sentence: `At d = ${dim}, no head comes closer to the truth than plain softmax.` }
        : {
            sentence: `At d = ${dim}, ${best.head.series} comes closest to the truth: ${best.divergence.toPrecision(3)} nats, against ${softmax.divergence.toPrecision(3)} of softmax.`,
            figure: {
              value: `${(100 * less).toFixed(0)}%`,
              label: `less distance than softmax, ${best.head.series}, d = ${dim}`,
            },
          },
    );
  }
  const { heads } = summary;
  const losing = heads.filter(({ unargmaxable }) => unargmaxable !== null && unargmaxable.mean > 0);
  if (heads.some(({ unargmaxable }) => unargmaxable !== null)) {
    const most = losing.toSorted((a, b) => b.unargmaxable!.mean - a.unargmaxable!.mean)[0];
    findings.push({
      sentence:
        most === undefined
          ? 'Every class can win in every head that was asked.'
          : `Classes that can never win are in ${losing.length} of the ${heads.length} heads (one for each width), most of them in ${most.headName}: ${(100 * most.unargmaxable!.mean).toFixed(1)}%.`,
    });
  }
  return findings;
}

/** The heads of each width by their mean distance from the truth. */
function widths({ heads }: SyntheticSummary): { dim: number; ranking: Measured[] }[] {
  return [...new Set(heads.map(({ dim }) => dim))].map((dim) => ({
    dim,
    ranking: heads
      .flatMap((head) =>
        head.dim === dim && head.divergence !== null ? [{ head, divergence: head.divergence.mean }] : [],
      )
      .sort((a, b) => a.divergence - b.divergence),
  }));
}
