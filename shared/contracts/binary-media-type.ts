// What the gateway hands to functions as bytes, in base64; every other body is text.

export const BINARY_MEDIA_TYPE = 'multipart/form-data';
