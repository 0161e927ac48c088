import type { StudyInterval } from '@sbn/report';
import type { Colors } from '../terminal/colors.js';
import { formatDuration, formatInteger, formatShare } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import type { LanguageSummary, RankSummary } from './language-summary.js';

/** The summary of an experiment with language models as a table for the terminal. */
export function languageTable({ heads, corpus, split }: LanguageSummary, colors: Colors): string {
  const table = renderTable(
    [
      { title: 'Head' },
      { title: 'Seeds', align: 'right' },
      { title: 'Parameters', align: 'right' },
      { title: 'Epoch', align: 'right' },
      { title: 'Best valid', align: 'right' },
      { title: split === 'test' ? 'Test' : 'Valid', align: 'right' },
      { title: 'Rank', align: 'right' },
      { title: 'Energy rank', align: 'right' },
      { title: 'Unargmaxable', align: 'right' },
    ],
    heads.map((head) => [
      head.headName,
      String(head.seeds.length),
      formatInteger(head.numParams),
      formatDuration(1000 * head.secondsPerEpoch.mean),
      formatPerplexity(head.validPerplexity),
      head.perplexity === null ? '-' : formatPerplexity(head.perplexity),
      formatRank(head.numericalRank),
      formatRank(head.energyRank),
      head.unargmaxable === null
        ? '-'
        : (head.unargmaxable.mean > 0 ? colors.red : colors.green)(
            formatShare(head.unargmaxable.mean / corpus.vocabularySize),
          ),
    ]),
    colors,
  );
  return `${table}\n\nPerplexities, with half the width of the 95% interval over the seeds.`;
}

/** `98.21 ±0.42`. */
export function formatPerplexity({ mean, high }: StudyInterval): string {
  return `${mean.toFixed(2)}${high === undefined ? '' : ` ±${(high - mean).toFixed(2)}`}`;
}

/** `34`; where it is known in part only `8 to 10`, or `>=250` when the upper bound says little. */
export function formatRank(rank: RankSummary | null): string {
  if (rank === null) return '-';
  if ('mean' in rank) return String(Math.round(rank.mean));
  const [atLeast, atMost] = [Math.round(rank.atLeast), Math.round(rank.atMost)];
  if (atMost === atLeast) return String(atLeast);
  return atMost > 2 * atLeast ? `>=${atLeast}` : `${atLeast} to ${atMost}`;
}
