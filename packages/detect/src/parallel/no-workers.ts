import { DetectorError } from '../detector/detector-error.js';

/**
 * Takes the place of `run-in-workers` where a bundler builds for browsers (the `browser` field of package.json), which
 * have no `node:worker_threads`.
 *
 * @throws DetectorError always
 */
export function runInWorkers(): never {
  throw new DetectorError('There are no worker threads in a browser: use workers: 0.', 'worker-missing');
}
