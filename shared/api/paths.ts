// Where the resources of the admin plane stand.
export const PROJECTS = '/api/v1/projects';
export const PROJECT = `${PROJECTS}/{project_id}` as const;
