import type { AllTexts } from '../../../policies/domain/texts.js';

/** What an answer says of changes that would make a deal eligible, in one language. */
export interface ProspectWords {
  /** What comes before the only set of changes, and before several of which one is enough. */
  readonly heading: string;
  readonly headingOfSeveral: string;
  readonly accept: string;
  readonly share: string;
  readonly askForHelp: string;
  readonly invitePartner: string;
  readonly addSolution: (incentives: string) => string;
  readonly onlySolutions: (incentives: string) => string;
  readonly noIncentives: string;
  readonly value: (amount: string) => string;
  readonly currency: (code: string) => string;
  readonly campaign: (id: string) => string;
  readonly otherCampaign: string;
  readonly salesStages: string;
  readonly marketplace: string;
  readonly microsoft: Readonly<Record<'accepted' | 'won' | 'declined' | 'expired' | 'lost', string>>;
  readonly wait: (until: string) => string;
  readonly win: string;
  readonly winBefore: (instant: string) => string;
  /** Another way to make the change above. */
  readonly or: (text: string) => string;
  /** A set of changes after which another version judges. */
  readonly underVersion: (version: string) => string;
  readonly open: string;
  readonly closed: string;
  /** Closed, and not known to be eligible or not. */
  readonly undetermined: string;
  /** Nothing makes these criteria pass. */
  readonly frozen: (criteria: string) => string;
  readonly never: (facts: string) => string;
  /** What it hangs on, each with the files that tell it. */
  readonly notKnown: (facts: string) => string;
  /** Kinds of file, after a fact that they tell. */
  readonly inFiles: (kinds: string) => string;
  /** After criteria that nothing makes pass. */
  readonly perhapsNotJustThese: string;
  readonly noVersion: string;
  readonly givenUp: string;
  /** After some sets of changes. */
  readonly notAll: string;
  /** What turns later than that was left out. */
  readonly lookedUntil: (instant: string) => string;
}

const ENGLISH: ProspectWords = {
  heading: 'What would make it eligible',
  headingOfSeveral: 'What would make it eligible, any one of',
  accept: 'Accept the invitation',
  share: 'Share the deal with Microsoft sellers (it becomes partner-led)',
  askForHelp: 'Ask Microsoft for help (the deal becomes co-sell)',
  invitePartner: 'Invite another partner',
  addSolution: (incentives) => `Add a solution with the incentive ${incentives}`,
  onlySolutions: (incentives) => `Change the solutions so that their incentives are exactly ${incentives}`,
  noIncentives: 'Change the solutions so that none has an incentive',
  value: (amount) => `Set the estimated value to ${amount}`,
  currency: (code) => `State the value in ${code}`,
  campaign: (id) => `Set the campaign to ${id}`,
  otherCampaign: 'Set the campaign to one that the rule does not name',
  salesStages: 'Mark all sales stages complete',
  marketplace: 'Transact the deal on the marketplace',
  microsoft: {
    accepted: 'Microsoft accepts the invitation',
    won: 'Microsoft marks the deal won',
    declined: 'Microsoft declines the invitation',
    expired: 'Microsoft lets the invitation expire',
    lost: 'Microsoft marks the deal lost',
  },
  wait: (until) => `Wait until ${until} to mark it won`,
  win: 'Mark the deal won',
  winBefore: (instant) => `Mark the deal won before ${instant}`,
  or: (text) => `or: ${text}`,
  underVersion: (version) => `judged by ${version}`,
  open: 'Each of these sets of changes would make it eligible.',
  closed: 'Cannot be repaired: the deal is closed.',
  undetermined:
    'Nothing can be changed: the deal is closed. What is missing may still show that it is eligible.',
  frozen: (criteria) => `Cannot be repaired: no change makes these criteria pass: ${criteria}.`,
  never: (facts) => `What never changes: ${facts}.`,
  notKnown: (facts) =>
    `Whether it can be made eligible is not known: that hangs on what is missing. Missing: ${facts}.`,
  inFiles: (kinds) => `(told by files of the kind ${kinds})`,
  perhapsNotJustThese:
    'Whether it is just these was not found out: there are too many combinations of changes to try them all.',
  noVersion: 'Cannot be repaired: no version of the policy is in force, now or later.',
  givenUp: 'Whether it can be made eligible was not found out: there are too many combinations of changes.',
  notAll: 'There may be more: there are too many combinations of changes to try them all.',
  lookedUntil: (instant) => `What may change from ${instant} on was not looked at.`,
};

const SIMPLIFIED_CHINESE: ProspectWords = {
  heading: '怎样才能符合条件',
  headingOfSeveral: '怎样才能符合条件（任选其一）',
  accept: '接受邀请',
  share: '与 Microsoft 销售人员共享该交易（变为合作伙伴主导）',
  askForHelp: '请求 Microsoft 帮助（该交易变为联合销售）',
  invitePartner: '邀请其他合作伙伴',
  addSolution: (incentives) => `添加带有以下激励的解决方案：${incentives}`,
  onlySolutions: (incentives) => `更改解决方案，使其激励仅为：${incentives}`,
  noIncentives: '更改解决方案，使其均不带激励',
  value: (amount) => `将预计金额设为 ${amount}`,
  currency: (code) => `以 ${code} 填写金额`,
  campaign: (id) => `将营销活动设为 ${id}`,
  otherCampaign: '将营销活动设为规则未列出的活动',
  salesStages: '将所有销售阶段标记为完成',
  marketplace: '通过商业市场完成交易',
  microsoft: {
    accepted: 'Microsoft 接受邀请',
    won: 'Microsoft 将该交易标记为赢单',
    declined: 'Microsoft 拒绝邀请',
    expired: 'Microsoft 未答复，邀请过期',
    lost: 'Microsoft 将该交易标记为丢单',
  },
  wait: (until) => `等到 ${until} 再标记为赢单`,
  win: '将该交易标记为赢单',
  winBefore: (instant) => `在 ${instant} 之前将该交易标记为赢单`,
  or: (text) => `或者：${text}`,
  underVersion: (version) => `按 ${version} 判定`,
  open: '以上每一组更改都能使其符合条件。',
  closed: '无法补救：该交易已关闭。',
  undetermined: '该交易已关闭，无法再更改。缺少的信息仍可能表明其符合条件。',
  frozen: (criteria) => `无法补救：任何更改都不能使以下条件通过：${criteria}。`,
  never: (facts) => `永远不变的信息：${facts}。`,
  notKnown: (facts) => `尚不知道能否使其符合条件：这取决于缺少的信息。缺少：${facts}。`,
  inFiles: (kinds) => `（可提供该信息的文件类型：${kinds}）`,
  perhapsNotJustThese: '未能查明是否仅是这些条件：更改的组合太多，无法逐一尝试。',
  noVersion: '无法补救：现在和以后都没有生效的策略版本。',
  givenUp: '未能查明能否使其符合条件：更改的组合太多。',
  notAll: '可能还有其他办法：更改的组合太多，无法逐一尝试。',
  lookedUntil: (instant) => `未查看自 ${instant} 起可能发生的变化。`,
};

const TRADITIONAL_CHINESE: ProspectWords = {
  heading: '如何才能符合資格',
  headingOfSeveral: '如何才能符合資格（擇一即可）',
  accept: '接受邀請',
  share: '與 Microsoft 業務人員共用此交易（變為合作夥伴主導）',
  askForHelp: '請求 Microsoft 協助（此交易變為共同銷售）',
  invitePartner: '邀請其他合作夥伴',
  addSolution: (incentives) => `新增具有以下獎勵的解決方案：${incentives}`,
  onlySolutions: (incentives) => `變更解決方案，使其獎勵僅為：${incentives}`,
  noIncentives: '變更解決方案，使其均不具獎勵',
  value: (amount) => `將預估金額設為 ${amount}`,
  currency: (code) => `以 ${code} 填寫金額`,
  campaign: (id) => `將行銷活動設為 ${id}`,
  otherCampaign: '將行銷活動設為規則未列出的活動',
  salesStages: '將所有銷售階段標記為完成',
  marketplace: '透過商業市集完成交易',
  microsoft: {
    accepted: 'Microsoft 接受邀請',
    won: 'Microsoft 將此交易標記為成交',
    declined: 'Microsoft 拒絕邀請',
    expired: 'Microsoft 未回覆，邀請過期',
    lost: 'Microsoft 將此交易標記為未成交',
  },
  wait: (until) => `等到 ${until} 再標記為成交`,
  win: '將此交易標記為成交',
  winBefore: (instant) => `在 ${instant} 之前將此交易標記為成交`,
  or: (text) => `或者：${text}`,
  underVersion: (version) => `依 ${version} 判定`,
  open: '以上每一組變更都能使其符合資格。',
  closed: '無法補救：此交易已關閉。',
  undetermined: '此交易已關閉，無法再變更。缺少的資訊仍可能表明其符合資格。',
  frozen: (criteria) => `無法補救：任何變更都不能使以下條件通過：${criteria}。`,
  never: (facts) => `永遠不變的資訊：${facts}。`,
  notKnown: (facts) => `尚不知道能否使其符合資格：這取決於缺少的資訊。缺少：${facts}。`,
  inFiles: (kinds) => `（可提供此資訊的檔案類型：${kinds}）`,
  perhapsNotJustThese: '未能查明是否僅是這些條件：變更的組合太多，無法逐一嘗試。',
  noVersion: '無法補救：現在和以後都沒有生效的原則版本。',
  givenUp: '未能查明能否使其符合資格：變更的組合太多。',
  notAll: '可能還有其他辦法：變更的組合太多，無法逐一嘗試。',
  lookedUntil: (instant) => `未查看自 ${instant} 起可能發生的變化。`,
};

const RUSSIAN: ProspectWords = {
  heading: 'Что нужно, чтобы сделка подходила',
  headingOfSeveral: 'Что нужно, чтобы сделка подходила (достаточно одного варианта)',
  accept: 'Принять приглашение',
  share: 'Поделиться сделкой с продавцами Майкрософт (она станет сделкой под руководством партнёра)',
  askForHelp: 'Запросить помощь Майкрософт (сделка станет совместной продажей)',
  invitePartner: 'Пригласить другого партнёра',
  addSolution: (incentives) => `Добавить решение со стимулом: ${incentives}`,
  onlySolutions: (incentives) => `Изменить решения так, чтобы их стимулами были только: ${incentives}`,
  noIncentives: 'Изменить решения так, чтобы ни у одного не было стимула',
  value: (amount) => `Указать предполагаемую сумму ${amount}`,
  currency: (code) => `Указать сумму в валюте ${code}`,
  campaign: (id) => `Указать маркетинговую кампанию ${id}`,
  otherCampaign: 'Указать маркетинговую кампанию, не названную в правиле',
  salesStages: 'Отметить все этапы продажи как завершённые',
  marketplace: 'Провести сделку через коммерческую платформу',
  microsoft: {
    accepted: 'Майкрософт принимает приглашение',
    won: 'Майкрософт отмечает сделку как выигранную',
    declined: 'Майкрософт отклоняет приглашение',
    expired: 'Майкрософт не отвечает, и срок приглашения истекает',
    lost: 'Майкрософт отмечает сделку как проигранную',
  },
  wait: (until) => `Подождать до ${until} и лишь затем отметить сделку как выигранную`,
  win: 'Отметить сделку как выигранную',
  winBefore: (instant) => `Отметить сделку как выигранную раньше ${instant}`,
  or: (text) => `или: ${text}`,
  underVersion: (version) => `по версии ${version}`,
  open: 'Любого из этих наборов изменений достаточно, чтобы сделка подходила.',
  closed: 'Исправить нельзя: сделка закрыта.',
  undetermined:
    'Изменить ничего нельзя: сделка закрыта. Недостающие сведения ещё могут показать, что она подходит.',
  frozen: (criteria) => `Исправить нельзя: никакое изменение не поможет выполнить критерии: ${criteria}.`,
  never: (facts) => `Никогда не меняется: ${facts}.`,
  notKnown: (facts) =>
    `Неизвестно, можно ли добиться, чтобы сделка подходила: это зависит от недостающих сведений. Недостаёт: ${facts}.`,
  inFiles: (kinds) => `(есть в файлах вида ${kinds})`,
  perhapsNotJustThese:
    'Не удалось выяснить, только ли эти: сочетаний изменений слишком много, чтобы проверить все.',
  noVersion: 'Исправить нельзя: ни одна версия политики не действует и не начнёт действовать.',
  givenUp:
    'Не удалось выяснить, можно ли добиться, чтобы сделка подходила: сочетаний изменений слишком много.',
  notAll: 'Возможны и другие варианты: сочетаний изменений слишком много, чтобы проверить все.',
  lookedUntil: (instant) => `Что может измениться начиная с ${instant}, не рассматривалось.`,
};

const SWEDISH: ProspectWords = {
  heading: 'Vad som skulle göra avtalet berättigat',
  headingOfSeveral: 'Vad som skulle göra avtalet berättigat (ett alternativ räcker)',
  accept: 'Acceptera inbjudan',
  share: 'Dela avtalet med Microsofts säljare (det blir partnerlett)',
  askForHelp: 'Be Microsoft om hjälp (avtalet blir samförsäljning)',
  invitePartner: 'Bjud in en annan partner',
  addSolution: (incentives) => `Lägg till en lösning med incitamentet ${incentives}`,
  onlySolutions: (incentives) => `Ändra lösningarna så att deras incitament är enbart ${incentives}`,
  noIncentives: 'Ändra lösningarna så att ingen har något incitament',
  value: (amount) => `Sätt det beräknade värdet till ${amount}`,
  currency: (code) => `Ange värdet i ${code}`,
  campaign: (id) => `Sätt kampanjen till ${id}`,
  otherCampaign: 'Sätt kampanjen till en som regeln inte nämner',
  salesStages: 'Markera alla försäljningsfaser som slutförda',
  marketplace: 'Genomför avtalet via marknadsplatsen',
  microsoft: {
    accepted: 'Microsoft accepterar inbjudan',
    won: 'Microsoft markerar avtalet som vunnet',
    declined: 'Microsoft avböjer inbjudan',
    expired: 'Microsoft låter inbjudan gå ut',
    lost: 'Microsoft markerar avtalet som förlorat',
  },
  wait: (until) => `Vänta till ${until} med att markera det som vunnet`,
  win: 'Markera avtalet som vunnet',
  winBefore: (instant) => `Markera avtalet som vunnet före ${instant}`,
  or: (text) => `eller: ${text}`,
  underVersion: (version) => `bedömt enligt ${version}`,
  open: 'Var och en av dessa uppsättningar ändringar skulle göra avtalet berättigat.',
  closed: 'Kan inte åtgärdas: avtalet är stängt.',
  undetermined: 'Inget kan ändras: avtalet är stängt. Det som saknas kan ännu visa att det är berättigat.',
  frozen: (criteria) => `Kan inte åtgärdas: ingen ändring får dessa kriterier att uppfyllas: ${criteria}.`,
  never: (facts) => `Ändras aldrig: ${facts}.`,
  notKnown: (facts) =>
    `Om avtalet kan bli berättigat är inte känt: det beror på det som saknas. Saknas: ${facts}.`,
  inFiles: (kinds) => `(finns i filer av slaget ${kinds})`,
  perhapsNotJustThese:
    'Om det är just dessa gick inte att utreda: kombinationerna av ändringar är för många för att pröva alla.',
  noVersion: 'Kan inte åtgärdas: ingen version av policyn gäller, nu eller senare.',
  givenUp: 'Om avtalet kan bli berättigat gick inte att utreda: kombinationerna av ändringar är för många.',
  notAll: 'Det kan finnas fler: kombinationerna av ändringar är för många för att pröva alla.',
  lookedUntil: (instant) => `Det som kan ändras från och med ${instant} har inte undersökts.`,
};

/** The words for each language. */
export const PROSPECT_WORDS: Readonly<Record<keyof AllTexts, ProspectWords>> = {
  en: ENGLISH,
  'zh-CN': SIMPLIFIED_CHINESE,
  'zh-TW': TRADITIONAL_CHINESE,
  ru: RUSSIAN,
  sv: SWEDISH,
};
