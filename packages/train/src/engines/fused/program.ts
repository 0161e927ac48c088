import type { Batch } from '@sbn/datasets';
import type { Phase } from '@sbn/kernels/thread-team';
import type { KernelMemory } from '@sbn/kernels/training';
import type { FixedWeights } from './fixed-weights.js';
import type { LossRule } from './loss-rule.js';
import type { NetworkDescription } from './network.js';
import type { ParameterArray } from './parameter-arrays.js';
import { createAffineLayer } from './parts/affine-layer.js';
import { type BatchShape, batchShape } from './parts/batch-shape.js';
import { createClassLabels } from './parts/class-labels.js';
import { createEntrywiseLabels } from './parts/entrywise-labels.js';
import { createInputs } from './parts/inputs.js';
import { createLateUpdates } from './parts/late-updates.js';
import { alignedBytes, type PartialGradients, type PartSetting } from './parts/part-setting.js';
import { grownRoom, isEnough, noRoom, type Room, roomFor, type ScoreRoom } from './parts/room.js';
import type { ScorePhases } from './parts/score-phases.js';

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

/** The phases of a step for the batch that was loaded last. */
export interface Program {
  /**
   * Copies a batch in.
   *
   * @param step the number that dropout follows; undefined for a pass without dropout and without updates
   * @param score what the phases of {@link scores} need, when these are to follow
   * @returns the phases from the inputs to the coefficients
   */
  load(batch: Batch, step: number | undefined, score?: ScoreRoom): readonly Phase[];
  /** How the batch that was loaded last lies in the lanes. */
  shape(): BatchShape;
  /** What can be done with the coefficients instead of {@link loss} and {@link update}. */
  readonly scores: ScorePhases;
  /** Whether {@link update} needs {@link loss} before it; otherwise it computes the loss itself. */
  readonly isLossFirst: boolean;
  /** From the coefficients to the loss: nothing that is trained is changed. */
  loss(): readonly Phase[];
  /** Gradients and updates of the labels. */
  update(): readonly Phase[];
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

/**
 * Lays out everything that a step works on in the kernels' memory, and says which phases make the step. What a phase
 * computes does not depend on the number of threads, nor on which of them does a chunk.
 *
 * A program is a chain of parts: inputs, layers, labels. Each has its structs and results for good, and is given its batch
 * areas anew when a larger batch comes. Signals go up the chain, gradients come down.
 */
export function createProgram(options: ProgramOptions): Program {
  const { memory, network, arrays, fixed, loss, threads, trained, keepsGradients } = options;
  const batchStruct = memory.allocateStruct('BatchShape');
  const setting: PartSetting = { memory, batch: batchStruct, arrays, trained, keepsGradients };

  const inputs = createInputs(setting, network);
  // What is trained below a part decides whether anybody needs the gradient of its input.
  let isTrainedBelow = inputs.isTrained;
  const layers = network.layers.map((layer, i) => {
    const part = createAffineLayer(setting, {
      layer,
      dropout: network.dropout,
      needsInputGradient: isTrainedBelow,
      columnsFrom: i === network.layers.length - 1 ? fixed.cols : 0,
    });
    isTrainedBelow ||= trained.has(layer.weights) || trained.has(layer.bias);
    return part;
  });
  const labelOptions = { labels: network.labels, fixed, needsInputGradient: isTrainedBelow };
  const labels =
    loss.kind === 'classes'
      ? createClassLabels(setting, { ...labelOptions, loss })
      : createEntrywiseLabels(setting, { ...labelOptions, loss });
  const lateUpdates = keepsGradients ? createLateUpdates(setting) : undefined;

  const batchAreas = memory.bytes;
  let room: Room | undefined;
  let shape = batchShape(1);

  const layOut = (wanted: Room): void => {
    memory.release(batchAreas);
    const { lanes } = wanted;
    const needs = [inputs.scratchBytes, ...[...layers, labels].map((part) => part.scratchBytes(lanes))];
    const scratchBytes = alignedBytes(Math.max(...needs));
    const scratch = { scratch: memory.allocate(scratchBytes * threads), scratchBytes };
    let signal = inputs.layOut(wanted, scratch);
    let below: { connect(gradients: PartialGradients): void } = inputs;
    for (const layer of layers) {
      const { output, gradients } = layer.layOut(wanted, signal, scratch);
      below.connect(gradients);
      below = layer;
      signal = output;
    }
    below.connect(labels.layOut(wanted, signal, scratch));
  };

  return {
    load: (batch, step, score) => {
      const needed = roomFor(batch, score);
      if (room === undefined || !isEnough(room, needed)) {
        const grown = grownRoom(room ?? noRoom, needed);
        // Where there is not enough memory, the next batch finds nothing laid out, and tries again.
        room = undefined;
        layOut(grown);
        room = grown;
      }
      shape = batchShape(batch.labels.numRows);
      const { examples, panels16, panels4 } = shape;
      memory.writeStruct('BatchShape', batchStruct, { examples, panels16, panels4 });
      labels.load(batch.labels, shape);
      return [...inputs.load(batch.inputs, step), ...layers.map((layer) => layer.forward(step))];
    },
    shape: () => shape,
    scores: labels.scores,
    isLossFirst: labels.isLossFirst,
    loss: labels.loss,
    update: labels.update,
    backward: () => [...layers.toReversed().flatMap((layer) => layer.backward()), ...inputs.backward()],
    late: () => [...(lateUpdates?.phases() ?? []), ...inputs.late()],
    lossSum: labels.lossSum,
    squares: () => layers.reduce((sum, layer) => sum + layer.squares(), labels.squares()) + inputs.squares(),
    largestCoefficient: () => (layers.at(-1) ?? inputs).largestOutput(),
    largestLogit: labels.largestLogit,
    largestLabelWeight: () =>
      lateUpdates?.largest([network.labels.learned?.name, network.labels.bias]) ?? labels.largestWeight(),
  };
}
