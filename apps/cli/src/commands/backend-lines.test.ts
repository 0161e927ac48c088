import type { BackendReport, RuntimeFeatures } from '@sbn/train';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { backendLines } from './backend-lines.js';

const runtime: RuntimeFeatures = {
  node: '22.12.0',
  platform: 'linux-x64',
  processors: 2,
  sharedMemory: true,
  relaxedSimd: true,
};
const colors = picocolors.createColors(false);
const wasm: BackendReport = {
  name: 'wasm',
  status: 'works',
  why: 'works here',
  install: 'npm install @tensorflow/tfjs-backend-wasm',
  engine: 'fused',
  details: { version: 'TensorFlow.js 4.22.0', threads: 1 },
};

describe('backendLines', () => {
  it('tells of each backend how it is and how to get it, then what auto takes', () => {
    const backends: BackendReport[] = [
      {
        name: 'tensorflow',
        status: 'not-installed',
        why: '@tensorflow/tfjs-node is not installed; to install: npm install @tensorflow/tfjs-node',
        install: 'npm install @tensorflow/tfjs-node',
        engine: 'tfjs',
      },
      {
        name: 'webgpu',
        status: 'failed',
        why: 'no adapter',
        install: 'npm install webgpu',
        engine: 'tfjs',
      },
      wasm,
      { ...wasm, name: 'cpu', status: 'not-tried', why: 'not tried: wasm comes first' },
    ];
    expect(backendLines({ runtime, backends, colors })).toEqual([
      'Node 22.12.0, linux-x64, 2 processors; threads can share memory (SharedArrayBuffer); relaxed SIMD',
      '',
      '- tensorflow: not installed',
      '    npm install @tensorflow/tfjs-node',
      '- webgpu: installed, but failed: no adapter',
      '    npm install webgpu',
      '✓ wasm: works (TensorFlow.js 4.22.0, 1 thread); trains with the fused engine',
      '- cpu: not tried: wasm comes first',
      '',
      '"backend: auto" takes wasm, and "engine: auto" the fused engine on it for models of this toolkit.',
    ]);
  });

  it('says what the runtime lacks, and what a backend computes on', () => {
    const poor = { ...runtime, processors: 1, sharedMemory: false, relaxedSimd: false };
    const webgpu: BackendReport = {
      ...wasm,
      name: 'webgpu',
      engine: 'tfjs',
      details: { version: 'TensorFlow.js 4.22.0', device: 'a card' },
    };
    const lines = backendLines({ runtime: poor, backends: [webgpu], colors });
    expect(lines[0]).toBe(
      'Node 22.12.0, linux-x64, 1 processor; no SharedArrayBuffer, so one thread computes; no relaxed SIMD (Node 20 has it with --experimental-wasm-relaxed-simd, newer ones without a flag)',
    );
    expect(lines[2]).toBe('✓ webgpu: works (TensorFlow.js 4.22.0, on a card); trains with the tfjs engine');
    expect(backendLines({ runtime, backends: [], colors }).at(-1)).toBe('No backend works.');
  });
});
