import {
  count,
  each,
  finite,
  notNegative,
  oneOf,
  optional,
  record,
  text,
  verdictCounts,
} from './check-values.js';

/** Checks that a value has the shape of ReportInBox. */
export function checkInBox(value: unknown, at: string): void {
  const { box, epsilon, leastRadius, sets, examples, radii, disagreements } = record(value, at);
  notNegative(box, `${at}.box`);
  notNegative(epsilon, `${at}.epsilon`);
  notNegative(leastRadius, `${at}.leastRadius`);
  checkCounts(sets, `${at}.sets`);
  checkCounts(examples, `${at}.examples`);
  optional(radii, `${at}.radii`, (list, where) =>
    each(list, where, (one, place) => {
      const radius = record(one, place);
      notNegative(radius.percent, `${place}.percent`);
      for (const key of ['sets', 'examples'] as const) {
        if (radius[key] !== null) notNegative(radius[key], `${place}.${key}`);
      }
    }),
  );
  const found = record(disagreements, `${at}.disagreements`);
  count(found.sets, `${at}.disagreements.sets`);
  count(found.examples, `${at}.disagreements.examples`);
  optional(found.listed, `${at}.disagreements.listed`, (listed, where) =>
    each(listed, where, (one, place) => {
      const { labels, numbers, occurrences, margin, radiusUpperBound, inBox } = record(one, place);
      each(labels, `${place}.labels`, text);
      optional(numbers, `${place}.numbers`, (list, there) => each(list, there, count));
      count(occurrences, `${place}.occurrences`);
      optional(margin, `${place}.margin`, notNegative);
      finite(radiusUpperBound, `${place}.radiusUpperBound`);
      oneOf('unargmaxable', 'undecided')(inBox, `${place}.inBox`);
    }),
  );
}

function checkCounts(value: unknown, at: string): void {
  const counts = record(value, at);
  verdictCounts(counts, at);
  let sum = 0;
  for (const key of ['epsilonArgmaxable', 'notEpsilonArgmaxable', 'epsilonUndecided'] as const) {
    count(counts[key], `${at}.${key}`);
    sum += counts[key] as number;
  }
  if (sum !== counts.total) {
    throw new RangeError(
      `${at}: epsilonArgmaxable + notEpsilonArgmaxable + epsilonUndecided must equal total, got ${sum} and ${String(counts.total)}`,
    );
  }
}
