import { parentPort, workerData } from 'node:worker_threads';
import { createDetectorCore } from '../detector/detector-core.js';
import { deriveLayer } from '../layer/layer.js';
import { createPriceRows } from '../solvers/price-rows.js';
import { runTask } from './task.js';
import type { WorkerRequest, WorkerResponse, WorkerStart } from './worker-protocol.js';

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
const core = createDetectorCore(
  layer,
  createPriceRows(layer, shared?.slot === undefined ? undefined : shared.matrix, shared?.slot),
  settings,
);
let queue: Promise<void> = Promise.resolve();
parentPort!.on('message', ({ index, set }: WorkerRequest) => {
  queue = queue.then(async () => {
    let response: WorkerResponse;
    try {
      response = { index, result: await runTask(core, task, set) };
    } catch (error) {
      response = { index, error };
    }
    parentPort!.postMessage(response);
  });
});
