import type { Batch } from '@sbn/datasets';
import type { Phase } from '@sbn/kernels/thread-team';
import { activationCodes, type KernelMemory, structBytes } from '@sbn/kernels/training';
import { dropoutKey } from '../../encoders/dropout-mask.js';
import { activeLabels } from './active-labels.js';
import { type BatchShape, batchShape } from './batch-shape.js';
import type { FixedWeights } from './fixed-weights.js';
import type { LossRule } from './loss-rule.js';
import type { NetworkDescription } from './network.js';
import type { ParameterArray } from './parameter-arrays.js';
import { createScorePhases, type ScorePhases } from './score-phases.js';

/** What a {@link Program} is made from. */
export interface ProgramOptions {
  readonly memory: KernelMemory;
  readonly network: NetworkDescription;
  readonly arrays: ReadonlyMap<string, ParameterArray>;
  readonly fixed: FixedWeights;
  readonly loss: LossRule;
  readonly threads: number;
  /** Names of the parameters that are trained. */
  readonly trained: ReadonlySet<string>;
  /** Whether gradients are kept until their norm is known. */
  readonly keepsGradients: boolean;
}

/** What a batch that is scored needs room for. */
export interface ScoreRoom {
  /** Ranked labels per example. */
  readonly k: number;
  /** Whether the logits are wanted as rows. */
  readonly hasRows: boolean;
}

/** The phases of a step for the batch that was loaded last. */
export interface Program {
  /**
   * Copies a batch in.
   *
   * @param step the number that dropout follows; undefined for a pass without dropout and without updates
   * @param room for the phases of {@link scores}, when these are to follow
   * @returns the phases from the inputs to the coefficients
   */
  load(batch: Batch, step: number | undefined, room?: ScoreRoom): readonly Phase[];
  /** How the batch that was loaded last lies in the lanes. */
  shape(): BatchShape;
  /** What can be done with the coefficients instead of {@link labels}. */
  readonly scores: ScorePhases;
  /** The labels: with `lossOnly` nothing is changed. */
  labels(lossOnly: boolean): Phase;
  /** From the coefficients back, updating everything below the labels. */
  backward(): readonly Phase[];
  /** Applies the gradients that were kept. */
  late(): readonly Phase[];
  /** Sum of the loss's entries over the chunks of the labels, without its scale. */
  lossSum(): number;
  /** Sum of the squares of all gradients that were kept. */
  squares(): number;
  /** The largest absolute coefficient; NaN when one is. */
  largestCoefficient(): number;
  /** The largest absolute logit that was scored; NaN when one is. */
  largestLogit(): number;
  /** The largest absolute label weight or bias among those that SGD has updated in the last pass; NaN when one is. */
  largestLabelWeight(): number;
}

/** The name under which the team has the module of @sbn/kernels/training. */
export const trainingModuleName = 'training';

/** Enough chunks that no thread waits long for the last one, few enough that adding up their sums is nothing. */
const labelChunks = 32;
const layerChunks = 16;
/** Rows of one block, few enough for the first-level cache. */
const targetBlockRows = 48;
/** Rows of a layer in one chunk: a multiple of the four of a tile and of a panel of features. */
const layerRowUnit = 8;
/** What the partial sums of the labels' chunks may take at a usual batch size: fewer chunks for wide heads. */
const maxPartialBytes = 64 * 2 ** 20;
const typicalLanes = 256;
const examplesPerChunk = 8;
const featuresPerChunk = 64;

/** The most that the batches so far needed room for. */
interface Capacity {
  readonly lanes: number;
  /** Entries of bags. */
  readonly entries: number;
  readonly active: number;
  /** Of batches that are scored: lanes, lanes whose logits are wanted as rows, and ranked labels per example. */
  readonly scoreLanes: number;
  readonly rowLanes: number;
  readonly k: number;
}

/** Addresses that the next batch is copied to. */
interface Areas {
  readonly rows: number;
  readonly positions: number;
  readonly examples: number;
  readonly starts: number;
  readonly offsets: number;
  readonly features: number;
  readonly values: number;
  readonly bagResults: number;
}

/**
 * Lays out everything that a step works on in the kernels' memory, and says which phases make the step. What a phase
 * computes does not depend on the number of threads, nor on which of them does a chunk.
 */
export function createProgram(options: ProgramOptions): Program {
  const { memory, network, arrays, fixed, loss, threads, trained, keepsGradients } = options;
  const { layers, labels, table, inputCols, dropout } = network;
  const arrayOf = (name: string): ParameterArray => arrays.get(name)!;

  // Structs have their places for good; batch areas are laid out anew when a larger batch comes.
  const batchStruct = memory.allocateStruct('BatchShape');
  const inputPass = memory.allocateStruct('InputPass');
  const inputDropout = memory.allocateStruct('Dropout');
  const bagPass = memory.allocateStruct('BagPass');
  const inputGradient = memory.allocateStruct('InputGradient');
  const affine = layers.map(() => ({
    layer: memory.allocateStruct('AffineLayer'),
    dropout: memory.allocateStruct('Dropout'),
  }));
  const labelPass = memory.allocateStruct('LabelPass');
  const lossStruct = memory.allocateStruct('LossRule');
  const slotOf = table === undefined ? 0 : memory.allocate(4 * table.numFeatures);
  if (table !== undefined) memory.words(slotOf, table.numFeatures).fill(0);
  const numDistinct = memory.allocate(4);

  memory.writeStruct('LossRule', lossStruct, loss.values);
  if (loss.labelWeights !== undefined) {
    const at = memory.allocate(4 * labels.numLabels);
    const factors = memory.floats(at, labels.numLabels);
    loss.labelWeights.forEach((factor, label) => {
      factors[fixed.positionOf === undefined ? label : fixed.positionOf[label]!] = factor;
    });
    memory.writeStruct('LossRule', lossStruct, { labelWeights: at });
  }

  // How the rows of each layer are cut does not depend on the batch, nor on the number of threads.
  const blockRows = fixed.granularity * Math.max(1, Math.round(targetBlockRows / fixed.granularity));
  const numBlocks = Math.ceil(labels.numLabels / blockRows);
  const wantedChunks = Math.floor(maxPartialBytes / (4 * labels.width * typicalLanes));
  const chunkRows = blockRows * Math.ceil(numBlocks / Math.min(labelChunks, Math.max(4, wantedChunks)));
  const numLabelChunks = Math.ceil(labels.numLabels / chunkRows);
  const cuts = layers.map(({ rows }) => {
    const layerChunkRows = layerRowUnit * Math.ceil(rows / (layerRowUnit * layerChunks));
    return { chunkRows: layerChunkRows, numChunks: Math.ceil(rows / layerChunkRows) };
  });
  const inputChunkCols = 16 * Math.ceil(inputCols / (16 * layerChunks));
  const numInputChunks = Math.ceil(inputCols / inputChunkCols);
  const inputStride = padded(inputCols);

  // What is trained below a layer decides whether anybody needs the gradient of its input.
  const isTableTrained = table !== undefined && trained.has(table.name);
  const isTrained = layers.map(({ weights, bias }) => trained.has(weights) || trained.has(bias));
  const needsInputGradient = layers.map((_, i) => isTableTrained || isTrained.slice(0, i).includes(true));
  const needsCoefficientGradient = isTableTrained || isTrained.includes(true);

  const resultBytes = structBytes('ChunkResult');
  const inputResults = memory.allocate(numInputChunks * resultBytes);
  const layerResults = cuts.map(({ numChunks }) => memory.allocate(numChunks * resultBytes));
  const labelResults = memory.allocate(numLabelChunks * resultBytes);
  const lateUpdates = [...arrays.values()]
    .filter(({ parameter: { name } }) => keepsGradients && trained.has(name) && name !== table?.name)
    .map((array) => {
      const chunkCount = Math.max(4096, padded(Math.ceil(array.length / labelChunks)));
      const numChunks = Math.ceil(array.length / chunkCount);
      const results = memory.allocate(numChunks * resultBytes);
      const struct = memory.allocateStruct('LateUpdate');
      memory.writeStruct('LateUpdate', struct, {
        trained: array.trained,
        count: array.length,
        chunkCount,
        results,
      });
      return { name: array.parameter.name, struct, numChunks, results };
    });

  const phase = (name: string, params: number, numChunks: number): Phase => ({
    module: trainingModuleName,
    name,
    params,
    numChunks,
  });
  const scores = createScorePhases({
    memory,
    numLabels: labels.numLabels,
    positionOf: fixed.positionOf,
    labelPass,
    blockRows,
    numLabelChunks,
    phase,
  });

  const batchAreas = memory.bytes;
  let capacity: Capacity = { lanes: 0, entries: 0, active: 0, scoreLanes: 0, rowLanes: 0, k: 0 };
  let areas: Areas | undefined;
  let shape = batchShape(1);

  const layOut = ({ lanes, entries, active, scoreLanes, rowLanes, k }: Capacity): Areas => {
    memory.release(batchAreas);
    const panelBytes = (rows: number): number => 4 * rows * lanes;

    // One work area per thread, for the most that any phase needs: a block's logits, then its gradient.
    const widestBlock = Math.max(
      panelBytes(blockRows) + 4 * blockRows * Math.max(lanes, padded(labels.learned?.cols ?? 0), 4),
      ...layers.map(({ cols }, i) => panelBytes(cuts[i]!.chunkRows) + 4 * cuts[i]!.chunkRows * padded(cols)),
      4 * inputStride,
    );
    const transformAt = Math.ceil(widestBlock / 64) * 64;
    const scratchBytes = Math.ceil((transformAt + fixed.transformScratchBytes) / 64) * 64;
    const scratch = memory.allocate(scratchBytes * threads);

    const rows = memory.allocate(4 * lanes * inputStride + 16);
    const panels = memory.allocate(panelBytes(inputCols));
    const columns = memory.allocate(panelBytes(inputStride));
    memory.writeStruct('InputPass', inputPass, {
      batch: batchStruct,
      rows,
      cols: inputCols,
      rowStride: table === undefined ? inputCols : inputStride,
      chunkCols: inputChunkCols,
      panels,
      columns,
      dropout: inputDropout,
      results: inputResults,
    });

    let below = { panels, columns };
    const partials = layers.map((layer, i) => {
      const { weights, bias, rows: layerRows, cols, activation, dropoutLayer } = layer;
      const activated = memory.allocate(panelBytes(layerRows));
      const hasDropout = dropoutLayer !== undefined && dropout.rate > 0;
      const outputPanels = hasDropout ? memory.allocate(panelBytes(layerRows)) : activated;
      const columnsFrom = i === layers.length - 1 ? fixed.cols : 0;
      const outputColumns = memory.allocate(panelBytes(padded(layerRows - columnsFrom)));
      const bytes = panelBytes(cols);
      const count = cuts[i]!.numChunks;
      const at = needsInputGradient[i] ? memory.allocate(bytes * count) : 0;
      memory.writeStruct('AffineLayer', affine[i]!.layer, {
        batch: batchStruct,
        rows: layerRows,
        chunkRows: cuts[i]!.chunkRows,
        cols,
        stride: arrayOf(weights).stride,
        weights: arrayOf(weights).trained,
        bias: arrayOf(bias).trained,
        activation: activationCodes[activation],
        dropout: affine[i]!.dropout,
        inputPanels: below.panels,
        inputColumns: below.columns,
        activated,
        outputPanels,
        outputColumns,
        columnsFrom,
        partials: at,
        partialBytes: bytes,
        results: layerResults[i]!,
        scratch,
        scratchBytes,
      });
      below = { panels: outputPanels, columns: outputColumns };
      return { at, bytes, count };
    });
    const labelPartialBytes = panelBytes(labels.width);
    partials.push({
      at: needsCoefficientGradient ? memory.allocate(labelPartialBytes * numLabelChunks) : 0,
      bytes: labelPartialBytes,
      count: numLabelChunks,
    });
    const upstream = partials.map(({ at, bytes, count }) => ({
      upstream: at,
      upstreamBytes: bytes,
      upstreamCount: count,
    }));
    layers.forEach((_, i) => {
      memory.writeStruct('AffineLayer', affine[i]!.layer, upstream[i + 1]!);
    });

    const positions = memory.allocate(4 * active);
    const examples = memory.allocate(4 * active);
    const starts = memory.allocate(4 * (numLabelChunks + 1));
    const { learned, bias } = labels;
    memory.writeStruct('LabelPass', labelPass, {
      batch: batchStruct,
      numLabels: labels.numLabels,
      chunkRows,
      blockRows,
      width: labels.width,
      coefficients: below.panels,
      learnedColumns: below.columns,
      partials: partials.at(-1)!.at,
      partialBytes: labelPartialBytes,
      learned: learned === undefined ? 0 : arrayOf(learned.name).trained,
      cols: learned?.cols ?? 0,
      stride: learned === undefined ? 0 : arrayOf(learned.name).stride,
      bias: bias === undefined ? 0 : arrayOf(bias).trained,
      fixed: fixed.matrix,
      fixedCols: fixed.matrix === 0 ? 0 : fixed.cols,
      fixedStride: fixed.stride,
      transform: fixed.transform,
      loss: lossStruct,
      activePositions: positions,
      activeExamples: examples,
      activeStarts: starts,
      results: labelResults,
      scratch,
      scratchBytes,
      transformScratch: scratch + transformAt,
    });

    const offsets = memory.allocate(4 * (lanes + 1));
    const features = memory.allocate(4 * entries);
    const values = memory.allocate(4 * entries);
    const rowGradients = isTableTrained ? memory.allocate(4 * lanes * inputStride) : 0;
    const bagResults = memory.allocate(Math.ceil(entries / featuresPerChunk) * resultBytes);
    if (table !== undefined) {
      memory.writeStruct('BagPass', bagPass, {
        dim: inputCols,
        stride: inputStride,
        table: arrayOf(table.name).trained,
        isMean: table.isMean ? 1 : 0,
        offsets,
        features,
        factors: memory.allocate(4 * entries),
        rows,
        chunkExamples: examplesPerChunk,
        rowGradients,
        slotOf,
        distinct: memory.allocate(4 * entries),
        numDistinct,
        starts: memory.allocate(4 * (entries + 2)),
        entryExamples: memory.allocate(4 * entries),
        entryFactors: memory.allocate(4 * entries),
        chunkFeatures: featuresPerChunk,
        keptGradients: isTableTrained && keepsGradients ? memory.allocate(4 * entries * inputStride) : 0,
        results: bagResults,
        scratch,
        scratchBytes,
      });
      memory.writeStruct('InputGradient', inputGradient, {
        batch: batchStruct,
        cols: inputCols,
        chunkCols: inputChunkCols,
        rowStride: inputStride,
        dropout: inputDropout,
        rowGradients,
        ...upstream[0]!,
      });
      // Padding columns of the gradient are never written, and would be added to the table's padding.
      if (rowGradients !== 0) memory.floats(rowGradients, lanes * inputStride).fill(0);
    }
    if (scoreLanes > 0) scores.layOut({ lanes: scoreLanes, active, k, rowLanes });
    return { rows, positions, examples, starts, offsets, features, values, bagResults };
  };

  const setDropout = (struct: number, layer: number, step: number | undefined): void => {
    const { rate, seed } = dropout;
    const isOn = step !== undefined && rate > 0;
    memory.writeStruct('Dropout', struct, {
      isOn: isOn ? 1 : 0,
      key: isOn ? dropoutKey({ seed, layer, step }) : 0,
      threshold: Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1),
      keep: 1 / (1 - rate),
    });
  };

  const loadInputs = (inputs: Batch['inputs'], { rows, offsets, features, values }: Areas): void => {
    if ('data' in inputs) {
      memory.floats(rows, inputs.data.length).set(inputs.data);
      return;
    }
    const numEntries = inputs.indices.length;
    memory.words(offsets, inputs.numRows + 1).set(inputs.offsets);
    memory.words(features, numEntries).set(inputs.indices);
    if (inputs.values !== undefined) memory.floats(values, numEntries).set(inputs.values);
    memory.writeStruct('BagPass', bagPass, {
      examples: inputs.numRows,
      entryValues: inputs.values === undefined ? 0 : values,
    });
  };

  const numDistinctFeatures = (): number => memory.words(numDistinct, 1)[0]!;
  const bagPhase = (name: string): Phase =>
    phase(name, bagPass, Math.ceil(numDistinctFeatures() / featuresPerChunk));
  const largest = (at: number, numChunks: number): number => {
    // Math.max passes NaN on.
    let found = 0;
    for (let chunk = 0; chunk < numChunks; chunk++) {
      found = Math.max(found, memory.floats(at + chunk * resultBytes + 16, 1)[0]!);
    }
    return found;
  };
  const sumOf = (at: number, numChunks: number, offset: number): number => {
    let sum = 0;
    for (let chunk = 0; chunk < numChunks; chunk++) {
      sum += memory.doubles(at + chunk * resultBytes + offset, 1)[0]!;
    }
    return sum;
  };

  return {
    load: ({ inputs, labels: labelSets }, step, room) => {
      shape = batchShape(labelSets.numRows);
      const { lanes } = shape;
      const needed: Capacity = {
        lanes,
        entries: 'data' in inputs ? 0 : inputs.indices.length,
        active: labelSets.indices.length,
        scoreLanes: room === undefined ? 0 : lanes,
        rowLanes: room?.hasRows === true ? lanes : 0,
        k: room?.k ?? 0,
      };
      if (areas === undefined || isMore(needed, capacity)) {
        // Where there is not enough memory, the next batch finds nothing laid out, and tries again.
        areas = undefined;
        const grown = largerOf(needed, capacity);
        areas = layOut(grown);
        capacity = grown;
      }
      const { examples, panels16, panels4 } = shape;
      memory.writeStruct('BatchShape', batchStruct, { examples, panels16, panels4 });
      loadInputs(inputs, areas);
      const sorted = activeLabels(labelSets, {
        numLabels: labels.numLabels,
        chunkRows,
        positionOf: fixed.positionOf,
      });
      memory.words(areas.positions, sorted.positions.length).set(sorted.positions);
      memory.words(areas.examples, sorted.examples.length).set(sorted.examples);
      memory.words(areas.starts, sorted.starts.length).set(sorted.starts);
      memory.writeStruct('LossRule', lossStruct, { scale: loss.scale(examples, labels.numLabels) });
      setDropout(inputDropout, 0, step);
      layers.forEach(({ dropoutLayer }, i) => {
        setDropout(affine[i]!.dropout, dropoutLayer ?? 0, dropoutLayer === undefined ? undefined : step);
      });
      const indexes = isTableTrained && step !== undefined;
      memory.writeStruct('InputPass', inputPass, { bagIndex: indexes ? bagPass : 0 });
      const forward = [
        phase('loadInputs', inputPass, numInputChunks + (indexes ? 1 : 0)),
        ...layers.map((_, i) => phase('affineForward', affine[i]!.layer, cuts[i]!.numChunks)),
      ];
      return table === undefined
        ? forward
        : [phase('bagRows', bagPass, Math.ceil(examples / examplesPerChunk)), ...forward];
    },
    shape: () => shape,
    scores,
    labels: (lossOnly) => {
      memory.writeStruct('LabelPass', labelPass, { lossOnly: lossOnly ? 1 : 0 });
      return phase('labelPass', labelPass, numLabelChunks);
    },
    backward: () => {
      const phases: Phase[] = [];
      for (let i = layers.length - 1; i >= 0 && (isTrained[i] || needsInputGradient[i]); i--) {
        phases.push(phase('affineBackward', affine[i]!.layer, cuts[i]!.numChunks));
      }
      if (isTableTrained) {
        phases.push(phase('inputGradient', inputGradient, numInputChunks), bagPhase('bagUpdate'));
      }
      return phases;
    },
    late: () => [
      ...lateUpdates.map(({ struct, numChunks }) => phase('lateUpdate', struct, numChunks)),
      ...(isTableTrained ? [bagPhase('bagLateUpdate')] : []),
    ],
    lossSum: () => sumOf(labelResults, numLabelChunks, 0),
    squares: () => {
      let sum = sumOf(labelResults, numLabelChunks, 8);
      layers.forEach((_, i) => {
        if (isTrained[i]) sum += sumOf(layerResults[i]!, cuts[i]!.numChunks, 8);
      });
      if (isTableTrained) {
        sum += sumOf(areas!.bagResults, Math.ceil(numDistinctFeatures() / featuresPerChunk), 8);
      }
      return sum;
    },
    largestCoefficient: () =>
      layers.length === 0
        ? largest(inputResults, numInputChunks)
        : largest(layerResults.at(-1)!, cuts.at(-1)!.numChunks),
    largestLogit: () => largest(labelResults, numLabelChunks),
    largestLabelWeight: () =>
      keepsGradients
        ? lateUpdates
            .filter(({ name }) => name === labels.learned?.name || name === labels.bias)
            .reduce((found, { results, numChunks }) => Math.max(found, largest(results, numChunks)), 0)
        : largest(labelResults, numLabelChunks),
  };
}

function isMore(needed: Capacity, capacity: Capacity): boolean {
  return (Object.keys(needed) as (keyof Capacity)[]).some((key) => needed[key] > capacity[key]);
}

/** Room for both, and a little more where batches differ: in the entries of bags, and in active labels. */
function largerOf(needed: Capacity, capacity: Capacity): Capacity {
  return {
    lanes: Math.max(capacity.lanes, needed.lanes),
    entries: Math.max(capacity.entries, Math.ceil(1.25 * needed.entries)),
    active: Math.max(capacity.active, Math.ceil(1.25 * needed.active)),
    scoreLanes: Math.max(capacity.scoreLanes, needed.scoreLanes),
    rowLanes: Math.max(capacity.rowLanes, needed.rowLanes),
    k: Math.max(capacity.k, needed.k),
  };
}

function padded(count: number): number {
  return Math.ceil(count / 4) * 4;
}
