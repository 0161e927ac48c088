import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { binomialInterval, type OutputRule, type ShareInterval } from '@sbn/detect';
import { type AuditReportData, renderAuditReport, summariseAudit } from '@sbn/report';
import { lockFolder } from '@sbn/train';
import { asInputError } from '../as-input-error.js';
import type { BoxedVerdict, BoxSummary } from '../detection/box-summary.js';
import { boxedVerdict } from '../detection/boxed-verdict.js';
import { detectLabelSets } from '../detection/detect-label-sets.js';
import type { DetectionRecord } from '../detection/detection-record.js';
import { measureRadiiOf } from '../detection/measure-radii-of.js';
import { removeLeftBehind } from '../files/remove-left-behind.js';
import { writeFileWhole, writeJson } from '../files/write-whole.js';
import type { NamedLayer } from '../layer/read-layer.js';
import { formatInteger } from '../terminal/format-number.js';
import type { Progress } from '../terminal/progress.js';
import { type AuditFiles, auditFiles } from './audit-files.js';
import { auditReportData } from './audit-report.js';
import { gatherFindings } from './gather-findings.js';
import type { OpenQuestion } from './open-question.js';

/** What {@link runAudit} works on. */
export interface RunAuditOptions {
  readonly folder: string;
  readonly layer: NamedLayer;
  readonly rule: OutputRule;
  /** B: only inputs with |x_j| <= B count, or with `epsilon` only the papers' evaluation is in this box. */
  readonly box?: number | undefined;
  /** Asks about all inputs, and beside it decides as the papers do in the box. */
  readonly epsilon?: number | undefined;
  readonly margin: 'best' | 'any';
  readonly acceptMarginBound: number;
  readonly question: OpenQuestion;
  readonly noun: string;
  readonly title: string;
  /** Of the interval, where the question is a sample; in (0, 1). */
  readonly confidence: number;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Throws the verdicts of an earlier audit away first. */
  readonly fresh: boolean;
  /** The command lines that check the proofs, and that make the audit again. */
  readonly verifyCommand: string;
  readonly auditCommand: string;
}

/** What an audit came to. */
export interface AuditResult {
  readonly summary: string;
  readonly data: AuditReportData;
  readonly share: ShareInterval | undefined;
  /** As the papers decide it, where that was asked for. */
  readonly inBox: BoxSummary | undefined;
  readonly files: AuditFiles;
}

/**
 * Decides all label sets of a question into a folder, and writes the list of what can never be output, the result for
 * machines and the report. A folder with verdicts on the same question is gone on with, where its last session stopped.
 *
 * @throws InputError when the folder holds the verdicts on another question, or is in use
 * @throws the signal's reason when it aborts; what was decided by then is in the folder
 */
export async function runAudit(options: RunAuditOptions): Promise<AuditResult> {
  const { folder, layer, rule, box, epsilon, question, noun, confidence, signal, progress } = options;
  const files = auditFiles(folder);
  await mkdir(folder, { recursive: true });
  const lock = await lockFolder(folder);
  try {
    await removeLeftBehind(Object.values(files));
    if (options.fresh) {
      for (const file of Object.values(files)) await rm(file, { recursive: true, force: true });
    }
    const task = progress.task('Audit', { total: question.total, unit: noun });
    const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
    const boxed: BoxedVerdict[] = [];
    const decided = await asInputError('audit', () =>
      detectLabelSets({
        weights: layer.weights,
        bias: layer.bias,
        structure: layer.structure,
        rule,
        box: epsilon === undefined ? box : undefined,
        margin: options.margin,
        acceptMarginBound: options.acceptMarginBound,
        labelSets: question.labelSets,
        labelSetsFrom: question.id,
        workers: options.workers,
        signal,
        verdictsFile: files.verdicts,
        summaryFile: files.summary,
        onEveryVerdict: (verdict, occurrences) => {
          counts[verdict.status]++;
          if (epsilon !== undefined) boxed.push(boxedVerdict(verdict, occurrences));
        },
        onProgress: (done) =>
          task.update(done, { detail: `${formatInteger(counts.unargmaxable)} can never` }),
      }),
    ).catch((error: unknown) => {
      task.stop(signal.aborted ? 'stopped, saved' : undefined);
      throw error;
    });
    task.done(`${formatInteger(decided.total)} ${noun}`);
    const record: DetectionRecord =
      epsilon === undefined || box === undefined
        ? decided
        : {
            ...decided,
            inBox: await measureRadiiOf({
              ...{ layer, rule, verdicts: boxed, box, epsilon, file: files.radii, signal, progress },
              workers: options.workers,
            }),
          };

    const report = progress.task('Write the report');
    const findings = await gatherFindings({
      verdictsFile: files.verdicts,
      listFile: files.unargmaxable,
      layer,
      areClasses: rule === 'argmax',
    });
    const share =
      question.population === undefined
        ? undefined
        : await binomialInterval({
            successes: record.unargmaxable,
            unknown: record.undecided,
            total: record.total,
            confidence,
          });
    const data = auditReportData({
      ...options,
      createdAt: new Date().toISOString(),
      record,
      findings,
      share,
    });
    const { html, charts } = await renderAuditReport(data);
    await rm(files.charts, { recursive: true, force: true });
    for (const { name, png } of charts) await writeFileWhole(join(files.charts, `${name}.png`), png);
    await writeFileWhole(files.report, html);
    const summary = summariseAudit(data);
    const { notable: _, ...numbers } = record;
    await writeJson(files.result, {
      summary,
      layer: data.layer,
      asked: question.asked,
      noun,
      ...numbers,
      ...(share === undefined ? {} : { share, population: question.population!.toString() }),
    });
    report.done(files.report);
    return { summary, data, share, inBox: record.inBox, files };
  } finally {
    await lock.release();
  }
}
