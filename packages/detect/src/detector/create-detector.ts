import { type SharedMatrix, shareMatrix } from '@sbn/kernels';
import { checkLabelSet } from '../layer/check-label-set.js';
import { createLayer, type Layer, type LayerInput } from '../layer/layer.js';
import type { OutputRule } from '../layer/output-rule.js';
import { type LabelSetSource, openLabelSets } from '../parallel/label-set-source.js';
import { prepareItem } from '../parallel/prepare-item.js';
import { type Run, runInThread } from '../parallel/run-in-thread.js';
import { screenedRun } from '../parallel/screened-run.js';
import { runTask, type Task } from '../parallel/task.js';
import type { WorkerStart } from '../parallel/worker-protocol.js';
import type { ChebyshevRadius } from '../radius/chebyshev-radius.js';
import { createScreening, type Screening } from '../screening/create-screening.js';
import type { MatrixBackend } from '../screening/matrix-backend.js';
import type { ExactSolverName } from '../solvers/margin-solver.js';
import { createPriceRows } from '../solvers/price-rows.js';
import { createRowSystem } from '../solvers/row-system.js';
import type { LayerStructure } from '../structure/layer-structure.js';
import type { Verdict } from '../verdict/verdict.js';
import { createDetectorCore, type DetectorSettings } from './detector-core.js';
import { DetectorError } from './detector-error.js';

/** Options of {@link createDetector}. */
export interface DetectorOptions extends LayerInput {
  /** A closed form that the weights are known to have; lets the alternation rule decide. Checked. */
  readonly structure?: LayerStructure | undefined;
  /**
   * `'best'` (default): argmaxable verdicts carry the largest margin. `'any'`: they carry the first witness found, with
   * whatever margin it has, which is faster.
   */
  readonly margin?: 'best' | 'any' | undefined;
  /** The solvers to use, in this order; both when left out, the fast one first. */
  readonly solvers?: readonly ExactSolverName[] | undefined;
  /**
   * When no exact proof is found: the largest proved bound on the margin that counts as unargmaxable all the same (with
   * proof `'bounded'`). 0 when left out: then every unargmaxable verdict is exact, and what is neither provably
   * argmaxable nor exactly impossible is undecided. 1e-12 suits weights that are known to single precision.
   */
  readonly acceptMarginBound?: number | undefined;
  /**
   * B: only inputs with |x_j| <= B count. Left out, all inputs do. An unargmaxable verdict without a `box` of its own
   * then holds for all inputs.
   */
  readonly box?: number | undefined;
  /**
   * Whether a set may start from one of the last few that were decided and differ little from it. On when left out:
   * measured, such a set takes a third to two thirds of the time. Which witness or certificate is found then depends on what
   * was asked before (what is proved does not); turn it off, and `screening` too, to get the same bits whatever the
   * order and the number of workers.
   */
  readonly warmStart?: boolean | undefined;
  /**
   * How sets are searched for a witness before anything exact, by a few cheap steps each in single or double precision;
   * what is found is proved like everything else. `'auto'` (default): on this machine's processor, where any margin will
   * do (`margin: 'any'`); for the best margin it only says where the solver starts. A {@link MatrixBackend}, such as
   * what `tfjsMatrixBackend` of @sbn/train resolves to: `checkAll` takes many sets to that device at once. `false`: not
   * at all.
   */
  readonly screening?: 'auto' | MatrixBackend | false | undefined;
}

/** Options of {@link Detector.check}. */
export interface CheckOptions {
  /**
   * An input of `dim` numbers that produced the set, or is likely to: the search starts there, and with `margin: 'any'`
   * it ends there if the input outputs the set.
   */
  readonly input?: ArrayLike<number> | undefined;
}

/** Options of {@link Detector.radius}. */
export interface RadiusOptions {
  /** B: the center has |x_j| <= B. 1e4 when left out. */
  readonly box?: number | undefined;
  /** A set is ε-argmaxable when its radius is larger. 1 when left out. */
  readonly epsilon?: number | undefined;
}

/** How far a run through many label sets has come. */
export interface DetectionProgress {
  readonly done: number;
  /** The number of sets, where it is known beforehand. */
  readonly total: number | undefined;
}

/** Options of {@link Detector.checkAll} and {@link Detector.radiusAll}. */
export interface RunOptions {
  /** Worker threads (Node only). 0 when left out: everything happens in the calling thread. */
  readonly workers?: number | undefined;
  /** Stops the run: the iteration then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each result is handed out. */
  readonly onProgress?: ((progress: DetectionProgress) => void) | undefined;
}

/** Answers which label sets one layer can output. */
export interface Detector {
  readonly numLabels: number;
  readonly dim: number;
  readonly rule: OutputRule;
  /**
   * Decides one label set.
   *
   * @param labels different integers in [0, numLabels), in any order: one for argmax, k for top-k
   * @throws TypeError, RangeError when they are not, or the input is none (as a rejection)
   */
  check(labels: Iterable<number>, options?: CheckOptions): Promise<Verdict>;
  /**
   * Decides many label sets, in order, without keeping more than a few of them: the source is read as the verdicts are
   * taken. Stops cleanly when the loop over it is left. A set may come with the input that produced it, as
   * `{ labels, input }`: see {@link CheckOptions.input}.
   *
   * @throws TypeError, RangeError at the call for bad options; while iterating: RangeError naming a bad set's index,
   *   the signal's reason, or DetectorError when a worker fails
   */
  checkAll(sets: LabelSetSource, options?: RunOptions): AsyncIterable<Verdict>;
  /** The Chebyshev radius of a label set in a box. */
  radius(labels: Iterable<number>, options?: RadiusOptions): Promise<ChebyshevRadius>;
  /** The radii of many label sets, like {@link Detector.checkAll}. */
  radiusAll(sets: LabelSetSource, options?: RunOptions & RadiusOptions): AsyncIterable<ChebyshevRadius>;
  /** Stops all runs and frees the workers. Any later use rejects with DetectorError. */
  dispose(): void;
}

/** Work areas for threads in the shared memory of the weights; a thread beyond them multiplies without the kernel. */
const maxKernelWorkers = 16;

/**
 * Makes a detector for one output layer y = Wx + b.
 *
 * Verdicts are about exactly the float64 numbers given. A set is argmaxable only with an input that is proved, in spite
 * of rounding, to output it; unargmaxable only with a Farkas combination that is proved to vanish exactly (see
 * {@link DetectorOptions.acceptMarginBound} for the one exception, off by default); else undecided, with the best
 * bound known. For the threshold rule a row of zeros without bias makes every set unargmaxable, because 0 is neither
 * above nor below 0.
 *
 * The weights are copied once, into memory that worker threads share, and the bias with them. Where the platform has no
 * such memory, or not enough, the weights are used where they are and must not change.
 *
 * @throws TypeError, RangeError when an option is none of those documented (as a rejection)
 */
export async function createDetector(options: DetectorOptions): Promise<Detector> {
  const place = 'createDetector';
  const given = createLayer(place, options);
  const settings = checkSettings(place, options);
  const shared = tryToShare(options.weights);
  // From here on the shared copy is the layer, and nothing below may hold on to the options: the caller may let go of
  // the weights, or change them.
  const layer: Layer = {
    ...given,
    bias: given.bias?.slice(),
    ...(shared === undefined ? {} : { data: new Float64Array(shared.memory.buffer), stride: shared.stride }),
  };
  const core = createDetectorCore(layer, createPriceRows(layer, shared, 0), settings);
  const device = typeof options.screening === 'object' ? options.screening : undefined;
  let loadedDevice: Promise<Screening> | undefined;
  const freeSlots = Array.from({ length: maxKernelWorkers }, (_, i) => i + 1);
  let plain: Float64Array | undefined;
  const disposal = new AbortController();
  const checkOpen = (): void => disposal.signal.throwIfAborted();

  const runAll = (
    caller: string,
    task: Task,
    source: LabelSetSource,
    { workers = 0, signal, onProgress }: RunOptions,
  ): AsyncIterable<unknown> => {
    checkOpen();
    if (!Number.isInteger(workers) || workers < 0 || workers > 1024) {
      throw new RangeError(`${caller}: workers must be an integer in [0, 1024], got ${String(workers)}`);
    }
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError(`${caller}: signal must be an AbortSignal`);
    }
    const sets = openLabelSets(caller, source);
    let run: Run = {
      sets,
      prepare: (item, index) => prepareItem(`${caller}: label set ${index}`, layer, item),
      signal: signal === undefined ? disposal.signal : AbortSignal.any([signal, disposal.signal]),
    };
    return iterate(async function* () {
      if (task.kind === 'check' && device !== undefined && !run.signal.aborted) {
        loadedDevice ??= createScreening(createRowSystem(layer, createPriceRows(layer, shared, 0), false), {
          backend: device,
          box: settings.box,
        });
        run = screenedRun(run, await loadedDevice);
      }
      const slots = freeSlots.splice(0, workers);
      if (workers > 0 && shared === undefined) plain ??= copyToSharedMemory(layer.data);
      let done = 0;
      try {
        const results =
          workers === 0
            ? runInThread(run, (item) => runTask(core, task, item))
            : (await import('../parallel/run-in-workers.js')).runInWorkers(
                run,
                Array.from({ length: workers }, (_, i) =>
                  workerStart(layer, settings, task, shared, plain, slots[i]),
                ),
              );
        for await (const result of results) {
          done++;
          onProgress?.({ done, total: sets.total });
          yield result;
        }
      } finally {
        freeSlots.push(...slots);
      }
    });
  };

  return {
    numLabels: layer.numLabels,
    dim: layer.dim,
    rule: layer.rule,
    check: async (labels, { input } = {}) => {
      checkOpen();
      const { labels: checked, input: checkedInput } = prepareItem('Detector.check', layer, {
        labels,
        input,
      });
      return core.check(checked, { input: checkedInput });
    },
    checkAll: (sets, runOptions = {}) =>
      runAll('Detector.checkAll', { kind: 'check' }, sets, runOptions) as AsyncIterable<Verdict>,
    radius: async (labels, radiusOptions = {}) => {
      checkOpen();
      const { box, epsilon } = checkRadiusOptions('Detector.radius', radiusOptions);
      return core.radius(checkLabelSet('Detector.radius', layer, labels), box, epsilon);
    },
    radiusAll: (sets, runOptions = {}) => {
      const { box, epsilon } = checkRadiusOptions('Detector.radiusAll', runOptions);
      return runAll(
        'Detector.radiusAll',
        { kind: 'radius', box, epsilon },
        sets,
        runOptions,
      ) as AsyncIterable<ChebyshevRadius>;
    },
    dispose: () => {
      disposal.abort(new DetectorError('The detector has been disposed of', 'disposed'));
      loadedDevice?.then(
        (loaded) => loaded.dispose(),
        // Whoever waited for the device has been told that there is none.
        () => {},
      );
      loadedDevice = undefined;
    },
  };
}

function checkSettings(place: string, options: DetectorOptions): DetectorSettings {
  const { structure, margin = 'best', solvers = ['active-set', 'highs'] } = options;
  const { acceptMarginBound = 0, box, warmStart = true, screening = 'auto' } = options;
  if (margin !== 'best' && margin !== 'any') {
    throw new RangeError(`${place}: margin must be 'best' or 'any', got ${String(margin)}`);
  }
  if (
    !Array.isArray(solvers) ||
    solvers.length === 0 ||
    !solvers.every((solver) => solver === 'active-set' || solver === 'highs')
  ) {
    throw new RangeError(
      `${place}: solvers must list 'active-set' or 'highs' or both, got ${JSON.stringify(solvers)}`,
    );
  }
  if (!(acceptMarginBound >= 0 && acceptMarginBound < 1)) {
    throw new RangeError(
      `${place}: acceptMarginBound must be a number in [0, 1), got ${String(acceptMarginBound)}`,
    );
  }
  if (box !== undefined) checkBox(place, box);
  if (typeof warmStart !== 'boolean') {
    throw new TypeError(`${place}: warmStart must be true or false, got ${String(warmStart)}`);
  }
  if (
    screening !== 'auto' &&
    screening !== false &&
    typeof (screening as MatrixBackend | null)?.load !== 'function'
  ) {
    const got = (screening as unknown) instanceof Promise ? 'a promise: await it' : String(screening);
    throw new TypeError(`${place}: screening must be 'auto', false or a MatrixBackend, got ${got}`);
  }
  return { structure, margin, solvers, acceptMarginBound, box, warmStart, screening: screening !== false };
}

function checkBox(place: string, box: unknown): void {
  if (!(typeof box === 'number' && box > 0 && box < Infinity)) {
    throw new RangeError(`${place}: box must be a finite number > 0, got ${String(box)}`);
  }
}

function checkRadiusOptions(place: string, options: RadiusOptions): { box: number; epsilon: number } {
  const { box = 1e4, epsilon = 1 } = options;
  checkBox(place, box);
  if (!(epsilon >= 0 && epsilon < Infinity)) {
    throw new RangeError(`${place}: epsilon must be a finite number >= 0, got ${String(epsilon)}`);
  }
  return { box, epsilon };
}

/** The weights in shared kernel memory; undefined where the platform has none to give (or not that much). */
function tryToShare(weights: LayerInput['weights']): SharedMatrix | undefined {
  try {
    return shareMatrix(weights, { slots: maxKernelWorkers + 1 });
  } catch {
    return undefined;
  }
}

function workerStart(
  layer: Layer,
  settings: DetectorSettings,
  task: Task,
  shared: SharedMatrix | undefined,
  plain: Float64Array | undefined,
  slot: number | undefined,
): WorkerStart {
  const { numLabels, dim, bias, rule } = layer;
  return {
    shared: shared === undefined ? undefined : { matrix: shared, slot },
    plain: shared === undefined ? plain : undefined,
    numLabels,
    dim,
    bias,
    rule,
    settings,
    task,
  };
}

function copyToSharedMemory(data: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy;
}

/** An iterable over a generator that starts with the first result asked for. */
function iterate(generate: () => AsyncGenerator<unknown>): AsyncIterable<unknown> {
  return { [Symbol.asyncIterator]: generate };
}
