import { parentPort, workerData } from 'node:worker_threads';
import { createDetectorCore } from '../detector/detector-core.js';
import { deriveLayer } from '../layer/layer.js';
import { cpuMatrixBackend } from '../screening/cpu-matrix-backend.js';
import { createScreening, type Screening } from '../screening/create-screening.js';
import { createPriceRows } from '../solvers/price-rows.js';
import { createRowSystem } from '../solvers/row-system.js';
import type { PreparedSet } from './prepare-item.js';
import { runTask } from './task.js';
import type { WorkerRequest, WorkerResponse, WorkerStart } from './worker-protocol.js';

/** A thread may need 64 MiB besides the weights; a copy in single precision must leave room for the rest. */
const mostBytesToCopy = 2 ** 24;

/** Fewer are searched one by one, which needs no copy. */
const fewestToScreen = 4;

// The entry of a worker thread; it works on one label set after the other until it is terminated.
const { shared, plain, numLabels, dim, bias, rule, settings, task } = workerData as WorkerStart;
const layer = deriveLayer({
  data: shared === undefined ? plain! : new Float64Array(shared.matrix.memory.buffer),
  stride: shared === undefined ? dim : shared.matrix.stride,
  numLabels,
  dim,
  bias,
  rule,
});
const priceRows = createPriceRows(
  layer,
  shared?.slot === undefined ? undefined : shared.matrix,
  shared?.slot,
);
const core = createDetectorCore(layer, priceRows, settings);
const pending: WorkerRequest[] = [];
let isRunning = false;
let screening: Promise<Screening> | undefined;

parentPort!.on('message', (request: WorkerRequest) => {
  pending.push(request);
  if (!isRunning) void run();
});

async function run(): Promise<void> {
  isRunning = true;
  while (pending.length > 0) {
    // What has been sent already is taken together, so that it can be screened together.
    await new Promise((resolve) => setImmediate(resolve));
    const requests = pending.splice(0, cpuMatrixBackend.batchSize);
    let sets: readonly PreparedSet[];
    try {
      sets = await screen(requests.map(({ set }) => set));
    } catch (error) {
      for (const { index } of requests) parentPort!.postMessage({ index, error } satisfies WorkerResponse);
      continue;
    }
    for (const [k, { index }] of requests.entries()) {
      let response: WorkerResponse;
      try {
        response = { index, result: await runTask(core, task, sets[k]!) };
      } catch (error) {
        response = { index, error };
      }
      parentPort!.postMessage(response);
    }
  }
  isRunning = false;
}

/** Directions for many sets at once, where any witness will do and single precision is worth a copy of the weights. */
async function screen(sets: readonly PreparedSet[]): Promise<readonly PreparedSet[]> {
  const isWorthwhile =
    task.kind === 'check' &&
    settings.screening &&
    settings.margin === 'any' &&
    4 * layer.numLabels * layer.homogeneousDim <= mostBytesToCopy;
  const open = isWorthwhile ? sets.filter(({ direction, input }) => !direction && !input) : [];
  if (open.length < fewestToScreen) return sets;
  screening ??= createScreening(createRowSystem(layer, priceRows, false), { box: settings.box });
  const device = await screening;
  const found = await device.run(open.map(({ labels }) => labels));
  return sets.map((set) => {
    const at = open.indexOf(set);
    return at < 0 ? set : { ...set, direction: device.toLayer(found[at]!.direction) };
  });
}
