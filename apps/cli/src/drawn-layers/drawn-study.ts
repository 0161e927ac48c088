import type { StudyClaim, StudyFinding, StudyWord } from '@sbn/report';
import type { StudyContent } from '../experiment/study-content.js';
import { formatInteger, formatShare } from '../terminal/format-number.js';
import { drawnClaims } from './claims/drawn-claims.js';
import { countingChart } from './counting-chart.js';
import { countingTable } from './counting-table.js';
import { decisionTable } from './decision-table.js';
import type { DrawnCell, DrawnMeasurement, DrawnSummary } from './drawn-summary.js';
import { type NeededWidth, neededWidths } from './needed-widths.js';
import { radiusTable } from './radius-table.js';
import { sizeCharts } from './size-charts.js';
import { widthCharts } from './width-charts.js';
import { widthTable } from './width-table.js';

/** What the report of a study of drawn layers shows of its measurements. */
export function drawnStudy(summary: DrawnSummary, measurements: readonly DrawnMeasurement[]): StudyContent {
  const { cells, box, epsilon, leastRadius } = summary;
  const setting = ['Layers are drawn, not trained, and have no bias.'];
  // A run that was drawn and not measured has nothing to show yet.
  if (box === null || epsilon === null || leastRadius === null) {
    return { setting, outcome: undefined };
  }
  const claims = drawnClaims({ measurements, question: { box, epsilon, leastRadius } });
  const judged = new Set(claims.map(({ id }) => id));
  const widths = neededWidths(measurements);
  const sizes = sizesOf(cells);
  return {
    setting: [
      ...setting,
      `All layers of one n, k and seed are asked about the same random label sets, ${formatInteger(cells[0]!.total / cells[0]!.seeds.length)} of them.`,
      `Radii are those of the largest balls with their centers in the box |x_j| ≤ ${box}.`,
    ],
    outcome: outcomeWords(claims),
    claims,
    findings: [...missedFindings(cells), ...widthFindings(widths)],
    charts: [...sizeCharts(summary), ...widthCharts(summary), countingChart(sizes)].map((chart) => ({
      ...chart,
      claims: (chart.claims ?? []).filter((id) => judged.has(id)),
    })),
    tables: [
      ...(widths.some(({ width }) => width === null || width.mean > 0) && hasWidths(cells)
        ? [widthTable(widths)]
        : []),
      countingTable(sizes),
      decisionTable(cells),
      radiusTable(cells),
    ],
    glossary,
  };
}

/** Whether random layers wider than 2k + 1 were drawn. */
function hasWidths(cells: readonly DrawnCell[]): boolean {
  return cells.some(({ fixed, dim, k }) => !fixed && dim > 2 * k + 1);
}

/** Every n with every k, in order. */
function sizesOf(cells: readonly DrawnCell[]): { numLabels: number; k: number }[] {
  const sizes = new Map(cells.map(({ numLabels, k }) => [`${numLabels} ${k}`, { numLabels, k }]));
  return [...sizes.values()].sort((a, b) => a.k - b.k || a.numLabels - b.numLabels);
}

const verdictWords: Readonly<Record<StudyClaim['verdict'], string>> = {
  'borne-out': 'Borne out',
  'not-borne-out': 'Not borne out',
  open: 'Open',
};

/** What came of the claims, to stand beside an expectation. */
function outcomeWords(claims: readonly StudyClaim[]): string | undefined {
  if (claims.length === 0) return undefined;
  return claims
    .map(({ claim, figure, verdict }) => `${verdictWords[verdict]}: ${claim} ${figure}`)
    .join('\n\n');
}

/** What the box hides. */
function missedFindings(cells: readonly DrawnCell[]): StudyFinding[] {
  const worst = [...cells].sort((a, b) => b.missedByBox / b.total - a.missedByBox / a.total)[0]!;
  if (worst.missedByBox === 0) return [];
  const { headName, missedByBox, total } = worst;
  return [
    {
      sentence:
        `A linear program in the box can call sets unargmaxable that have an input: in ${headName}, ` +
        `${formatInteger(missedByBox)} of ${formatInteger(total)}, each with a proof.`,
      figure: {
        value: formatShare(missedByBox / total),
        label: `argmaxable, but not in the box: ${headName}`,
      },
    },
  ];
}

/** How wide random layers must be at the largest n and k. */
function widthFindings(widths: readonly NeededWidth[]): StudyFinding[] {
  const largest = widths.reduce<NeededWidth | undefined>(
    (most, width) =>
      most === undefined ||
      width.numLabels > most.numLabels ||
      (width.numLabels === most.numLabels && width.k > most.k)
        ? width
        : most,
    undefined,
  );
  if (largest === undefined) return [];
  const { numLabels, k, narrowest } = largest;
  return widths.flatMap((needed): StudyFinding[] => {
    if (needed.numLabels !== numLabels || needed.k !== k || needed.widest === narrowest) return [];
    const { family, width, widest } = needed;
    const words = width === null ? `more than ${widest}` : width.mean.toFixed(0);
    // Fixed columns need no more than their own.
    if (width?.mean === narrowest) return [];
    return [
      {
        sentence: `To output every sampled set of ${k} of ${formatInteger(numLabels)} labels, ${family} layers need a width of ${words}, against ${narrowest} fixed columns.`,
        figure: { value: words, label: `width needed: ${family}, k = ${k}, n = ${formatInteger(numLabels)}` },
      },
    ];
  });
}

const glossary: readonly StudyWord[] = [
  {
    word: 'argmaxable',
    meaning: 'A label set that some input makes the layer output; unargmaxable: none does.',
  },
  {
    word: 'radius',
    meaning:
      'Of the largest ball of inputs that all output the set, with its center in a box |x_j| ≤ B. Over ε: ε-argmaxable. The ' +
      'papers decide by it: a set whose radius is below the least counts as unargmaxable there.',
  },
  {
    word: 'margin',
    meaning:
      'The largest γ such that some input of length 1 is at least γ away from every deciding hyperplane on the right side; depends ' +
      'on no box and no scale.',
  },
  { word: 'k-sparse', meaning: 'With at most k labels.' },
  {
    word: 'slack',
    meaning: 'Columns beside the fixed ones. They are learned in a head, and random here.',
  },
  {
    word: 'offset',
    meaning:
      'A constant column, so that one input moves all scores at once, as a common bias would; as long as all other columns together.',
  },
];
