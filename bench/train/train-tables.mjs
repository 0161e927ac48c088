// The tables of `bench train`, from its JSON: for the terminal and for docs/performance.md.
import { bars, headName } from './settings.mjs';

const round = (value, digits = 3) => (value === undefined ? '' : Number(value.toPrecision(digits)));
const mark = (isMet) => (isMet ? '✓' : '✗');
const rowName = ({ head, batchSize }) => `${headName(head)}, B=${batchSize}`;
const plural = (threads) => (threads === 1 ? '1 thread' : `${threads} threads`);

/**
 * @param document the JSON of the benchmark, or a part of it
 * @returns tables by name: `{ title, rows: { label: { column: text or number } } }`
 */
export function trainTables({ steps, epochs = [], memory }) {
  const tables = {};
  if (steps !== undefined) {
    tables.peaks = peaksTable(steps.peaks);
    for (const { threads } of steps.peaks) {
      const rows = steps.rows.filter((row) => row.threads === threads);
      tables[`steps-${threads}`] = stepsTable(rows, threads);
    }
    tables.dft = dftTable(steps.rows);
  }
  if (epochs.some(({ missing }) => missing === undefined)) tables.epochs = epochsTable(epochs);
  if (memory !== undefined) tables.memory = memoryTable(memory);
  return tables;
}

function peaksTable(peaks) {
  return {
    title: 'What this machine can do at most, everything in registers',
    rows: Object.fromEntries(
      peaks.map(({ threads, flopsPerSecond: { separate, fused }, lossEntriesPerSecond }) => [
        plural(threads),
        {
          'GFLOP/s': round(separate / 1e9),
          'GFLOP/s, fused multiply-add': fused === undefined ? '' : round(fused / 1e9),
          'million loss entries/s': round(lossEntriesPerSecond / 1e6),
        },
      ]),
    ),
  };
}

/** For each row the time of PyTorch, and of all others the ratio to it; ours against their bars and the floor. */
function stepsTable(rows, threads) {
  const table = {};
  for (const row of rows) {
    const { head, floor, sides } = row;
    const cells = { 'floor, ms': round(floor.milliseconds) };
    if (sides.torch?.medianMilliseconds !== undefined) {
      cells['torch, ms'] = round(sides.torch.medianMilliseconds);
      cells['floor / torch'] = round(floor.milliseconds / sides.torch.medianMilliseconds);
    }
    for (const [name, side] of Object.entries(sides)) {
      if (name === 'torch') continue;
      if (side.failure !== undefined) cells[name] = 'failed';
      else if (side.ratio === undefined) cells[`${name}, ms`] = round(side.medianMilliseconds);
      else {
        const bar = bars[name.split(',')[0]]?.[head.kind];
        cells[`${name} / torch`] =
          `${round(side.ratio)}${bar === undefined ? '' : ` ${mark(side.ratio <= bar)}`}`;
      }
      if (name.startsWith('fused')) cells[`${name} / floor`] = round(side.timesFloor, 2);
    }
    table[rowName(row)] = cells;
  }
  return { title: `A training step, ${plural(threads)} (✓: within the bar)`, rows: table };
}

/** DFT rows with slack beside the BSL of twice the slack, both in the fused engine. */
function dftTable(rows) {
  const table = {};
  for (const row of rows) {
    const { head, batchSize, threads, sides } = row;
    if (head.kind !== 'dft' || head.slackDims === 0) continue;
    const partner = rows.find(
      (other) =>
        other.head.kind === 'bsl' &&
        other.head.numLabels === head.numLabels &&
        other.head.dim === 2 * head.slackDims &&
        other.batchSize === batchSize &&
        other.threads === threads,
    );
    const own = sides.fused?.medianMilliseconds;
    const bsl = partner?.sides.fused?.medianMilliseconds;
    if (own === undefined || bsl === undefined) continue;
    table[`${rowName(row)}, ${plural(threads)}`] = {
      'DFT, ms': round(own),
      'BSL of twice the slack, ms': round(bsl),
      'BSL / DFT': `${round(bsl / own)} ${mark(bsl / own >= bars.dftAgainstBsl)}`,
    };
  }
  return { title: 'A DFT layer against the BSL of twice its slack, fused engine', rows: table };
}

function epochsTable(epochs) {
  const table = {};
  for (const { name, missing, threads, epochs: count, ours, fasttext } of epochs) {
    if (missing !== undefined) continue;
    for (const [side, result] of Object.entries({ ours, fastText: fasttext })) {
      if (result === undefined) continue;
      table[`${name}, ${count} epochs, ${plural(threads)}: ${side}`] = {
        seconds: round(result.medianSeconds),
        'P@1': round(result.precisionAt1),
        'R@1': round(result.recallAt1),
        'learning rate': result.learningRate,
      };
    }
  }
  return { title: 'Whole trainings: reading the file, training, writing the model', rows: table };
}

function memoryTable(memory) {
  const table = {};
  for (const probe of memory) {
    table[`${headName(probe.head)}, B=${probe.batchSize}`] =
      probe.failure !== undefined
        ? { 'trained, MiB': probe.failure.trim().split('\n').at(-1) }
        : {
            'weights, MiB': round(probe.weightsMiB),
            'before, MiB': round(probe.startMiB),
            'trained, MiB': round(probe.trainedMiB, 4),
            'allowed, MiB': `${round(Math.min(probe.allowedMiB, probe.limitMiB ?? Infinity), 4)} ${mark(probe.isWithin)}`,
            'step, ms': round(probe.stepMilliseconds),
            'evaluated, MiB': probe.evaluateSeconds === undefined ? '' : round(probe.peakMiB, 4),
          };
  }
  return { title: 'Memory of a process that trains: resident, at its highest', rows: table };
}
