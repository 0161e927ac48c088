import type { StudyFinding, StudyInterval } from '@sbn/report';
import type { ImageMetric, ImagesSummary, MethodSummary } from './images-summary.js';

/** What came out, to stand beside what was expected: all methods in their order. */
export function imagesOutcomeWords(summary: ImagesSummary): string | undefined {
  const { methods } = summary;
  if (methods.length < 2) return undefined;
  return [
    orderWords('Accuracy with nothing rejected', classifiers(summary), 'closedSetAccuracy', 'higher'),
    orderWords('AUROC against the unknown', methods, 'areaUnderRoc', 'higher'),
    orderWords('FPR@95', methods, 'falsePositiveRateAt95', 'lower'),
  ]
    .filter((words) => words !== '')
    .join('\n\n');
}

/** The sentences that the report begins with. */
export function imagesFindings(summary: ImagesSummary): StudyFinding[] {
  const { methods } = summary;
  return [
    ...bestFinding(methods, 'areaUnderRoc', 'higher', 'tells known from unknown best', 'AUROC'),
    ...bestFinding(
      methods,
      'falsePositiveRateAt95',
      'lower',
      'lets the fewest unknown pictures pass',
      'FPR@95',
    ),
    ...bestFinding(classifiers(summary), 'closedSetAccuracy', 'higher', 'knows the classes best', 'accuracy'),
  ];
}

/** Each head once: with nothing rejected its scores are one classifier. */
function classifiers({ heads, methods }: ImagesSummary): MethodSummary[] {
  return heads.flatMap(({ headId, headName }) => {
    const method = methods.find((other) => other.headId === headId);
    return method === undefined ? [] : [{ ...method, name: headName }];
  });
}

type Measured = MethodSummary & { readonly value: StudyInterval };

function ranked(
  methods: readonly MethodSummary[],
  metric: ImageMetric,
  better: 'higher' | 'lower',
): Measured[] {
  const sign = better === 'higher' ? -1 : 1;
  return methods
    .flatMap((method) => {
      const value = method.metrics[metric];
      return value === null ? [] : [{ ...method, value }];
    })
    .sort((a, b) => sign * (a.value.mean - b.value.mean));
}

function orderWords(
  title: string,
  methods: readonly MethodSummary[],
  metric: ImageMetric,
  better: 'higher' | 'lower',
): string {
  const order = ranked(methods, metric, better);
  if (order.length === 0) return '';
  return `${title}, best first: ${order.map(({ name, value }) => `${name} ${withInterval(value)}`).join('; ')}.`;
}

function bestFinding(
  methods: readonly MethodSummary[],
  metric: ImageMetric,
  better: 'higher' | 'lower',
  words: string,
  title: string,
): StudyFinding[] {
  const [best, next] = ranked(methods, metric, better);
  if (best === undefined) return [];
  const comparison =
    next === undefined ? '' : `, then ${next.name} with ${withInterval(next.value)}${doubtWords(best, next)}`;
  return [
    {
      sentence: `${best.name} ${words}: ${title} ${withInterval(best.value)}${comparison}.`,
      figure: { value: percent(best.value.mean), label: `${title}, ${best.name}` },
    },
  ];
}

/** Two methods whose intervals meet may as well be in the other order. */
function doubtWords({ value: one }: Measured, { value: other }: Measured): string {
  if (one.low === undefined || other.low === undefined) return ' (one seed: the difference may be chance)';
  const overlap = one.low <= other.high! && other.low <= one.high!;
  return overlap ? ' (their intervals overlap: the difference may be chance)' : '';
}

function withInterval({ mean, low, high }: StudyInterval): string {
  return low === undefined ? percent(mean) : `${percent(mean)} (${percent(low)} to ${percent(high!)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
