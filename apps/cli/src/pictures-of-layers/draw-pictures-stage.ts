import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { argmaxableSets, hasseDiagram, renderHasseSvg, renderHyperplanesSvg } from '@sbn/arrangements';
import { binomial, enumerateKSparseLabelSets, InputError } from '@sbn/core';
import { readNumpyMatrix, readNumpyVector } from '@sbn/datasets';
import { readLabelNames } from '@sbn/weights';
import { asInputError } from '../as-input-error.js';
import { findDifference } from '../config/find-difference.js';
import { runFiles } from '../experiment/run-files.js';
import { type RunStage, showStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeFileWhole, writeJson } from '../files/write-whole.js';
import type { PicturedRun } from './expand-pictures-grid.js';
import type { PicturedLayer } from './pictured-layer.js';
import type { PictureKind } from './pictures-config.js';
import type { PicturesEvaluationRecord, PicturesRunConfig } from './pictures-records.js';

/** Labels that a Hasse diagram and a picture of hyperplanes have room for. */
const mostLabels: Readonly<Record<PictureKind, number>> = { hasse: 6, hyperplanes: 12 };

/**
 * Lists what the layer of a run can output, exactly, and draws it; does nothing where that is done.
 *
 * @throws InputError when the layer is too large for each of the pictures asked for
 */
export async function drawPicturesStage(
  stage: RunStage<PicturedRun, PicturesRunConfig>,
): Promise<PicturesEvaluationRecord> {
  const { run, config, folder } = stage;
  const files = runFiles(folder.path);
  const question = { pictures: config.pictures, sparse: config.sparse };
  const done = (await readJson(files.evaluation)) as PicturesEvaluationRecord | undefined;
  if (done !== undefined && findDifference(done.question, question) === undefined) return done;

  return showStage(stage, 'Draw', {}, async (task) => {
    const layer: PicturedLayer = {
      weights: await readNumpyMatrix(files.weights),
      bias: existsSync(files.bias) ? await readNumpyVector(files.bias) : undefined,
      labelNames: existsSync(files.labels) ? await readLabelNames(files.labels) : undefined,
    };
    const kinds = config.pictures.filter((kind) => isDrawable(kind, layer));
    if (kinds.length === 0) {
      const { rows, cols } = layer.weights;
      throw new InputError(
        `head ${run.headId}: a layer of ${rows} labels on ${cols} inputs${layer.bias === undefined ? '' : ' with a bias'} is too ` +
          `large for pictures: ${config.pictures.join(', ')}`,
        {
          code: 'too-large',
          hint: 'hasse takes up to 6 labels; hyperplanes up to 12 on 2 inputs, or on 3 without a bias.',
        },
      );
    }
    const record = await asInputError(`head ${run.headId}`, async () => {
      const pictures = kinds.map((kind) => ({ kind, file: `${kind}.svg` }));
      for (const { kind, file } of pictures) {
        await writeFileWhole(join(folder.path, file), render(kind, layer, run.headName));
      }
      return { question, ...countSets(layer, config.sparse), pictures };
    });
    await writeJson(files.evaluation, record);
    task.done(`${record.argmaxable} of ${record.total} label sets argmaxable`);
    return record;
  });
}

function isDrawable(kind: PictureKind, { weights, bias }: PicturedLayer): boolean {
  if (weights.rows > mostLabels[kind]) return false;
  return kind === 'hasse' || weights.cols === 2 || (weights.cols === 3 && bias === undefined);
}

function render(kind: PictureKind, layer: PicturedLayer, title: string): string {
  const options = { labelNames: layer.labelNames, title };
  return kind === 'hasse'
    ? renderHasseSvg(hasseDiagram(layer), options)
    : renderHyperplanesSvg(layer, options);
}

function countSets(
  layer: PicturedLayer,
  sparse: number,
): Omit<PicturesEvaluationRecord, 'question' | 'pictures'> {
  const numLabels = layer.weights.rows;
  const sets = argmaxableSets(layer);
  const argmaxable = new Set(sets.map(({ labels }) => labels.join()));
  return {
    total: 2 ** numLabels,
    argmaxable: sets.length,
    bySize: Array.from({ length: numLabels + 1 }, (_, cardinality) => ({
      cardinality,
      total: Number(binomial(numLabels, cardinality)),
      argmaxable: sets.filter(({ labels }) => labels.length === cardinality).length,
    })),
    missing: Array.from(enumerateKSparseLabelSets({ numLabels, k: sparse }), (labels) => [...labels]).filter(
      (labels) => !argmaxable.has(labels.join()),
    ),
    ...(layer.labelNames === undefined ? {} : { labelNames: layer.labelNames }),
  };
}
