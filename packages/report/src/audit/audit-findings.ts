import type { AuditReportData } from '../audit-report-data.js';
import { formatCount } from '../format/format-count.js';
import { formatPercent } from '../format/format-percent.js';
import { formatSeconds } from '../format/format-seconds.js';
import { html } from '../html/html.js';
import type { Finding } from '../summary/findings.js';
import { auditWords, inputWords } from './audit-words.js';

/** What the audit says, in plain words, most telling first. */
export function auditFindings(data: AuditReportData): Finding[] {
  const { question, verdicts } = data;
  const { total, argmaxable, unargmaxable, undecided } = verdicts;
  const { can, never } = auditWords(question);
  const { noun } = question;
  if (total === 0) {
    return [{ sentence: html`Nothing was asked about, so nothing is known.`, figures: [], tone: 'plain' }];
  }
  return [
    {
      sentence:
        unargmaxable === 0
          ? html`<strong>None</strong> of the ${formatCount(total)} ${noun} was proved out of reach: <strong>${formatCount(argmaxable)}</strong> ${can}, each with an input that shows it.`
          : html`<strong>${formatCount(unargmaxable)}</strong> of ${formatCount(total)} ${noun} (<strong>${formatPercent(unargmaxable / total)}</strong>) ${never}, ${inputWords(question)}. Each comes with a certificate that needs no solver to check.`,
      figures: [
        { value: formatCount(unargmaxable), label: `${noun} that ${never}` },
        { value: formatCount(argmaxable), label: `${noun} that ${can}` },
        { value: formatCount(undecided), label: 'undecided' },
      ],
      tone: 'plain',
    },
    ...sampleFindings(data),
    {
      sentence:
        undecided === 0
          ? html`Every answer has a proof: nothing is undecided.`
          : html`<strong>${formatCount(undecided)}</strong> of them (${formatPercent(undecided / total)}) stayed undecided. They are counted apart, never as out of reach.`,
      figures: [],
      tone: 'plain',
    },
    ...timeFindings(data),
  ];
}

function sampleFindings({ sample, question, verdicts }: AuditReportData): Finding[] {
  if (sample === undefined) return [];
  const { population, low, high, confidence } = sample;
  const interval = `${formatPercent(low, 2)} to ${formatPercent(high, 2)}`;
  return [
    {
      sentence: html`A random sample of ${formatCount(verdicts.total)} from ${population} ${question.noun}. With ${formatPercent(confidence, 0)} confidence the share of all that ${auditWords(question).never} lies in <strong>${interval}</strong>${verdicts.undecided > 0 ? '; undecided ones could go either way' : ''}.`,
      figures: [
        { value: interval, label: `of all ${population}, with ${formatPercent(confidence, 0)} confidence` },
      ],
      tone: 'plain',
    },
  ];
}

function timeFindings({ seconds, verdicts, decidedBy = [] }: AuditReportData): Finding[] {
  if (seconds === undefined || seconds === 0) return [];
  const first = decidedBy[0];
  const share =
    first === undefined
      ? ''
      : ` ${formatPercent(first.count / verdicts.total)} were decided by ${first.name}.`;
  return [
    {
      sentence: html`${formatCount(verdicts.total)} verdicts in ${formatSeconds(seconds)}.${share}`,
      figures: [],
      tone: 'plain',
    },
  ];
}
