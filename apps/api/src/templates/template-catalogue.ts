import { Injectable } from '@nestjs/common';
import { ContainerType } from '@spawner/contracts';
import { cpuQuota, missingConsents, readTemplateFile, type TemplateFile, templateFolders } from '@spawner/engine';
import { SettingsError } from '../config/settings.error.js';
import { Settings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';
import type { IdleLimits, InstanceLimits, Template } from './template.js';

@Injectable()
export class TemplateCatalogue {
  private readonly templates: ReadonlyMap<string, Template>;

  constructor(settings: Settings) {
    this.templates = new Map(readTemplates(settings).map((template) => [template.type, template]));
  }

  /** In the order the dashboard shows them. */
  all(): Template[] {
    return [...this.templates.values()];
  }

  has(type: string): boolean {
    return this.templates.has(type);
  }

  /** Who may open its containers. Where the template is gone, only the owner may. */
  policyOf(type: string): Pick<Template, 'access' | 'trusted'> {
    return this.templates.get(type) ?? { access: 'private', trusted: false };
  }

  /** @throws AppError `unknown_type` */
  get(type: string): Template {
    const template = this.templates.get(type);
    if (!template) throw this.unknown(type);
    return template;
  }

  /** What says that there is no such template. */
  unknown(type: string): AppError {
    return new AppError('unknown_type', { type: type.slice(0, 50), types: [...this.templates.keys()].join(', ') });
  }
}

function readTemplates(settings: Settings): Template[] {
  const problems: string[] = [];
  const found = foldersOf(settings).flatMap(({ type, folder }) => {
    if (!ContainerType.safeParse(type).success) {
      problems.push(`${folder}: the folder's name is the type, so it must match [a-z][a-z0-9]* (no hyphen)`);
      return [];
    }
    try {
      const file = readTemplateFile({ type, folder });
      return [{ order: file.order, template: templateOf(file, { type, folder }, settings) }];
    } catch (error) {
      problems.push((error as Error).message);
      return [];
    }
  });
  if (problems.length > 0) throw new SettingsError(problems);
  return found.sort((a, b) => a.order - b.order).map(({ template }) => template);
}

function foldersOf({ folders, templateTypes }: Settings) {
  try {
    return templateFolders({ own: folders.templates, gallery: folders.gallery, chosen: templateTypes });
  } catch (error) {
    throw new SettingsError([(error as Error).message]);
  }
}

const templateOf = (
  file: TemplateFile,
  { type, folder }: Pick<Template, 'type' | 'folder'>,
  settings: Settings,
): Template => ({
  type,
  folder,
  displayName: file.display_name,
  description: { de: file.description, en: file.description_en ?? file.description },
  image: settings.templateImages[type] ?? file.image,
  baseImage: settings.templateBases[type] ?? null,
  access: file.access,
  trusted: file.trusted,
  volumes: file.volumes,
  upload: file.upload ?? null,
  port: file.port,
  path: file.path,
  environment: file.environment,
  command: file.command ?? null,
  ready: { path: file.ready.path ?? null, seconds: file.ready.seconds ?? settings.launch.readySeconds },
  health: file.health,
  limits: limitsOf(file, settings.limits),
  typicalMemoryBytes: typicalMemory(file, settings.limits),
  confinement: {
    readOnly: file.read_only,
    runtime: file.runtime ?? null,
    user: file.user ?? null,
    root: file.root,
    capabilities: file.capabilities,
    init: file.init,
  },
  missingConsents: missingConsents(file, settings.consents),
  idle: idleLimits(file.idle, settings.idle),
  traffic: file.idle.traffic ?? null,
});

const limitsOf = ({ memory, cpu, pids, shm, layer }: TemplateFile, general: InstanceLimits): InstanceLimits => ({
  memoryBytes: memory ?? general.memoryBytes,
  cpuQuota: cpu === undefined ? general.cpuQuota : cpuQuota(cpu),
  processes: pids ?? general.processes,
  shmBytes: shm ?? general.shmBytes,
  layerBytes: layer ?? general.layerBytes,
});

const LEAST_MEMORY = 64 * 1024 ** 2;

/** Where the template does not say: half of what it may take. */
const typicalMemory = (file: TemplateFile, general: InstanceLimits): number => {
  const most = file.memory ?? general.memoryBytes;
  return Math.min(file.memory_typical ?? Math.max(most / 2, LEAST_MEMORY), most);
};

/** Null means never, so only what a template does not mention is taken from the settings. */
const idleLimits = (own: TemplateFile['idle'], general: IdleLimits): IdleLimits => ({
  pause: own.pause === undefined ? general.pause : own.pause,
  stop: own.stop === undefined ? general.stop : own.stop,
  remove: own.remove === undefined ? general.remove : own.remove,
});
