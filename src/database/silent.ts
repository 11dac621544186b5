/** Knex would write its complaints to stdout, where only data belongs; every one of them is thrown as well. */
export const SILENT = { warn: () => {}, error: () => {}, deprecate: () => {}, debug: () => {} };
