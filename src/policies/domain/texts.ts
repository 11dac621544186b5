/** A text per language; English is always there. */
export type Texts = Readonly<{ en: string } & Partial<Record<'zh-CN' | 'zh-TW' | 'ru' | 'sv', string>>>;

/** A text in every language. */
export type AllTexts = Required<Texts>;
