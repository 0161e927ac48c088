import type { StudyChart, StudyInterval, StudyPoint, StudyTable, StudyValue, StudyWord } from '@sbn/report';
import { classHeadWords } from '../class-heads/class-head-words.js';
import { chartParts } from '../experiment/chart-parts.js';
import type { StudyContent } from '../experiment/study-content.js';
import { formatInteger } from '../terminal/format-number.js';
import type { LanguageExperimentConfig } from './language-model-config.js';
import type { LanguageEpochSummary, LanguageSummary, RankSummary } from './language-summary.js';
import { formatRank } from './language-table.js';
import { languageFindings, languageOutcomeWords } from './language-words.js';

/** What the report of an experiment with language models shows of its summary. */
export function languageStudy(
  summary: LanguageSummary,
  /** Of the experiment, or of one run. */
  config: Partial<LanguageExperimentConfig>,
): StudyContent {
  return {
    setting: [...modelWords(config), tiedWords(summary)],
    outcome: languageOutcomeWords(summary),
    findings: languageFindings(summary),
    charts: [
      ...learningCurves(summary, {
        id: 'validation-perplexity',
        title: 'Perplexity on the validation text',
        description: 'After each epoch: geometric means over the seeds with 95% intervals.',
        pick: ({ validPerplexity }) => validPerplexity,
      }),
      ...learningCurves(summary, {
        id: 'training-perplexity',
        title: 'Perplexity on the training text',
        description:
          'Of each epoch while it is trained on, dropout included: it is not to be compared with the other texts.',
        pick: ({ trainPerplexity }) => trainPerplexity,
      }),
    ],
    tables: [perplexityTable(summary), reachTable(summary), textTable(summary)],
    glossary,
  };
}

function modelWords({ model }: Partial<LanguageExperimentConfig>): string[] {
  if (model === undefined) return [];
  const { embeddingDim, hiddenDims } = model;
  const layers = hiddenDims.length === 1 ? 'one LSTM layer' : `${hiddenDims.length} LSTM layers`;
  return [
    `Embeddings of ${embeddingDim} numbers, ${layers} of ${hiddenDims.map(formatInteger).join(', ')} units, and a head that gives each token its probability of coming next.`,
  ];
}

function tiedWords({ heads }: LanguageSummary): string {
  const tied = heads.filter((head) => head.tied);
  if (tied.length === 0) return 'Heads have weights of their own.';
  if (tied.length === heads.length) return 'The weights of the heads are the embeddings.';
  return `The weights are the embeddings in ${tied.map(({ headName }) => headName).join(', ')}; the other heads have their own.`;
}

function learningCurves(
  { heads }: LanguageSummary,
  chart: {
    readonly id: string;
    readonly title: string;
    readonly description: string;
    readonly pick: (epoch: LanguageEpochSummary) => StudyInterval;
  },
): StudyChart[] {
  const { pick, ...words } = chart;
  return chartParts({
    ...words,
    section: 'Learning curves',
    x: { title: 'epoch' },
    y: { title: 'perplexity', scale: 'log' },
    series: heads.map(({ headName, epochs }) => ({
      name: headName,
      points: epochs.map((epoch): StudyPoint => {
        const { mean: y, low, high } = pick(epoch);
        return low === undefined || high === undefined
          ? { x: epoch.epoch, y }
          : { x: epoch.epoch, y, low, high };
      }),
    })),
  });
}

function perplexityTable({ heads, contexts, split }: LanguageSummary): StudyTable {
  const calibration =
    contexts === null ? '' : ` Hits and ECE are of ${formatInteger(contexts.numContexts)} contexts.`;
  return {
    id: 'perplexity',
    title: 'How well the heads predict',
    description: `Means over the seeds with 95% intervals; the best are marked.${calibration}`,
    rowTitle: 'Head',
    columns: [
      { key: 'numParams', title: 'Parameters', format: 'count' },
      { key: 'headParams', title: 'of these in the head', format: 'count' },
      { key: 'secondsPerEpoch', title: 'Epoch', format: 'seconds', better: 'lower' },
      { key: 'validPerplexity', title: 'Validation perplexity', better: 'lower', format: { decimals: 2 } },
      {
        key: 'perplexity',
        title: split === 'test' ? 'Test perplexity' : 'The same, measured apart',
        better: 'lower',
        format: { decimals: 2 },
      },
      { key: 'accuracy', title: 'Next token right', better: 'higher', format: 'percent' },
      { key: 'expectedCalibrationError', title: 'ECE', better: 'lower', format: { decimals: 4 } },
    ],
    rows: heads.map((head) => {
      const { numParams, headParams, secondsPerEpoch, validPerplexity, perplexity } = head;
      const { accuracy, expectedCalibrationError } = head;
      return {
        label: head.headName,
        values: {
          numParams,
          headParams,
          secondsPerEpoch,
          validPerplexity,
          perplexity,
          accuracy,
          expectedCalibrationError,
        },
      };
    }),
  };
}

function reachTable({ heads, contexts }: LanguageSummary): StudyTable {
  const ranks =
    contexts === null
      ? ''
      : ` Ranks are of the log probabilities in ${formatInteger(contexts.numContexts)} contexts${contexts.method === 'sketch' ? `, found in ${formatInteger(contexts.sketchSize)} directions` : ''}.`;
  return {
    id: 'reach',
    title: 'What the heads can express',
    description: `Means over the seeds with 95% intervals.${ranks} Mixtures have no linear layer to be asked what it can output.`,
    rowTitle: 'Head',
    columns: [
      { key: 'numericalRank', title: 'Rank', format: 'count' },
      {
        key: 'energyRank',
        title: `Rank of ${1 - (contexts?.energyLoss ?? 0)} of the energy`,
        format: 'count',
      },
      { key: 'unargmaxable', title: 'Tokens that can never win', better: 'lower', format: { decimals: 1 } },
      { key: 'undecided', title: 'Undecided', format: { decimals: 1 } },
    ],
    rows: heads.map(({ headName, numericalRank, energyRank, unargmaxable, undecided }) => ({
      label: headName,
      values: {
        numericalRank: rankCell(numericalRank),
        energyRank: rankCell(energyRank),
        unargmaxable,
        undecided,
      },
    })),
  };
}

function rankCell(rank: RankSummary | null): StudyValue {
  return rank === null || 'mean' in rank ? rank : formatRank(rank);
}

function textTable({ corpus }: LanguageSummary): StudyTable {
  return {
    id: 'text',
    title: `The text: ${corpus.name}`,
    description: `A token is a ${corpus.unit}; ${formatInteger(corpus.vocabularySize)} different ones are the vocabulary. What is not in it is unknown.`,
    section: 'Text',
    rowTitle: 'Part',
    columns: [
      { key: 'lines', title: 'Lines', format: 'count' },
      { key: 'tokens', title: 'Tokens', format: 'count' },
      { key: 'types', title: 'Different tokens', format: 'count' },
      { key: 'unknown', title: 'Unknown', format: 'percent' },
    ],
    rows: (['train', 'valid', 'test'] as const).map((part) => {
      const { lines, tokens, types, unknownShare } = corpus.counts[part];
      return { label: part, values: { lines, tokens, types, unknown: unknownShare } };
    }),
  };
}

const glossary: readonly StudyWord[] = [
  {
    word: 'perplexity',
    meaning:
      'exp of the mean negative log likelihood of a token: a fair die with so many sides is as hard to guess.',
  },
  {
    word: 'ECE',
    meaning: 'Expected calibration error: how far confidence is from the share of right guesses.',
  },
  {
    word: 'rank of the log probabilities',
    meaning:
      'Of the matrix [contexts, tokens]: with a softmax over d numbers it is at most d + 2, however large the vocabulary (the softmax bottleneck). The rank that holds all but a small share of the energy leaves out directions that hardly matter.',
  },
  ...classHeadWords,
  { word: 'can never win', meaning: 'A token that is the likeliest for no features at all (unargmaxable).' },
];
