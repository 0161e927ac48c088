import { type Phase, type ThreadTeam, ThreadTeamError } from '@sbn/kernels/thread-team';
import { EngineError } from '../engine-error.js';

/**
 * Performs phases that change no parameter, one after the other.
 *
 * @throws EngineError with code `worker-died` or `scoring-failed`
 */
export async function performScoring(team: ThreadTeam, phases: readonly Phase[]): Promise<void> {
  try {
    for (const phase of phases) await team.runAsync(phase);
  } catch (error) {
    if (!(error instanceof ThreadTeamError)) throw error;
    // A worker that died between two phases shows in the next one, as the cause.
    const reason = error.cause instanceof ThreadTeamError ? error.cause : error;
    throw new EngineError(`scoring broke off: ${reason.message}`, {
      code: reason.code === 'worker-died' ? 'worker-died' : 'scoring-failed',
      cause: error,
    });
  }
}
