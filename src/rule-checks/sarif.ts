import { REFUSED, type RuleFinding, type RulesCheck } from './check-rules.js';
import { WARNINGS } from './domain/warnings.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const RULES = { [REFUSED]: 'Something that a rule or case file must not say', ...WARNINGS };

/** A check of the rules in SARIF 2.1.0, which code hosts show beside the lines of a change. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly SarifRun[];
}

interface SarifRun {
  readonly tool: {
    readonly driver: {
      readonly name: string;
      readonly rules: readonly {
        readonly id: string;
        readonly shortDescription: { readonly text: string };
        readonly help: { readonly text: string };
        readonly defaultConfiguration: { readonly level: RuleFinding['level'] };
      }[];
    };
  };
  readonly columnKind: 'utf16CodeUnits';
  readonly results: readonly SarifResult[];
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: RuleFinding['level'];
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region?: { readonly startLine: number; readonly startColumn: number };
    };
    readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  }[];
}

/**
 * A check as SARIF. @param folder path of the rules folder relative to where the log is read, with `/`; empty when
 * that is the folder itself.
 */
export function toSarif({ findings }: RulesCheck, folder: string): SarifLog {
  const ids = Object.keys(RULES);
  const results = findings.map((finding): SarifResult => {
    const { level, id, message, remedy } = finding;
    const text = remedy === undefined ? message : `${message} ${remedy}`;
    return {
      ruleId: id,
      ruleIndex: ids.indexOf(id),
      level,
      message: { text },
      locations: [locationOf(finding, folder)],
    };
  });
  const rules = Object.entries(RULES).map(([id, about]) => ({
    id,
    shortDescription: { text: `${about}.` },
    help: { text: `${about}. See “Check before use” in docs/rules.md.` },
    defaultConfiguration: { level: id === REFUSED ? ('error' as const) : ('warning' as const) },
  }));
  const driver = { name: 'dealproof', rules };
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
}

function locationOf(
  { file = '', line, lineColumn, path: at }: RuleFinding,
  folder: string,
): SarifResult['locations'][0] {
  // A folder that cannot be read is named by its own path.
  const parts = file.startsWith('/') ? [] : [folder, file].filter((part) => part !== '');
  const path = parts.length === 0 ? '.' : parts.join('/');
  const uri = path.split('/').map(encodeURIComponent).join('/');
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: lineColumn ?? 1 } };
  return {
    physicalLocation: { artifactLocation: { uri }, ...region },
    ...(at === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: at }] }),
  };
}
