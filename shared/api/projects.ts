// The operations on projects.
import {
  createdProjectAnswer,
  createProjectBody,
  listProjectsAnswer,
  listProjectsQuery,
  projectAnswer,
  replayedProjectAnswer,
  updateProjectBody,
} from '../projects/schema.ts';
import { changeErrors, createErrors, get, LAGGING, patch, post, remove } from './operation.ts';
import { PROJECT, PROJECTS } from './paths.ts';

export const projects = {
  listProjects: get(PROJECTS, {
    summary: 'List projects',
    errors: [],
    query: listProjectsQuery,
    answer: listProjectsAnswer,
    note: LAGGING,
  }),
  createProject: post(PROJECTS, {
    summary: 'Create a project and its first key',
    action: 'project.created',
    success: 201,
    errors: createErrors,
    body: createProjectBody,
    answer: createdProjectAnswer,
    replay: replayedProjectAnswer,
    note:
      '`api_key.key` is the first key in full; it is shown here and nowhere else. `model_providers` maps the beginnings ' +
      'of model ids to providers, before the built-in mapping; the longest wins. `rate_limit_rpm` counts the model calls ' +
      'of all its keys in a minute of UTC; while they cannot be counted, `rate_limit_on_store_failure` refuses them ' +
      '(`closed`, the default) or lets them pass (`open`).',
  }),
  getProject: get(PROJECT, {
    summary: 'Get a project',
    errors: ['not_found'],
    answer: projectAnswer,
  }),
  updateProject: patch(PROJECT, {
    summary: 'Change a project',
    action: 'project.updated',
    errors: [...changeErrors, 'not_found'],
    body: updateProjectBody,
    answer: projectAnswer,
    note: 'Only what is sent changes. `is_active: false` stops all keys on the next request; `true` lets them work again.',
  }),
  deleteProject: remove(PROJECT, {
    summary: 'Delete a project and deactivate its keys',
    action: 'project.deleted',
    errors: ['not_found'],
    note: 'All its keys stop on the next request, for good. If the answer is an error, repeat it: it carries on.',
  }),
};
