// A stand-in for the worker module that goes wrong in the way its start message asks for.
import { parentPort, workerData } from 'node:worker_threads';

const { dim: way } = workerData;
if (way === 0) throw new Error('cannot start');
parentPort.on('message', ({ index }) => {
  if (way === 1) throw new Error('broken while working');
  if (way === 2) process.exit(3);
  if (way === 3 && index === 1) for (;;); // never answers
  if (way === 4) parentPort.postMessage({ index, error: new RangeError('this set is too hard') });
  // Later sets first, to be put in order again.
  else setTimeout(() => parentPort.postMessage({ index, result: index }), 20 - (index % 20));
});
