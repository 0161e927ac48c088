import type { AuditReportData } from './audit-report-data.js';
import { checkInBox } from './check-in-box.js';
import {
  commands,
  count,
  date,
  each,
  finite,
  histogram,
  notNegative,
  optional,
  record,
  rule,
  scalars,
  show,
  status,
  text,
  trueOrFalse,
  verdictCounts,
} from './check-values.js';

/**
 * Checks that a value has the shape of AuditReportData, as far as the report relies on it.
 *
 * @throws TypeError where a part has the wrong kind, RangeError where a number or a count cannot be; both name the place.
 */
export function checkAuditReportData(value: unknown): asserts value is AuditReportData {
  const data = record(value, 'data');
  text(data.title, 'data.title');
  date(data.createdAt, 'data.createdAt');
  checkLayer(data.layer, 'data.layer');
  checkQuestion(data.question, 'data.question');
  verdictCounts(record(data.verdicts, 'data.verdicts'), 'data.verdicts');
  optional(data.sample, 'data.sample', checkSample);
  optional(data.byCardinality, 'data.byCardinality', (groups, at) =>
    each(groups, at, (group, place) => {
      const counts = record(group, place);
      count(counts.cardinality, `${place}.cardinality`);
      verdictCounts(counts, place);
    }),
  );
  optional(data.margins, 'data.margins', (margins, at) =>
    Array.isArray(margins) ? each(margins, at, finite) : histogram(margins, at),
  );
  optional(data.marginsAreBest, 'data.marginsAreBest', trueOrFalse);
  optional(data.inBox, 'data.inBox', checkInBox);
  optional(data.decidedBy, 'data.decidedBy', (deciders, at) =>
    each(deciders, at, (decider, place) => {
      const { name, count: decided, seconds } = record(decider, place);
      text(name, `${place}.name`);
      count(decided, `${place}.count`);
      optional(seconds, `${place}.seconds`, notNegative);
    }),
  );
  optional(data.rows, 'data.rows', (rows, at) =>
    each(rows, at, (row, place) => {
      const { norm, bias, status: given } = record(row, place);
      notNegative(norm, `${place}.norm`);
      optional(bias, `${place}.bias`, finite);
      status(given, `${place}.status`);
    }),
  );
  optional(data.unargmaxable, 'data.unargmaxable', (found, at) => each(found, at, checkUnargmaxable));
  optional(data.undecided, 'data.undecided', (open, at) =>
    each(open, at, (one, place) => {
      const { reason, marginUpperBound } = labelSet(one, place);
      text(reason, `${place}.reason`);
      optional(marginUpperBound, `${place}.marginUpperBound`, notNegative);
    }),
  );
  optional(data.verify, 'data.verify', commands);
  optional(data.reproduce, 'data.reproduce', commands);
  optional(data.environment, 'data.environment', scalars);
  optional(data.seconds, 'data.seconds', notNegative);
  optional(data.notes, 'data.notes', (notes, at) => each(notes, at, text));
}

function checkLayer(value: unknown, at: string): void {
  const layer = record(value, at);
  text(layer.source, `${at}.source`);
  optional(layer.tensor, `${at}.tensor`, text);
  optional(layer.biasTensor, `${at}.biasTensor`, text);
  count(layer.numLabels, `${at}.numLabels`);
  count(layer.dim, `${at}.dim`);
  trueOrFalse(layer.hasBias, `${at}.hasBias`);
  optional(layer.details, `${at}.details`, scalars);
}

function checkQuestion(value: unknown, at: string): void {
  const { rule: given, box, noun, asked } = record(value, at);
  rule(given, `${at}.rule`);
  optional(box, `${at}.box`, (number, place) => {
    notNegative(number, place);
    if (number === 0) throw new RangeError(`${place} must be larger than 0, got 0`);
  });
  text(noun, `${at}.noun`);
  text(asked, `${at}.asked`);
}

function checkSample(value: unknown, at: string): void {
  const sample = record(value, at);
  text(sample.population, `${at}.population`);
  for (const key of ['estimate', 'low', 'high', 'confidence'] as const) {
    notNegative(sample[key], `${at}.${key}`);
    if ((sample[key] as number) > 1)
      throw new RangeError(`${at}.${key} must be at most 1, got ${show(sample[key])}`);
  }
  if ((sample.low as number) > (sample.high as number))
    throw new RangeError(`${at}.low must not be above ${at}.high`);
}

function checkUnargmaxable(value: unknown, at: string): void {
  const { proof, certificate } = labelSet(value, at);
  text(proof, `${at}.proof`);
  optional(certificate, `${at}.certificate`, (rows, where) =>
    each(rows, where, (row, place) => {
      const { label, inSet, multiplier } = record(row, place);
      text(label, `${place}.label`);
      trueOrFalse(inSet, `${place}.inSet`);
      notNegative(multiplier, `${place}.multiplier`);
    }),
  );
}

function labelSet(value: unknown, at: string): Record<string, unknown> {
  const fields = record(value, at);
  each(fields.labels, `${at}.labels`, text);
  optional(fields.numbers, `${at}.numbers`, (numbers, place) => each(numbers, place, count));
  return fields;
}
