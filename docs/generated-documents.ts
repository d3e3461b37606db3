// The generated documents as text, from the route table, the schemas and the error catalogue.
import { errorsPage } from './errors-page.ts';
import { openApiDocument } from './openapi/document.ts';

/** `path` is relative to this folder. */
export const generatedDocuments = (): { path: string; text: string }[] => [
  { path: 'openapi.json', text: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
  { path: 'errors.md', text: errorsPage() },
];
