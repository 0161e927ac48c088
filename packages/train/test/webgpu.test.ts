import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { testedBackends } from '../src/testing/start-backends.js';

const child = fileURLToPath(new URL('webgpu-child.mjs', import.meta.url));

it.skipIf(!testedBackends.includes('webgpu'))(
  'a process that trained on WebGPU ends by itself',
  async () => {
    const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve) => {
      const process_ = spawn(process.execPath, [child], {
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: 60_000,
      });
      let text = '';
      process_.stdout.on('data', (part: Buffer) => {
        text += part.toString();
      });
      process_.on('close', (exitCode) => resolve({ code: exitCode, output: text }));
    });
    expect(JSON.parse(output)).toEqual({ name: 'webgpu', device: expect.any(String), steps: 1 });
    // Not ended by the time limit.
    expect(code).toBe(0);
  },
  90_000,
);
