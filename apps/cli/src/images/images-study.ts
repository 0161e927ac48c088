import type { StudyChart, StudyGallery, StudyInterval, StudyPoint, StudyTable, StudyWord } from '@sbn/report';
import { chartParts } from '../experiment/chart-parts.js';
import type { StudyContent } from '../experiment/study-content.js';
import { formatInteger } from '../terminal/format-number.js';
import { type ImagesSummary, type MethodSummary, scoreWords } from './images-summary.js';
import { imagesFindings, imagesOutcomeWords } from './images-words.js';

/** Classes in the tables of single ones: of more, those that are decided worst. */
const mostClasses = 15;

const ownLosses =
  'Heads have losses of their own, which are not to be compared: what counts is where each course flattens.';

/** What the report of an experiment with image classifiers shows of its summary. */
export function imagesStudy(
  summary: ImagesSummary,
  /** Pictures with the maps of their likeliest classes, by head. */
  galleries: readonly StudyGallery[],
): StudyContent {
  return {
    galleries,
    setting: [settingWords(summary)],
    outcome: imagesOutcomeWords(summary),
    findings: imagesFindings(summary),
    charts: [
      ...learningCurves(summary, {
        id: 'validation-accuracy',
        title: 'Accuracy on known validation pictures',
        description: 'After each epoch, nothing rejected: means over the seeds with 95% intervals.',
        y: { title: 'accuracy', format: 'percent' },
        pick: ({ validAccuracy }) => validAccuracy,
      }),
      ...learningCurves(summary, {
        id: 'validation-loss',
        title: 'Loss on the validation pictures',
        description: `After each epoch. ${ownLosses}`,
        y: { title: 'loss', scale: 'log' },
        pick: ({ validLoss }) => validLoss,
      }),
      ...learningCurves(summary, {
        id: 'training-loss',
        title: 'Loss on the training pictures',
        description: `Of each epoch while it is trained on. ${ownLosses}`,
        y: { title: 'loss', scale: 'log' },
        pick: ({ trainLoss }) => trainLoss,
      }),
    ],
    tables: [
      methodTable(summary),
      calibrationTable(summary),
      trainingTable(summary),
      ...summary.methods.map((method, index) => classTable(method, index)),
      pictureTable(summary),
    ],
    glossary,
  };
}

function settingWords({ dataset }: ImagesSummary): string {
  const { classNames, unknownClasses, unseenClasses } = dataset;
  const unknown = unknownClasses === 0 ? '' : `, with ${unknownClasses} more as unknown`;
  const unseen =
    unseenClasses === 0
      ? ''
      : `; the unknown pictures of the test are of ${unseenClasses} classes that no training has seen`;
  return `${dataset.name}: ${formatInteger(classNames.length)} classes to know${unknown}${unseen}. Temperature and thresholds are fitted on the validation pictures.`;
}

type Epoch = ImagesSummary['heads'][number]['epochs'][number];

interface CurveWords extends Pick<StudyChart, 'id' | 'title' | 'description' | 'y'> {
  readonly pick: (epoch: Epoch) => StudyInterval | null;
}

function learningCurves({ heads }: ImagesSummary, { pick, ...words }: CurveWords): StudyChart[] {
  const isLog = words.y.scale === 'log';
  const series = heads.flatMap(({ headName, epochs }) => {
    const points = epochs.flatMap((epoch): StudyPoint[] => {
      const value = pick(epoch);
      if (value === null) return [];
      const { mean: y, low, high } = value;
      // A loss may reach 0, for which a logarithmic axis has no room.
      if (isLog && y <= 0) return [];
      return low === undefined || high === undefined || (isLog && low <= 0)
        ? [{ x: epoch.epoch, y }]
        : [{ x: epoch.epoch, y, low, high }];
    });
    return points.length === 0 ? [] : [{ name: headName, points }];
  });
  return chartParts({ ...words, section: 'Learning curves', x: { title: 'epoch' }, series });
}

function methodTable({ methods, dataset }: ImagesSummary): StudyTable {
  const { known, unknown } = dataset.counts.test;
  return {
    id: 'rejection',
    title: 'How well they know, and how well they reject',
    description: `Of ${formatInteger(known)} test pictures of known classes and ${formatInteger(unknown)} of none.`,
    rowTitle: 'Head, score',
    columns: [
      { key: 'closedSetAccuracy', title: 'Accuracy, nothing rejected', better: 'higher', format: 'percent' },
      { key: 'balancedAccuracy', title: 'Balanced accuracy', better: 'higher', format: 'percent' },
      { key: 'areaUnderRoc', title: 'AUROC', better: 'higher', format: 'percent' },
      { key: 'falsePositiveRateAt95', title: 'FPR@95', better: 'lower', format: 'percent' },
      { key: 'areaUnderOscr', title: 'OSCR', better: 'higher', format: 'percent' },
    ],
    rows: methods.map(({ name, metrics }) => {
      const { closedSetAccuracy, balancedAccuracy, areaUnderRoc, falsePositiveRateAt95, areaUnderOscr } =
        metrics;
      return {
        label: name,
        values: { closedSetAccuracy, balancedAccuracy, areaUnderRoc, falsePositiveRateAt95, areaUnderOscr },
      };
    }),
  };
}

function calibrationTable({ methods }: ImagesSummary): StudyTable {
  return {
    id: 'calibration',
    title: 'Whether their probabilities can be believed',
    description:
      'Calibration error of the best class of known test pictures, before and after the temperature.',
    rowTitle: 'Head, score',
    columns: [
      { key: 'before', title: 'ECE before', better: 'lower', format: 'percent' },
      { key: 'after', title: 'ECE after', better: 'lower', format: 'percent' },
    ],
    rows: methods.map(({ name, metrics, calibrationErrorBefore }) => ({
      label: name,
      values: { before: calibrationErrorBefore, after: metrics.expectedCalibrationError },
    })),
  };
}

function trainingTable({ heads }: ImagesSummary): StudyTable {
  return {
    id: 'training',
    title: 'What the trainings cost',
    section: 'Learning curves',
    rowTitle: 'Head',
    columns: [
      { key: 'numParams', title: 'Parameters', format: 'count' },
      { key: 'secondsPerEpoch', title: 'Epoch', format: 'seconds', better: 'lower' },
    ],
    rows: heads.map(({ headName, numParams, secondsPerEpoch }) => ({
      label: headName,
      values: { numParams, secondsPerEpoch },
    })),
  };
}

function classTable({ name, score, classes }: MethodSummary, index: number): StudyTable {
  const byAccuracy = classes
    .slice(0, -1)
    .filter(({ numPictures }) => numPictures > 0)
    .toSorted((a, b) => (a.accuracy?.mean ?? 0) - (b.accuracy?.mean ?? 0));
  const unknown = classes.slice(-1).filter(({ numPictures }) => numPictures > 0);
  const shown = [...unknown, ...byAccuracy.slice(0, mostClasses)];
  const rest = Math.max(0, byAccuracy.length - mostClasses);
  return {
    id: `classes-${index + 1}`,
    title: `Class by class: ${name}`,
    description: `${unknown.length === 0 ? 'The' : 'The unknown pictures, then the'} classes, the worst first; the score is the ${scoreWords(score)}.${rest === 0 ? '' : ` ${rest} more classes are decided better than these; all are in evaluation.json of each run.`}`,
    section: 'Classes',
    rowTitle: 'Class',
    columns: [
      { key: 'numPictures', title: 'Pictures', format: 'count' },
      { key: 'accuracy', title: 'Decided right', format: 'percent' },
      { key: 'meanScore', title: 'Mean score', format: { decimals: 3 } },
    ],
    rows: shown.map(({ name: label, numPictures, accuracy, meanScore }) => ({
      label,
      values: { numPictures, accuracy, meanScore },
    })),
  };
}

function pictureTable({ dataset }: ImagesSummary): StudyTable {
  const { skipped } = dataset;
  const left =
    skipped.length === 0
      ? ''
      : ` ${formatInteger(skipped.length)} ${skipped.length === 1 ? 'file was' : 'files were'} left out, such as ${skipped[0]!.file}: ${skipped[0]!.reason}`;
  return {
    id: 'pictures',
    title: `The pictures: ${dataset.name}`,
    description: `${formatInteger(dataset.classNames.length)} classes are to be known.${left}`,
    section: 'Pictures',
    rowTitle: 'Part',
    columns: [
      { key: 'known', title: 'Of known classes', format: 'count' },
      { key: 'unknown', title: 'Unknown', format: 'count' },
    ],
    rows: (['train', 'valid', 'test'] as const).map((part) => ({
      label: part,
      values: { ...dataset.counts[part] },
    })),
  };
}

const glossary: readonly StudyWord[] = [
  {
    word: 'unknown',
    meaning: 'A picture of none of the classes. Its label is the empty set: 0 for every class.',
  },
  {
    word: 'score',
    meaning:
      'How sure the model is that a picture is of some known class. A picture is rejected, as unknown, where it is not above a threshold.',
  },
  {
    word: 'balanced accuracy',
    meaning:
      'The mean over the classes, the unknown being one of them, of the share of pictures that are decided right with the fitted thresholds.',
  },
  {
    word: 'AUROC',
    meaning: 'The probability that a known picture has a higher score than an unknown one; 50% is chance.',
  },
  {
    word: 'FPR@95',
    meaning: 'The share of unknown pictures that is accepted where 95% of the known ones are.',
  },
  {
    word: 'OSCR',
    meaning: 'As AUROC, but the known picture must be of the right class as well (Dhamija et al., 2018).',
  },
  {
    word: 'ECE',
    meaning: 'Expected calibration error: how far confidence is from the share of right decisions.',
  },
  {
    word: 'energy',
    meaning: 'log Σ exp(z) of the logits (Liu et al., 2020): more for pictures like those of training.',
  },
  {
    word: 'entropic open-set loss',
    meaning:
      'Softmax cross entropy; for unknown pictures that to the uniform distribution (Dhamija et al., 2018).',
  },
];
