// Times steps of one head by all sides, in turn, and compares their losses.
import { measureInTurn, median } from '../measure-in-turn.mjs';

/** Steps whose losses are compared, from the same weights. */
const comparedSteps = 8;

/**
 * @param sides of `sidesFor(head)`
 * @param request what every side is told: `{ batches, weights, learningRate, threads }`
 * @param {{ turns: number, turnMilliseconds: number }} settings
 * @returns for each side `{ milliseconds, medianMilliseconds, minMilliseconds, cpuMilliseconds, losses, opening, tried }`,
 *   or `{ failure }`
 */
export async function measureSteps(sides, request, { turns, turnMilliseconds }) {
  const results = {};
  const runs = {};
  for (const [name, side] of Object.entries(sides)) {
    try {
      results[name] = await openFastest(name, side, request);
    } catch (error) {
      results[name] = { failure: error.message.slice(0, 500) };
      continue;
    }
    const { ask } = side;
    const { fastest } = results[name];
    const count = Math.max(1, Math.ceil(turnMilliseconds / fastest));
    runs[name] = async () => {
      // The first step of a turn finds other sides' numbers in the cache, and their threads still awake.
      await ask({ do: 'step', name, count: 1 });
      const { milliseconds, cpuMilliseconds } = await ask({ do: 'step', name, count });
      return {
        value: milliseconds,
        milliseconds: median(milliseconds),
        cpuMilliseconds: median(cpuMilliseconds),
      };
    };
  }
  const { samples, values } = await measureInTurn(Array.from({ length: turns }), runs);
  for (const [name, { ask }] of Object.entries(sides)) {
    if (runs[name] === undefined) continue;
    await ask({ do: 'close', name });
    const { milliseconds, cpuMilliseconds } = samples[name];
    const { fastest: _, ...opened } = results[name];
    results[name] = {
      ...opened,
      medianMilliseconds: median(milliseconds),
      minMilliseconds: Math.min(...values.flatMap((value) => value[name])),
      milliseconds,
      cpuMilliseconds,
    };
  }
  return results;
}

/** Opens a side in its fastest form. The losses are those of the first steps. */
async function openFastest(name, { ask, openings }, request) {
  let best;
  const tried = {};
  for (const opening of openings) {
    const open = () => ask({ do: 'open', name, ...request, ...opening });
    await open();
    const { losses, milliseconds } = await ask({ do: 'step', name, count: comparedSteps });
    const fastest = Math.min(...milliseconds.slice(1));
    const { head: _, ...form } = opening;
    if (openings.length > 1) tried[Object.values(form).join(' ')] = fastest;
    if (best === undefined || fastest < best.fastest) best = { opening, fastest, losses };
    await ask({ do: 'close', name });
  }
  await ask({ do: 'open', name, ...request, ...best.opening });
  const { head: _, ...form } = best.opening;
  return { fastest: best.fastest, losses: best.losses, ...(openings.length > 1 ? { form, tried } : {}) };
}

/** The largest relative difference between the losses of two sides. */
export function lossDifference(ours, theirs) {
  return Math.max(...ours.map((loss, step) => Math.abs(loss - theirs[step]) / Math.abs(theirs[step])));
}
