import { plainAmount } from './amounts.js';
import { formatMoment } from './calendar.js';
import { solutionName } from './company.js';
import type { DemoDeal, DemoRegistration } from './demo-deal.js';
import type { ReferralJson } from './referral-parts.js';

/** A deal's registration as the API lists it within the referral. */
export function registrationJson(deal: DemoDeal, registration: DemoRegistration): ReferralJson {
  const { currency } = deal;
  const { state, submitted, decided, solutionId, contractMinor, marketplaceDate } = registration;
  const decidedAt = decided === null ? null : formatMoment(decided);
  return {
    id: registration.registrationId,
    type: 'AzureIPCoSell',
    registrationDateTime: formatMoment(submitted),
    status: state,
    statusReason: state === 'Failed' ? 'Closed within 72 hours or data incomplete' : null,
    contract: {
      value: Number(plainAmount(contractMinor, currency)),
      currency,
      startDateTime: `${registration.signDate}T00:00:00Z`,
      endDateTime: registration.endDate === null ? null : `${registration.endDate}T00:00:00Z`,
      signDateTime: `${registration.signDate}T00:00:00Z`,
      term: registration.endDate === null ? 'Perpetual' : 'Finite',
    },
    solutionDetails: [
      {
        id: solutionId,
        name: solutionName(solutionId),
        value: Number(plainAmount(solutionMinor(registration), currency)),
        currency,
        isDeployedOnAzure: true,
        primaryDeploymentOn: registration.tenant,
        pricingModel: 'Other',
        marketplaceTransactionDetails: {
          isMarketplaceTransacted: marketplaceDate !== null,
          marketplaceTransactionDateTime: marketplaceDate === null ? null : `${marketplaceDate}T00:00:00Z`,
        },
      },
    ],
    statusHistory: {
      reviewPendingDateTime: formatMoment(submitted),
      actionRequiredDateTime: null,
      passedDateTime: state === 'Passed' ? decidedAt : null,
      failedDateTime: state === 'Failed' ? decidedAt : null,
      approvedDateTime: state === 'Approved' || state === 'Closed' ? decidedAt : null,
    },
  };
}

/** A registered solution is nine tenths of its contract; the rest is work on site. */
export function solutionMinor({ contractMinor }: DemoRegistration): number {
  return Math.round((contractMinor * 9) / 10);
}
