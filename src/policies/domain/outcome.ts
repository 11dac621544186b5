/**
 * What a verdict says of a deal, from the results of the criteria and the deal’s own status.
 * `pending`: still open. `ineligible`: closed without a win, or won and a criterion fails that rules it out.
 * `undetermined`: won, but a criterion is unknown or no policy was in force. `at-risk`: won, and only criteria fail
 * that may cost the registration. `eligible`: won, every criterion passes.
 */
export const OUTCOMES = ['pending', 'ineligible', 'undetermined', 'at-risk', 'eligible'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What one criterion says of a deal: its condition holds, its negation holds, or what is known decides neither. */
export const RESULTS = ['pass', 'fail', 'unknown'] as const;
export type Result = (typeof RESULTS)[number];
