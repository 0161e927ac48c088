import { resolve } from 'node:path';
import { InputError } from '@sbn/core';
import type { OutputRule, Verdict } from '@sbn/detect';
import { type Command, Option } from 'commander';
import type { BoxedVerdict } from '../detection/box-summary.js';
import type { DetectionRecord } from '../detection/detection-record.js';
import { exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';
import { formatInteger, formatShare } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { boxLines } from './box-lines.js';
import { addBoxOptions, type BoxOptions, checkBoxOptions } from './box-options.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { describeLayer } from './describe-layer.js';
import { quote } from './experiment-options.js';
import { addLayerOptions, describeLabels, type LayerOptions } from './layer-options.js';
import { parseInteger } from './parse-integer.js';
import { printTensors } from './print-tensors.js';

interface Options extends CommonOptions, LayerOptions, BoxOptions {
  readonly labelSets?: string;
  readonly workers?: number;
  readonly out?: string;
  readonly margin: 'best' | 'any';
  readonly acceptMarginBound: number;
  readonly list?: string;
  readonly show: number;
  readonly fresh?: boolean;
}

/** `sbn detect`: which label sets an output layer can and cannot output. */
export function addDetectCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'detect [run]',
    summary: 'which label sets (or classes, or top-k lists) an output layer can never output',
    description:
      'Decides for each label set, one JSON list per line, whether an input exists that makes the layer output exactly ' +
      'this set, with a proof for every answer. With a run folder alone it asks about the label sets of its test ' +
      'examples; with --rule argmax and no --label-sets it asks about every single class. Verdicts are appended to ' +
      '--out as they come; the same command goes on after an interrupt.',
    examples: [
      'sbn detect --list model.onnx',
      'sbn detect --weights W.npy --bias b.npy --label-sets sets.jsonl --names labels.txt --out verdicts.jsonl',
      'sbn detect --weights model.onnx --tensor fc.weight --rule argmax --json',
      'sbn detect runs/quickstart/bsl-d5-seed0',
    ],
  });
  addLayerOptions(command)
    .option(
      '--label-sets <file>',
      'the label sets, JSON lines such as [3, 17] or {"labels": ["cat"]}; - for stdin',
    )
    .option(
      '--workers <n>',
      'worker threads; 0 for none (default: one per core, at most 8)',
      parseInteger(0, 256),
    )
    .option('--out <file>', 'where the verdicts go, JSON lines; a summary goes beside it')
    .addOption(
      new Option('--margin <which>', 'argmaxable sets with their best margin, or any input found (faster)')
        .choices(['best', 'any'])
        .default('best'),
    )
    .option(
      '--accept-margin-bound <x>',
      'the largest proved margin that counts as unargmaxable; 0 asks for exact proofs',
      Number,
      0,
    )
    .option('--show <n>', 'how many unargmaxable sets to print', parseInteger(0), 20)
    .option('--list <file>', 'show what in a model file may be an output layer, and stop')
    .option('--fresh', 'throw the verdicts of an earlier detection away first');
  addBoxOptions(command).action(async (run: string | undefined, options: Options) => {
    const terminal = session.openTerminal(options);
    if (options.list !== undefined) {
      await printTensors(terminal, resolve(session.environment.workingDirectory, options.list));
      return;
    }
    if (!(options.acceptMarginBound >= 0 && options.acceptMarginBound < 1)) {
      throw new InputError('--accept-margin-bound: expected a number from 0 up to 1', { code: 'bad-flag' });
    }
    checkBoxOptions(options);
    const useRun = run !== undefined && options.labelSets === undefined && options.weights === undefined;
    const detect = useRun
      ? detectRun(run, session, terminal, options)
      : detectLayer(run, session, terminal, options);
    const { record, labelNames, out } = await detect;
    await printRecord(terminal, record, labelNames, options.show, out);
    session.setExitCode(
      record.unargmaxable > 0 ? exitCodes.found : record.undecided > 0 ? exitCodes.undecided : exitCodes.ok,
    );
  });
}

interface Detected {
  readonly record: DetectionRecord;
  readonly labelNames: readonly string[] | undefined;
  readonly out: string | undefined;
}

/** The detection of a run folder, as its configuration says. */
async function detectRun(
  run: string,
  session: Session,
  terminal: Terminal,
  options: Options,
): Promise<Detected> {
  const wrong = (['out', 'rule', 'box', 'epsilon'] as const).find((key) => options[key] !== undefined);
  if (wrong !== undefined) {
    const flag = `--${wrong}`;
    throw new InputError(
      `${flag} needs --label-sets: a run folder alone is asked as its configuration says, and keeps its own verdicts.jsonl`,
      { code: 'bad-flag' },
    );
  }
  session.setResumeCommand(`sbn detect ${quote(run)}`);
  const path = resolve(session.environment.workingDirectory, run);
  const [{ withTrainedRun }, { detectStage }, { runFiles }] = await Promise.all([
    import('../classification/open-run.js'),
    import('../classification/detect-stage.js'),
    import('../experiment/run-files.js'),
  ]);
  const record = await withTrainedRun({ path, terminal, signal: session.signal }, async (context) => {
    const detection = {
      ...context.config.detection,
      enabled: true,
      ...(options.workers === undefined ? {} : { workers: options.workers }),
    };
    return detectStage(
      { ...context, config: { ...context.config, detection } },
      { fresh: options.fresh ?? false },
    );
  });
  const { readLayer } = await import('../layer/read-layer.js');
  const { labelNames } = await readLayer({ run: path }, path);
  if (terminal.json) await printVerdictFile(terminal, runFiles(path).verdicts, labelNames);
  return { record: record!, labelNames, out: runFiles(path).verdicts };
}

/** The detection of any layer. */
async function detectLayer(
  run: string | undefined,
  session: Session,
  terminal: Terminal,
  options: Options,
): Promise<Detected> {
  const { workingDirectory, stdin } = session.environment;
  const { signal } = session;
  const rule: OutputRule = options.rule ?? 'threshold';
  const { readLayer } = await import('../layer/read-layer.js');
  const layer = await readLayer(run === undefined ? options : { ...options, run }, workingDirectory);
  const { weights, bias, structure, labelNames } = layer;
  terminal.note(describeLayer(layer));
  const source = options.labelSets;
  if (source === undefined && rule !== 'argmax') {
    throw new InputError(
      'expected --label-sets FILE: only with --rule argmax are the classes asked about one by one',
      {
        code: 'bad-flag',
      },
    );
  }
  const out = options.out === undefined ? undefined : resolve(workingDirectory, options.out);
  if (out !== undefined) session.setResumeCommand('the same command');
  const [
    { detectLabelSets, summaryFileOf, radiiFileOf },
    { measureRadiiOf },
    { boxedVerdict },
    { writeJson },
    { streamLabelSets },
    { defaultWorkers },
    { asInputError },
    { rm },
  ] = await Promise.all([
    import('../detection/detect-label-sets.js'),
    import('../detection/measure-radii-of.js'),
    import('../detection/boxed-verdict.js'),
    import('../files/write-whole.js'),
    import('../files/stream-label-sets.js'),
    import('../detection/default-workers.js'),
    import('../as-input-error.js'),
    import('node:fs/promises'),
  ]);
  if (out !== undefined && options.fresh) {
    await rm(out, { force: true });
    await rm(summaryFileOf(out), { force: true });
    await rm(radiiFileOf(out), { force: true });
  }
  const file = source === undefined || source === '-' ? undefined : resolve(workingDirectory, source);
  const labelSets = async function* (): AsyncGenerator<{ labels: readonly number[] }> {
    if (source === undefined) {
      for (let label = 0; label < weights.rows; label++) yield { labels: [label] };
    } else {
      yield* streamLabelSets({ source: file ?? stdin, numLabels: weights.rows, labelNames, rule, signal });
    }
  };
  const task = terminal.progress.task('Decide', {
    total: source === undefined ? weights.rows : undefined,
    unit: 'label sets',
  });
  const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
  const { box, epsilon } = options;
  const workers = options.workers ?? defaultWorkers();
  const boxed: BoxedVerdict[] = [];
  let record: DetectionRecord;
  try {
    record = await asInputError('detect', () =>
      detectLabelSets({
        weights,
        bias,
        structure,
        rule,
        margin: options.margin,
        acceptMarginBound: options.acceptMarginBound,
        box: epsilon === undefined ? box : undefined,
        labelSets,
        labelSetsFrom: source ?? 'every single class',
        workers,
        signal,
        verdictsFile: out,
        summaryFile: out === undefined ? undefined : summaryFileOf(out),
        onEveryVerdict: (verdict, occurrences) => {
          if (epsilon !== undefined) boxed.push(boxedVerdict(verdict, occurrences));
        },
        onVerdict: async (verdict) => {
          counts[verdict.status]++;
          if (terminal.json) await printVerdict(terminal, verdict, labelNames);
        },
        onProgress: (done) =>
          task.update(done, { detail: `${formatInteger(counts.unargmaxable)} unargmaxable` }),
      }),
    );
    task.done(`${formatInteger(record.total)} label sets`);
  } catch (error) {
    task.stop(signal.aborted ? (out === undefined ? 'stopped' : 'stopped, saved') : undefined);
    throw error;
  }
  if (epsilon === undefined || box === undefined) return { record, labelNames, out };
  const inBox = await measureRadiiOf({
    ...{ layer, rule, verdicts: boxed, box, epsilon, workers, signal, progress: terminal.progress },
    file: out === undefined ? undefined : radiiFileOf(out),
  });
  const withRadii = { ...record, inBox };
  if (out !== undefined) await writeJson(summaryFileOf(out), withRadii);
  return { record: withRadii, labelNames, out };
}

async function printVerdictFile(
  terminal: Terminal,
  file: string,
  labelNames: readonly string[] | undefined,
): Promise<void> {
  const { readVerdicts } = await import('../detection/read-verdicts.js');
  for await (const { verdict } of readVerdicts(file)) await printVerdict(terminal, verdict, labelNames);
}

async function printVerdict(
  terminal: Terminal,
  verdict: Verdict,
  labelNames: readonly string[] | undefined,
): Promise<void> {
  const { verdictToJson } = await import('@sbn/detect');
  const names = labelNames === undefined ? {} : { names: verdict.labels.map((label) => labelNames[label]) };
  await terminal.printJson({ event: 'verdict', ...verdictToJson(verdict), ...names });
}

async function printRecord(
  terminal: Terminal,
  record: DetectionRecord,
  labelNames: readonly string[] | undefined,
  show: number,
  out: string | undefined,
): Promise<void> {
  await terminal.printJson({ event: 'summary', ...record, ...(out === undefined ? {} : { verdicts: out }) });
  const { total, argmaxable, unargmaxable, undecided, notable, inBox } = record;
  const row = (title: string, count: number): string[] => [
    title,
    formatInteger(count),
    total === 0 ? '-' : formatShare(count / total),
  ];
  terminal.print(
    renderTable(
      [{ title: 'Verdict' }, { title: 'Label sets', align: 'right' }, { title: 'Share', align: 'right' }],
      [
        row(terminal.colors.green('argmaxable'), argmaxable),
        row(terminal.colors.red('unargmaxable'), unargmaxable),
        row(terminal.colors.yellow('undecided'), undecided),
      ],
      terminal.colors,
    ),
  );
  for (const { labels, status, reason } of notable.slice(0, show)) {
    const words = describeLabels(labels, labelNames);
    terminal.print(status === 'unargmaxable' ? `cannot output ${words}` : `undecided: ${words} (${reason})`);
  }
  if (unargmaxable + undecided > Math.min(show, notable.length)) {
    terminal.print(
      out === undefined ? 'More of them: give --out FILE, or --json.' : `All of them are in ${out}`,
    );
  }
  if (inBox !== undefined) {
    for (const line of boxLines(inBox, labelNames, show, terminal.colors)) terminal.print(line);
  }
}
