import type { StudyFinding } from '@sbn/report';
import type { LanguageHeadSummary, LanguageSummary } from './language-summary.js';
import { formatPerplexity, formatRank } from './language-table.js';

/** A head whose perplexity is known. */
type Measured = LanguageHeadSummary & { readonly perplexity: NonNullable<LanguageHeadSummary['perplexity']> };

/** What came out: the heads from the best to the worst; undefined where nothing is to be compared. */
export function languageOutcomeWords(summary: LanguageSummary): string | undefined {
  const ranking = byPerplexity(summary);
  if (ranking.length < 2) return undefined;
  const list = (what: (head: Measured) => string): string =>
    ranking.map((head) => `${head.headName} ${what(head)}`).join(', ');
  return [
    `Perplexity on the ${summary.split} text, best first: ${list(({ perplexity }) => formatPerplexity(perplexity))}.`,
    `Rank of the log probabilities, numerical and of ${energyWords(summary)}: ${list((head) => `${formatRank(head.numericalRank)} and ${formatRank(head.energyRank)}`)}.`,
  ].join('\n\n');
}

/** The sentences that the report begins with. */
export function languageFindings(summary: LanguageSummary): StudyFinding[] {
  const findings: StudyFinding[] = [];
  const ranking = byPerplexity(summary);
  const [best] = ranking;
  const softmax = ranking.find(({ headId }) => headId === 'softmax');
  if (best !== undefined && softmax !== undefined && ranking.length > 1) {
    findings.push(best === softmax ? softmaxIsBest(ranking[1]!, softmax) : betterThanSoftmax(best, softmax));
  }
  const highest = ranking
    .flatMap((head) => (head.energyRank === null ? [] : { head, rank: sizeOf(head.energyRank) }))
    .sort((a, b) => b.rank - a.rank)[0];
  if (highest !== undefined && softmax !== undefined && highest.head !== softmax) {
    const { head } = highest;
    findings.push({
      sentence: `The log probabilities of ${head.headName} have the highest rank that matters: ${energyWords(summary)} need ${formatRank(head.energyRank)} dimensions, those of softmax ${formatRank(softmax.energyRank)}.`,
    });
  }
  const asked = summary.heads.filter(({ unargmaxable }) => unargmaxable !== null);
  const losing = asked.filter(({ unargmaxable }) => unargmaxable!.mean > 0);
  if (asked.length > 0) {
    const most = losing.toSorted((a, b) => b.unargmaxable!.mean - a.unargmaxable!.mean)[0];
    findings.push({
      sentence:
        most === undefined
          ? 'Every token can be the likeliest in every head that was asked.'
          : `Tokens that can never be the likeliest are in ${losing.length} of the ${asked.length} heads that were asked, most of them in ${most.headName}: ${most.unargmaxable!.mean.toFixed(1)} of ${summary.corpus.vocabularySize}.`,
    });
  }
  return findings;
}

function betterThanSoftmax(best: Measured, softmax: Measured): StudyFinding {
  const less = 1 - best.perplexity.mean / softmax.perplexity.mean;
  return {
    sentence: `${best.headName} has the lowest perplexity: ${formatPerplexity(best.perplexity)}, against ${formatPerplexity(softmax.perplexity)} of softmax${doubtWords(best, softmax)}.`,
    figure: {
      value: `${(100 * less).toFixed(1)}%`,
      label: `less perplexity than softmax, ${best.headName}`,
    },
  };
}

function softmaxIsBest(next: Measured, softmax: Measured): StudyFinding {
  return {
    sentence: `No head has a lower perplexity than plain softmax: ${formatPerplexity(softmax.perplexity)}, then ${next.headName} with ${formatPerplexity(next.perplexity)}${doubtWords(softmax, next)}.`,
  };
}

/** Two heads whose intervals meet may as well be in the other order. */
function doubtWords(better: Measured, worse: Measured): string {
  const { high } = better.perplexity;
  const { low } = worse.perplexity;
  if (high === undefined || low === undefined) return ' (one seed: the difference may be chance)';
  return high < low ? '' : ' (their intervals overlap: the difference may be chance)';
}

function energyWords({ contexts }: LanguageSummary): string {
  return `all but ${contexts?.energyLoss ?? 'a small share'} of the energy`;
}

function sizeOf(rank: NonNullable<LanguageHeadSummary['energyRank']>): number {
  return 'mean' in rank ? rank.mean : rank.atLeast;
}

function byPerplexity({ heads }: LanguageSummary): Measured[] {
  return heads
    .filter((head): head is Measured => head.perplexity !== null)
    .sort((a, b) => a.perplexity.mean - b.perplexity.mean);
}
