import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMatrix, createRandom } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullChebyshevLp } from '../full-chebyshev-lp.mjs';
import { gaussianLayer, mixedSets } from '../gaussian-layer.mjs';
import { openNativePeers } from '../native-peers.mjs';

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sbn-peers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Something that is started in place of Python. */
function fakePython(name, program) {
  const file = join(folder, name);
  writeFileSync(file, `#!${process.execPath}\n${program}`, { mode: 0o755 });
  return file;
}

describe('fullChebyshevLp', () => {
  it.each(['highs-wasm-simplex', 'highs-wasm-ipm'])('finds radii known by hand with %s', async (solver) => {
    // Rows of different lengths: x > 0, y > 0 and their opposites, in a box of 2.
    const weights = createMatrix(3, 2, Float64Array.of(1, 0, 0, 3, -2, 0));
    const solve = await fullChebyshevLp({ weights, box: 2 });
    // Inside: x >= r, 3y >= 3r; outside: 2x >= 2r. The corner (2, 2).
    expect(solve({ solver, goal: 'radius', labels: [0, 1] })).toMatchObject({
      status: 'argmaxable',
      radius: expect.closeTo(2, 6),
    });
    // x > 0 and -2x > 0 together: no.
    expect(solve({ solver, goal: 'decide', labels: [0, 1, 2] })).toMatchObject({
      status: 'unargmaxable',
      radius: null,
    });
    expect(solve({ solver, goal: 'radius', labels: [0, 2] })).toMatchObject({
      status: 'unargmaxable',
      radius: expect.closeTo(0, 6),
    });
  });
});

describe('openNativePeers', () => {
  it('says what is missing where there is no Python', async () => {
    const peers = await openNativePeers(join(folder, 'no-python'));
    expect(peers.solvers).toEqual([]);
    expect(Object.keys(peers.missing)).toEqual(['highspy', 'gurobipy']);
    peers.close();
  });

  it('says why a process that dies at once is no peer', async () => {
    const python = fakePython('dies', "console.error('No module named numpy'); process.exitCode = 1;");
    const { solvers, missing } = await openNativePeers(python);
    expect(solvers).toEqual([]);
    expect(missing.highspy).toMatch(/it ended with code 1.*No module named numpy/);
  });

  it('hands requests over and rejects what the process rejects', async () => {
    const python = fakePython(
      'echoes',
      `console.log(JSON.stringify({ solvers: ['a'], versions: {}, missing: {}, limits: {} }));
      require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const { id, solver, sets } = JSON.parse(line);
        console.log(JSON.stringify(solver === 'a' ? { id, radius: sets[0][1] } : { id, error: 'no ' + solver }));
      });`,
    );
    const peers = await openNativePeers(python);
    expect(peers.solvers).toEqual(['a']);
    expect(await peers.solve({ solver: 'a', labels: [3, 14] })).toMatchObject({ radius: 14 });
    await expect(peers.solve({ solver: 'b', labels: [3] })).rejects.toThrow('b: no b');
    expect(await peers.solve({ solver: 'a', labels: [3, 15] })).toMatchObject({ radius: 15 });
    peers.close();
  });

  // Only where somebody has installed them.
  it.skipIf(!existsSync(join(import.meta.dirname, '..', 'peers', '.venv')))(
    'gives the radii of the WebAssembly program with every native solver',
    async () => {
      const random = createRandom(5);
      const weights = gaussianLayer(60, 6, random);
      const matrix = join(folder, 'weights.npy');
      writeFileSync(matrix, encodeNpy(weights));
      const wasm = await fullChebyshevLp({ weights, box: 100 });
      const peers = await openNativePeers();
      const statuses = new Set();
      for (const solver of peers.solvers) {
        for (const labels of mixedSets(weights, 3, 6, createRandom(6))) {
          const expected = wasm({ solver: 'highs-wasm-simplex', goal: 'radius', labels });
          const request = { matrix, bias: null, box: 100, solver, labels };
          const { radius } = await peers.solve({ ...request, goal: 'radius' });
          expect(Math.abs(radius - expected.radius), solver).toBeLessThan(1e-6);
          const { status } = await peers.solve({ ...request, goal: 'decide' });
          expect(status, solver).toBe(expected.status);
          statuses.add(status);
        }
      }
      peers.close();
      expect(statuses.size).toBe(2);
    },
  );
});
