import type { Weighted } from './random.js';

/** A country that customers are in, with the words their names and addresses are made of. */
export interface Market {
  /** ISO 3166 alpha-2. */
  readonly country: string;
  /** ISO 4217 code that most of its deals are in. */
  readonly currency: string;
  /** City, state (empty where addresses have none) and postal code. */
  readonly cities: readonly (readonly [city: string, state: string, postalCode: string])[];
  readonly streets: readonly string[];
  /** `*` stands for a number from 1 to 99. */
  readonly streetForm: string;
  readonly names: readonly string[];
  /** `*` stands for one of the names. Quotes, commas and semicolons are there on purpose. */
  readonly nameForms: readonly string[];
  readonly contacts: readonly (readonly [firstName: string, lastName: string])[];
  readonly phonePrefix: string;
}

const SWEDEN: Market = {
  country: 'SE',
  currency: 'SEK',
  cities: [
    ['Stockholm', '', '111 20'],
    ['Göteborg', '', '411 01'],
    ['Malmö', '', '211 18'],
    ['Örebro', '', '702 10'],
    ['Umeå', '', '903 25'],
  ],
  streets: ['Exempelgatan', 'Björkvägen', 'Hamngatan', 'Åsgatan'],
  streetForm: '{street} *',
  names: [
    'Ekfors',
    'Åkerby',
    'Sjölunda',
    'Granholm',
    'Östervik',
    'Björkhaga',
    'Lindskär',
    'Vretstorp',
    'Hällnäs',
  ],
  nameForms: ['* Skog AB', '* & Söner AB', 'AB * Mejeri', '* Åkeri AB', '* kommun', 'Handelsbolaget ”*”'],
  contacts: [
    ['Karin', 'Nyström'],
    ['Göran', 'Ågren'],
    ['Sara', 'Bergström'],
  ],
  phonePrefix: '+46 70 100 ',
};

const NORWAY: Market = {
  country: 'NO',
  currency: 'NOK',
  cities: [
    ['Oslo', '', '0150'],
    ['Tromsø', '', '9008'],
    ['Bergen', '', '5003'],
  ],
  streets: ['Eksempelveien', 'Fjordgata', 'Øvre gate'],
  streetForm: '{street} *',
  names: ['Fjellvik', 'Nordnes', 'Sæterdal', 'Brønnøya', 'Hagesund'],
  nameForms: ['* Rederi AS', '* Fisk & Foredling AS', '* Kraftlag', 'AS *, avd. Nord'],
  contacts: [
    ['Ingrid', 'Sørensen'],
    ['Pål', 'Bakke'],
  ],
  phonePrefix: '+47 400 00 ',
};

const GERMANY: Market = {
  country: 'DE',
  currency: 'EUR',
  cities: [
    ['München', '', '80331'],
    ['Essen', '', '45127'],
    ['Görlitz', '', '02826'],
    ['Hamburg', '', '20095'],
  ],
  streets: ['Musterweg', 'Lindenallee', 'Große Straße', 'Am Hafen'],
  streetForm: '{street} *',
  names: ['Falkenrath', 'Düsterhöft', 'Großmann', 'Weißensee', 'Brückner', 'Hohenfeld', 'Möllers'],
  nameForms: ['* "Stahl" GmbH; Werk 2', '* Logistik GmbH', '* & Co. KG', '* Molkerei eG', 'Stadtwerke *'],
  contacts: [
    ['Jürgen', 'Weiß'],
    ['Sabine', 'Köhler'],
    ['Ute', 'Schäfer'],
  ],
  phonePrefix: '+49 170 100 ',
};

const BRITAIN: Market = {
  country: 'GB',
  currency: 'GBP',
  cities: [
    ['Leeds', '', 'LS1 1AA'],
    ['Cardiff', '', 'CF10 1EP'],
    ['Glasgow', '', 'G1 1XQ'],
  ],
  streets: ['Example Street', 'Mill Lane', "Bishop's Row"],
  streetForm: '* {street}',
  names: ['Hartwell', 'Pennington', 'Ashcombe', 'Thornbury', "O'Dowd", 'Ravensworth'],
  nameForms: ['* Freight Ltd', '*, Sons & Daughters Ltd', 'The * Group plc', '* Dairies Ltd', '* NHS Trust'],
  contacts: [
    ['Sue', 'Smith'],
    ['Aled', 'Pryce'],
    ['Fiona', 'MacRae'],
  ],
  phonePrefix: '+44 7700 901 ',
};

const AMERICA: Market = {
  country: 'US',
  currency: 'USD',
  cities: [
    ['Redmond', 'Washington', '98052'],
    ['Boston', 'Massachusetts', '02110'],
    ['Austin', 'Texas', '78701'],
  ],
  streets: ['Sample Avenue', 'One Example Way', 'NE 148th Street'],
  streetForm: '* {street}',
  names: ['Larkspur', 'Cottonwood', 'Bluestone', 'Silver Creek', 'Prairie Rose'],
  nameForms: ['* Foods, Inc.', '* Carriers LLC', '* Health System', '* "Cold" Storage, Inc.', '+* Ventures'],
  contacts: [
    ['John', 'Customer'],
    ['Maria', 'Alvarez'],
  ],
  phonePrefix: '+1 555 010 ',
};

const JAPAN: Market = {
  country: 'JP',
  currency: 'JPY',
  cities: [
    ['東京', '東京都', '100-0001'],
    ['大阪', '大阪府', '530-0001'],
  ],
  streets: ['見本町', '例題通り'],
  streetForm: '{street}*番地',
  names: ['青葉', '白鳥', '北斗', '若草'],
  nameForms: ['株式会社*物流', '*食品株式会社', '*製作所(株)'],
  contacts: [['健', '佐藤']],
  phonePrefix: '+81 90 0000 ',
};

const TAIWAN: Market = {
  country: 'TW',
  currency: 'TWD',
  cities: [
    ['台北市', '', '110'],
    ['高雄市', '', '802'],
  ],
  streets: ['範例路', '示範街'],
  streetForm: '{street} * 號',
  names: ['宏遠', '聯昇', '玉山', '明德'],
  nameForms: ['*股份有限公司', '*科技（台灣）有限公司', '*冷鏈物流'],
  contacts: [['美玲', '林']],
  phonePrefix: '+886 900 100 ',
};

const CHINA: Market = {
  country: 'CN',
  currency: 'CNY',
  cities: [
    ['上海', '上海市', '200000'],
    ['深圳', '广东省', '518000'],
  ],
  streets: ['示例路', '样本大道'],
  streetForm: '{street} * 号',
  names: ['华信', '东方', '长江', '金桥'],
  nameForms: ['*科技（上海）有限公司', '*供应链有限公司', '*食品集团'],
  contacts: [['娜', '李']],
  phonePrefix: '+86 138 0001 ',
};

const RUSSIA: Market = {
  country: 'RU',
  currency: 'RUB',
  cities: [
    ['Москва', '', '101000'],
    ['Казань', '', '420111'],
  ],
  streets: ['ул. Примерная', 'пр. Образцовый'],
  streetForm: '{street}, д. *',
  names: ['Север', 'Волга', 'Пример', 'Ёлочка'],
  nameForms: ['ООО «*, Групп»', 'АО «*»', 'ООО «Торговый дом "*"»'],
  contacts: [['Ирина', 'Соколова']],
  phonePrefix: '+7 900 100 ',
};

const KUWAIT: Market = {
  country: 'KW',
  currency: 'KWD',
  cities: [['Kuwait City', '', '13001']],
  streets: ['Example Block', 'Harbour Road'],
  streetForm: '{street} *',
  names: ['Al Bahar', 'Al Noor', 'Gulf Pearl'],
  nameForms: ['* Trading Co. W.L.L.', '* Cold Stores K.S.C.', '* Shipping'],
  contacts: [['Noor', 'Al-Sabah']],
  phonePrefix: '+965 5000 ',
};

/** The markets, by how many customers are in each. */
export const MARKETS: Weighted<Market> = [
  [SWEDEN, 30],
  [NORWAY, 9],
  [GERMANY, 18],
  [BRITAIN, 13],
  [AMERICA, 10],
  [JAPAN, 4],
  [TAIWAN, 5],
  [CHINA, 4],
  [RUSSIA, 4],
  [KUWAIT, 3],
];
