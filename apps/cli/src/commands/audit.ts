import { statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { InputError } from '@sbn/core';
import type { OutputRule } from '@sbn/detect';
import { type Command, Option } from 'commander';
import type { LabelSetsOver } from '../audit/open-question.js';
import type { AuditResult } from '../audit/run-audit.js';
import { exitCodes } from '../exit-codes.js';
import type { NamedLayer } from '../layer/read-layer.js';
import type { Session } from '../session.js';
import { formatInteger, formatShare } from '../terminal/format-number.js';
import type { Terminal } from '../terminal/terminal.js';
import { boxLines } from './box-lines.js';
import { addBoxOptions, type BoxOptions, checkBoxOptions } from './box-options.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { describeLayer } from './describe-layer.js';
import { quote } from './experiment-options.js';
import { addLayerOptions, type LayerOptions, layerFlags } from './layer-options.js';
import { parseInteger } from './parse-integer.js';
import { parseNumber } from './parse-number.js';
import { printTensors } from './print-tensors.js';

interface Options extends CommonOptions, BoxOptions, Omit<LayerOptions, 'run' | 'weights'> {
  readonly list?: boolean;
  readonly labelSets?: string;
  readonly over?: LabelSetsOver;
  readonly allSets?: number;
  readonly pairs?: boolean;
  readonly sample?: number;
  readonly k?: number;
  readonly seed: number;
  readonly confidence: number;
  readonly margin: 'best' | 'any';
  readonly acceptMarginBound: number;
  readonly noun?: string;
  readonly title?: string;
  readonly out?: string;
  readonly workers?: number;
  readonly show: number;
  readonly fresh?: boolean;
}

/** `sbn audit`: what a model's output layer can never output, as a folder with proofs and a report. */
export function addAuditCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'audit <model>',
    summary: "what a model's output layer can never output: proofs and a report, from a file you have",
    description:
      'Reads the output layer out of a model file and decides what it can and cannot output, with a proof for every ' +
      'answer: with --rule argmax for every class, with the other rules for 1,000 random label sets, unless a flag says ' +
      'which. Writes a folder with the verdicts, a list of what can never be output, and a report. The same command goes ' +
      'on after an interrupt, whatever ended it.',
    examples: [
      'sbn audit model.onnx --list',
      'sbn audit model.onnx --tensor fc.weight --bias fc.bias --rule argmax --names labels.txt',
      'sbn audit model.safetensors --tensor head.weight --rule threshold --label-sets sets.jsonl --box 100',
      'sbn audit W.npy --no-transpose --rule topk:5 --sample 2000 --seed 1',
      'sbn audit W.npy --rule threshold --label-sets sets.jsonl --over unique --box 1e4 --epsilon 1',
    ],
  });
  addLayerOptions(command, { model: true }).option(
    '--list',
    'show what in the file may be an output layer, and stop',
  );
  addBoxOptions(command)
    .option(
      '--label-sets <file>',
      'ask about these: JSON lines such as [3, 17] or {"labels": ["cat"]}; - for stdin',
    )
    .addOption(
      new Option(
        '--over <which>',
        'with --label-sets: each different set once, or every line (default: every line)',
      ).choices(['unique', 'examples']),
    )
    .option('--all-sets <k>', 'ask about all sets of k labels', parseInteger(0))
    .option('--pairs', 'ask about all sets of two labels')
    .option(
      '--sample <n>',
      'ask about n random sets (of one class with argmax, of K labels with topk:K)',
      parseInteger(1),
    )
    .option('--k <k>', 'the labels of a random set with the threshold rule (default: 5)', parseInteger(0))
    .option('--seed <s>', 'of the random sets', parseInteger(0), 0)
    .option('--confidence <c>', 'of the interval that a sample gives', parseNumber(0, 1), 0.95)
    .addOption(
      new Option('--margin <which>', 'argmaxable sets with their best margin, or any input found (faster)')
        .choices(['best', 'any'])
        .default('any'),
    )
    .option(
      '--accept-margin-bound <x>',
      'the largest proved margin that counts as unargmaxable; 0 asks for exact proofs',
      Number,
      0,
    )
    .option(
      '--noun <words>',
      'what is audited, in the plural, such as characters (default: classes, label sets)',
    )
    .option('--title <text>', 'the heading of the report')
    .option('--out <folder>', 'where everything goes (default: audits/MODEL-RULE)')
    .option(
      '--workers <n>',
      'worker threads; 0 for none (default: one per core, at most 8)',
      parseInteger(0, 256),
    )
    .option('--show <n>', 'how many of what can never be output to print', parseInteger(0), 20)
    .option('--fresh', 'throw the verdicts of an earlier audit in the folder away first')
    .action(async (model: string, options: Options) => {
      const terminal = session.openTerminal(options);
      const { workingDirectory } = session.environment;
      if (options.list) {
        await printTensors(terminal, resolve(workingDirectory, model));
        return;
      }
      if (!(options.acceptMarginBound >= 0 && options.acceptMarginBound < 1)) {
        throw new InputError('--accept-margin-bound: expected a number from 0 up to 1', { code: 'bad-flag' });
      }
      checkBoxOptions(options);
      if (options.rule === undefined) {
        throw new InputError(
          'expected --rule: argmax (one class wins), threshold (every label with a score above 0) or topk:K (the K best)',
          { code: 'bad-flag' },
        );
      }
      const { result, layer, verifyCommand } = await audit(model, options.rule, options, session, terminal);
      await printResult(terminal, result, options.show, verifyCommand, workingDirectory, layer);
      const { unargmaxable, undecided } = result.data.verdicts;
      session.setExitCode(
        unargmaxable > 0 ? exitCodes.found : undecided > 0 ? exitCodes.undecided : exitCodes.ok,
      );
    });
}

async function audit(
  model: string,
  rule: OutputRule,
  options: Options,
  session: Session,
  terminal: Terminal,
): Promise<{ result: AuditResult; layer: NamedLayer; verifyCommand: string }> {
  const { workingDirectory, stdin } = session.environment;
  const { signal } = session;
  session.setResumeCommand('the same command');
  const [{ readLayer }, { openQuestion }, { runAudit }, { defaultWorkers }] = await Promise.all([
    import('../layer/read-layer.js'),
    import('../audit/open-question.js'),
    import('../audit/run-audit.js'),
    import('../detection/default-workers.js'),
  ]);
  const layer = await readLayer({ ...options, weights: model }, workingDirectory);
  terminal.note(describeLayer(layer));
  const noun = options.noun ?? (rule === 'argmax' ? 'classes' : 'label sets');
  const sets = options.labelSets;
  const question = await openQuestion({
    ...options,
    labelSets:
      sets === undefined
        ? undefined
        : sets === '-'
          ? { source: stdin, shown: 'standard input' }
          : { source: resolve(workingDirectory, sets), shown: sets },
    rule,
    numLabels: layer.weights.rows,
    labelNames: layer.labelNames,
    noun,
    signal,
  });
  const out = options.out ?? defaultFolder(model, rule, options);
  const flags = layerFlags(options);
  const isRun = statSync(resolve(workingDirectory, model)).isDirectory();
  const verifyCommand = `sbn verify ${quote(join(out, 'verdicts.jsonl'))} ${isRun ? '--run' : '--weights'} ${quote(model)}${flags}`;
  const result = await runAudit({
    ...options,
    folder: resolve(workingDirectory, out),
    layer,
    rule,
    question,
    noun,
    title: options.title ?? `Which ${noun} can ${layer.source} never output?`,
    workers: options.workers ?? defaultWorkers(),
    signal,
    progress: terminal.progress,
    fresh: options.fresh ?? false,
    verifyCommand,
    auditCommand: `sbn audit ${quote(model)}${flags}${questionFlags(rule, out, options)}`,
  });
  return { result, layer, verifyCommand };
}

/** Another rule or box is another question, with a folder of its own. */
function defaultFolder(model: string, rule: OutputRule, { box, epsilon }: BoxOptions): string {
  const name = basename(resolve(model)).replace(/\.(npy|npz|onnx|safetensors|json|csv)$/i, '');
  const ruleName = typeof rule === 'string' ? rule : `topk${rule.topK}`;
  const boxName = box === undefined ? '' : `-box${box}${epsilon === undefined ? '' : `-epsilon${epsilon}`}`;
  return join('audits', `${name}-${ruleName}${boxName}`);
}

function questionFlags(rule: OutputRule, out: string, options: Options): string {
  const {
    box,
    epsilon,
    labelSets,
    over,
    allSets,
    pairs,
    sample,
    k,
    seed,
    confidence,
    margin,
    acceptMarginBound,
  } = options;
  const words: [string, string | number | undefined][] = [
    ['--rule', typeof rule === 'string' ? rule : `topk:${rule.topK}`],
    ['--box', box],
    ['--epsilon', epsilon],
    ['--label-sets', labelSets],
    ['--over', over],
    ['--all-sets', allSets],
    ['--sample', sample],
    ['--k', k],
    ['--seed', seed === 0 ? undefined : seed],
    ['--confidence', confidence === 0.95 ? undefined : confidence],
    ['--margin', margin === 'any' ? undefined : margin],
    ['--accept-margin-bound', acceptMarginBound === 0 ? undefined : acceptMarginBound],
    ['--noun', options.noun],
    ['--title', options.title],
    ['--out', options.out === undefined ? undefined : out],
  ];
  const flags = words.flatMap(([flag, value]) =>
    value === undefined ? [] : [` ${flag} ${quote(String(value))}`],
  );
  return `${flags.join('')}${pairs ? ' --pairs' : ''}`;
}

async function printResult(
  terminal: Terminal,
  { summary, data, share, inBox, files }: AuditResult,
  show: number,
  verifyCommand: string,
  workingDirectory: string,
  { labelNames }: NamedLayer,
): Promise<void> {
  const { unargmaxable = [], undecided = [], verdicts, question, sample } = data;
  await terminal.printJson({
    summary,
    layer: data.layer,
    question,
    ...verdicts,
    ...(share === undefined ? {} : { share, population: sample!.population }),
    ...(inBox === undefined ? {} : { inBox }),
    unargmaxable: unargmaxable.map(({ labels, numbers }) => ({
      labels: numbers ?? labels.map(Number),
      ...(labelNames === undefined ? {} : { names: labels }),
    })),
    undecided: undecided.map(({ labels, numbers, reason, marginUpperBound }) => ({
      labels: numbers ?? labels.map(Number),
      ...(labelNames === undefined ? {} : { names: labels }),
      reason,
      marginUpperBound,
    })),
    files,
  });
  const { colors } = terminal;
  const place = (path: string): string => relative(workingDirectory, path) || path;
  terminal.print(colors.bold(`${summary}.`));
  if (share !== undefined) {
    terminal.print(
      `A random sample of ${sample!.population}: with ${Number((100 * share.confidence).toPrecision(4))}% confidence, between ${formatShare(share.low)} and ${formatShare(share.high)} of them can never.`,
    );
  }
  const words = (one: { readonly labels: readonly string[]; readonly numbers?: readonly number[] }): string =>
    `{${one.labels.map((label, i) => (label.trim() === '' ? `#${one.numbers?.[i]}` : label)).join(', ')}}`;
  for (const one of unargmaxable.slice(0, show))
    terminal.print(`${colors.red('cannot output')} ${words(one)}`);
  const more = verdicts.unargmaxable - Math.min(show, unargmaxable.length);
  if (more > 0) terminal.print(`and ${formatInteger(more)} more: ${place(files.unargmaxable)}`);
  for (const one of undecided.slice(0, show)) {
    const bound =
      one.marginUpperBound === undefined ? '' : `, margin at most ${one.marginUpperBound.toPrecision(3)}`;
    terminal.print(`${colors.yellow('undecided')} ${words(one)}: ${one.reason}${bound}`);
  }
  if (inBox !== undefined) {
    for (const line of boxLines(inBox, labelNames, show, colors)) terminal.print(line);
  }
  terminal.print(`Report: ${place(files.report)}`);
  terminal.print(`Check the proofs: ${verifyCommand}`);
}
