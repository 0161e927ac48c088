import type { AuditReportData, AuditRow } from '../audit-report-data.js';
import { randomNumbers } from './random-numbers.js';

const letters =
  'abcdefghijklmnopqrstuvwxyzäöüßñçéèøåæœ一丁七万丈三上下不与丑专世丘业东丝丢两严丧个中丰串临为主丽举久么义之乌乎乐';

/**
 * An audit that looks like a real one (the characters of a text recogniser), made up from seeded noise. For tests and
 * for looking at the report; nothing in it was measured.
 *
 * @param rule the rule it seems to have been made with; threshold gives a sample of label sets of several sizes
 */
export function sampleAuditData(rule: 'argmax' | 'threshold' = 'argmax'): AuditReportData {
  const random = randomNumbers(4711);
  const bell = (): number => random() + random() + random() + random() - 2;
  const total = 2000;
  const rows = Array.from({ length: total }, (_, label): AuditRow => {
    const rare = label % 29 === 3;
    return {
      norm: (rare ? 0.62 : 1.3) + 0.16 * bell(),
      bias: (rare ? -0.14 : 0.02) + 0.05 * bell(),
      status: rare ? (label % 319 === 3 ? 'undecided' : 'unargmaxable') : 'argmaxable',
    };
  });
  const count = (status: AuditRow['status']): number => rows.filter((row) => row.status === status).length;
  const name = (label: number): string =>
    `${letters[label % letters.length]!}${label < letters.length ? '' : label}`;
  const found = rows.flatMap(({ status }, label) => (status === 'unargmaxable' ? [label] : []));
  const open = rows.flatMap(({ status }, label) => (status === 'undecided' ? [label] : []));
  const isArgmax = rule === 'argmax';
  const setOf = (label: number): number[] =>
    isArgmax ? [label] : Array.from({ length: 2 + (label % 4) }, (_, i) => (label + 97 * i) % total);
  const sizes = [2, 3, 4, 5].map((cardinality, i) => ({
    cardinality,
    total: 500,
    unargmaxable: [4, 9, 22, 28][i]!,
    undecided: [0, 1, 1, 5][i]!,
    argmaxable: [496, 490, 477, 467][i]!,
  }));
  return {
    title: isArgmax
      ? 'Which characters can the recogniser never write?'
      : 'Which tags can never come together?',
    createdAt: '2025-03-01T12:34:56Z',
    layer: {
      source: 'recogniser.onnx',
      tensor: 'linear.w_0',
      biasTensor: 'linear.b_0',
      numLabels: total,
      dim: 120,
      hasBias: true,
      details: { layout: 'one column per label', sha256: '0123abcd'.repeat(8) },
    },
    question: {
      rule,
      ...(isArgmax ? { box: 100 } : {}),
      noun: isArgmax ? 'characters' : 'label sets',
      asked: isArgmax ? 'every character' : '2,000 random label sets of 2 to 5 labels (seed 0)',
    },
    verdicts: {
      total,
      argmaxable: count('argmaxable'),
      unargmaxable: count('unargmaxable'),
      undecided: count('undecided'),
    },
    ...(isArgmax
      ? { rows }
      : {
          byCardinality: sizes,
          sample: { population: '2.7e+14', estimate: 0.0315, low: 0.024, high: 0.0438, confidence: 0.95 },
        }),
    margins: rows.flatMap(({ status }) => (status === 'argmaxable' ? [10 ** (-2.2 + 0.7 * bell())] : [])),
    marginsAreBest: isArgmax,
    decidedBy: [
      { name: 'reflections', count: count('argmaxable'), seconds: 3.2 },
      { name: 'active-set', count: total - count('argmaxable'), seconds: 9.7 },
    ],
    unargmaxable: found.map((label) => ({
      labels: setOf(label).map(name),
      numbers: setOf(label),
      proof: 'exact',
      certificate: [
        ...setOf(label).map((one) => ({ label: `${name(one)} #${one}`, inSet: true, multiplier: 1 })),
        ...Array.from({ length: 30 }, (_, i) => {
          const other = (label + 31 * (i + 1)) % total;
          return { label: `${name(other)} #${other}`, inSet: false, multiplier: random() ** 3 };
        }),
      ],
    })),
    undecided: open.map((label) => ({
      labels: setOf(label).map(name),
      numbers: setOf(label),
      reason: 'the solvers found no input and no exact combination',
      marginUpperBound: 10 ** -(9 + 5 * random()),
    })),
    verify: [
      {
        command:
          'sbn verify audits/recogniser-argmax/verdicts.jsonl --weights recogniser.onnx --tensor linear.w_0 --bias linear.b_0',
        note: 'Checks every proof in about ten seconds.',
      },
    ],
    reproduce: [
      { command: 'sbn audit recogniser.onnx --tensor linear.w_0 --bias linear.b_0 --rule argmax --box 100' },
    ],
    environment: { sbn: '0.1.0', 'Node.js': 'v20.20.2', cores: 2 },
    seconds: 12.9,
    notes: ['Made-up numbers: a sample that shows what a report looks like.'],
  };
}
