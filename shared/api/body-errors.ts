// What every operation that takes a body can answer.
export const bodyErrors = ['invalid_json', 'unsupported_media_type', 'request_too_large'] as const;
