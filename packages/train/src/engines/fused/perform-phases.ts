import { type Phase, type ThreadTeam, ThreadTeamError } from '@sbn/kernels/thread-team';
import { EngineError } from '../engine-error.js';

/**
 * Performs phases one after the other.
 *
 * @param step the number of the step that they belong to; undefined for scoring, which changes no parameter
 * @throws EngineError with code `worker-died`, `step-failed` or `scoring-failed`
 */
export async function performPhases(
  team: ThreadTeam,
  phases: readonly Phase[],
  step?: number,
): Promise<void> {
  try {
    for (const phase of phases) {
      if (phase.numChunks > 0) await team.runAsync(phase);
    }
  } catch (error) {
    if (!(error instanceof ThreadTeamError)) throw error;
    // A worker that died between two phases shows in the next one, as the cause.
    const reason = error.cause instanceof ThreadTeamError ? error.cause : error;
    const isScoring = step === undefined;
    const failure = isScoring ? 'scoring-failed' : 'step-failed';
    throw new EngineError(
      isScoring
        ? `scoring broke off: ${reason.message}`
        : `step ${step} broke off: ${reason.message} The parameters in memory are those of an unfinished step; resume from the last checkpoint.`,
      { code: reason.code === 'worker-died' ? 'worker-died' : failure, step, cause: error },
    );
  }
}
