import { describe, expect, it } from '@jest/globals';
import { awaitAnswer, breathe } from './breathe.js';

/** Keeps the event loop for longer than anybody should. */
function work(): void {
  const end = performance.now() + 12;
  while (performance.now() < end);
}

describe('Long work that breathes', () => {
  it('lets others in after some milliseconds, and not before', async () => {
    work();
    await breathe();
    let letIn = false;
    setImmediate(() => {
      letIn = true;
    });
    await breathe();
    expect(letIn).toBe(false);
    work();
    await breathe();
    expect(letIn).toBe(true);
  });

  it('rests until an answer is out that takes several turns of the loop', async () => {
    const answered = awaitAnswer();
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      if (turns < 3) setImmediate(turn);
      else answered();
    };
    work();
    setImmediate(turn);
    await breathe();
    expect(turns).toBe(3);
  });

  it('goes on while an answer does not come', async () => {
    const answered = awaitAnswer();
    let pieces = 0;
    for (; pieces < 3; pieces += 1) {
      work();
      await breathe();
    }
    expect(pieces).toBe(3);
    answered();
  });
});
