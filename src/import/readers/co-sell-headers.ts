import type { ColumnSpec } from '../domain/headers.js';

/**
 * Columns of the co-sell bulk CSV in the order of the file: English, then every spelling of the translated
 * documentation (zh-CN, zh-TW, ru, sv), leaving out those that differ in blanks or punctuation only. The renamed
 * columns of 2023 are among them (bulk CSV notes, sections 3, 5, 6 and 7).
 */
export const CO_SELL_COLUMNS = [
  { field: 'errors', headers: ['Errors', '错误', 'ошибки', 'Fel'] },
  {
    field: 'engagementId',
    headers: [
      'Engagement ID',
      '参与 ID',
      '參與識別碼',
      'Идентификатор участия',
      'Förlovnings-ID',
      'Engagemangs-ID',
    ],
  },
  {
    field: 'referralId',
    headers: ['Referral ID', '推荐 ID', '轉介識別碼', 'Идентификатор реферала', 'Hänvisningskod'],
    required: true,
  },
  { field: 'dealName', headers: ['Deal Name', '交易名称', '交易名稱', 'Имя сделки', 'Avtals namn'] },
  { field: 'customerName', headers: ['Customer Name', '客户名称', '客戶名稱', 'Имя клиента', 'Kundnamn'] },
  {
    field: 'addressLine1',
    headers: [
      'Customer Address Line 1',
      '客户地址行1',
      '客户地址第 1 行',
      '客戶位址行1',
      'Строка адреса клиента 1',
      'Kund adress rad 1',
    ],
  },
  {
    field: 'addressLine2',
    headers: [
      'Customer Address Line 2',
      '客户地址行2',
      '客户地址第 2 行',
      '客戶位址行2',
      'Строка адреса клиента 2',
      'Kund adress rad 2',
    ],
  },
  {
    field: 'customerCity',
    headers: [
      'Customer City',
      '客户所在城市',
      '客戶縣/市',
      'Город клиента',
      'Kund ort',
      'Kundens stad',
      'Kundstad',
    ],
  },
  {
    field: 'customerState',
    headers: ['Customer State', '客户所在的州/省', '客戶州', 'Регион клиента', 'Kund tillstånd'],
  },
  {
    field: 'postalCode',
    headers: [
      'Customer Postal Code',
      '客户邮政编码',
      '客戶郵遞區號',
      'Почтовый индекс клиента',
      'Kund post nummer',
      'Kundens postnummer',
    ],
  },
  {
    field: 'customerCountry',
    headers: ['Customer Country', '客户所在国家/地区', '客戶國家/地區', 'Страна клиента', 'Kund land'],
  },
  {
    field: 'customerDuns',
    headers: [
      'Customer D-U-N-S ID',
      '客户 D-U-N-S ID',
      '客戶 d. U-N-S 識別碼',
      'Идентификатор клиента D-U-N-S',
      'Kundens D-U-N-S-ID',
    ],
  },
  {
    field: 'contactFirstName',
    headers: [
      'Customer Contact First Name',
      '客户联系人名字',
      '客戶連絡人的名字',
      'Имя контактного лица клиента',
      'Förnamn för kund kontakt',
      'Kundens kontakts förnamn',
    ],
  },
  {
    field: 'contactLastName',
    headers: [
      'Customer Contact Last Name',
      '客户联系人姓氏',
      '客戶連絡人姓氏',
      'Фамилия контактного лица клиента',
      'Kundens kontakt efter namn',
      'Kundens kontakts efternamn',
    ],
  },
  {
    field: 'contactPhone',
    headers: [
      'Customer Contact Phone number',
      '客户联系人电话号码',
      '客戶連絡人電話號碼',
      'Контактный номер телефона клиента',
      'Telefonnummer till kund kontakt',
      'Kundkontaktens Telefon nummer',
    ],
  },
  {
    field: 'contactEmail',
    headers: [
      'Customer Contact Email Address',
      '客户联系人电子邮件地址',
      '客戶連絡人電子郵件地址',
      'Контактный адрес электронной почты клиента',
      'E-postadress till kund kontakt',
      'E-postadress för kundkontakt',
    ],
  },
  {
    field: 'status',
    headers: [
      'Partner Referral Status',
      '合作伙伴推荐状态',
      '合作夥伴的參考狀態',
      'Состояние ссылки на партнера',
      'Partner hänvisnings status',
      'Partnerreferensstatus',
    ],
    required: true,
  },
  {
    field: 'substatus',
    headers: [
      'Partner Referral Substatus',
      '合作伙伴引用子状态',
      '合作夥伴參考子狀態',
      'Подсостояние ссылок партнеров',
      'Under status för partner referral',
      'Understatus för partnerreferens',
    ],
    required: true,
  },
  {
    field: 'microsoftStatus',
    headers: [
      'Microsoft Referral Status',
      'Microsoft 引用状态',
      'Microsoft 推薦狀態',
      'Состояние ссылок Майкрософт',
      'Microsoft-hänvisningsstatus',
    ],
  },
  { field: 'microsoftSubstatus', headers: ['Microsoft Referral Substatus'] },
  {
    field: 'reason',
    headers: [
      'Declined/Lost reason',
      'Declined/Lost/Error reason',
      'Decline/Lost/Error reason',
      '已拒绝/丢失原因',
      '拒绝/丢失原因',
      '拒絕/遺失的原因',
      'Причина отклоненных или потерянных',
      'Nekad/förlorad orsak',
    ],
  },
  {
    field: 'salesStage',
    headers: ['Sales Stage', '销售阶段', '銷售階段', 'Этап продажи', 'Försäljningsstadie'],
  },
  {
    field: 'value',
    headers: [
      'Estimated Deal Value',
      '估计的交易值',
      '預估的交易價值',
      'Предполагаемое значение сделки',
      'Uppskattat avtals värde',
      'Beräknat avtalsvärde',
    ],
  },
  { field: 'currency', headers: ['Currency', '货币', '貨幣', 'Валюта', 'Valuta'] },
  {
    field: 'estimatedCloseDate',
    headers: [
      'Estimated Close Date',
      '估计结束日期',
      '預估結束日期',
      'Предполагаемая дата закрытия',
      'Beräknat stängnings datum',
    ],
  },
  { field: 'crmId', headers: ['CRM ID', 'CRM 識別碼', 'ИДЕНТИФИКАТОР CRM'] },
  {
    field: 'campaignId',
    headers: [
      'Marketing Campaign ID',
      '市场营销活动 ID',
      '行銷活動識別碼',
      'Идентификатор маркетинговой кампании',
      'ID för marknadsförings kampanj',
      'Marknadsföringskampanj-ID',
    ],
  },
  { field: 'notes', headers: ['Notes', '说明', '备注', '注意', '注释', '備註', 'Примечания', 'Kommentarer'] },
  {
    field: 'helpRequired',
    headers: [
      'Microsoft help required?',
      'Microsoft 帮助是必需的？',
      '需要 Microsoft 協助嗎？',
      'Нужна помощь корпорации Майкрософт?',
      'Krävs Microsoft-hjälp?',
      'Microsoft-hjälp krävs?',
    ],
  },
  {
    field: 'helpWanted',
    headers: [
      'What specific help from Microsoft?',
      'Microsoft 有哪些特定帮助？',
      'Microsoft 有哪些特定的協助？',
      'Какая помощь от Майкрософт?',
      'Vilken hjälp från Microsoft?',
      'Vilken specifik hjälp från Microsoft?',
    ],
  },
  {
    field: 'shared',
    headers: [
      'Share with Microsoft sales team',
      '与 Microsoft 销售团队共享',
      '與 Microsoft 銷售團隊共用',
      'Поделиться с группой продаж Майкрософт',
      'Dela med Microsoft Sales-teamet',
      'Dela med Microsofts säljteam',
    ],
  },
  {
    field: 'notesToMicrosoft',
    headers: [
      'Notes to Microsoft',
      'Microsoft 说明',
      'Microsoft 注意事項',
      'Заметки в корпорацию Майкрософт',
      'Anteckningar till Microsoft',
      'Kommentarer till Microsoft',
    ],
  },
  {
    field: 'consent',
    headers: [
      'Consent to share Customer/Partner contact',
      '同意共享客户/合作伙伴联系人',
      '同意共用客戶/合作夥伴連絡人',
      'Согласие на обмен контактами с клиентом или партнером',
      'Medgivande för att dela kund-/partner kontakt',
      'Samtycka till att dela kund-/partnerkontakt',
    ],
  },
  { field: 'solution', headers: ['Solution', '解决方案', '解決方案', 'Решение', 'Lösning'], numbered: true },
  {
    field: 'teamMember',
    headers: ['Team member', '团队成员', '小組成員', 'Член команды', 'Team medlem'],
    numbered: true,
  },
  { field: 'claNumber', headers: ['CLA Number', 'CLA-nummer'] },
  { field: 'deviceCategory', headers: ['Device Category', 'Enhetskategori'] },
  { field: 'siliconType', headers: ['Silicon Type'] },
  { field: 'azureCertified', headers: ['Azure Certified Device', 'Azure-certifierad enhet'] },
  { field: 'attachServices', headers: ['Attach Services', 'Bifoga tjänster'] },
  { field: 'msxId', headers: ['Microsoft MSX ID'] },
  { field: 'migratedPscDealId', headers: ['Migrated PSC Deal ID', 'Migrerat PSC-avtals-ID'] },
  { field: 'location', headers: ['MPN ID', 'PartnerID (formerly MPN ID)', 'PartnerID'] },
  {
    field: 'microsoftTeamMember',
    headers: ['Microsoft team member', 'Microsoft-teammedlem'],
    numbered: true,
  },
] as const satisfies readonly ColumnSpec<string>[];

/** A column of the co-sell bulk CSV. */
export type CoSellField = (typeof CO_SELL_COLUMNS)[number]['field'];
