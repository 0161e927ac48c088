import { resolve } from 'node:path';
import { InputError } from '@sbn/core';
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { parseInteger } from './parse-integer.js';

interface Options extends CommonOptions {
  readonly onnx?: string;
  readonly tfjs?: string;
  readonly opset?: number;
}

/** `sbn export`: a trained model for other programs. */
export function addExportCommand(program: Command, session: Session): void {
  defineCommand(program, {
    usage: 'export <run>',
    summary: 'a trained model as ONNX or TensorFlow.js, checked by running it',
    description:
      'Writes the best parameters of a run folder as an .onnx file, or as a TensorFlow.js graph model (model.json and its ' +
      'weights), with the names of its labels and how inputs are prepared. Before it is written it is run beside the model ' +
      'on the same inputs, and the largest difference is printed. To run ONNX, install the npm package onnxruntime-web.',
    examples: [
      'sbn export runs/shapes/averaged-sigmoid-seed0 --onnx shapes.onnx',
      'sbn export runs/quickstart/dft-k16-slack25-seed0 --tfjs web/model',
    ],
  })
    .option('--onnx <file>', 'the .onnx file to write')
    .option('--tfjs <folder>', 'the folder for model.json and its weights')
    .option('--opset <n>', 'the version of the ONNX operators', parseInteger(1))
    .action(async (folder: string, options: Options) => {
      const terminal = session.openTerminal(options);
      const { workingDirectory } = session.environment;
      const { onnx, tfjs, opset } = options;
      if (onnx === undefined && tfjs === undefined) {
        throw new InputError('expected --onnx with a file, or --tfjs with a folder', { code: 'bad-flag' });
      }
      if (opset !== undefined && onnx === undefined) {
        throw new InputError('--opset is for --onnx', { code: 'bad-flag' });
      }
      const [{ exportRun }, { startBackend }] = await Promise.all([
        import('../export/export-run.js'),
        import('../experiment/start-backend.js'),
      ]);
      await startBackend('auto', terminal);
      const targets = [
        ...(onnx === undefined ? [] : [{ format: 'onnx' as const, path: onnx, opset }]),
        ...(tfjs === undefined ? [] : [{ format: 'tfjs' as const, path: tfjs }]),
      ];
      for (const target of targets) {
        const written = await exportRun(resolve(workingDirectory, folder), {
          ...target,
          path: resolve(workingDirectory, target.path),
        });
        await terminal.printJson({ ...written, check: written.check ?? null });
        const { check } = written;
        terminal.print(`Written: ${terminal.colors.bold(target.path)}`);
        terminal.print(
          check === undefined
            ? 'Not run: the npm package onnxruntime-web is not installed'
            : `Run by ${check.runtime} on ${check.numRows} random inputs: logits differ by at most ${check.logits.toExponential(1)}, probabilities by ${check.probabilities.toExponential(1)}`,
        );
      }
    });
}
