// Writes the generated documents: `npm run docs`. A test fails when the committed ones have drifted.
import { writeFileSync } from 'node:fs';
import { generatedDocuments } from './generated-documents.ts';

for (const { path, text } of generatedDocuments()) {
  writeFileSync(new URL(path, import.meta.url), text);
  console.log(`docs/${path}`);
}
