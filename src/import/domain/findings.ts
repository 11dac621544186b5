import type { Place, Problem } from '../../kernel/errors.js';
import { shorten } from '../../kernel/text.js';

/** Says that a value cannot be used, and what to do about it. Returns undefined so that a translator can end with it. */
export type Refuse = (message: string, remedy?: string) => undefined;

/** Turns the text of a cell or property into our own value, or refuses it. The text is never blank. */
export type Translator<T> = (text: string, refuse: Refuse) => T | undefined;

/** The problems found in one record: all of them, so that a file has to be corrected only once. */
export class Findings {
  private readonly found: Problem[] = [];

  /** @param row The record's number, as `ImportRecord` counts them. */
  constructor(readonly row: number) {}

  /** In the order in which they were found. */
  get problems(): readonly Problem[] {
    return this.found;
  }

  /** Adds a problem at a place within the record. */
  refuse(place: Place, message: string, remedy?: string): undefined {
    this.found.push({
      row: this.row,
      ...place,
      ...(place.value === undefined ? {} : { value: shorten(place.value) }),
      message,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }

  /** Translates a text found at a place; what the translator refuses becomes a problem there. */
  translate<T>(place: Place, text: string, translator: Translator<T>): T | undefined {
    return translator(text, (message, remedy) => this.refuse({ ...place, value: text }, message, remedy));
  }
}
