/** The present as epoch milliseconds UTC. Injected, so that tests and the demo can fix it. */
export type Clock = () => number;

/** The machine's own clock; given to the composition roots only. */
export const systemClock: Clock = () => Date.now();
