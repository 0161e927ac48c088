import type { KernelCaller } from './kernel-caller.js';

/** What the steps of an LSTM layer and their gradient share. Addresses are those of float32 arrays, rows by time. */
export interface LstmSize {
  readonly numSteps: number;
  readonly batch: number;
  /** Units H of the layer. */
  readonly units: number;
  /** [4 units, units]. */
  readonly recurrent: number;
  /** [batch, units]. */
  readonly initialCell: number;
  /** [numSteps batch, units]. */
  readonly cells: number;
  /** [numSteps batch, 4 units]: input gate, forget gate, candidate and output gate. */
  readonly activations: number;
}

/** All steps: `cells`, `activations` and `hidden` are overwritten. */
export interface LstmTask extends LstmSize {
  /** [numSteps batch, 4 units]: what does not depend on the step before. */
  readonly gates: number;
  /** [batch, units]. */
  readonly initialHidden: number;
  /** [numSteps batch, units]. */
  readonly hidden: number;
}

/** All steps backwards: `dGates` and `dInitialCell` are overwritten. */
export interface LstmGradientTask extends LstmSize {
  /** [numSteps batch, units]. */
  readonly dHidden: number;
  /** [batch, units]. */
  readonly dFinalCell: number;
  /** [numSteps batch, 4 units]. */
  readonly dGates: number;
  /** [batch, units]. */
  readonly dInitialCell: number;
}

/** Chunks of a step: enough for some threads to end at about the same time. */
const wantedChunks = 16;
/** Multiplications that a chunk should have: some tens of microseconds. */
const leastWork = 2 ** 18;
/** More units would not stay in the cache beside their weights. */
const mostUnits = 64;
/** Panels of one chunk that a thread works in, each [units of the chunk][16]. */
const scratchPanels = 7;

/** The steps of an LSTM layer, one after the other: in each the units are shared out over the threads. */
export function lstm(caller: KernelCaller, task: LstmTask): void {
  const { numSteps, units } = task;
  const { lanes, chunkUnits, numChunks, scratchBytes } = cutUnits(task);
  const panelBytes = 4 * units * lanes;
  caller.withAreas([2 * panelBytes, caller.threads * scratchBytes], ([panels, scratch]) => {
    const fields = {
      ...task,
      chunkUnits,
      lanes,
      panels: panels!,
      panelBytes,
      scratch: scratch!,
      scratchBytes,
    };
    caller.run('lstmBegin', caller.write('LstmSteps', fields), 1);
    for (let step = 0; step < numSteps; step++) {
      caller.run('lstmStep', caller.write('LstmSteps', { ...fields, step }), numChunks);
    }
  });
}

/** The same steps backwards. */
export function lstmGradient(caller: KernelCaller, task: LstmGradientTask): void {
  const { numSteps, units } = task;
  const { lanes, chunkUnits, numChunks, scratchBytes } = cutUnits(task);
  const panelBytes = 4 * 4 * units * lanes;
  const areas = [2 * panelBytes, 4 * units * lanes, caller.threads * scratchBytes];
  caller.withAreas(areas, ([panels, dCell, scratch]) => {
    const fields = {
      ...task,
      chunkUnits,
      lanes,
      panels: panels!,
      panelBytes,
      dCell: dCell!,
      scratch: scratch!,
      scratchBytes,
    };
    caller.run('lstmGradientBegin', caller.write('LstmGradient', fields), 1);
    for (let step = numSteps - 1; step >= 0; step--) {
      caller.run('lstmGradientStep', caller.write('LstmGradient', { ...fields, step }), numChunks);
    }
  });
}

/** How the batch lies in SIMD lanes, panels of 16 and then of 4, and how many units a chunk has. */
function cutUnits({ batch, units }: LstmSize): {
  readonly lanes: number;
  readonly chunkUnits: number;
  readonly numChunks: number;
  readonly scratchBytes: number;
} {
  const panels16 = Math.floor(batch / 16);
  const lanes = 16 * panels16 + 4 * Math.ceil((batch - 16 * panels16) / 4);
  const wanted = Math.max(units / wantedChunks, leastWork / (4 * units * batch));
  const chunkUnits = Math.min(mostUnits, 4 * Math.ceil(wanted / 4));
  return {
    lanes,
    chunkUnits,
    numChunks: Math.ceil(units / chunkUnits),
    scratchBytes: scratchPanels * chunkUnits * 64,
  };
}
