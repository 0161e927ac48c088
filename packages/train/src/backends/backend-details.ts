import { backend, getBackend, version_core } from '@tensorflow/tfjs-core';
import { moduleOf } from './load-package.js';

/** What a backend that runs tells about itself. */
export interface BackendDetails {
  /** The software that computes, with its version. */
  readonly version: string;
  /** What it computes on, where that is not the processor. */
  readonly device?: string;
  /** How many threads compute, on the processor. */
  readonly threads?: number;
}

/**
 * Describes the current backend, one of TensorFlow.js's own (not a native package's).
 *
 * @param module the package it came from
 */
export function detailsOf(module: unknown): BackendDetails {
  const version = `TensorFlow.js ${version_core}`;
  switch (getBackend()) {
    case 'wasm': {
      const { getThreadsCount } = moduleOf<{ getThreadsCount(): number }>(module, 'getThreadsCount');
      return { version, threads: getThreadsCount() };
    }
    case 'webgpu': {
      const { adapterInfo } = (backend() as unknown as { device: { adapterInfo?: AdapterInfo } }).device;
      const { description, vendor, architecture } = adapterInfo ?? {};
      const device = description || [vendor, architecture].filter(Boolean).join(' ');
      return { version, device: device || 'an adapter without a name' };
    }
    default:
      return { version, threads: 1 };
  }
}

/** WebGPU's own description of a graphics card; any of its texts may be empty. */
interface AdapterInfo {
  readonly description?: string;
  readonly vendor?: string;
  readonly architecture?: string;
}
