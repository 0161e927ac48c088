import { formatCount } from '../format/format-count.js';
import { formatPercent } from '../format/format-percent.js';
import { formatSignedPercent } from '../format/format-signed-percent.js';
import { type Html, html } from '../html/html.js';
import { askedWords } from './asked-words.js';
import type { Comparison } from './comparisons.js';
import type { Configuration } from './configuration.js';
import { type DetectionSummary, summariseDetection } from './detection.js';
import type { Digest } from './digest.js';
import type { Spread } from './spread.js';

/** One thing the numbers say. */
export interface Finding {
  /** One or two sentences. */
  readonly sentence: Html;
  /** Numbers to show large; only the most telling findings have some. */
  readonly figures: readonly Figure[];
  /** `alarm`: something that must not happen did. */
  readonly tone: 'plain' | 'alarm';
}

/** A number to show large, and what it is. */
export interface Figure {
  readonly value: string;
  readonly label: string;
}

/** What the data says, in plain words: computed from the runs, most telling first. */
export function findings(digest: Digest): Finding[] {
  const detection = summariseDetection(digest);
  return [
    ...brokenGuarantees(detection),
    ...comparisonFindings(digest),
    ...unargmaxableFindings(digest, detection),
    ...guaranteeFindings(digest, detection),
    ...undecidedFindings(detection),
    ...bestFindings(digest),
  ];
}

/** The pair with the strongest baseline speaks for all; the others are summed up as a range. */
function comparisonFindings(digest: Digest): Finding[] {
  const { metric } = digest;
  if (metric === null) return [];
  const complete = digest.comparisons.filter((one) => one.relativeDifference !== null);
  if (complete.length === 0) return [];
  const main = complete.reduce((a, b) => (b.baselineMetric!.mean > a.baselineMetric!.mean ? b : a));
  const reached = formatPercent(1 + main.relativeDifference!);
  const found: Finding[] = [
    {
      sentence: html`<strong>${main.candidate.label}</strong> reaches <strong>${reached}</strong> of the ${metric.label} of <strong>${main.baseline.label}</strong>${parameterClause(main)}${seedClause(main)}.`,
      figures: [
        {
          value: reached,
          label: `of the ${metric.label} of ${main.baseline.label}, reached by ${main.candidate.label}`,
        },
        ...savingFigure(main),
      ],
      tone: 'plain',
    },
  ];
  if (complete.length > 1) {
    const differences = complete.map((one) => one.relativeDifference!);
    const savings = complete.flatMap((one) => one.parameterSaving ?? []);
    const within = differences.filter((difference) => difference >= -0.01).length;
    found.push({
      sentence: html`Over all ${complete.length} such pairs the difference in ${metric.label} lies between <strong>${formatSignedPercent(Math.min(...differences))}</strong> and <strong>${formatSignedPercent(Math.max(...differences))}</strong>, relative to the pair’s baseline; ${within === complete.length ? 'all' : within === 0 ? 'none' : `${within} of ${complete.length}`} ${within === 1 ? 'is' : 'are'} above or at most 1% below it.${savings.length > 0 ? html` Parameters: ${savingRange(savings)}.` : null}`,
      figures: [],
      tone: 'plain',
    });
  }
  return found;
}

function savingFigure({ parameterSaving, candidate, baseline }: Comparison): Figure[] {
  if (parameterSaving === null || parameterSaving <= 0) return [];
  return [
    {
      value: formatPercent(parameterSaving),
      label: `fewer parameters in ${candidate.label} than in ${baseline.label}`,
    },
  ];
}

function parameterClause({ parameterSaving }: Comparison): Html | null {
  if (parameterSaving === null) return null;
  if (parameterSaving === 0) return html`, with as many parameters`;
  return html`, with <strong>${formatPercent(Math.abs(parameterSaving))} ${parameterSaving > 0 ? 'fewer' : 'more'}</strong> parameters in the head`;
}

function seedClause({ perSeed }: Comparison): Html | null {
  if (perSeed === null || perSeed.values.length < 2) return null;
  return html` (mean of ${perSeed.values.length} seeds; single seeds: ${formatPercent(1 + perSeed.min)} to ${formatPercent(1 + perSeed.max)})`;
}

function savingRange(savings: readonly number[]): string {
  const low = Math.min(...savings);
  const high = Math.max(...savings);
  const words = (saving: number): string =>
    `${formatPercent(Math.abs(saving))} ${saving >= 0 ? 'fewer' : 'more'}`;
  if (low === high) return words(low);
  return low >= 0 === high >= 0
    ? `${formatPercent(Math.min(Math.abs(low), Math.abs(high)))} to ${words(Math.abs(low) > Math.abs(high) ? low : high)}`
    : `from ${words(low)} to ${words(high)}`;
}

/** For each series with unargmaxable sets: its worst configuration, and where the share ends up at its widest. */
function unargmaxableFindings(digest: Digest, detection: readonly DetectionSummary[]): Finding[] {
  const found: Finding[] = [];
  const asked = askedWords(digest.data);
  for (const series of digest.series) {
    const own = detection.filter((one) => one.configuration.seriesName === series.name);
    if (own.length === 0) continue;
    const worst = own.reduce((a, b) => (b.shares.unargmaxable.mean > a.shares.unargmaxable.mean ? b : a));
    if (worst.counts.unargmaxable.max === 0) continue;
    const widest = own.at(-1)!;
    const { label } = worst.configuration;
    const count = countOverSeeds(worst.counts.unargmaxable);
    const total = formatCount(worst.total.mean);
    const share = formatPercent(worst.shares.unargmaxable.mean);
    found.push({
      sentence: html`<strong>${label}</strong> can never output <strong>${count}</strong> of the ${total} ${asked.manyOfSplit} (<strong>${share}</strong>${worst.numSeeds > 1 ? ` on average over ${worst.numSeeds} seeds` : ''}), whatever the input.${widest === worst ? null : html` ${widest.configuration.label}: ${widest.counts.unargmaxable.max === 0 ? 'none' : formatPercent(widest.shares.unargmaxable.mean)}.`}`,
      figures: [{ value: share, label: `of the ${asked.manyOfTest} that ${label} can never output` }],
      tone: 'plain',
    });
  }
  return found;
}

function countOverSeeds({ min, max }: Spread): string {
  return min === max ? formatCount(min) : `${formatCount(min)} to ${formatCount(max)}`;
}

/** Series whose guarantee was kept throughout: none of the promised sets is unargmaxable. */
function guaranteeFindings(digest: Digest, detection: readonly DetectionSummary[]): Finding[] {
  const promising = detection.filter((one) => one.guarantee !== null);
  const broken = new Set(
    promising.filter((one) => one.guarantee!.unargmaxable > 0).map((one) => one.configuration.seriesName),
  );
  const kept = promising.filter((one) => !broken.has(one.configuration.seriesName));
  if (kept.length === 0) return [];
  const ks = [...new Set(kept.flatMap((one) => one.configuration.head.k ?? []))];
  const names = [...new Set(kept.map((one) => one.configuration.seriesName))];
  const checks = kept.reduce((sum, one) => sum + one.guarantee!.total, 0);
  const undecided = kept.reduce((sum, one) => sum + one.guarantee!.undecided, 0);
  // A class is a set of one label: every guarantee covers it.
  const promise =
    digest.data.rule === 'argmax'
      ? ''
      : ks.length === 1
        ? ` with at most ${ks[0]} labels`
        : ' within their guarantee';
  const { manyOfTest } = askedWords(digest.data);
  return [
    {
      sentence: html`<strong>${joinWords(names)}</strong>: of the ${manyOfTest}${promise}, <strong>none</strong> is unargmaxable, as the construction promises (${formatCount(checks)} checks over ${kept.length === 1 ? 'one configuration' : `${kept.length} configurations`}${undecided > 0 ? `; ${formatCount(undecided)} of them stayed undecided` : ''}).`,
      figures: [{ value: '0', label: `unargmaxable ${manyOfTest}${promise}: ${joinWords(names)}` }],
      tone: 'plain',
    },
  ];
}

/** A promised set that is unargmaxable means a bug, or a layer that is not what its configuration says. */
function brokenGuarantees(detection: readonly DetectionSummary[]): Finding[] {
  return detection
    .filter((one) => one.guarantee !== null && one.guarantee.unargmaxable > 0)
    .map(({ configuration, guarantee }) => ({
      sentence: html`<strong>${configuration.label}</strong> promises to output every label set with at most ${configuration.head.k ?? 'k'} labels, but ${formatCount(guarantee!.unargmaxable)} of ${formatCount(guarantee!.total)} such sets were found unargmaxable. This contradicts its construction: the weights or the verdicts are wrong.`,
      figures: [],
      tone: 'alarm' as const,
    }));
}

function undecidedFindings(detection: readonly DetectionSummary[]): Finding[] {
  if (detection.length === 0) return [];
  const sum = (spread: Spread): number => spread.values.reduce((all, value) => all + value, 0);
  const undecided = detection.reduce((all, one) => all + sum(one.counts.undecided), 0);
  const checks = detection.reduce((all, one) => all + sum(one.total), 0);
  return [
    {
      sentence:
        undecided === 0
          ? html`All ${formatCount(checks)} checks ended with a proof one way or the other: nothing is undecided.`
          : html`${formatCount(undecided)} of ${formatCount(checks)} checks stayed undecided (${formatPercent(undecided / checks)}). They are counted apart, never as unargmaxable.`,
      figures: [],
      tone: 'plain',
    },
  ];
}

function bestFindings(digest: Digest): Finding[] {
  const { metric } = digest;
  if (metric === null) return [];
  let best: { configuration: Configuration; value: Spread } | null = null;
  for (const configuration of digest.configurations) {
    const value = configuration.test(metric.key);
    if (value !== null && (best === null || value.mean > best.value.mean)) best = { configuration, value };
  }
  if (best === null) return [];
  const { configuration, value } = best;
  const spreadClause =
    value.deviation === null
      ? ''
      : ` ± ${metric.scale.format(value.deviation)} over ${value.values.length} seeds`;
  return [
    {
      sentence: html`Highest ${metric.label} on the test split: <strong>${metric.scale.format(value.mean)}</strong>${spreadClause}, by <strong>${configuration.label}</strong> (${formatCount(configuration.head.numParams)} parameters in the head).`,
      figures: [
        { value: metric.scale.format(value.mean), label: `highest ${metric.label}: ${configuration.label}` },
      ],
      tone: 'plain',
    },
  ];
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
