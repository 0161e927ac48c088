import { basename } from 'node:path';
import { readTextCorpus, type TextCorpus } from '@sbn/datasets';
import { asInputError } from '../as-input-error.js';
import type { CorpusRecord } from './language-model-records.js';
import type { TextDataConfig } from './text-data-config.js';

/**
 * Reads the text of an experiment.
 *
 * @throws InputError when a file is wrong (naming file and line)
 */
export function openCorpus(config: TextDataConfig, signal: AbortSignal): Promise<TextCorpus> {
  const { kind: _kind, name: _name, ...options } = config;
  return asInputError('data', () => readTextCorpus({ ...options, signal }));
}

/** What is kept of a text for reports. */
export function corpusRecord(config: TextDataConfig, { vocabulary, counts }: TextCorpus): CorpusRecord {
  const name = config.name ?? basename(config.folder ?? config.train ?? 'text');
  return { name, unit: config.unit, vocabularySize: vocabulary.length, counts };
}
