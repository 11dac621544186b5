import { SolutionCatalogue } from '../../catalogues/domain/solution-catalogue.js';
import type { Incentive } from '../../policies/domain/vocabulary.js';
import type { Weighted } from './random.js';

/** The organisation whose book is made up; no company of this name is meant. */
export const COMPANY = {
  organisationId: '5b0e7c1a-4d2f-4f83-9a66-0c9d1e2f7a34',
  name: 'Northwind Cloud AB',
  domain: 'northwindcloud.example',
} as const;

/** Microsoft's name in `organizationId` (referrals API). */
export const MICROSOFT = { organisationId: 'msft', name: 'Microsoft' } as const;

/** Other partners that deals are shared with. */
export const PARTNERS = [
  { organisationId: '2c6f0a9e-71b4-4d0c-8a52-6e1f9b3c5d70', name: 'Litware Partner KK' },
  { organisationId: '8d41e2b7-05c9-4b6a-9f3e-a7c20d5b8e16', name: 'Adatum Beratung GmbH' },
  { organisationId: 'e93a5f04-b8d6-4c17-8e2b-4f60c7a1d982', name: 'Fourth Coffee Integration Ltd' },
] as const;

/** A colleague who works deals. */
export interface Colleague {
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
}

/** An office: a location with its MPN id and the people who work from it. */
export interface Office {
  readonly mpnId: string;
  readonly team: readonly Colleague[];
}

function colleague(firstName: string, lastName: string, phone: string): Colleague {
  return { firstName, lastName, phone };
}

const STOCKHOLM: Office = {
  mpnId: '4100001',
  team: [
    colleague('Eva', 'Lind', '+46 70 000 01 00'),
    colleague('Åke', 'Sjöberg', '+46 70 000 01 01'),
    colleague('Maja', 'Östlund', '+46 70 000 01 02'),
    colleague('Johan', 'Ek', '+46 70 000 01 03'),
  ],
};
const LONDON: Office = {
  mpnId: '4100002',
  team: [colleague('Priya', 'Shah', '+44 7700 900100'), colleague('Tom', "O'Neill", '+44 7700 900101')],
};
const MUNICH: Office = {
  mpnId: '4100003',
  team: [colleague('Jörg', 'Müller', '+49 170 0000200'), colleague('Anna', 'Groß', '+49 170 0000201')],
};
const TAIPEI: Office = {
  mpnId: '4100004',
  team: [colleague('美玲', '陳', '+886 900 000 300'), colleague('Na', 'Li', '+86 138 0000 0300')],
};
const EAST: Office = { mpnId: '4100005', team: [colleague('Анна', 'Иванова', '+7 900 000 04 00')] };

/** Which office looks after customers of a country (ISO 3166 alpha-2). */
export function officeFor(country: string): Office {
  if (['TW', 'CN', 'JP'].includes(country)) return TAIPEI;
  if (['DE', 'AT', 'FR', 'NL'].includes(country)) return MUNICH;
  if (['GB', 'US', 'KW'].includes(country)) return LONDON;
  return ['RU', 'KZ'].includes(country) ? EAST : STOCKHOLM;
}

/** A row of the solutions file: a solution with at most one incentive and its half-open days. */
export interface DemoSolution {
  readonly solutionId: string;
  readonly name: string;
  readonly kind: 'own' | 'microsoft' | 'third-party' | 'assessment';
  readonly incentive: Incentive | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

function solution(
  solutionId: string,
  name: string,
  kind: DemoSolution['kind'],
  incentive: Incentive | null = null,
  validFrom: string | null = null,
  validUntil: string | null = null,
): DemoSolution {
  return { solutionId, name, kind, incentive, validFrom, validUntil };
}

/** The catalogue. Two solutions gain or lose their incentive midway; the data hub has two incentives, hence two rows. */
export const SOLUTIONS: readonly DemoSolution[] = [
  solution('SOL-4101-FLWP', 'Northwind Freight Planner', 'own', 'azure-ip-co-sell', '2020-07-01'),
  solution('SOL-4102-CTRK', 'Northwind Cold-Chain Tracker', 'own', 'azure-ip-co-sell', '2020-07-01'),
  solution('SOL-4103-DHUB', 'Northwind Data Hub', 'own', 'azure-ip-co-sell', '2021-07-01'),
  solution('SOL-4103-DHUB', 'Northwind Data Hub', 'own', 'biz-apps-premium', '2020-07-01', '2021-07-01'),
  solution('SOL-4104-FSRV', 'Northwind Field Service', 'own', 'biz-apps-premium', '2020-10-01'),
  solution('SOL-4105-INVC', 'Northwind Invoicing, “Små & Stora”', 'own', 'biz-apps-standard', '2020-10-01'),
  solution('SOL-4106-EDGE', 'Northwind Edge Gateway', 'own', 'azure-ip-co-sell', '2020-07-01', '2022-01-01'),
  solution('SOL-4107-ANLY', 'Northwind Analytics', 'own'),
  solution('SOL-4108-TRNG', 'Northwind Training; on site', 'own'),
  solution('MS-AZURE-0001', 'Azure', 'microsoft'),
  solution('MS-M365-0002', 'Microsoft 365', 'microsoft'),
  solution('MS-D365-0003', 'Dynamics 365', 'microsoft'),
  solution('SOL-9001-LITW', 'Litware Add-on', 'third-party', 'azure-ip-co-sell', '2021-01-01'),
  solution('SOL-9002-ADAT', 'Adatum Connector', 'third-party'),
  solution('SA-INFRA-01', 'Infrastructure assessment', 'assessment'),
  solution('SA-DATA-02', 'Data estate assessment', 'assessment'),
];

/** A solution that some deals carry although nobody has catalogued it yet. */
export const UNCATALOGUED_SOLUTION = {
  solutionId: 'SOL-8812-GLYP',
  name: 'Glyphworks Label Printing',
} as const;

/** Solutions that lead a deal, by how often. */
export const LEADING_SOLUTIONS: Weighted<string> = [
  ['SOL-4101-FLWP', 24],
  ['SOL-4102-CTRK', 18],
  ['SOL-4103-DHUB', 15],
  ['SOL-4104-FSRV', 9],
  ['SOL-4105-INVC', 7],
  ['SOL-4106-EDGE', 8],
  ['SOL-4107-ANLY', 13],
  ['SOL-4108-TRNG', 4],
  [UNCATALOGUED_SOLUTION.solutionId, 2],
];

/** Solutions that come as a second or third one on a deal. */
export const FURTHER_SOLUTIONS = [
  'MS-AZURE-0001',
  'MS-M365-0002',
  'MS-D365-0003',
  'SOL-9001-LITW',
  'SOL-9002-ADAT',
];

/** Kinds of solution assessment; such a deal has exactly one and nothing else. */
export const ASSESSMENTS = ['SA-INFRA-01', 'SA-DATA-02'];

const CATALOGUE = new SolutionCatalogue(
  SOLUTIONS,
  SOLUTIONS.flatMap(({ solutionId, incentive, validFrom, validUntil }) =>
    incentive === null ? [] : [{ solutionId, incentive, validFrom, validUntil }],
  ),
);

/** Whether a solution had an incentive on a day (`YYYY-MM-DD`). */
export function hadIncentive(solutionId: string, day: string): boolean {
  return (CATALOGUE.incentivesOn(solutionId, day) ?? []).length > 0;
}

/** The name of a solution as the files write it. */
export function solutionName(solutionId: string): string {
  return CATALOGUE.find(solutionId)?.name ?? UNCATALOGUED_SOLUTION.name;
}
