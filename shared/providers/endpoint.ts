// The endpoints that carry a model call.
export type Endpoint = 'chat' | 'responses' | 'embeddings' | 'messages';
