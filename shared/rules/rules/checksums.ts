// Checksums of identifiers: arithmetic only, on texts of digits and capital letters.

const digitAt = (text: string, index: number): number => text.charCodeAt(index) - 48;

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * digitAt(digits, index), 0);

/** ISO/IEC 7812-1: cards, Canadian SIN. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digitAt(digits, digits.length - 1 - i);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** ISO 7064 mod 97-10 over letters (A = 10) and digits: IBAN, with its first four characters moved to the end. */
export function mod97(text: string): number {
  let rest = 0;
  for (const char of text) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** ISO 7064 mod 11,10: German tax id. */
export function mod11And10(digits: string): boolean {
  let product = 10;
  for (let i = 0; i < digits.length - 1; i++) {
    const sum = (digitAt(digits, i) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === digitAt(digits, digits.length - 1);
}

const PESEL_WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];

/** Polish PESEL: weights and a date, whose month also tells the century. */
export function pesel(digits: string): boolean {
  const check = (10 - (weighted(digits, PESEL_WEIGHTS) % 10)) % 10;
  const month = Number(digits.slice(2, 4)) % 20;
  const day = Number(digits.slice(4, 6));
  return check === digitAt(digits, 10) && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** Spanish DNI, and NIE with its first letter X, Y, Z read as 0, 1, 2. */
export function spanishId(text: string): boolean {
  const number = Number(
    text.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))),
  );
  return DNI_LETTERS.charAt(number % 23) === text.slice(-1);
}

/** French NIR: 97 less the rest of the number; Corsica's 2A and 2B count as 19 and 18. */
export function frenchNir(text: string): boolean {
  const number = BigInt(text.slice(0, 13).replace('2A', '19').replace('2B', '18'));
  return 97n - (number % 97n) === BigInt(text.slice(13));
}

/** Brazilian CPF: two check digits, and not all digits the same. */
export function cpf(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false;
  const check = (length: number): number => {
    const weights = Array.from({ length }, (_, index) => length + 1 - index);
    return ((weighted(digits, weights) * 10) % 11) % 10;
  };
  return check(9) === digitAt(digits, 9) && check(10) === digitAt(digits, 10);
}

/** German tax id: of the first ten digits one occurs two or three times, the others at most once. */
export function hasGermanTaxIdDigits(digits: string): boolean {
  const counts = new Map<string, number>();
  for (const digit of digits.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  return repeated.length === 1 && (repeated[0] ?? 0) <= 3 && !digits.startsWith('0');
}
