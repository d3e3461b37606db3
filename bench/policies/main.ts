// Prints the figures of the rules engine.
import { type Figure, isMet, policyFigures } from './figures.ts';

const barOf = ({ bar }: Figure): string => {
  if (bar === undefined) return '';
  return 'atLeast' in bar ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`;
};

for (const figure of await policyFigures()) {
  const met = isMet(figure);
  const mark = met === null ? ' ' : met ? '✓' : '✗';
  console.log(`${mark} ${figure.name}: ${figure.value.toFixed(2)} ${figure.unit} ${barOf(figure)}`);
}
