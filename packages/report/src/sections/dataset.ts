import type { DrawnChart } from '../charts/draw-chart.js';
import { formatCount } from '../format/format-count.js';
import { figure } from '../html/figure.js';
import { type Html, html } from '../html/html.js';
import { nameList } from '../html/name-list.js';
import { table } from '../html/table.js';
import type { ReportSplit } from '../report-data.js';
import { cardinalityFacts } from '../summary/cardinality.js';
import type { Digest } from '../summary/digest.js';
import { missing, type Section } from './section.js';

/** What the heads were trained on: counts, labels per example, source. */
export function datasetSection(digest: Digest, charts: readonly DrawnChart[]): Section {
  const { dataset } = digest.data;
  const chart = charts.find((one) => one.plan.name === 'label-cardinality');
  return {
    id: 'data',
    title: 'What was it trained on?',
    body: html`<p><strong>${dataset.name}</strong>${dataset.description === undefined ? null : html`. ${dataset.description}`}</p>
${facts(digest)}
${chart === undefined ? missing('No histogram of labels per example was recorded.') : figure(chart)}
${splitsTable(dataset.splits ?? [])}
${
  dataset.provenance === undefined || Object.keys(dataset.provenance).length === 0
    ? null
    : html`<h3>Source and options</h3>${nameList(dataset.provenance)}`
}`,
  };
}

function facts(digest: Digest): Html | null {
  const { numLabels, inputDim, inputKind } = digest.data.dataset;
  const parts = [
    numLabels === undefined ? null : `${formatCount(numLabels)} labels`,
    inputDim === undefined
      ? null
      : `${formatCount(inputDim)} ${inputKind === 'bag' ? 'input features (bag)' : inputKind === 'dense' ? 'input numbers (dense)' : inputKind === 'tokens' ? 'words (in order)' : 'inputs'}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : html`<p>${parts.join(', ')}.</p>`;
}

function splitsTable(splits: readonly ReportSplit[]): Html | null {
  if (splits.length === 0) return null;
  const fact = (
    split: ReportSplit,
    read: (facts: NonNullable<ReturnType<typeof cardinalityFacts>>) => string,
  ): string => {
    const facts = cardinalityFacts(split);
    return facts === null ? '–' : read(facts);
  };
  return table({
    caption: 'Splits',
    columns: [
      { header: 'Split', cell: ({ name }) => name },
      { header: 'Examples', numeric: true, cell: ({ numExamples }) => formatCount(numExamples) },
      {
        header: 'Different label sets',
        numeric: true,
        cell: ({ numLabelSets }) => (numLabelSets === undefined ? '–' : formatCount(numLabelSets)),
      },
      {
        header: 'Labels per example',
        numeric: true,
        cell: (split) => fact(split, ({ mean }) => mean.toFixed(2)),
      },
      { header: 'Median', numeric: true, cell: (split) => fact(split, ({ median }) => String(median)) },
      { header: 'Most', numeric: true, cell: (split) => fact(split, ({ max }) => String(max)) },
    ],
    rows: splits,
  });
}
