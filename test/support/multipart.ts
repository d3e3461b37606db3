// A multipart body as a client writes it, with a boundary of its own.

export type Part = {
  readonly name: string;
  readonly value: string | Buffer;
  /** Undefined: a field. */
  readonly filename?: string;
  readonly type?: string;
};

export const BOUNDARY = 'client-boundary-7d3f';
export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

export function multipart(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ name, value, filename, type }) => [
    Buffer.from(
      [
        `--${BOUNDARY}`,
        `Content-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}`,
        ...(type === undefined ? [] : [`Content-Type: ${type}`]),
        '',
        '',
      ].join('\r\n'),
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** A form with fields and one file. */
export const formWith = (fields: Readonly<Record<string, string>>, file: Part): Buffer =>
  multipart([...Object.entries(fields).map(([name, value]) => ({ name, value })), file]);
