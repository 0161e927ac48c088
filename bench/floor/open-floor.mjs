// Measures what the machine can do at most, for the floor under a training step: operations and loss entries in a
// second with everything in registers, and bytes in a second through arrays of a given size.
import { join } from 'node:path';
import { openThreadTeam } from '@sbn/kernels/thread-team';
import asc from 'assemblyscript/asc';
import { hasRelaxedSimd } from './relaxed-simd.mjs';

const memoryPages = 16384; // 1 GiB of addresses; only what is touched gets memory
const fieldBytes = 20;
const paramsAt = 64;
const resultsAt = 4096;
const arraysAt = 65536;
const registerChunks = 16;

async function compileKernels(isRelaxed) {
  let binary;
  const flags = isRelaxed ? ['--enable', 'relaxed-simd'] : [];
  const { error, stderr } = await asc.main(
    [
      'bench/floor/floor-kernels.ts',
      ...['--baseDir', join(import.meta.dirname, '..', '..')],
      ...['--outFile', 'module.wasm', '--runtime', 'stub', '--noAssert', '-O3', '--importMemory'],
      ...[
        '--enable',
        'simd',
        '--enable',
        'threads',
        '--sharedMemory',
        '--maximumMemory',
        String(memoryPages),
      ],
      ...flags,
    ],
    {
      writeFile: (file, contents) => {
        if (file.endsWith('.wasm')) binary = contents;
      },
    },
  );
  if (error) throw new Error(stderr.toString(), { cause: error });
  return WebAssembly.compile(binary);
}

/**
 * @param {number} threads
 * @param {{ seconds?: number }} options how long each figure is measured; the fastest round counts
 * @returns `{ flopsPerSecond, lossEntriesPerSecond, bytesPerSecond(workingSetBytes), dispose() }`; `flopsPerSecond` is
 *   `{ separate, fused? }`: with multiplication and addition apart, and fused where the runtime has it
 */
export async function openFloor(threads, { seconds = 0.3 } = {}) {
  const memory = new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages, shared: true });
  const modules = { separate: await compileKernels(false) };
  if (hasRelaxedSimd()) modules.fused = await compileKernels(true);
  const best = modules.fused === undefined ? 'separate' : 'fused';
  const team = await openThreadTeam({ memory, modules, threads });
  const fields = new Uint32Array(memory.buffer, paramsAt, fieldBytes / 4);

  /** Units of work per second, `work` of them in a call. */
  const rate = (module, name, numChunks, work) => {
    const phase = { module, name, params: paramsAt, numChunks };
    const end = performance.now() + 1000 * seconds;
    let fastest = Infinity;
    for (let call = 0; call < 4 || performance.now() < end; call++) {
      const start = performance.now();
      team.run(phase);
      // The first calls run code that is not yet compiled for speed.
      if (call >= 2) fastest = Math.min(fastest, performance.now() - start);
    }
    return (1000 * work) / fastest;
  };
  const inRegisters = (module, name, rounds, workPerRound) => {
    fields.set([rounds, resultsAt]);
    return rate(module, name, registerChunks, registerChunks * rounds * workPerRound);
  };

  const flopsPerSecond = {};
  for (const module of Object.keys(modules)) {
    flopsPerSecond[module] = inRegisters(module, 'products', 20_000, 48 * 4 * 2);
  }
  return {
    flopsPerSecond,
    lossEntriesPerSecond: inRegisters(best, 'lossEntries', 20_000, 16),
    /** @param workingSetBytes of three arrays together; every byte of them is read and written, and counts twice */
    bytesPerSecond: (workingSetBytes) => {
      const chunkBytes = 64 * Math.max(1, Math.round(workingSetBytes / 3 / 64 / 64));
      const numChunks = Math.max(1, Math.round(workingSetBytes / 3 / chunkBytes));
      const arrayBytes = numChunks * chunkBytes;
      if (arraysAt + 3 * arrayBytes > memory.buffer.byteLength) {
        throw new RangeError(`bytesPerSecond: expected at most 1 GiB, got ${workingSetBytes} bytes`);
      }
      fields.set([0, resultsAt, arraysAt, arrayBytes, chunkBytes]);
      return rate(best, 'updateArrays', numChunks, 2 * 3 * arrayBytes);
    },
    dispose: () => team.dispose(),
  };
}
