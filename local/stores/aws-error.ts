// An error as an AWS service with a JSON protocol answers it.

export class AwsError extends Error {
  readonly status: number;
  /** The exception's name, which SDKs turn into a class. */
  readonly type: string;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.type = type;
    this.status = status;
  }
}
