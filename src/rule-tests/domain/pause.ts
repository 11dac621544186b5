/** Lets whatever else waits have its turn; a test of rules takes one between its many small steps. */
export type Pause = () => Promise<void>;

/** For who has nothing else to do meanwhile. */
export const noPause: Pause = async () => {};
