// Talks to bench/peers/chebyshev_lp.py: HiGHS and Gurobi as native code, in a process of their own. Nothing here needs
// Python to be there; without it the answer is what is missing and how to get it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openJsonProcess } from './open-json-process.mjs';

const folder = join(import.meta.dirname, 'peers');
const binaries = process.platform === 'win32' ? 'Scripts' : 'bin';

/** The commands that put the native peers in place, run in the repository. */
export const installCommand = `python3 -m venv bench/peers/.venv && bench/peers/.venv/${binaries}/pip install -r bench/peers/requirements.txt`;

/**
 * Starts the worker process.
 *
 * @param {string} python the interpreter; that of bench/peers/.venv when left out
 * @returns the peers, with `solvers` empty and `missing` saying why where there is no Python; `close()` ends the process
 */
export async function openNativePeers(
  python = join(folder, '.venv', binaries, process.platform === 'win32' ? 'python.exe' : 'python'),
) {
  const nothing = (reason) => ({
    solvers: [],
    versions: {},
    limits: {},
    missing: { highspy: reason, gurobipy: reason },
    close: () => {},
  });
  if (!existsSync(python)) return nothing('bench/peers/.venv is not there');
  let peers;
  try {
    peers = await openJsonProcess(python, [join(folder, 'chebyshev_lp.py')]);
  } catch (error) {
    return nothing(error.message);
  }
  return {
    ...peers.greeting,
    /**
     * @param request `{ matrix, bias?, box, solver, goal, labels, timeLimit? }`, the files in NumPy's format
     * @returns `{ status, radius, modelSeconds, solveSeconds, cpuSeconds }`
     */
    solve: async ({ labels, ...request }) => {
      try {
        return await peers.ask({ ...request, sets: [labels] });
      } catch (error) {
        throw new Error(`${request.solver}: ${error.message}`, { cause: error });
      }
    },
    close: peers.close,
  };
}
