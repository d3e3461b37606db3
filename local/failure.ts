// A failure that a person can act on: one sentence, shown without a stack trace.

export class LocalFailure extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'LocalFailure';
  }
}
