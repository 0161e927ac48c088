import { availableParallelism, cpus, totalmem } from 'node:os';
import type { ReportScalar } from '@sbn/report';
import { packageVersion } from './version.js';

/** The machine and the versions, for whoever compares two reports. */
export function reportEnvironment(backends: readonly string[] = []): Readonly<Record<string, ReportScalar>> {
  return {
    sbn: packageVersion(),
    'Node.js': process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    'memory (GiB)': Math.round((totalmem() / 2 ** 30) * 10) / 10,
    ...(backends.length === 0 ? {} : { backend: [...new Set(backends)].join(', ') }),
  };
}
