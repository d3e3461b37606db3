// The formats of `structured_id`: how each looks, and what makes a candidate a real one.
import type { CandidateText } from '../policy.ts';
import {
  cpf,
  frenchNir,
  hasGermanTaxIdDigits,
  luhn,
  mod11And10,
  mod97,
  pesel,
  spanishId,
} from './checksums.ts';
import { ibanLength, isCountry, isIssuedCard } from './issuer-data.ts';

export const nationalIdTypes = [
  'de_tax_id',
  'pl_pesel',
  'es_dni',
  'es_nie',
  'uk_nino',
  'fr_nir',
  'br_cpf',
  'ca_sin',
  'us_ssn',
] as const;

export type IdentifierType = 'credit_card' | 'iban' | 'bic' | (typeof nationalIdTypes)[number];

export type IdentifierFormat = {
  /** RE2 syntax, matched whatever the case unless `exactCase`. */
  readonly pattern: string;
  readonly exactCase?: boolean;
  /** Beyond the pattern: lengths, prefixes, words nearby. `id` is the candidate without separators, in capitals. */
  readonly isPlausible: (id: string, candidate: CandidateText) => boolean;
  /** Absent: the format has no checksum. */
  readonly isValid?: (id: string) => boolean;
};

/** True when one of the words stands before the candidate, within reach. */
const follows = (words: RegExp, { before }: CandidateText): boolean =>
  words.test(before.slice(-40));

const hasSeparators = ({ text }: CandidateText): boolean => /[ .-]/.test(text);

/** Digits after a letter, a digit or a decimal point belong to something else. */
const standsAlone = ({ before }: CandidateText): boolean => !/[\w]$|\d[.,]$/.test(before);

const always = (): boolean => true;

export const identifierFormats: Readonly<Record<IdentifierType, IdentifierFormat>> = {
  credit_card: {
    pattern: '\\d(?:[ -]?\\d){12,18}\\b',
    isPlausible: (id, candidate) => isIssuedCard(id) && standsAlone(candidate),
    isValid: luhn,
  },
  iban: {
    pattern: '\\b[A-Z]{2}\\d{2}(?:[ -]?[A-Z0-9]){11,30}\\b',
    isPlausible: (id) => ibanLength(id.slice(0, 2)) === id.length,
    isValid: (id) => mod97(id.slice(4) + id.slice(0, 4)) === 1,
  },
  bic: {
    pattern: '\\b[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\\b',
    exactCase: true,
    // Eight capital letters are most often a word: without a digit, the text must say that it is a BIC.
    isPlausible: (id, candidate) =>
      isCountry(id.slice(4, 6)) && (/\d/.test(id) || follows(/\b(?:bic|swift)\b/i, candidate)),
  },
  de_tax_id: {
    pattern: '\\b\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}\\b',
    isPlausible: (id, candidate) => hasGermanTaxIdDigits(id) && standsAlone(candidate),
    isValid: mod11And10,
  },
  pl_pesel: {
    pattern: '\\b\\d{11}\\b',
    isPlausible: (_, each) => standsAlone(each),
    isValid: pesel,
  },
  es_dni: { pattern: '\\b\\d{8}[ -]?[A-Z]\\b', isPlausible: always, isValid: spanishId },
  es_nie: { pattern: '\\b[XYZ][ -]?\\d{7}[ -]?[A-Z]\\b', isPlausible: always, isValid: spanishId },
  uk_nino: {
    pattern: '\\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]\\b',
    isPlausible: (id) => !/^(?:BG|GB|KN|NK|NT|TN|ZZ)/.test(id),
  },
  fr_nir: {
    pattern: '\\b[1-478] ?\\d{2} ?\\d{2} ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}\\b',
    isPlausible: (_, candidate) => standsAlone(candidate),
    isValid: frenchNir,
  },
  br_cpf: {
    pattern: '\\b\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d{2}\\b',
    isPlausible: (_, candidate) => standsAlone(candidate),
    isValid: cpf,
  },
  ca_sin: {
    pattern: '\\b[1-79]\\d{2}[ -]?\\d{3}[ -]?\\d{3}\\b',
    isPlausible: (_, candidate) =>
      standsAlone(candidate) &&
      (hasSeparators(candidate) || follows(/\b(?:sin|social insurance)\b/i, candidate)),
    isValid: luhn,
  },
  us_ssn: {
    pattern: '\\b\\d{3}[- ]?\\d{2}[- ]?\\d{4}\\b',
    isPlausible: (id, candidate) =>
      !/^(?:000|666|9)|^...00|0000$/.test(id) &&
      standsAlone(candidate) &&
      (hasSeparators(candidate) || follows(/\b(?:ssn|social security)\b/i, candidate)),
  },
};
