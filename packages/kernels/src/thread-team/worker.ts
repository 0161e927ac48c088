import { parentPort, workerData } from 'node:worker_threads';
import { instantiatePhases } from './phase-functions.js';
import { createSpin } from './spin.js';
import { workUntilFailure } from './team-control.js';
import type { WorkerStart } from './worker-start.js';

// The entry of a worker thread. It never gives its event loop a turn, and lives until it is terminated.
const { thread, memory, modules, control, spinMilliseconds, failures } = workerData as WorkerStart;
const phases = instantiatePhases(modules, memory).flatMap(({ functions }) => functions);
parentPort!.postMessage('ready');
workUntilFailure(control, phases, thread, createSpin(spinMilliseconds), (error) => {
  // Not everything that can be thrown can be posted.
  failures.postMessage(error instanceof Error ? error : new Error(String(error)));
});
