import { countArgmaxableLabelSets, countKSparseLabelSets, InputError } from '@sbn/core';
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { formatCount, formatInteger, formatRatio } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { parseInteger } from './parse-integer.js';

interface CountOptions extends CommonOptions {
  readonly labels: number;
  readonly dim: number;
  readonly k?: number;
  readonly bias?: boolean;
}

/** `sbn count`: how many label sets a layer of a given shape can output at all (Cover's count). */
export function addCountCommand(program: Command, session: Session): void {
  defineCommand(program, {
    usage: 'count',
    summary: 'how many label sets a layer of n labels and d dimensions can output',
    description:
      "Counts by Cover's formula how many of the 2^n label sets a layer sign(Wx) with n labels and d dimensions in " +
      'With --k it also counts the label sets with at most k active labels.',
    examples: ['sbn count --labels 100 --dim 10', 'sbn count --labels 8921 --dim 200 --k 80 --json'],
  })
    .requiredOption('-n, --labels <n>', 'number of labels', parseInteger(1, 100_000))
    .requiredOption('-d, --dim <d>', 'number of dimensions (the rank of the layer)', parseInteger(1, 100_000))
    .option('-k, --k <k>', 'also count the label sets with at most k active labels', parseInteger(0, 100_000))
    .option('--bias', 'the layer has a bias of its own for every label')
    .action(async (options: CountOptions) => {
      const terminal = session.openTerminal(options);
      const { labels: numLabels, dim, k, bias = false } = options;
      if (k !== undefined && k > numLabels) {
        throw new InputError(`--k ${k} is more than the ${numLabels} labels there are`, { code: 'bad-flag' });
      }
      const all = 2n ** BigInt(numLabels);
      const argmaxable = countArgmaxableLabelSets({ numLabels, dim: Math.min(dim, numLabels), bias });
      const sparse = k === undefined ? undefined : countKSparseLabelSets({ numLabels, k });
      const percent = formatRatio(argmaxable, all);
      await terminal.printJson({
        numLabels,
        dim,
        bias,
        labelSets: all,
        argmaxable,
        unargmaxable: all - argmaxable,
        percentArgmaxable: percent,
        human: { labelSets: formatCount(all), argmaxable: formatCount(argmaxable) },
        ...(sparse === undefined ? {} : { k, kSparse: sparse, humanKSparse: formatCount(sparse) }),
      });
      const rows = [
        ['all label sets', formatCount(all), '100%'],
        ['argmaxable', formatCount(argmaxable), percent],
        ['unargmaxable', formatCount(all - argmaxable), formatRatio(all - argmaxable, all)],
      ];
      if (sparse !== undefined)
        rows.push([`with at most ${k} active labels`, formatCount(sparse), formatRatio(sparse, all)]);
      terminal.print(
        renderTable(
          [
            { title: `${formatInteger(numLabels)} labels, ${formatInteger(dim)} dimensions` },
            { title: 'count', align: 'right' },
            { title: 'share', align: 'right' },
          ],
          rows,
          terminal.colors,
        ),
      );
      if (k !== undefined) {
        terminal.print(
          2 * k + 1 <= dim
            ? `A DFT or Vandermonde layer of this width outputs every label set with at most ${k} active labels (2k + 1 = ${2 * k + 1} <= ${dim}).`
            : `For a guarantee on every label set with at most ${k} active labels a DFT or Vandermonde layer needs 2k + 1 = ${2 * k + 1} dimensions.`,
        );
      }
    });
}
