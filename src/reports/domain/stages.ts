/** A Partner Center sales stage: its percentage, which is also the chance it is weighted with, and its name. */
export interface Stage {
  readonly percent: number;
  readonly title: string;
}

/**
 * The sales stages in order (domain brief, section 4.4). Created and Accepted share 10 %, and no file tells them
 * apart, so they are one stage here.
 */
export const STAGES: readonly Stage[] = [
  { percent: 10, title: 'Created or accepted' },
  { percent: 20, title: 'Qualified' },
  { percent: 40, title: 'Developed' },
  { percent: 60, title: 'Proposed' },
  { percent: 80, title: 'Negotiated' },
  { percent: 100, title: 'Won' },
];

const BY_PERCENT: ReadonlyMap<number | null, Stage> = new Map(STAGES.map((stage) => [stage.percent, stage]));

/** The stage of a percentage, or null when it is not known or is none of the stages. */
export function stageOf(percent: number | null): Stage | null {
  return BY_PERCENT.get(percent) ?? null;
}
