export { openThreadTeam } from './open-thread-team.js';
export type { Phase, ThreadTeam, ThreadTeamOptions } from './thread-team.js';
export { ThreadTeamError } from './thread-team-error.js';
