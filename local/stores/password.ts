// Generates a secret's value as CloudFormation's GenerateSecretString describes it.
import { randomInt } from 'node:crypto';
import { LocalFailure } from '../failure.ts';
import type { GenerateSecretString } from '../template/model.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** The SecretString: the password, or the template's JSON with the password under its key. */
export function generateSecretString(rules: GenerateSecretString): string {
  const password = generatePassword(rules);
  const { secretStringTemplate, generateStringKey } = rules;
  if (secretStringTemplate === null || generateStringKey === null) return password;
  const value = JSON.parse(secretStringTemplate) as Record<string, unknown>;
  return JSON.stringify({ ...value, [generateStringKey]: password });
}

function generatePassword(rules: GenerateSecretString): string {
  const classes = [
    rules.excludeLowercase ? '' : LOWER,
    rules.excludeUppercase ? '' : LOWER.toUpperCase(),
    rules.excludeNumbers ? '' : '0123456789',
    rules.excludePunctuation ? '' : PUNCTUATION,
    rules.includeSpace ? ' ' : '',
  ]
    .map((letters) => [...letters].filter((c) => !rules.excludeCharacters.includes(c)).join(''))
    .filter((letters) => letters !== '');
  const alphabet = classes.join('');
  const required = rules.requireEachIncludedType ? classes.map(pick) : [];
  if (alphabet === '' || required.length > rules.passwordLength)
    throw new LocalFailure('The template generates a secret from no characters.');
  const rest = Array.from({ length: rules.passwordLength - required.length }, () => pick(alphabet));
  return shuffle([...required, ...rest]).join('');
}

const pick = (letters: string): string => letters.charAt(randomInt(letters.length));

/** Fisher–Yates, so that the required characters do not stand first. */
function shuffle(letters: string[]): string[] {
  for (let at = letters.length - 1; at > 0; at--) {
    const other = randomInt(at + 1);
    [letters[at], letters[other]] = [letters[other] ?? '', letters[at] ?? ''];
  }
  return letters;
}
